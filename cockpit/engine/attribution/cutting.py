"""Cutting the touches of many users into journeys, without a loop over users."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cockpit.engine.attribution.terms import AttributionTerms

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Records = NDArray[np.void]

TOUCH: Final = np.dtype(
    [("user", "<u8"), ("at", "<i8"), ("code", "<u2"), ("stage", "u1")]
)
"""An event with a channel: ``user`` a hash, ``at`` milliseconds since 1970."""
ORDER: Final = np.dtype(
    [
        ("user", "<u8"), ("order", "<u8"), ("at", "<i8"), ("day", "<i4"),
        ("back", "<i4"), ("paid", "<i8"), ("net", "<i8"), ("is_paid", "u1"),
    ]
)  # fmt: skip
"""A line of an order; ``back``: day on which ``paid`` less ``net`` was given back."""
DAY_MS: Final = 86_400_000
SECOND_MS: Final = 1_000
_LONGEST: Final = 2**31 - 1
_HEAD: Final = {
    "user": pl.UInt64(),
    "order": pl.UInt64(),
    "at": pl.Int64(),
    "day": pl.Int32(),
    "value": pl.Int64(),
    "is_first": pl.Boolean(),
}
CUT_COLUMNS: Final = {
    **_HEAD,
    "fresh": pl.UInt32(),
    "merged": pl.UInt32(),
    "skipped": pl.UInt32(),
    "path": pl.List(pl.UInt16()),
    "ages": pl.List(pl.Int32()),
    "stages": pl.List(pl.UInt8()),
    "beside": pl.List(pl.Int32()),
}
"""Of :attr:`Cut.journeys`.

``user`` and ``order`` are hashes, ``order`` null without a conversion. ``at`` is the
conversion, else the last touch (milliseconds since 1970); ``day`` its business day
(days since 1970), null of a last touch until somebody fills it in. ``fresh``: touches
that no earlier journey has; ``merged``: events that are part of one of these and no
touch of their own; ``skipped``: direct touches that are not in ``path``; ``beside``:
their ages.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """The journeys of some users.

    Attributes:
        journeys: ``CUT_COLUMNS``, sorted by user; of a user conversions first, each
            sorted by time.
        untouched: Conversions before which nothing is known, the first six of these
            columns, sorted by user and time.
    """

    journeys: pl.DataFrame
    untouched: pl.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Touches:
    """Touches of many users, sorted by user and time.

    Attributes:
        user: Hash of each; ``at``, ``code``, ``stage`` likewise.
        begins: Place of the first event of each among all events, and the end.
    """

    user: NDArray[np.uint64]
    at: Ints
    code: NDArray[np.uint16]
    stage: NDArray[np.uint8]
    begins: Ints


def cut(
    events: Records, orders: pl.DataFrame, terms: AttributionTerms, direct: int
) -> Cut:
    """Cut events into journeys.

    Args:
        events: ``TOUCH``, in any order; events of one instant in that of the files.
        orders: ``user``, ``order``, ``at``, ``day``, ``value``: one row a conversion,
            sorted by user and time.
        terms: Look-back, rule, pause between touches, direct handling.
        direct: Code of the channel ``direct``; negative: there is none.
    """
    touches = _touches(events, terms.session_minutes * 60 * SECOND_MS)
    look_back = terms.look_back_days * DAY_MS
    low, high = _ranges(touches, orders, look_back, rule=terms.journeys)
    conversions = _conversions(touches, orders, low, high)
    nulls = _nulls(touches, *_runs(touches, low, high, look_back))
    is_touched = pl.col("length") > 0
    touched = pl.concat([conversions.filter(is_touched), nulls])
    ordered = touched.sort("user", maintain_order=True)
    skipped = direct if terms.direct == "skip" else -1
    untouched = conversions.filter(~is_touched).select(*_HEAD)
    return Cut(_listed(touches, ordered, skipped), untouched)


