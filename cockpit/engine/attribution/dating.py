"""Which business day an instant is of."""

from datetime import timedelta

import polars as pl


def business_day(at: pl.Expr, timezone: str, day_starts_minutes: int) -> pl.Expr:
    """Return the business day (Date) of milliseconds since 1970.

    Args:
        at: The instants.
        timezone: IANA zone of business days.
        day_starts_minutes: Minutes after midnight at which they begin.
    """
    local = pl.from_epoch(at, "ms").dt.replace_time_zone("UTC")
    wall = local.dt.convert_time_zone(timezone).dt.replace_time_zone(None)
    return (wall - timedelta(minutes=day_starts_minutes)).dt.date()
