"""Following a file as it grows gives exactly what reading it whole gives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from cockpit.engine.facts.book import FactBook, Facts
from cockpit.engine.sources.records import FileRecord
from tests.conftest import few
from tests.engine.tables import (
    Row,
    campaign,
    complaint,
    event,
    order,
    record,
    spend,
    without_parts,
)

DAYS = [date(2026, 3, 1) + timedelta(days=i) for i in range(4)]
CHANNELS = st.sampled_from([None, "douyin", "tmall"])
USERS = st.sampled_from([None, "ada", "bob", "cyd"])


@st.composite
def orders(draw: st.DrawFn) -> Row:
    at = datetime.combine(draw(st.sampled_from(DAYS)), datetime.min.time(), UTC)
    at += timedelta(hours=draw(st.integers(0, 23)))
    return order(
        draw(st.sampled_from("123456")),
        draw(USERS),
        at.replace(tzinfo=None).isoformat(),
        draw(st.integers(-50, 200)),
        channel=draw(CHANNELS),
        status=draw(st.sampled_from([None, "done", "refunded", "cancelled"])),
        refund_amount=draw(st.sampled_from([None, 0, 100_000])),
        cogs=draw(st.sampled_from([None, 50_000])),
        created_date=draw(st.sampled_from(DAYS)),
    )


@st.composite
def spending(draw: st.DrawFn) -> Row:
    return spend(
        draw(st.sampled_from(DAYS)).isoformat(),
        draw(st.sampled_from(["douyin", "tmall"])),
        draw(st.integers(0, 99)),
        hour=draw(st.sampled_from([None, 8, 9])),
        campaign_id=draw(st.sampled_from([None, "c1", "c2"])),
        clicks=draw(st.sampled_from([None, 0, 7])),
    )


@st.composite
def events(draw: st.DrawFn) -> Row:
    at = f"{draw(st.sampled_from(DAYS)).isoformat()}T08:00"
    return event(draw(st.sampled_from(["ada", "bob"])), at, channel=draw(CHANNELS))


@st.composite
def complaints(draw: st.DrawFn) -> Row:
    ticket = draw(st.sampled_from(["t1", "t2", "t3"]))
    on = draw(st.sampled_from(DAYS)).isoformat()
    return complaint(
        ticket,
        on,
        draw(st.sampled_from([None, "1", "2"])),
        reason=draw(st.sampled_from([None, "late", "broken"])),
        is_open=draw(st.booleans()),
    )


@st.composite
def plans(draw: st.DrawFn) -> Row:
    budget = draw(st.sampled_from([None, 0, 1_000_000]))
    return campaign(draw(st.sampled_from("abc")), daily_budget=budget)


@st.composite
def sightings(draw: st.DrawFn) -> Row:
    on = draw(st.sampled_from(DAYS))
    seen = draw(st.sampled_from(["cheaper", "louder"]))
    return {"date": on, "competitor": draw(st.sampled_from("xy")), "note": seen}


def growing(rows: st.SearchStrategy[Row]) -> st.SearchStrategy[list[list[Row]]]:
    return st.lists(st.lists(rows, min_size=1, max_size=6), min_size=1, max_size=4)


def settle(book: FactBook, records: Sequence[FileRecord]) -> Facts:
    book.update_cubes(records)
    return book.update_people(records)


def assert_same_facts(one: Facts, other: Facts) -> None:
    assert set(one.frames) == set(other.frames)
    for name, frame in one.frames.items():
        assert_frame_equal(
            frame, other.frames[name], check_row_order=False, check_exact=True
        )


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("orders", orders()),
        ("ad_spend", spending()),
        ("events", events()),
        ("complaints", complaints()),
        ("campaigns", plans()),
        ("competitors", sightings()),
    ],
)
def test_growing_is_the_same_as_reading_whole(
    name: str, rows: st.SearchStrategy[Row]
) -> None:
    @settings(max_examples=few(25))
    @given(growing(rows))
    def follows(stretches: list[list[Row]]) -> None:
        with TemporaryDirectory() as folder:
            whole = record(Path(folder), name, *stretches)
            followed = FactBook(Path(folder) / "followed")
            for count in range(1, len(stretches) + 1):
                grown = settle(followed, [without_parts(whole, keep=count)])
            joined = [row for stretch in stretches for row in stretch]
            anew = record(Path(folder) / "anew", name, joined)
            rebuilt = settle(FactBook(Path(folder) / "rebuilt"), [anew])
            assert_same_facts(grown, rebuilt)

    follows()


def test_a_restart_takes_up_where_it_stopped(tmp_path: Path) -> None:
    """The merged facts come from the cache, and growth goes on from the partials."""
    first = [order("1", "ada", "2026-03-01T08:00", 10, channel="tmall")]
    second = [order("1", "ada", "2026-03-01T08:00", 5, channel="tmall")]
    whole = record(tmp_path / "parts", "orders", first, second)
    before = without_parts(whole, keep=1)
    kept = settle(FactBook(tmp_path / "cache"), [before])

    restarted = FactBook(tmp_path / "cache")
    assert restarted.restore([before])
    assert_same_facts(restarted.facts, kept)
    assert not FactBook(tmp_path / "cache").restore([whole])

    grown = settle(restarted, [whole])
    assert_same_facts(grown, settle(FactBook(tmp_path / "other"), [whole]))
    sales = grown.frames["sales"]
    assert sales["paid_orders"].sum() == 1
    assert sales["gmv_paid"].sum() == 150_000


def test_a_small_append_costs_no_large_file_and_a_restart_knows_it(
    tmp_path: Path,
) -> None:
    """Facts about users stay on disk as they were; what came since is added again."""
    first = [order(str(n), f"u{n}", "2026-03-01T08:00", 10) for n in range(40)]
    second = [order("x", "new", "2026-03-02T08:00", 5)]
    whole = record(tmp_path / "parts", "orders", first, second)
    book = FactBook(tmp_path / "cache")
    settle(book, [without_parts(whole, keep=1)])
    (kept,) = (tmp_path / "cache").rglob("buyers-*.arrow")
    before = kept.read_bytes()
    followed = settle(book, [whole])
    assert kept.read_bytes() == before

    restarted = settle(FactBook(tmp_path / "cache"), [whole])
    assert_same_facts(restarted, followed)
    assert_same_facts(restarted, settle(FactBook(tmp_path / "other"), [whole]))


def test_a_broken_cache_is_a_miss(tmp_path: Path) -> None:
    whole = record(
        tmp_path / "parts", "orders", [order("1", "a", "2026-03-01T08:00", 1)]
    )
    kept = settle(FactBook(tmp_path / "cache"), [whole])
    for file in (tmp_path / "cache").rglob("*.arrow"):
        file.write_bytes(b"not a frame")
    book = FactBook(tmp_path / "cache")
    assert not book.restore([whole])
    assert_same_facts(settle(book, [whole]), kept)


def test_a_removed_file_takes_its_rows_along(tmp_path: Path) -> None:
    one = record(
        tmp_path, "orders", [order("1", "a", "2026-03-01T08:00", 1)], path="a.csv"
    )
    two = record(
        tmp_path, "orders", [order("2", "b", "2026-03-02T08:00", 2)], path="b.csv"
    )
    book = FactBook(tmp_path / "cache")
    assert settle(book, [one, two]).frames["sales"]["gmv_paid"].sum() == 30_000
    assert settle(book, [two]).frames["sales"]["gmv_paid"].sum() == 20_000
    assert settle(book, []).frames == {}


def test_a_replaced_order_counts_in_the_newer_file_only(tmp_path: Path) -> None:
    """The older file's facts are computed again without the replaced rows."""
    keys = tmp_path / "keys.parquet"
    pl.DataFrame({"order_id": ["1"]}).write_parquet(keys)
    old = record(
        tmp_path, "orders",
        [order("1", "a", "2026-03-01T08:00", 1), order("2", "b", "2026-03-01T09:00", 4)],
        path="old.csv",
    )  # fmt: skip
    new = record(
        tmp_path, "orders", [order("1", "a", "2026-03-01T08:00", 3)], path="new.csv"
    )
    book = FactBook(tmp_path / "cache")
    settle(book, [old])
    overlapped = replace(
        old, replaced=keys, replaced_identity="1", revision="overlapped"
    )
    assert settle(book, [overlapped, new]).frames["sales"]["gmv_paid"].sum() == 70_000