def _touches(events: Records, pause: int) -> Touches:
    """Sort events, and join those of one visit."""
    user, at = events["user"], events["at"]
    order = _order(user, at)
    user, at = user[order], at[order]
    code, stage = events["code"][order], events["stage"][order]
    if pause and len(user):
        is_next = (user[1:] == user[:-1]) & (code[1:] == code[:-1])
        is_next &= np.diff(at) <= pause
        begins = np.flatnonzero(np.concatenate([[True], ~is_next]))
        stage = np.maximum.reduceat(stage, begins)
        user, at, code = user[begins], at[begins], code[begins]
    else:
        begins = np.arange(len(user))
    return Touches(user, at, code, stage, np.append(begins, len(events)))


def _order(user: NDArray[np.uint64], at: Ints) -> NDArray[np.intp]:
    """Return the places by user and time; what is of one instant stays as it is.

    Files mostly follow each other in time; then sorting by user is enough.
    """
    frame = pl.DataFrame({"user": user})
    order = frame.select(pl.arg_sort_by("user", maintain_order=True)).to_series()
    places: NDArray[np.intp] = order.to_numpy()
    sorted_user, sorted_at = user[places], at[places]
    if ((sorted_user[1:] == sorted_user[:-1]) & (np.diff(sorted_at) < 0)).any():
        places = np.lexsort((at, user))
    return places


def _ranges(
    touches: Touches, orders: pl.DataFrame, look_back: int, *, rule: str
) -> tuple[Ints, Ints]:
    """Return the places of the first touch of each conversion, and after the last."""
    if not orders.height or not len(touches.user):
        none = np.zeros(orders.height, np.int64)
        return none, none
    user, at = orders["user"].to_numpy(), orders["at"].to_numpy()
    first = np.flatnonzero(~_repeats(touches.user))
    known = touches.user[first]
    rank = np.repeat(
        np.arange(len(first)), np.diff(np.append(first, len(touches.user)))
    )
    base, last = int(touches.at.min()), int(touches.at.max())
    stride = last - base + 3
    keys = rank * stride + (touches.at - base + 1)
    place = np.searchsorted(known, user)
    is_known = known[np.minimum(place, len(first) - 1)] == user
    floor = place * stride
    high = np.searchsorted(keys, floor + np.clip(at - base + 1, 0, stride - 1), "right")
    since = floor + np.clip(at - look_back - base + 1, 0, stride - 1)
    low = np.searchsorted(keys, since, "left")
    low, high = np.where(is_known, low, 0), np.where(is_known, high, 0)
    if rule == "reset":
        low = np.where(_repeats(user), np.maximum(low, np.roll(high, 1)), low)
    return np.minimum(low, high), high


def _runs(touches: Touches, low: Ints, high: Ints, look_back: int) -> tuple[Ints, Ints]:
    """Find runs of touches that are in no journey: first touch, and after the last.

    No conversion lies inside a run: what is before it is older than its look-back, so
    that the pause to what comes after it is longer.
    """
    count = len(touches.user)
    change = np.bincount(low, minlength=count + 1)
    change -= np.bincount(high, minlength=count + 1)
    is_free = np.cumsum(change)[:count] == 0
    follows = _repeats(touches.user)
    follows[1:] &= is_free[:-1] & (np.diff(touches.at) <= look_back)
    starts = np.flatnonzero(is_free & ~follows)
    is_last = np.ones(count, np.bool_)
    is_last[:-1] = ~(follows[1:] & is_free[1:])
    return starts, np.flatnonzero(is_free & is_last) + 1


def _conversions(
    touches: Touches, orders: pl.DataFrame, low: Ints, high: Ints
) -> pl.DataFrame:
    """Tell of each conversion where its touches are."""
    is_again = _repeats(orders["user"].to_numpy())
    # Those of the conversion before: times only grow, and so do places of touches.
    fresh = np.where(is_again, np.maximum(low, np.roll(high, 1)), low)
    return orders.select(
        "user",
        "order",
        "at",
        "day",
        "value",
        pl.Series("is_first", ~is_again),
        pl.Series("fresh", high - fresh, pl.UInt32),
        _merged(touches, fresh, high),
        pl.Series("low", low, pl.Int64),
        pl.Series("length", high - low, pl.Int64),
    )


