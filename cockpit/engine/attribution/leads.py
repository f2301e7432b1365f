"""One combination of channels, and which of several returns most, if that is proven."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from cockpit.engine.attribution.paths import Floats
from cockpit.engine.attribution.resampling import divided, ends

Kind = Literal["ordered", "set"]
KINDS: Final[tuple[Kind, ...]] = ("ordered", "set")
ENOUGH_ORDERS: Final = 100
"""Of a combination, for a verdict."""


@dataclass(frozen=True, slots=True)
class Combination:
    """Journeys that hold exactly these channels; money in 1/10,000.

    Attributes:
        channels: Ids, in the order of first appearance, or sorted.
        kind: Whether their order matters.
        journeys: Converting or not.
        orders: Converting ones.
        revenue: Net revenue of the orders.
        cost: Spend shared to all of the journeys; None: a channel's is not known.
        low: Lower end of the 95 % interval of ROI; None where that or orders lack.
        high: Upper end.
        ratio_low: Lower end of the interval of its ROI / that of the base, if any.
        ratio_high: Upper end.
    """

    channels: tuple[str, ...]
    kind: Kind
    journeys: int
    orders: int
    revenue: float
    cost: float | None
    low: float | None = None
    high: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None

    @property
    def roi(self) -> float | None:
        """Revenue / cost."""
        return self.revenue / self.cost if self.cost else None

    @property
    def is_single(self) -> bool:
        """Whether it is one channel alone."""
        return len(self.channels) == 1

    @property
    def is_sure(self) -> bool:
        """Whether it has orders enough for a verdict, and an interval."""
        return self.orders >= ENOUGH_ORDERS and self.low is not None


@dataclass(frozen=True, slots=True)
class Lead:
    """The combination of several channels with the greatest lower end, and its rivals.

    Ratios are of ROIs in the same draws of users, so what both share cancels.

    Attributes:
        best: Its channels.
        rivals: How many others of its kind have enough orders.
        rival: That of them which is least proven to return less; empty: there is none.
        ratio: ROI of the best one / that of the rival.
        low: Lower end of its 95 % interval: above 1 the best one is proven to return
            more than every rival, as this one is the closest.
        high: Upper end.
        single: A channel that alone is proven to return more; empty: none.
    """

    best: tuple[str, ...]
    rivals: int = 0
    rival: tuple[str, ...] = ()
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    single: str = ""

    @property
    def is_proven(self) -> bool:
        """Whether no rival could as well be the best one."""
        return not self.rivals or (self.low is not None and self.low > 1)


def lead_of(rows: Sequence[Combination], rois: Floats, kind: Kind) -> Lead | None:
    """Hold the first combination of a kind against each other one.

    Proven is a combination that beats each rival at 2.5 %: then it beats all of them at
    2.5 %, however many there are (intersection-union test; Berger 1982).

    Args:
        rows: Combinations with their intervals.
        rois: Row x draw, from the same draws of users.
        kind: Which of them.

    Returns:
        None where no combination of several channels has enough orders and a cost.
    """
    sure = [n for n, row in enumerate(rows) if row.is_sure]
    several = [n for n in sure if rows[n].kind == kind and not rows[n].is_single]
    if not several:
        return None
    first = min(several, key=lambda n: _rank(rows[n]))
    singles = [n for n in sure if rows[n].is_single]
    better = [n for n in singles if (_ratio(rois, n, first)[0] or 0.0) > 1]
    single = min(better, key=lambda n: _rank(rows[n]), default=None)
    alone = "" if single is None else rows[single].channels[0]
    told = Lead(rows[first].channels, len(several) - 1, single=alone)
    held = {n: _ratio(rois, first, n) for n in several if n != first}
    if not held:
        return told
    closest = min(held, key=lambda n: (held[n][0] or 0.0, _rank(rows[n])))
    low, high = held[closest]
    ratio = _times(rows[first], rows[closest])
    return replace(told, rival=rows[closest].channels, ratio=ratio, low=low, high=high)


def _rank(row: Combination) -> tuple[float, int, tuple[str, ...]]:
    return (-(row.low or 0.0), -row.orders, row.channels)


def _times(one: Combination, other: Combination) -> float | None:
    return one.roi / other.roi if one.roi is not None and other.roi else None


def _ratio(rois: Floats, one: int, other: int) -> tuple[float | None, float | None]:
    return ends(divided(rois[one], rois[other]))
