"""A working source becomes a profile that reads the same rows elsewhere."""

import shutil
from pathlib import Path

import pytest

from cockpit import beginning
from cockpit.profiling import RefusedError, mistakes_of, save
from cockpit.session import Session
from cockpit.settings.profiles import find

TILL = "Bon;Zeit;Summe (ct);Kunde\n1;31.10.2026 09:00;1250;a\n2;1.10.2026 9:05;3;b\n"
CONFIG = """[workspace]
timezone = "Europe/Berlin"
currency = "EUR"
[[source]]
name = "Market stall"
table = "orders"
path = "till-*.csv"
columns = { order_id = "Bon", pay_time = "Zeit", paid_amount = "Summe (ct)" }
constants = { channel = "offline" }
"""
SPEND = "时间,消耗(元),消耗(分),展示数,手机号\n2026-10-01,1.5,150,7,138\n"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "till-1.csv").write_text(TILL, encoding="utf-8")
    (folder / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    return folder


@pytest.mark.parametrize("wanted", ["1", "Market stall", "till-*.csv", "./till-1.csv"])
def test_a_source_is_named_in_any_way(shop: Path, wanted: str) -> None:
    saved = save(shop, "stall", wanted, may_replace=False)

    assert saved.tried_on == "till-1.csv"
    profile = find(shop, "stall")
    assert profile is not None
    assert profile.section is not None
    assert not mistakes_of(profile)
    assert profile.section.recognised_by == ("Bon", "Zeit", "Summe (ct)")
    assert profile.section.formats == {"pay_time": "day first"}
    assert (profile.section.timezone, profile.section.currency) == (
        "Europe/Berlin",
        "EUR",
    )


def test_handed_over_it_reads_the_same_rows(shop: Path, tmp_path: Path) -> None:
    save(shop, "stall", "1", may_replace=False)
    other = tmp_path / "other"
    shutil.copytree(shop / "profiles", other / "profiles")
    (other / "export.csv").write_text(TILL, encoding="utf-8")
    found = beginning.Beginning(other).recognise({})
    beginning.save(other, found)

    read = []
    for folder in (shop, other):
        session = Session(folder)
        session.read()
        (row,) = session.sources().rows
        read.append((row.rows, row.rejected, row.first, row.last))
    assert read[0] == read[1] == (2, 0, "2026-10-01", "2026-10-31")


def test_what_was_recognised_is_written_down_and_nothing_personal(shop: Path) -> None:
    (shop / "spend.csv").write_text(SPEND, encoding="utf-8")
    more = '[[source]]\ntable = "ad_spend"\npath = "spend.csv"\n'
    more += 'constants = { channel = "x" }\n'
    (shop / "cockpit.toml").write_text(CONFIG + more, encoding="utf-8")
    text = save(shop, "spend", "spend.csv", may_replace=False).text

    assert 'spend = "消耗(分)"' in text
    assert 'impressions = "展示数"' in text
    assert "手机号" not in text
    assert "138" not in text


def test_columns_side_by_side_keep_their_star(shop: Path) -> None:
    (shop / "wide.csv").write_text("day,a_cost,b_cost\n2026-10-01,1,2\n")
    more = '[[source]]\ntable = "ad_spend"\npath = "wide.csv"\n'
    more += 'columns = { date = "day", channel = "*", spend = "*_cost" }\n'
    (shop / "cockpit.toml").write_text(CONFIG + more, encoding="utf-8")
    text = save(shop, "wide", "wide.csv", may_replace=False).text

    assert 'recognised_by = ["day"]' in text
    assert 'spend = "*_cost"' in text


def test_a_file_without_names_is_recognised_by_its_own(shop: Path) -> None:
    (shop / "raw-1.txt").write_text("1,2026-10-01,5\n2,2026-10-02,6\n")
    more = '[[source]]\ntable = "orders"\npath = "raw-*.txt"\nheader = false\n'
    more += "columns = { order_id = 1, pay_time = 2, paid_amount = 3 }\n"
    (shop / "cockpit.toml").write_text(CONFIG + more, encoding="utf-8")
    text = save(shop, "raw", "2", may_replace=False).text

    assert 'file_pattern = "raw-*.txt"' in text
    assert "recognised_by" not in text


def test_one_that_is_there_is_kept_unless_it_shall_be_replaced(shop: Path) -> None:
    save(shop, "stall", "1", may_replace=False)

    with pytest.raises(RefusedError) as refused:
        save(shop, "stall", "1", may_replace=False)
    assert "--force" in refused.value.note.text()
    assert save(shop, "stall", "1", may_replace=True).place.exists()


@pytest.mark.parametrize(
    ("name", "wanted", "why"),
    [
        ("a/b", "1", "names no profile"),
        ("x", "Market stal", "did you mean Market stall"),
        ("x", "zzz", "no source is called zzz"),
    ],
)
def test_a_slip_is_refused_with_a_hint(
    shop: Path, name: str, wanted: str, why: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        save(shop, name, wanted, may_replace=False)
    assert why in refused.value.note.text()
    assert not (shop / "profiles").exists()


def test_a_source_that_cannot_be_read_is_refused(shop: Path) -> None:
    (shop / "till-1.csv").write_text("a,b\n1,2\n")

    with pytest.raises(RefusedError) as refused:
        save(shop, "stall", "1", may_replace=False)
    assert "till-1.csv" in refused.value.note.text()
