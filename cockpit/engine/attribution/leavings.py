"""What no journey has in it: counted by reason and day, and said."""

from collections.abc import Callable
from datetime import date
from types import MappingProxyType
from typing import Final

import polars as pl

from cockpit.snapshot.attribution import LeftOut
from cockpit.text.notes import Note, note

COUNT_COLUMNS: Final = {"reason": pl.String(), "date": pl.Date(), "count": pl.Int64()}
"""Of a frame of counts; a reason that begins with ``all_`` is what others are of."""
_SAID: Final[MappingProxyType[str, tuple[str, Callable[[int], Note]]]] = (
    MappingProxyType(
        {
            "no_user": (
                "all_orders",
                lambda n: note("{n} orders name no user", n=n),
            ),
            "no_touch": (
                "all_orders",
                lambda n: note("{n} orders have no touch in the look-back", n=n),
            ),
            "outside": (
                "",
                lambda n: note("{n} conversions lie outside the asked days", n=n),
            ),
            "open": (
                "all_nulls",
                lambda n: note(
                    "{n} journeys without an order may still have one: their look-back "
                    "has not ended",
                    n=n,
                ),
            ),
            "impression": (
                "all_events",
                lambda n: note("{n} events are impressions: seen is not touched", n=n),
            ),
            "no_channel": (
                "all_events",
                lambda n: note("{n} events name no channel", n=n),
            ),
            "session": (
                "all_events",
                lambda n: note("{n} events are part of a touch before them", n=n),
            ),
            "direct": (
                "",
                lambda n: note(
                    "{n} direct touches stand beside others, which get their credit",
                    n=n,
                ),
            ),
        }
    )
)


def left_out(
    counts: pl.DataFrame, first: date | None = None, last: date | None = None
) -> tuple[LeftOut, ...]:
    """Say what was left out on some days, both inclusive; None: no end.

    Args:
        counts: ``COUNT_COLUMNS``.
        first: First day.
        last: Last day.
    """
    is_asked = pl.lit(value=True)
    if first is not None:
        is_asked &= pl.col("date") >= first
    if last is not None:
        is_asked &= pl.col("date") <= last
    sums = dict(
        counts.filter(is_asked)
        .group_by("reason")
        .agg(pl.col("count").sum())
        .iter_rows()
    )
    conversions = counts.filter(pl.col("reason") == "conversions", ~is_asked)
    sums["outside"] = int(conversions["count"].sum())
    return tuple(
        LeftOut(reason, sums[reason], say(sums[reason]).text(), sums.get(base, 0))
        for reason, (base, say) in _SAID.items()
        if sums.get(reason)
    )
