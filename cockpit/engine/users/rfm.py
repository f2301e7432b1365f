"""Recency, frequency and monetary value of customers, scored in quintiles."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Final

import polars as pl

from cockpit.engine.users.ledger import Ledger
from cockpit.engine.users.rfm_map import SCORES, rfm_map, segment_of_cell
from cockpit.snapshot.rfm import Ties

LEAST_CUSTOMERS: Final = 50
"""Below this a fifth is fewer than ten people."""
QUINTILES: Final = 5
MEASURES: Final = ("recency_days", "frequency", "monetary")
RFM_COLUMNS: Final = ("user", *MEASURES, "r", "f", "m", "segment")


def customers(ledger: Ledger, *, as_of: date) -> pl.DataFrame:
    """Measure every customer.

    Args:
        ledger: Paid orders.
        as_of: The day that is looked from; it is in the data.

    Returns:
        One row a customer in order of number: ``user``, ``recency_days`` (Int32, since
        the last day with a paid order), ``frequency`` (Int32, paid orders),
        ``monetary`` (Int64, net of refunds, 1/10,000).
    """
    has_bought = pl.col("orders") > 0
    return (
        ledger.seen_on(as_of)
        .days.lazy()
        .group_by("user")
        .agg(
            last=pl.when(has_bought).then("date").max(),
            frequency=pl.col("orders").sum(),
            monetary=pl.col("net").sum(),
        )
        .filter(pl.col("last").is_not_null())
        .select(
            "user",
            recency_days=(pl.lit(as_of) - pl.col("last"))
            .dt.total_days()
            .cast(pl.Int32),
            frequency=pl.col("frequency").cast(pl.Int32),
            monetary="monetary",
        )
        .sort("user")
        .collect(engine="streaming")
    )


def quintile_breaks(values: pl.Series) -> tuple[float, ...]:
    """Return the quantiles 0.2, 0.4, 0.6 and 0.8, interpolated linearly.

    The same as ``numpy.quantile`` by default (Hyndman and Fan 1996, type 7). Empty
    without values.
    """
    return tuple(fifths / QUINTILES for fifths in _breaks_in_fifths(values.sort()))


def rfm_users(ledger: Ledger, *, as_of: date, ties: Ties) -> pl.DataFrame:
    """Score every customer; 5 is best, and the most recent.

    Args:
        ledger: Paid orders.
        as_of: The day that is looked from; it is in the data.
        ties: ``breaks``: 1 and the number of quintile breaks strictly below the value,
            so equal values score equally and a score may be empty. ``ntile``: SQL's
            NTILE(5) by value, then user id, so groups are of equal size.

    Returns:
        ``RFM_COLUMNS``, one row a customer in order of number: the columns of
        :func:`customers`, the scores (Int8) and the segment (Enum of the map).
    """
    frame = customers(ledger, as_of=as_of)
    score = _by_breaks if ties == "breaks" else _by_ntile
    r, f, m = (score(frame[name]) for name in MEASURES)
    frame = frame.with_columns(r=(QUINTILES + 1 - r).cast(pl.Int8), f=f, m=m)
    return frame.with_columns(segment=_segments(frame))


def moves(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Count how customers went from segment to segment between two days.

    Args:
        before: :func:`rfm_users` of the earlier day.
        after: The same of the later one.

    Returns:
        ``before`` (null: had not bought yet), ``after``, ``users``; most users first.
    """
    return (
        after.lazy()
        .select("user", after=pl.col("segment").cast(pl.String))
        .join(
            before.lazy().select("user", before=pl.col("segment").cast(pl.String)),
            on="user",
            how="left",
        )
        .group_by("before", "after")
        .agg(users=pl.len().cast(pl.Int64))
        .sort("users", "before", "after", descending=[True, False, False])
        .select("before", "after", "users")
        .collect()
    )


def _breaks_in_fifths(ordered: pl.Series) -> list[int]:
    """Five times each break: whole numbers, so comparisons with values are exact."""
    breaks = []
    for part in range(1, QUINTILES):
        if ordered.is_empty():
            break
        place, rest = divmod((ordered.len() - 1) * part, QUINTILES)
        low = int(ordered[place])
        high = int(ordered[place + 1]) if rest else low
        breaks.append(QUINTILES * low + (high - low) * rest)
    return breaks


def _by_breaks(values: pl.Series) -> pl.Series:
    if values.is_empty():
        return values.cast(pl.Int8)
    ordered = values.sort()
    return _above(
        values, [fifths // QUINTILES for fifths in _breaks_in_fifths(ordered)]
    )


def _above(values: pl.Series, breaks: Sequence[int]) -> pl.Series:
    """1 and how many breaks are below; a whole value is above 3.4 if it is above 3."""
    is_above = [(pl.col("v") > line).cast(pl.Int8) for line in breaks]
    frame = values.alias("v").to_frame()
    return frame.select((1 + pl.sum_horizontal(is_above)).cast(pl.Int8)).to_series()


def _by_ntile(values: pl.Series) -> pl.Series:
    """The first groups take one more where five do not divide the customers."""
    rank = values.rank("ordinal").cast(pl.Int64) - 1
    size, larger = divmod(values.len(), QUINTILES)
    place = pl.col("rank")
    in_larger = place // (size + 1)
    in_rest = larger + (place - larger * (size + 1)) // max(size, 1)
    group = pl.when(place < larger * (size + 1)).then(in_larger).otherwise(in_rest)
    return rank.alias("rank").to_frame().select((group + 1).cast(pl.Int8)).to_series()


def _segments(frame: pl.DataFrame) -> pl.Series:
    """Look each cell up by its place in the cube."""
    names = segment_of_cell()
    kinds = pl.Enum(list(rfm_map()))
    cells = [names[cell] for cell in product(SCORES, repeat=3)]
    place = (
        (pl.col("r").cast(pl.UInt32) - 1) * QUINTILES**2
        + (pl.col("f").cast(pl.UInt32) - 1) * QUINTILES
        + (pl.col("m").cast(pl.UInt32) - 1)
    )
    places = frame.select(place).to_series()
    return pl.Series("segment", cells, kinds).gather(places)
