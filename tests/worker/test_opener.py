"""A configuration that is being edited: what was in force stays so."""

from pathlib import Path

import pytest

from cockpit.snapshot.health import HealthQuery, HealthSnapshot
from cockpit.worker.opener import Opener

GOOD = """
[workspace]
timezone = "UTC"
now = 2026-03-09T10:00:00Z
[[source]]
table = "orders"
path = "orders.csv"
"""
ORDERS = "order_id,user_id,pay_time,paid_amount\n1,ada,2026-03-09 09:00:00,10\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "shop"
    folder.mkdir()
    write(folder, GOOD)
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return folder


def write(shop: Path, text: str) -> None:
    (shop / "cockpit.toml").write_text(text, encoding="utf-8")


def seen(opener: Opener) -> HealthSnapshot:
    session = opener()
    session.read()
    return session.health(HealthQuery())


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (GOOD + "[[sorce]\n", "not TOML"),
        (GOOD.replace('"UTC"', '"Mars/Base"'), "Mars/Base"),
        ("", ""),
    ],
)
def test_a_slip_in_the_configuration_keeps_the_numbers_and_is_named(
    shop: Path, broken: str, why: str
) -> None:
    opener = Opener(shop, clock=None)
    before = seen(opener)
    if broken:
        write(shop, broken)
    else:
        (shop / "cockpit.toml").unlink()
    for _again in range(2):
        after = seen(opener)
        assert [row.value for row in after.rows] == [row.value for row in before.rows]
        assert after.rows
        assert not after.problem
        assert why in after.warnings[0]
        assert "stay in force" in after.warnings[0]
    write(shop, GOOD)
    assert seen(opener).warnings == ()


def test_a_configuration_that_never_worked_is_a_state(shop: Path) -> None:
    write(shop, "[workspace\n")
    opener = Opener(shop, clock=None)
    assert "not TOML" in seen(opener).problem
    assert "not TOML" in seen(opener).problem


@pytest.mark.parametrize("broken", ["", "tabel = 'orders'", "table = ["])
def test_a_slip_in_a_profile_keeps_the_numbers_and_is_named(
    shop: Path, broken: str
) -> None:
    profile = shop / "profiles" / "till.toml"
    profile.parent.mkdir()
    profile.write_text('table = "orders"\n', encoding="utf-8")
    write(shop, GOOD.replace('table = "orders"', 'profile = "till"'))
    opener = Opener(shop, clock=None)
    before = seen(opener)
    assert not before.warnings
    if broken:
        profile.write_text(broken, encoding="utf-8")
    else:
        profile.unlink()
    after = seen(opener)
    assert [row.value for row in after.rows] == [row.value for row in before.rows]
    assert any("till" in line and "stay in force" in line for line in after.warnings)
