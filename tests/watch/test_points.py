"""Points as columns say what a dictionary of points would."""

from datetime import date

import polars as pl
import pytest

from cockpit.engine.alarms.observation import Point, grain_of
from cockpit.snapshot.alarms import Labels
from cockpit.watch.points import numbered, points_of

A, B = (("channel", "a"),), (("channel", "b"),)
ROWS = pl.DataFrame(
    {
        "entity": ["a", "b", "a", "b"],
        "grain": [1, 1, 2, 4],
        "numerator": [10, 20, 30, 40],
        "denominator": [1, 2, 3, 4],
        "n": [5, 6, 7, 8],
    }
)


def channel(entity: str | None) -> Labels:
    return (("channel", entity or ""),)


def test_each_entity_is_an_instance_with_its_grains() -> None:
    found = points_of(ROWS, channel, merged=False)
    assert {labels: dict(points) for labels, points in found.items()} == {
        A: {1: Point(10, 1, 5), 2: Point(30, 3, 7)},
        B: {1: Point(20, 2, 6), 4: Point(40, 4, 8)},
    }
    assert [points.last for points in found.values()] == [2, 4]


def test_a_grain_that_is_not_there_is_not_made_up() -> None:
    points = points_of(ROWS, channel, merged=False)[B]
    assert 2 not in points
    assert points.get(2) is None
    with pytest.raises(KeyError):
        points[2]


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
