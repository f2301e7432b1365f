"""What a group does more than all others, and whether that is proved."""

from dataclasses import dataclass, field
from math import exp, isnan, log, sqrt
from typing import Final

import numpy as np

from cockpit.engine.users.needs.cluster import Ints
from cockpit.engine.users.needs.features import Floats

LEAST_USERS: Final = 30
"""Of a group who must show a behaviour before anything is said of it."""
_Z95: Final = 1.959963984540054
LEAST_LIFT: Final = 1.2
"""Less is no difference to act on, however sure."""


@dataclass(slots=True, eq=False)
class Sums:
    """Sums of features by group, added up some users at a time.

    Attributes:
        users: By group.
        known: By group and feature: users of whom it is known.
        shown: Users who show it at all (not 0).
        total: Sum of the values, and ``squares`` of their squares.
    """

    users: Floats
    known: Floats
    shown: Floats
    total: Floats
    squares: Floats

    @classmethod
    def none(cls, groups: int, features: int) -> "Sums":
        """Return sums of nobody."""
        empty = [np.zeros((groups, features)) for _ in range(4)]
        return cls(np.zeros(groups), *empty)

    def add(self, own: Ints, values: Floats) -> None:
        """Add users.

        Args:
            own: Group of each user.
            values: A row a user; nan: unknown.
        """
        for group in range(len(self.users)):
            mine = values[own == group]
            filled = np.nan_to_num(mine)
            self.users[group] += len(mine)
            self.known[group] += (~np.isnan(mine)).sum(axis=0)
            self.shown[group] += (filled != 0).sum(axis=0)
            self.total[group] += filled.sum(axis=0)
            self.squares[group] += (filled**2).sum(axis=0)

    def joined(self, into: Ints, groups: int) -> "Sums":
        """Return the sums of fewer groups; ``into`` has the new place of each."""
        new = Sums.none(groups, self.total.shape[1])
        np.add.at(new.users, into, self.users)
        for name in ("known", "shown", "total", "squares"):
            np.add.at(getattr(new, name), into, getattr(self, name))
        return new


@dataclass(frozen=True, slots=True)
class Lift:
    """How much more of a feature a group has than all others.

    Attributes:
        lift: Ratio of means; ``low`` and ``high`` its 95 % interval.
        proved: The lift is at least ``LEAST_LIFT``, above 1 by more than chance gives
            among all that was compared (Bonferroni), on enough users.
        n: Users of the group who show it.
        mean: The group's own.
    """

    feature: str
    lift: float
    low: float
    high: float
    n: int
    mean: float
    proved: bool = field(default=False)


def lifts(sums: Sums, names: tuple[str, ...], group: int) -> list[Lift]:
    """Compare a group with all others, feature by feature.

    Ratio of means; its interval by the delta method on the logarithm: variance =
    s1^2 / (n1 m1^2) + s0^2 / (n0 m0^2). If no other user shows the feature, it is as if
    one of them did as the group does, so that the ratio stays finite.

    Returns:
        One entry for each feature that the group shows, in their order.
    """
    compared = max(len(names) * len(sums.users), 1)
    found = []
    for place, name in enumerate(names):
        own = _moments(sums, place, np.arange(len(sums.users)) == group)
        rest = _moments(sums, place, np.arange(len(sums.users)) != group)
        if own.mean <= 0 or rest.users == 0:
            continue
        found.append(_lift(name, own, rest, int(sums.shown[group, place]), compared))
    return found


@dataclass(frozen=True, slots=True)
class _Moments:
    users: float
    mean: float
    variance: float


def _moments(sums: Sums, place: int, mine: np.ndarray) -> _Moments:
    users = float(sums.known[mine, place].sum())
    if not users:
        return _Moments(0, 0, 0)
    mean = float(sums.total[mine, place].sum()) / users
    square = float(sums.squares[mine, place].sum()) / users
    variance = max(square - mean**2, 0.0) * users / max(users - 1, 1)
    return _Moments(users, mean, variance)


def _lift(name: str, own: _Moments, rest: _Moments, shown: int, compared: int) -> Lift:
    spread = own.variance / (own.users * own.mean**2)
    if rest.mean > 0:
        ratio = own.mean / rest.mean
        spread += rest.variance / (rest.users * rest.mean**2)
    else:
        ratio = rest.users
        spread += 1.0
    error = sqrt(spread)
    low, high = (exp(log(ratio) + way * _Z95 * error) for way in (-1, 1))
    sure = log(ratio) - _strict_z(compared) * error > 0
    proved = ratio >= LEAST_LIFT and sure and shown >= LEAST_USERS
    return Lift(name, ratio, low, high, shown, own.mean, proved and not isnan(ratio))


def _strict_z(compared: int) -> float:
    from scipy.special import ndtri  # noqa: PLC0415

    return float(ndtri(1 - 0.025 / compared))
