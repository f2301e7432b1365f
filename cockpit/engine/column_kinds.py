"""The kinds of columns that canonical tables are made of."""

import dataframely as dy


def text(*, required: bool = False) -> dy.String:
    """Return a column of words or ids."""
    return dy.String(nullable=not required)


def whole(*, required: bool = False, low: int | None = None) -> dy.Int64:
    """Return a column of counts, or of money in 1/10,000; ``low`` is the least."""
    return dy.Int64(nullable=not required, min=low)


def exact() -> dy.Decimal:
    """Return a column of numbers with a fraction, added up without rounding."""
    return dy.Decimal(precision=38, scale=18, nullable=True)


def instant(*, required: bool = False) -> dy.Datetime:
    """Return a column of instants in UTC."""
    return dy.Datetime(nullable=not required, time_zone="UTC", time_unit="us")


def hour() -> dy.Int8:
    """Return a column of business hours, 0 to 23."""
    return dy.Int8(nullable=True, min=0, max=23)
