"""How long people take from one touch to the next, and to the order."""

from dataclasses import dataclass
from math import ceil, log10
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cockpit.engine.attribution.journeys import Journeys

PER_DECADE: Final = 3
"""Bins to a factor of ten."""
Seconds = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Bin:
    """Gaps from ``low`` up to but not including ``high`` seconds.

    Attributes:
        touches: Between touches of a journey.
        orders: From the first touch of a journey to its order.
    """

    low: float
    high: float
    touches: int
    orders: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """Both kinds of gaps; percentiles in seconds, exact, None without any.

    Attributes:
        bins: Edges are 10^(k/3) seconds; the first bin also has what is shorter than a
            second. From the first to the last bin that has any.
        touches: Gaps between touches; a touch counts in each journey it is in.
        orders: Orders.
    """

    bins: tuple[Bin, ...] = ()
    touch_p50: float | None = None
    touch_p90: float | None = None
    order_p50: float | None = None
    order_p90: float | None = None
    touches: int = 0
    orders: int = 0


def gaps_of(journeys: Journeys) -> Gaps:
    """Measure the gaps of journeys.

    Percentiles interpolate between the two nearest values (Hyndman & Fan 1996, type 7).
    """
    touches = _between(journeys.frame["ages"])
    bought = journeys.frame.filter("converted")["ages"]
    whole = bought.list.first().to_numpy()
    return Gaps(
        _binned(touches, whole),
        *_percentiles(touches),
        *_percentiles(whole),
        touches=len(touches),
        orders=len(whole),
    )


def _between(ages: pl.Series) -> Seconds:
    """Return the seconds from each touch to the next of the same journey."""
    flat = ages.explode().to_numpy()
    gaps: Seconds = flat[:-1] - flat[1:]
    is_inside = np.ones(len(gaps), np.bool_)
    is_inside[np.cumsum(ages.list.len().to_numpy())[:-1] - 1] = False
    return gaps[is_inside]


def _percentiles(seconds: Seconds) -> tuple[float | None, float | None]:
    if not len(seconds):
        return None, None
    p50, p90 = np.quantile(seconds, (0.5, 0.9)).tolist()
    return p50, p90


def _binned(touches: Seconds, orders: Seconds) -> tuple[Bin, ...]:
    longest = max(
        (int(part.max()) for part in (touches, orders) if len(part)), default=0
    )
    if not len(touches) + len(orders):
        return ()
    count = ceil(log10(max(longest, 1) + 1) * PER_DECADE)
    edges = [10.0 ** (at / PER_DECADE) for at in range(max(count, 1) + 1)]
    first, second = (
        np.bincount(_places(part, edges), minlength=len(edges) - 1).tolist()
        for part in (touches, orders)
    )
    full = [at for at in range(len(edges) - 1) if first[at] or second[at]]
    return tuple(
        Bin(edges[at], edges[at + 1], first[at], second[at])
        for at in range(full[0], full[-1] + 1)
    )


def _places(seconds: Seconds, edges: list[float]) -> NDArray[np.intp]:
    places = np.searchsorted(edges, np.maximum(seconds, 1), "right") - 1
    return np.minimum(places, len(edges) - 2)


def knows_hours(events: pl.LazyFrame, timezone: str) -> bool:
    """Whether any event of the files is of another time than midnight."""
    at = pl.col("event_time").dt.convert_time_zone(timezone)
    midnight = at.dt.time().cast(pl.Int64) == 0
    return bool(events.select((~midnight).any()).collect(engine="streaming").item())
