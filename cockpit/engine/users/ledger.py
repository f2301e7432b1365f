"""Who bought on which day: what every model of single users is computed from."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.facts.rollups import Frame

DAY_COLUMNS: Final = {
    "user": pl.UInt32(),
    "date": pl.Date(),
    "orders": pl.Int32(),
    "paid": pl.Int64(),
    "net": pl.Int64(),
}
"""Of :attr:`Ledger.days`, in this order."""
FIRST_COLUMNS: Final = {
    "user": pl.UInt32(),
    "first": pl.Date(),
    "channel": pl.String(),
}
"""Of :attr:`Ledger.firsts`, in this order."""


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Paid orders of every known user, by user and business day.

    A user is a number: its place in ``ids``. Frames of numbers are a tenth of the size
    of frames of ids, and their joins are lookups.

    Attributes:
        ids: User ids (String), sorted; position = number.
        days: ``DAY_COLUMNS``, one row a user and day, sorted by both. ``orders``:
            distinct paid orders, and where a file has no order ids 1 a day; ``paid``
            and ``net`` (paid less refunds, booked to the day of payment) in 1/10,000.
            A day on which only a refund was booked has no orders.
        firsts: ``FIRST_COLUMNS``, one row a user who ever paid, in order of number:
            day and channel (null: unknown) of the first paid order.
        until: Last day that is in it; nothing later is known.
    """

    ids: pl.Series = field(default_factory=lambda: pl.Series("user_id", [], pl.String))
    days: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DAY_COLUMNS))
    firsts: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=FIRST_COLUMNS)
    )
    until: date = date.max

    def seen_on(self, day: date) -> "Ledger":
        """Return what was known at the end of a day, that day included."""
        if day >= self.until:
            return self
        return replace(
            self,
            days=self.days.filter(pl.col("date") <= day),
            firsts=self.firsts.filter(pl.col("first") <= day),
            until=day,
        )

    def of_channel(self, channel: str) -> "Ledger":
        """Return the customers that a channel brought; empty: all."""
        if not channel:
            return self
        firsts = self.firsts.filter(pl.col("channel") == channel)
        days = self.days.join(firsts.select("user"), on="user", how="semi")
        return replace(self, days=days, firsts=firsts)


def purchase_lines(orders: Frame, *, has_ids: bool) -> Frame:
    """Give every row of a known user what it adds to the ledger.

    Args:
        orders: Rows of the table ``orders``; rows without a user are left out.
        has_ids: Whether the file has order ids.

    Returns:
        ``user_id``, ``date``, ``at`` (instant, null where the file has days only),
        ``order`` (id; null without ids), ``is_paid``, ``paid``, ``net``, ``channel``.
    """
    raise NotImplementedError


def ledger(lines: pl.LazyFrame, *, until: date) -> Ledger:
    """Build the ledger from the lines of all files.

    Args:
        lines: As :func:`purchase_lines` gives them, of any number of files.
        until: The as-of day; later rows are left out.
    """
    raise NotImplementedError
