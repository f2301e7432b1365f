"""The session: money first, users when it is quiet, everything at once for a command."""

from pathlib import Path

import pytest

from cockpit.session import Session
from cockpit.snapshot.health import HealthQuery
from cockpit.snapshot.metrics import MetricsQuery

CONFIG = """
[workspace]
timezone = "UTC"
now = 2026-03-09T10:00:00Z
[[source]]
table = "orders"
path = "orders.csv"
"""
ORDERS = "order_id,user_id,pay_time,paid_amount\n1,ada,2026-03-08 09:00:00,10\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return folder


def values(session: Session, metric: str) -> list[float | None]:
    query = MetricsQuery(metrics=(metric,), dimensions=("whole",))
    return [row.value for row in session.metrics(query).rows]


def append(shop: Path, line: str) -> None:
    with (shop / "orders.csv").open("a", encoding="utf-8") as file:
        file.write(line)


def test_money_does_not_wait_for_the_counting_of_users(shop: Path) -> None:
    session = Session(shop)
    session.refresh()
    assert values(session, "gmv_paid") == [10]
    assert session.is_behind
    assert values(session, "new_customers") == []
    assert session.idle()
    assert not session.is_behind
    assert values(session, "new_customers") == [1]


def test_an_append_shows_money_at_once_and_old_users_until_quiet(shop: Path) -> None:
    session = Session(shop)
    session.read()
    append(shop, "2,bob,2026-03-08 10:00:00,5\n")
    assert session.refresh()
    assert values(session, "gmv_paid") == [15]
    assert values(session, "new_customers") == [1]
    session.idle()
    assert values(session, "new_customers") == [2]
    assert not session.refresh()


def test_a_broken_configuration_is_a_state(shop: Path) -> None:
    (shop / "cockpit.toml").write_text("[workspace\n", encoding="utf-8")
    session = Session(shop)
    session.read()
    shown = session.health(HealthQuery())
    assert shown.rows == ()
    assert "cockpit.toml:1" in shown.problem


def test_nothing_later_than_today_is_asked_for(shop: Path) -> None:
    session = Session(shop)
    session.read()
    assert session.health(HealthQuery(as_of="2030-01-01")).as_of == "2026-03-09"


def test_two_cockpits_on_one_workspace_agree(shop: Path) -> None:
    """Each reads what was appended and removes what the other one has kept of it."""
    one, other = Session(shop), Session(shop)
    for number in range(2, 6):
        for session in (one, other):
            session.refresh()
        append(shop, f"{number},bob{number},2026-03-08 10:00:00,5\n")
        one.refresh()
        other.refresh()
        for session in (one, other):
            while session.idle():
                session.refresh()
            assert values(session, "gmv_paid") == [10 + 5 * (number - 1)]
            assert values(session, "new_customers") == [number]


def test_nothing_is_called_missing_while_files_are_still_being_read(shop: Path) -> None:
    session = Session(shop)
    assert session.health(HealthQuery()).absent == {}
    session.read()
    assert "cpc" in session.health(HealthQuery()).absent
