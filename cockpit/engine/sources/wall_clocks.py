"""Instants and what clocks on a wall show, quickly where no clock is ever changed.

Looking up the rules of a zone takes as long for each instant as reading its digits did.
Few columns of a file hold a change of clocks: of the others one shift is all.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

import polars as pl

_LONGEST: Final = timedelta(days=366 * 10)
"""Days looked at; a longer stretch has a change in most zones, or a typing error."""

_EARLIEST, _LATEST = datetime(1800, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001
"""Files also hold the years -2026 and 9999, which Python has not, or no day after."""


def shift_of(times: pl.Series, zone: str) -> timedelta | None:
    """Return how far the clocks of a zone are ahead of UTC, if always the same.

    Args:
        times: Without a zone; either UTC or of the zone itself.
        zone: IANA name.

    Returns:
        The shift; None if clocks are changed between the first day and the last.
    """
    if not times.is_between(_EARLIEST, _LATEST).all():
        return None
    first, last = times.min(), times.max()
    if not (isinstance(first, datetime) and isinstance(last, datetime)):
        return None
    if last - first > _LONGEST:
        return None
    return _shift(zone, _midnight(first), _midnight(last))


def to_local(instants: pl.Series, zone: str) -> pl.Series:
    """Return what a clock on the wall of a zone showed, without the zone."""
    shift = shift_of(instants.dt.replace_time_zone(None), zone)
    if shift is None:
        return instants.dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return instants.dt.convert_time_zone("UTC").dt.replace_time_zone(None) + shift


def on_the_wall(instants: pl.Expr, zone: str) -> pl.Expr:
    """Do the same in a query."""
    shown = pl.Datetime("us")
    return instants.map_batches(lambda s: to_local(s, zone), return_dtype=shown)


def to_utc(naive: pl.Series, zone: str) -> pl.Series | None:
    """Return the instants of wall-clock times; None if clocks are changed meanwhile."""
    shift = shift_of(naive, zone)
    if shift is None:
        return None
    return (naive - shift).dt.replace_time_zone("UTC")


@lru_cache(maxsize=256)
def _shift(zone: str, first: datetime, last: datetime) -> timedelta | None:
    """Look at every day, and some around: no zone changes there and back in one."""
    day = timedelta(days=1)
    days = pl.datetime_range(first - day, last + 2 * day, "1d", eager=True)
    there = days.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    shifts = (there.dt.replace_time_zone(None) - days).unique()
    found: timedelta = shifts[0]
    return found if shifts.len() == 1 else None


def _midnight(time: datetime) -> datetime:
    return datetime(time.year, time.month, time.day)  # noqa: DTZ001 - of either clock
