"""Segments found again without what users bought."""

import polars as pl
import pytest

from cockpit.engine.users.needs.blind import blind_spec, by_overlap
from cockpit.snapshot.segments import SegmentSpec


def placed(column: str, **groups: range) -> pl.DataFrame:
    """Return users by group; the group is the number in its name."""
    return pl.DataFrame(
        [
            {"user_id": f"u{user:03}", column: int(name.removeprefix("g")) - 1}
            for name, users in groups.items()
            for user in users
        ],
        schema={"user_id": pl.String, column: pl.Int8},
    )


def test_each_group_takes_the_segment_of_most_of_its_users() -> None:
    named = placed("segment", g1=range(100), g2=range(100, 160))
    groups = placed("group", g1=range(90, 170), g2=range(90))
    found = by_overlap(named, groups, segments=2)
    sizes = dict(found.members.group_by("segment").len().iter_rows())
    assert sizes == {0: 90, 1: 80}, "who was in no segment before is in one now"
    assert found.agreement == pytest.approx(150 / 160)
    assert found.lost == ()


def test_a_segment_that_no_group_has_is_lost_and_no_majority_is_none() -> None:
    named = placed("segment", g0=range(10), g1=range(10, 100), g2=range(100, 130))
    groups = placed("group", g1=range(70), g2=range(70, 130))
    found = by_overlap(named, groups, segments=2)
    assert dict(found.members.group_by("segment").len().iter_rows()) == {0: 70, -1: 60}
    assert found.lost == (1,)
    nobody = by_overlap(named.clear(), groups, segments=2)
    assert (nobody.agreement, nobody.lost) == (0.0, (0, 1))


def test_what_was_bought_and_who_bought_at_all_count_no_more() -> None:
    spec = SegmentSpec(
        population="buyers", families=("price", "cadence", "search"), names={"a": "b"}
    )
    found = blind_spec(spec, 4)
    assert (found.families, found.population) == (("search",), "active")
    assert found.segments == 4
    everybody = SegmentSpec(population="all")
    assert blind_spec(everybody, 3).population == "all"
