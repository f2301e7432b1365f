"""Journeys counted by path."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.attribution import paths as module
from cockpit.engine.attribution.journeys import Journeys
from cockpit.engine.attribution.paths import PATH_COLUMNS, Paths, counted, split
from tests.conftest import few
from tests.engine.attribution.trips import journeys

ROWS = [
    ("ABC", (14, 7, 0), 100_000),
    ("ABC", (7, 7, 7), 300_000),
    ("B", (3,), 50_000),
    ("B", (3,), None),
    ("BA", (1, 0), None),
]


def told(paths: Paths) -> dict[str, tuple[float, ...]]:
    """Return conversions, value, new, nulls by path."""
    return {
        "".join(paths.channels[code] for code in path): tuple(numbers)
        for path, *numbers in paths.frame.select(
            "path", "conversions", "value", "new", "nulls"
        ).iter_rows()
    }


def test_journeys_of_the_same_touches_are_counted_together() -> None:
    assert told(counted(journeys("ABC", ROWS), 7)) == {
        "ABC": (2, 400_000, 1, 0),
        "B": (1, 50_000, 1, 1),
        "BA": (0, 0, 0, 1),
    }


def test_the_weight_of_a_touch_halves_with_each_half_life() -> None:
    frame = counted(journeys("ABC", ROWS[:1]), 7).frame
    assert frame["decay"][0].to_list() == pytest.approx([1 / 7, 2 / 7, 4 / 7])
    assert frame["decay_value"][0].sum() == pytest.approx(100_000)


def test_weights_are_summed_over_the_journeys_of_a_path() -> None:
    frame = counted(journeys("ABC", ROWS), 7).frame
    assert frame["decay"][0].to_list() == pytest.approx(
        [1 / 7 + 1 / 3, 2 / 7 + 1 / 3, 4 / 7 + 1 / 3]
    )
    assert frame["decay_new"][0].to_list() == pytest.approx([1 / 7, 2 / 7, 4 / 7])
    assert frame["decay"][2].to_list() == [0, 0]


def test_only_the_distance_to_the_youngest_touch_matters() -> None:
    """With a half-life of a minute, 30 days are 2^-43200: nothing, if not scaled."""
    frame = counted(journeys("AB", [("AB", (30, 30), 10)]), 1 / 1440).frame
    assert frame["decay"][0].to_list() == [0.5, 0.5]


def test_journeys_are_weighed_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = counted(journeys("ABC", ROWS), 7)
    monkeypatch.setattr(module, "CHUNK", 1)
    assert counted(journeys("ABC", ROWS), 7).frame.equals(whole.frame)


def test_no_journey_is_no_path() -> None:
    assert counted(Journeys(("A",)), 7).frame.schema == pl.Schema(PATH_COLUMNS)
    assert split(pl.DataFrame({"path": []}, schema={"path": pl.String})).channels == ()


@pytest.mark.parametrize(
    "text", ["a > b > a", "a>b>a", " a> b >a", "> a > b >> a >", "a\t>b > > a"]
)
def test_space_and_empty_touches_do_not_count(text: str) -> None:
    paths = split(pl.DataFrame({"path": [text], "conversions": [2]}))
    assert paths.channels == ("a", "b")
    assert paths.frame["path"].to_list() == [[0, 1, 0]]


def test_a_row_without_a_channel_is_counted_as_untouched() -> None:
    paths = split(pl.DataFrame({"path": ["a", "", " > ", None], "nulls": [1, 2, 3, 4]}))
    assert (paths.untouched, paths.total("nulls")) == (3, 1)


def test_equal_paths_of_a_table_are_counted_together() -> None:
    rows = {
        "path": ["a > b", "b", "a>b"],
        "conversions": [1, 2, 3],
        "value": [1, 2, None],
    }
    assert told(split(pl.DataFrame(rows))) == {"ab": (4, 1, 0, 0), "b": (2, 2, 0, 0)}


def test_a_name_that_comes_late_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEW", 2)
    paths = split(pl.DataFrame({"path": ["b", "b > c", "c > a > b"]}))
    assert paths.channels == ("a", "b", "c")
    assert paths.frame["path"].to_list() == [[1], [1, 2], [2, 0, 1]]


def test_another_separator_may_be_used() -> None:
    paths = split(pl.DataFrame({"path": ["a|b", "b | c"]}), "|")
    assert paths.channels == ("a", "b", "c")


@settings(max_examples=few(20))
@given(st.lists(st.lists(st.sampled_from("ab c"), min_size=1, max_size=4), max_size=8))
def test_what_is_written_out_is_read_again(rows: list[list[str]]) -> None:
    texts = [">".join(row) for row in rows]
    paths = split(
        pl.DataFrame({"path": texts, "nulls": 1}, schema_overrides={"path": pl.String})
    )
    spoken = [tuple(name for name in row if name.strip()) for row in rows]
    read = {
        tuple(paths.channels[code] for code in path): nulls
        for path, nulls in paths.frame.select("path", "nulls").iter_rows()
    }
    assert read == {path: spoken.count(path) for path in spoken if path}
