"""Journeys that are brought up to date are those built from nothing."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from cockpit.engine.attribution.buckets import Buckets, Choice
from cockpit.engine.attribution.cutting import CUT_COLUMNS
from cockpit.engine.attribution.journeys import Journeys, journeys_of
from cockpit.engine.attribution.staging import Stage
from cockpit.engine.attribution.stitching import Links
from cockpit.engine.sources.records import FileRecord
from tests.conftest import few
from tests.engine.attribution.travels import (
    PLAIN,
    bought,
    files,
    grown,
    study,
    touch,
    travelled,
    trips,
)
from tests.engine.tables import Row, event, instant, record

CROWD = [touch(f"c{n}", n, "ab"[n % 2]) for n in range(40)]
"""So many do not change that nobody takes all of them again."""
MEANWHILE = "2026-02-12"
"""Nothing is known of later days; some journeys are over, and others open."""
USERS = st.sampled_from(["u", "v", "c1"])
HOURS = st.integers(0, 24 * 40)
CHANNELS = st.sampled_from(["a", "b", "new", "direct"])
TOUCHES = st.lists(st.builds(touch, USERS, HOURS, CHANNELS), max_size=6)
ORDERS = st.lists(
    st.builds(bought, USERS, HOURS), max_size=3, unique_by=lambda row: row["order_id"]
)


def assert_same(ours: Journeys, theirs: Journeys) -> None:
    """All of it: numbers of users and codes of channels too, and the order of rows."""
    assert ours.channels == theirs.channels
    assert_frame_equal(ours.frame, theirs.frame)
    assert ours.users.to_list() == theirs.users.to_list()
    assert_frame_equal(ours.counts, theirs.counts)
    assert_frame_equal(ours.open, theirs.open)
    assert ours.touched == theirs.touched
    assert (ours.endings is None) == (theirs.endings is None)
    if ours.endings is not None and theirs.endings is not None:
        assert_frame_equal(ours.endings.silences, theirs.endings.silences)


def built(
    records: Sequence[FileRecord], keep: Path | None = None, as_of: str = "2027-01-01"
) -> Journeys:
    return journeys_of(study(records, as_of, keep=keep), PLAIN)


@settings(max_examples=few(8))
@given(first=TOUCHES, tail=TOUCHES, other=TOUCHES, orders=st.lists(ORDERS, min_size=2))
def test_after_any_change_of_files_journeys_are_those_built_from_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[Row],
    tail: list[Row],
    other: list[Row],
    orders: list[list[Row]],
) -> None:
    folder = tmp_path_factory.mktemp("changing")
    crowd = record(folder, "events", CROWD, path="crowd.csv")
    long = record(folder, "events", first, tail, path="long.csv")
    day = record(folder, "events", other, path="aday.csv")
    sold = [
        record(folder, "orders", rows, path=f"orders{number}.csv")
        for number, rows in enumerate(orders[:2])
    ]
    again = record(folder / "again", "events", other[::-1], path="aday.csv")
    moments = [
        [crowd, grown(long, 1), sold[0]],
        [crowd, long, sold[0]],
        [crowd, long, sold[0], day],
        [crowd, long, sold[1], replace(again, identity="read again")],
        [crowd, *sold],
    ]
    for records in moments:
        for as_of in ("2027-01-01", MEANWHILE):
            kept = built(records, folder / "kept", as_of)
            assert_same(kept, built(records, as_of=as_of))


def test_only_buckets_of_users_with_new_rows_are_cut_again(tmp_path: Path) -> None:
    events = record(tmp_path, "events", CROWD)
    more = record(tmp_path, "events", [touch("c7", 500)], path="more.csv")
    before = cut_files(tmp_path / "kept", [events])

    after = cut_files(tmp_path / "kept", [events, more])

    assert len(before) == len(after) == 16
    assert len(set(before) - set(after)) == 1


def cut_files(keep: Path, records: Sequence[FileRecord]) -> list[str]:
    """Return the files of journeys, in buckets of three touches."""
    stage = Stage(keep / "staged", timezone="UTC", day_starts_minutes=0)
    stage.update(records, Links())
    choice = Choice(PLAIN, of_events=False)
    buckets = Buckets(stage, keep / "cut", choice, at_once=3)
    list(buckets.cuts())
    named = (keep / "cut" / "built.json").read_text()
    return [
        file.stem for file in (keep / "cut").glob("*.journeys") if file.stem in named
    ]


def test_few_large_buckets_and_many_small_ones_hold_the_same(tmp_path: Path) -> None:
    orders = [bought(f"c{n}", 50) for n in range(0, 40, 3)]
    records = files(tmp_path, [CROWD[:25], CROWD[25:]], [orders])
    found = []
    for at_once in (1, 3, 10**6):
        stage = Stage(tmp_path / str(at_once), timezone="UTC", day_starts_minutes=0)
        stage.update(records, Links())
        choice = Choice(PLAIN, of_events=False)
        buckets = Buckets(stage, tmp_path / f"cut{at_once}", choice, at_once=at_once)
        found.append(pl.concat([cut.journeys for cut in buckets.cuts()]))

    assert found[0].schema == pl.Schema(CUT_COLUMNS)
    assert_frame_equal(found[0], found[1])
    assert_frame_equal(found[0], found[2])


def test_a_damaged_cache_is_built_again(tmp_path: Path) -> None:
    records = files(tmp_path, [CROWD])
    right = built(records, keep=tmp_path / "kept")
    for file in (tmp_path / "kept").rglob("*.json"):
        file.write_text("{")

    assert_same(built(records, keep=tmp_path / "kept"), right)


def test_a_file_of_the_cache_that_is_gone_is_built_again(tmp_path: Path) -> None:
    records = files(tmp_path, [CROWD])
    right = built(records, keep=tmp_path / "kept")
    for pattern in ("*.touches", "*.journeys", "*.ids"):
        next((tmp_path / "kept").rglob(pattern)).unlink()

        assert_same(built(records, keep=tmp_path / "kept"), right)


def test_touches_of_an_anonymous_visitor_are_of_whom_it_turned_out_to_be(
    tmp_path: Path,
) -> None:
    links = [link("x", "u", "2026-02-01T00:00")]
    events = [seen("x", "2026-01-20T00:00", "before"), touch("u", 24 * 40, "after")]

    journeys = travelled(
        tmp_path, events, [bought("u", 24 * 41)], replace(PLAIN, look_back_days=60),
        identity=links,
    )  # fmt: skip

    (trip,) = trips(journeys)
    assert (trip.user, trip.path) == ("u", ("before", "after"))


def test_a_visitor_linked_to_two_users_is_the_first_until_it_is_the_second(
    tmp_path: Path,
) -> None:
    links = [
        link("x", "v", "2026-02-01T00:00"),
        link("x", "u", "2026-01-10T00:00"),
        link("x", "u", "2026-01-11T00:00"),
    ]
    events = [
        seen("x", f"{day}T00:00", day)
        for day in ("2026-01-01", "2026-01-31", "2026-02-01", "2026-02-09")
    ]

    journeys = travelled(tmp_path, events, identity=links)

    assert [(trip.user, trip.path) for trip in trips(journeys)] == [
        ("u", ("2026-01-01", "2026-01-31")),
        ("v", ("2026-02-01", "2026-02-09")),
    ]


def test_a_visitor_whom_nobody_knows_is_somebody_of_its_own(tmp_path: Path) -> None:
    events = [seen("x", "2026-01-01T00:00", "a"), touch("u", 0, "b")]

    journeys = travelled(tmp_path, events)

    assert [(trip.user, trip.path) for trip in trips(journeys)] == [
        ("u", ("b",)),
        ("x", ("a",)),
    ]


@settings(max_examples=few(8))
@given(
    links=st.lists(
        st.tuples(st.sampled_from("xy"), USERS, st.integers(1, 28)), max_size=5
    ),
    known=st.integers(0, 5),
)
def test_links_that_come_later_change_what_they_change_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    links: list[tuple[str, str, int]],
    known: int,
) -> None:
    folder = tmp_path_factory.mktemp("links")
    visits = [seen("xy"[n % 2], f"2026-01-{n:02}T12:00", "web") for n in range(1, 28)]
    whole = [
        record(folder, "events", CROWD, path="crowd.csv"),
        record(folder, "events", visits, path="visits.csv"),
        record(folder, "orders", [bought("u", 24 * 20), bought("v", 24 * 25)]),
    ]
    rows = [link(anon, user, f"2026-01-{day:02}T00:00") for anon, user, day in links]
    for number, some in enumerate((rows[:known], rows)):
        identity = record(folder / str(number), "identity", some)
        records = [*whole, identity]
        assert_same(built(records, keep=folder / "kept"), built(records))


def link(anon: str, user: str, on: str) -> Row:
    """A link of an anonymous id to a user."""
    linked = instant(on)
    return {
        "anon_id": anon,
        "user_id": user,
        "linked_at": linked,
        "biz_date": linked.date(),
    }


def seen(anon: str, on: str, channel: str) -> Row:
    """An event of a visitor without a name."""
    return {**event("", on, channel=channel), "user_id": None, "anon_id": anon}


def test_several_questions_at_a_time_are_answered_from_one_stage(
    tmp_path: Path,
) -> None:
    records = files(tmp_path, [CROWD[:20], CROWD[20:]], [[bought("c3", 30)]])
    asked = study(records, keep=tmp_path / "kept")
    terms = [replace(PLAIN, look_back_days=days) for days in (1, 2, 30, 60)]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(partial(journeys_of, asked), terms))

    for journeys, each in zip(found, terms, strict=True):
        assert_same(journeys, journeys_of(study(records), each))
    pieces = {file.stem for file in (tmp_path / "kept").rglob("*.touches")}
    assert len(pieces) == len(records)