def _nulls(touches: Touches, starts: Ints, ends: Ints) -> pl.DataFrame:
    """Tell the same of runs of touches that led to nothing."""
    length = pl.Series("length", ends - starts, pl.Int64)
    return pl.select(
        pl.Series("user", touches.user[starts]),
        pl.lit(None, pl.UInt64).alias("order"),
        pl.Series("at", touches.at[ends - 1]),
        pl.lit(None, pl.Int32).alias("day"),
        pl.lit(0, pl.Int64).alias("value"),
        pl.lit(value=False).alias("is_first"),
        length.cast(pl.UInt32).alias("fresh"),
        _merged(touches, starts, ends),
        pl.Series("low", starts, pl.Int64),
        length,
    )


def _merged(touches: Touches, first: Ints, after: Ints) -> pl.Series:
    """Count events that are no touch of their own."""
    events = touches.begins[after] - touches.begins[first]
    return pl.Series("merged", events - (after - first), pl.UInt32)


def _listed(touches: Touches, journeys: pl.DataFrame, skipped: int) -> pl.DataFrame:
    """Give each journey the lists of its touches, less those of a channel.

    A journey that has nothing else keeps them.
    """
    lengths = journeys["length"].to_numpy()
    begins = np.cumsum(lengths) - lengths
    places = np.arange(lengths.sum()) + np.repeat(
        journeys["low"].to_numpy() - begins, lengths
    )
    at = np.repeat(journeys["at"].to_numpy(), lengths)
    ages = np.minimum((at - touches.at[places]) // SECOND_MS, _LONGEST)
    path = touches.code[places]
    owner = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    flat = pl.DataFrame(
        {
            "owner": pl.Series(owner).set_sorted(),
            "path": path,
            "ages": ages.astype(np.int32),
            "stages": touches.stage[places],
        }
    )
    dropped = np.zeros(len(lengths), np.uint32)
    beside = np.zeros(0, np.int32)
    if skipped >= 0:
        is_skipped = path == skipped
        count = np.bincount(owner[is_skipped], minlength=len(lengths))
        dropped = np.where(count < lengths, count, 0).astype(np.uint32)
        is_dropped = is_skipped & (dropped[owner] > 0)
        beside = ages[is_dropped].astype(np.int32)
        flat = flat.filter(pl.Series(~is_dropped))
    lists = flat.group_by("owner", maintain_order=True).agg("path", "ages", "stages")
    return (
        journeys.with_columns(
            pl.Series("skipped", dropped), _by_lengths("beside", beside, dropped)
        )
        .hstack(lists.drop("owner"))
        .select(pl.col(name).cast(dtype) for name, dtype in CUT_COLUMNS.items())
    )


def _by_lengths(
    name: str, values: NDArray[np.int32], lengths: NDArray[np.uint32]
) -> pl.Series:
    """Cut a row of numbers into lists, some of them empty."""
    owner = pl.Series("at", np.repeat(np.arange(len(lengths)), lengths))
    flat = pl.DataFrame([owner.set_sorted(), pl.Series(name, values)])
    some = flat.group_by("at", maintain_order=True).agg(name)
    empty = pl.lit([], pl.List(pl.Int32()))
    return (
        pl.DataFrame({"at": np.arange(len(lengths))})
        .join(some, on="at", how="left", maintain_order="left")
        .select(pl.col(name).fill_null(empty))
        .to_series()
    )


def _repeats(values: NDArray[np.uint64]) -> Flags:
    """Tell of each value whether it is that of the place before."""
    found = np.zeros(len(values), np.bool_)
    found[1:] = values[1:] == values[:-1]
    return found
