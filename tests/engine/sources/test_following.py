"""A file that changes under our eyes: grown, torn, replaced, renamed, gone."""

import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.engine.sources.shelf import Shelf
from tests.conftest import few
from tests.engine.sources.desk import NOW, OLD, SPEND, Desk, rows_of, spec

ROW = "2026-10-29,抖音,1,10\n"


@pytest.fixture
def desk(spend_desk: Desk) -> Desk:
    """A desk on which a file of one row lies that has been read."""
    spend_desk.lay("a.csv", SPEND + ROW)
    spend_desk.look()
    return spend_desk


def amounts(desk: Desk) -> list[int]:
    return [value // 10_000 for value in desk.rows("a.csv").get_column("spend")]


def test_an_append_becomes_a_part_of_its_own(desk: Desk) -> None:
    before = desk.record("a.csv")

    desk.append("a.csv", ROW.replace("10\n", "20\n"))
    after = desk.record("a.csv")

    assert amounts(desk) == [10, 20]
    assert after.identity == before.identity
    assert after.parts[0] == before.parts[0]
    assert [part.rows for part in after.parts] == [1, 1]
    assert after.revision != before.revision
    assert after.unverified


def test_lines_of_appended_rows_go_on(desk: Desk) -> None:
    desk.append("a.csv", ROW)

    assert desk.rows("a.csv").get_column("_line").to_list() == [2, 3]


def test_a_torn_line_waits_until_it_is_whole(desk: Desk) -> None:
    desk.append("a.csv", "2026-10-30,抖音,1,1")

    record = desk.record("a.csv")
    assert (record.state, record.codes) == ("waiting", ("torn_line",))
    assert amounts(desk) == [10]

    desk.append("a.csv", "2\n")

    assert amounts(desk) == [10, 12]
    assert desk.record("a.csv").state == "ok"


def test_a_last_line_without_an_end_is_taken_when_nobody_writes_any_more(
    desk: Desk,
) -> None:
    desk.append("a.csv", "2026-10-30,抖音,1,12")
    assert amounts(desk) == [10]

    desk.seconds += 3

    assert amounts(desk) == [10, 12]


def test_such_a_line_that_goes_on_after_all_is_read_again(desk: Desk) -> None:
    desk.append("a.csv", "2026-10-30,抖音,1,12")
    desk.seconds += 3
    desk.look()

    desk.append("a.csv", "34\n")

    assert amounts(desk) == [10, 1234]


def test_a_last_line_that_is_too_short_waits_for_ever(desk: Desk) -> None:
    desk.append("a.csv", "2026-10-30,抖")
    desk.seconds += 60

    assert desk.record("a.csv").state == "waiting"
    assert desk.record("a.csv").rejected == 0


def test_verifying_an_append_clears_the_doubt(desk: Desk) -> None:
    desk.append("a.csv", ROW)
    desk.look()

    assert desk.shelf.verify("a.csv")
    assert not desk.record("a.csv").unverified
    assert not desk.shelf.verify("a.csv")


def test_a_beginning_that_was_changed_by_the_append_is_found_and_read(
    spend_desk: Desk,
) -> None:
    """In the middle of a long file neither end of the prefix shows it."""
    spend_desk.lay("a.csv", SPEND + ROW * 1_000)
    spend_desk.look()
    data = bytearray((spend_desk.root / "a.csv").read_bytes())
    middle = data.index(b",10\n", 12_000)
    data[middle + 1 : middle + 3] = b"99"
    with (spend_desk.root / "a.csv").open("r+b") as file:
        file.write(data)
    spend_desk.append("a.csv", ROW)
    assert spend_desk.rows("a.csv").get_column("spend").sum() == 1_001 * 100_000

    assert spend_desk.shelf.verify("a.csv")

    record = spend_desk.record("a.csv")
    assert rows_of(record).get_column("spend").sum() == 1_000 * 100_000 + 990_000
    assert not record.unverified


@pytest.mark.parametrize("age", [0, 60])
def test_rows_that_do_not_fit_make_the_whole_file_be_read_again(
    spend_desk: Desk, age: float
) -> None:
    """What was month first for all one could tell turns out to be day first."""
    spend_desk.lay("a.csv", SPEND + "02/13/2026,抖音,1,10\n02/01/2026,抖音,1,10\n")
    assert spend_desk.rows("a.csv").height == 2

    spend_desk.append("a.csv", "29/03/2026,抖音,1,5\n30/03/2026,抖音,1,5\n", age=age)

    record = spend_desk.record("a.csv")
    assert record.state == "partial"
    assert record.rows + record.rejected == 4
    assert len(record.parts) == 1


def test_many_appends_are_joined(desk: Desk) -> None:
    for _ in range(70):
        desk.append("a.csv", ROW)
        desk.look()

    record = desk.record("a.csv")

    assert record.rows == 71
    assert record.repeats == 70
    assert len(record.parts) <= 33
    assert desk.rows("a.csv").get_column("_line").to_list() == list(range(2, 73))


def test_a_touched_file_is_not_another_one(desk: Desk) -> None:
    before = desk.record("a.csv")

    desk.date("a.csv", age=1)
    after = desk.record("a.csv")

    assert after.identity == before.identity
    assert after.parts == before.parts


def test_a_replaced_file_that_is_being_written_leaves_the_old_rows(desk: Desk) -> None:
    new = desk.root / "new"
    new.write_text(SPEND + "2026-10-30,抖音,1,7")
    new.replace(desk.root / "a.csv")
    desk.date("a.csv", age=0)

    assert desk.record("a.csv").state == "waiting"
    assert amounts(desk) == [10]

    desk.seconds += 3

    assert amounts(desk) == [7]
    assert desk.record("a.csv").state == "ok"


def test_a_file_that_loses_a_column_keeps_its_last_good_rows(desk: Desk) -> None:
    desk.lay("a.csv", "日期,渠道,消耗额度\n2026-10-30,抖音,1\n")

    record = desk.record("a.csv")

    assert (record.state, record.codes[0]) == ("error", "schema_changed")
    assert "消耗额度" in record.messages[0].text()
    assert amounts(desk) == [10]


def test_a_file_that_comes_back_as_it_was_is_well_again(desk: Desk) -> None:
    desk.lay("a.csv", "")
    assert desk.record("a.csv").codes[0] == "empty"

    desk.lay("a.csv", SPEND + ROW)

    assert desk.record("a.csv").state == "ok"
    assert amounts(desk) == [10]


def test_a_deleted_file_takes_its_rows_with_it(desk: Desk) -> None:
    (desk.root / "a.csv").unlink()

    assert desk.look()
    assert desk.shelf.records == ()


def test_nothing_is_read_again_after_a_restart(desk: Desk) -> None:
    desk.append("a.csv", ROW)
    before = desk.record("a.csv")
    written = _times(desk.cache)

    desk.restart()
    after = desk.record("a.csv")

    assert after.identity == before.identity
    assert after.revision == before.revision
    assert after.parts == before.parts
    assert _times(desk.cache) == written


def test_a_look_at_nothing_new_says_so(desk: Desk) -> None:
    assert not desk.look()
    assert not desk.look()


def test_a_damaged_cache_is_a_miss(desk: Desk) -> None:
    for file in desk.cache.rglob("meta.json"):
        file.write_text("{")
    desk.restart()

    assert amounts(desk) == [10]


def test_a_cache_that_cannot_be_written_is_said_and_stops_nothing(
    spend_desk: Desk,
) -> None:
    (spend_desk.cache / "files").write_text("a file where the folder should be")
    spend_desk.lay("a.csv", SPEND + ROW)

    record = spend_desk.record("a.csv")

    assert (record.state, record.codes) == ("error", ("no_room",))


def test_a_lost_part_is_a_miss(desk: Desk) -> None:
    desk.record("a.csv").parts[0].frame.unlink()
    desk.restart()

    assert amounts(desk) == [10]


def test_another_configuration_reads_the_file_again(desk: Desk) -> None:
    desk.restart(spec(units={"spend": "fen"}))

    assert desk.rows("a.csv").get_column("spend").to_list() == [1_000]


def test_a_forgotten_file_is_read_again(desk: Desk) -> None:
    desk.shelf.forget("a.csv")

    assert desk.shelf.records == ()
    assert amounts(desk) == [10]


def test_the_cache_is_closed_to_others(desk: Desk) -> None:
    places = list((desk.cache / "files").rglob("*"))

    assert places
    for place in places:
        assert place.stat().st_mode & 0o077 == 0


def test_steps_show_each_file_as_it_comes(spend_desk: Desk) -> None:
    """The newest file comes first."""
    spend_desk.lay("old.csv", SPEND + ROW, age=50)
    spend_desk.lay("new.csv", SPEND + ROW.replace("29", "30"), age=10)

    seen = []
    for _ in spend_desk.shelf.look_steps(now=NOW):
        seen.append([record.path for record in spend_desk.shelf.records])

    assert seen == [["new.csv"], ["new.csv", "old.csv"]]


CELLS = st.sampled_from(
    ["10", "3.5", "", "--", "NaN", "-1", "1,5", '"1,234"', '"a\nb"']
)
ROWS = st.lists(
    st.tuples(st.integers(1, 31), CELLS).map(
        lambda row: f"2026-10-{row[0]:02},抖音,1,{row[1]}\n"
    ),
    min_size=1,
    max_size=8,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=few(40)
)
@given(first=ROWS, pieces=st.lists(st.integers(1, 60), max_size=5), second=ROWS)
def test_reading_tails_gives_what_reading_the_whole_gives(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[str],
    pieces: list[int],
    second: list[str],
) -> None:
    """Wherever the writing pauses, in a line, in a quote, in a character."""
    folder = tmp_path_factory.mktemp("grow")
    desk = Desk(folder, spec())
    desk.lay("a.csv", SPEND + "".join(first))
    desk.look()
    data = "".join(second).encode()
    for size in pieces:
        desk.append("a.csv", data[:size])
        data = data[size:]
        desk.look()
    desk.append("a.csv", data)
    grown = desk.record("a.csv")

    fresh = Shelf(desk.root, folder / "fresh", desk.specs, wall=lambda: OLD + 200)
    (folder / "fresh").mkdir()
    fresh.look(now=NOW)
    (whole,) = fresh.records

    assert rows_of(grown).equals(rows_of(whole))
    assert (grown.rejected, grown.repeats) == (whole.rejected, whole.repeats)


def _times(folder: Path) -> dict[str, int]:
    return {
        str(place): os.stat(place).st_mtime_ns
        for place in folder.rglob("*")
        if place.is_file()
    }


def test_a_line_end_between_the_two_bytes_of_a_pair_is_no_row(desk: Desk) -> None:
    """Windows ends lines in two bytes; a pause between them must not tear a row."""
    desk.append("a.csv", "2026-10-30,抖音,1,5\r")
    desk.look()
    desk.append("a.csv", "\n")

    assert amounts(desk) == [10, 5]
    assert desk.record("a.csv").rejected == 0
    assert pl.Series(amounts(desk)).sum() == 15
