"""Files that once broke the reader are read as they must be."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.sources.desk import SPEND, Desk
from tests.fuzz.corpus import FOLDER, INDEX, kept
from tests.fuzz.reading import Bench

INPUTS = kept()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    place = Bench(tmp_path)
    yield place
    place.close()


@pytest.mark.parametrize("name", INPUTS)
def test_what_once_broke_the_reader_does_not_any_more(bench: Bench, name: str) -> None:
    bench.check(INPUTS[name])


@pytest.mark.parametrize("name", INPUTS)
def test_it_reads_the_same_when_it_is_packed(bench: Bench, name: str) -> None:
    bench.check(replace(INPUTS[name], course="packed"))


def test_an_open_quote_costs_its_own_row_and_no_other(spend_desk: Desk) -> None:
    rows = '2026-10-28,抖音,1,"5\n2026-10-28,抖音,2,6\n2026-10-28,抖音,3,7'
    spend_desk.lay("a.csv", SPEND + rows)

    assert spend_desk.rows("a.csv")["spend"].to_list() == [60_000, 70_000]
    assert [row.line for row in spend_desk.rejected("a.csv")] == [2]


def test_only_a_last_line_without_an_end_waits(spend_desk: Desk) -> None:
    rows = '2026-10-28,抖音,1,5\n"2026-10-28,抖音,2,6\n2026-10-28,抖音,3,7\n2026-10'
    spend_desk.lay("a.csv", SPEND + rows)

    assert spend_desk.rows("a.csv")["spend"].to_list() == [50_000, 70_000]
    assert "torn_line" in spend_desk.record("a.csv").codes

    spend_desk.append("a.csv", "-28,抖音,4,8\n", age=30)

    assert spend_desk.rows("a.csv")["spend"].to_list() == [50_000, 70_000, 80_000]


@pytest.mark.parametrize("year", ["-2026", "9999", "0000"])
def test_a_year_of_no_calendar_costs_its_own_row(spend_desk: Desk, year: str) -> None:
    rows = f"2026-10-28,抖音,1,5\n{year}-12-31,抖音,2,6\n2026-10-28,抖音,3,7\n"
    spend_desk.lay("a.csv", SPEND + rows)

    assert spend_desk.rows("a.csv")["spend"].to_list() == [50_000, 70_000]


def test_every_file_that_is_kept_is_read() -> None:
    there = {path.name for path in FOLDER.iterdir()}

    assert there == {*INPUTS, INDEX.name}
