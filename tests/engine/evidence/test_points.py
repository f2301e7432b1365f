"""Points as columns say what a dictionary of points would."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from cockpit.engine.alarms.observation import Point, grain_of
from cockpit.engine.evidence.points import by_instance, numbered, points_of
from cockpit.engine.metrics.catalogue import Grain
from cockpit.snapshot.alarms import Labels
from tests.conftest import few

A, B = (("channel", "a"),), (("channel", "b"),)
ROWS = pl.DataFrame(
    {
        "entity": ["a", "a", "b", "b"],
        "grain": [1, 2, 1, 4],
        "numerator": [10, 30, 20, 40],
        "denominator": [1, 3, 2, 4],
        "n": [5, 7, 6, 8],
    }
)
ENTITIES = st.one_of(st.none(), st.sampled_from(["", "a", "b", "京东", "抖音"]))
GRAINS: tuple[Grain, ...] = ("day", "hour")


def channel(entity: str | None) -> Labels:
    return (("channel", entity or ""),)


def test_each_entity_is_an_instance_with_its_grains() -> None:
    found = points_of(ROWS, channel, merged=False)
    assert {labels: dict(points) for labels, points in found.items()} == {
        A: {1: Point(10, 1, 5), 2: Point(30, 3, 7)},
        B: {1: Point(20, 2, 6), 4: Point(40, 4, 8)},
    }
    assert [(points.first, points.last) for points in found.values()] == [
        (1, 2),
        (1, 4),
    ]
    assert [list(points) for points in found.values()] == [[1, 2], [1, 4]]
    assert [len(points) for points in found.values()] == [2, 2]


def test_columns_are_handed_over_as_they_are_kept() -> None:
    found = points_of(ROWS, channel, merged=False)
    assert found[A].rows() == ([1, 2], [10, 30], [1, 3], [5, 7])
    assert found[B].rows() == ([1, 4], [20, 40], [2, 4], [6, 8])


@pytest.mark.parametrize(
    ("labels", "grain"), [(A, 0), (A, 3), (A, -2), (B, 0), (B, 2), (B, 5)]
)
def test_a_grain_that_is_not_there_is_not_made_up(labels: Labels, grain: int) -> None:
    """Before, after, in a gap; also where the row would be another instance's."""
    points = points_of(ROWS, channel, merged=False)[labels]
    assert grain not in points
    assert points.get(grain) is None
    with pytest.raises(KeyError):
        points[grain]


def test_a_sample_that_is_the_denominator_is_both() -> None:
    same = ROWS.with_columns(n=pl.col("denominator"))
    assert points_of(same, channel, merged=False)[B][4] == Point(40, 4, 4)


def test_nothing_known_is_no_instance() -> None:
    assert points_of(ROWS.clear(), channel, merged=False) == {}
    assert points_of(ROWS.clear(), channel, merged=True) == {}


def test_merged_entities_add_up() -> None:
    found = points_of(ROWS, channel, merged=True)
    assert {labels: dict(points) for labels, points in found.items()} == {
        (): {1: Point(30, 3, 11), 2: Point(30, 3, 7), 4: Point(40, 4, 8)}
    }


def test_a_plain_sum_has_no_denominator() -> None:
    sums = ROWS.with_columns(denominator=pl.lit(None, pl.Int64))
    assert points_of(sums, channel, merged=False)[A][2] == Point(30, None, 7)
    assert points_of(sums, channel, merged=True)[()][1] == Point(30, None, 11)


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2026, 10, 31)])
def test_grains_are_numbered_as_rules_number_them(day: date) -> None:
    sheet = pl.DataFrame(
        {"date": [day, day], "hour": [0, 23]}, schema_overrides={"hour": pl.Int8}
    )
    days = sheet.select(n=numbered("day"))["n"].to_list()
    hours = sheet.select(n=numbered("hour"))["n"].to_list()
    assert days == [grain_of(day)] * 2
    assert hours == [grain_of(day, 0), grain_of(day, 23)]


@settings(max_examples=few(20))
@given(
    st.lists(st.tuples(ENTITIES, st.integers(0, 40), st.integers(0, 23)), unique=True)
)
def test_a_sheet_is_ordered_by_entity_and_then_by_grain(
    keys: list[tuple[str | None, int, int]],
) -> None:
    days = [date(2026, 10, 1) + timedelta(days=day) for _, day, _ in keys]
    sheet = pl.DataFrame(
        {"date": days, "hour": [h for *_, h in keys], "entity": [e for e, *_ in keys]},
        schema={"date": pl.Date, "hour": pl.Int8, "entity": pl.String},
    )
    for grain in GRAINS:
        once = sheet.unique(["entity", "date"]) if grain == "day" else sheet
        wanted = once.with_columns(grain=numbered(grain)).sort("entity", "grain")
        assert_frame_equal(by_instance(once, grain), wanted)
