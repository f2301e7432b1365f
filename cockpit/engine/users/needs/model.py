"""The whole way from behaviour to segments, and the same segments on another day."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from cockpit.engine.one_core import one_core
from cockpit.engine.users.needs.behaviour import Behaviour
from cockpit.engine.users.needs.cluster import (
    FEWEST_USERS,
    SEED,
    Grouping,
    NoGroups,
    group,
)
from cockpit.engine.users.needs.features import Plan, choose, sampled, tables
from cockpit.engine.users.needs.lifts import Sums
from cockpit.engine.users.needs.naming import (
    Named,
    Names,
    name_groups,
    told_features,
    with_needs,
)
from cockpit.engine.users.needs.needmap import NeedMap
from cockpit.engine.users.needs.space import Space, space
from cockpit.snapshot.segments import SegmentSpec

FITTED_USERS: Final = 4_000
"""Groups are found among so many users at most, drawn at random; then all get one."""
LEAST_NAMED_SHARE: Final = 0.5
"""Of the users who must be in a segment: else the groups are about something else."""
Refusal = Literal["few", "alike", "shapeless", "unstable", "label", "one", "rest"]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """How users are put into segments."""

    plan: Plan
    space: Space
    grouping: Grouping
    names: Names

    def place(self, found: Behaviour) -> pl.DataFrame:
        """Put users into segments.

        Returns:
            ``user_id``, ``segment`` (Int8, place among the segments; -1: none of them),
            ``fit`` (Float32, -1 to 1); in the order of ``found.ids``.
        """
        own, fit = [np.zeros(0, np.int64)], [np.zeros(0)]
        with one_core():
            for table in tables(found, self.plan):
                groups, clear = self.grouping.assign(self.space.place(table))
                own.append(self.names.of_group[groups])
                fit.append(clear)
        return _placed(found, np.concatenate(own), np.concatenate(fit))


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """Segments of users on a day.

    Attributes:
        members: As :meth:`Model.place` gives them.
        users: All with enough behaviour; ``unnamed`` of them are in no segment.
    """

    model: Model
    members: pl.DataFrame
    users: int
    dropped: int
    rows: int
    source: str

    @property
    def segments(self) -> tuple[Named, ...]:
        """The segments, largest first."""
        return self.model.names.segments

    @property
    def unnamed(self) -> int:
        """Users whose group has no need that is proved."""
        return int((self.members["segment"] < 0).sum())


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there are no segments.

    Attributes:
        why: ``few`` users (``needed`` more), all ``alike``, one ``shapeless`` cloud,
            ``unstable`` groups, groups that differ in nothing but how much or how often
            they buy (``label``), groups with ``one`` need, or most users in groups
            without a need that is proved (``rest``; ``named`` of them are in others).
        users: With enough behaviour.
    """

    why: Refusal
    users: int
    dropped: int
    needed: int = 0
    silhouette: float = 0.0
    stability: float = 0.0
    named: int = 0


def segment(
    found: Behaviour, spec: SegmentSpec, needs: NeedMap
) -> Segmentation | Refused:
    """Find the segments of users.

    Args:
        found: What they did.
        spec: Method and number of groups.
        needs: The map of needs.
    """
    with one_core():
        return _segment(found, spec, needs)


def grouped_users(
    found: Behaviour, spec: SegmentSpec, needs: NeedMap
) -> pl.DataFrame | Refused:
    """Put users into groups that have no names.

    Returns:
        ``user_id``, ``group`` (Int8, largest first), ``fit``; in the order of
        ``found.ids``.
    """
    with one_core():
        model = _grouped(found, spec, needs)
    if isinstance(model, Refused):
        return model
    each = np.arange(len(model.grouping.centres))
    numbered = Model(model.plan, model.space, model.grouping, Names((), each))
    return numbered.place(found).rename({"segment": "group"})


def _segment(
    found: Behaviour, spec: SegmentSpec, needs: NeedMap
) -> Segmentation | Refused:
    model = _grouped(found, spec, needs)
    return model if isinstance(model, Refused) else _named(found, model, needs)


def _grouped(found: Behaviour, spec: SegmentSpec, needs: NeedMap) -> Model | Refused:
    """Find groups; they have no names yet."""
    users = found.ids.len()
    if users < FEWEST_USERS:
        return Refused("few", users, found.dropped, FEWEST_USERS - users)
    plan = choose(found, needs)
    if not plan.names:
        return Refused("alike", users, found.dropped)
    sample = sampled(found, plan, most=FITTED_USERS, seed=SEED)
    try:
        place = space(plan, sample)
    except ValueError:  # every feature has one value
        return Refused("alike", users, found.dropped)
    groups = group(place.place(sample), method=spec.method, groups=spec.segments)
    if isinstance(groups, NoGroups):
        return Refused(
            groups.why,
            users,
            found.dropped,
            groups.needed,
            groups.silhouette,
            groups.stability,
        )
    return Model(plan, place, groups, Names((), np.zeros(0, np.int64)))


def _named(found: Behaviour, model: Model, needs: NeedMap) -> Segmentation | Refused:
    plan, groups = model.plan, model.grouping
    columns = told_features(plan, needs)
    sums = Sums.none(len(groups.centres), len(columns))
    own, fit = [], []
    for table in tables(found, plan):
        mine, clear = groups.assign(model.space.place(table))
        sums.add(mine, with_needs(table.seen, plan, needs))
        own.append(mine)
        fit.append(clear)
    names = name_groups(sums, plan, needs)
    users, dropped = found.ids.len(), found.dropped
    if not names.segments:
        return Refused("label", users, dropped, 0, groups.silhouette, groups.stability)
    if len(set(names.of_group.tolist())) == 1:
        return Refused("one", users, dropped, 0, groups.silhouette, groups.stability)
    placed = names.of_group[np.concatenate(own)]
    named = int((placed >= 0).sum())
    if named < LEAST_NAMED_SHARE * users:
        tried = (0, groups.silhouette, groups.stability)
        return Refused("rest", users, dropped, *tried, named)
    return Segmentation(
        Model(plan, model.space, groups, names),
        _placed(found, placed, np.concatenate(fit)),
        users,
        dropped,
        found.rows,
        found.source,
    )


def _placed(
    found: Behaviour, own: npt.NDArray[np.int64], fit: npt.NDArray[np.float64]
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "user_id": found.ids,
            "segment": pl.Series(own, dtype=pl.Int8),
            "fit": pl.Series(fit.round(6), dtype=pl.Float32),
        }
    )
