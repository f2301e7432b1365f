"""Segments found again without what users bought: curves of buying need them so.

Groups that were made from purchases differ in purchases, whatever a price does to them:
that is selection on the outcome. So groups are made once more from all other behaviour,
and each takes the segment that most of its users are in.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl
from msgspec.structs import replace

from cockpit.engine.users.needs.behaviour import Behaviour
from cockpit.engine.users.needs.model import Refused, Segmentation, grouped_users
from cockpit.engine.users.needs.needmap import NeedMap
from cockpit.snapshot.segments import Family, SegmentSpec

OUTCOMES: Final[frozenset[Family]] = frozenset({"price", "cadence"})
"""Kinds of behaviour that purchases are part of."""
PURCHASES: Final = ("order", "pay")
"""Events that are the purchase itself."""
_MAJORITY: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Blind:
    """Users in the segments of others, by what they did besides buying.

    Attributes:
        members: ``user_id``, ``segment`` (Int8, place among the segments; -1: none).
        agreement: Share of the users of both who are in the same segment, 0 to 1.
        lost: Places of segments that no group has most of its users in.
    """

    members: pl.DataFrame
    agreement: float
    lost: tuple[int, ...]


def blind_spec(spec: SegmentSpec, groups: int) -> SegmentSpec:
    """Return the specification without what is bought, of as many groups.

    Who has bought is an outcome, too: of buyers alone all would be likely to buy.
    """
    families = tuple(family for family in spec.families if family not in OUTCOMES)
    population = "active" if spec.population == "buyers" else spec.population
    return replace(spec, families=families, population=population, segments=groups)


def matched(
    found: Segmentation, behaviour: Behaviour, spec: SegmentSpec, needs: NeedMap
) -> Blind | Refused:
    """Put users into segments without what they bought.

    Args:
        found: The segments.
        behaviour: What users did besides buying.
        spec: As :func:`blind_spec` gives it, with at least one kind of behaviour.
        needs: The map of needs.
    """
    groups = grouped_users(behaviour, spec, needs)
    if isinstance(groups, Refused):
        return groups
    return by_overlap(found.members, groups, segments=len(found.segments))


def by_overlap(named: pl.DataFrame, groups: pl.DataFrame, *, segments: int) -> Blind:
    """Give each group the segment that more than half of its users are in.

    Args:
        named: ``user_id``, ``segment`` (-1: none).
        groups: ``user_id``, ``group``.
        segments: How many there are.
    """
    both = groups.join(named.select("user_id", "segment"), on="user_id")
    taken = (
        both.group_by("group", "segment")
        .agg(users=pl.len())
        .with_columns(share=pl.col("users") / pl.col("users").sum().over("group"))
        .filter(pl.col("share") > _MAJORITY)
        .select("group", pl.col("segment").cast(pl.Int8))
    )
    members = groups.join(taken, on="group", how="left").select(
        "user_id", pl.col("segment").fill_null(-1)
    )
    again = both.select("user_id", "segment").join(members, on="user_id", suffix="_now")
    same = (again["segment"] == again["segment_now"]).mean()
    known = set(taken["segment"])
    return Blind(
        members,
        float(same) if isinstance(same, float) else 0.0,
        tuple(place for place in range(segments) if place not in known),
    )
