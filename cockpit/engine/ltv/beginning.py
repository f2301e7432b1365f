"""Who only looks new because the orders begin late: a shop is older than its files."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import ceil
from typing import Final, Self

import polars as pl

from cockpit.engine.ltv.triangle import Slice
from cockpit.engine.users.gaps import windows
from cockpit.engine.users.ledger import FIRST_COLUMNS, Ledger

LEAST_LAGS: Final = 100
"""With fewer known, the pause between purchases stands for the lag."""
LAG_SHARE: Final = 0.95
REGISTERED_COLUMNS: Final = {"user_id": pl.String(), "registered": pl.Date()}


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """Where the orders begin, and for how long old customers may still look new.

    A customer from before the first day looks new at the first purchase that is seen.
    Two rules tell:

    * Nineteen of twenty have come back within the 95th percentile of the gaps between
      purchase days: only who is first seen later than that is taken for new. Pauses
      that never ended are in no gap, and gaps longer than the files neither, so a short
      history makes this too early.
    * Where it is known when a customer registered: nineteen of twenty of those who
      registered since the first day bought within ``lag_days``. Who registered before
      it and is first seen to buy longer after that is taken for old: the first purchase
      will have been before the orders begin. One in twenty of those who really waited
      so long is lost by it.

    Attributes:
        first: First day of the orders.
        pause_days: 95th percentile of the gaps, whole days; 120 of few gaps.
        lag_days: 95th percentile of the days from registering to the first paid order,
            of who registered since the first day; None: nobody's is known.
        older: ``FIRST_COLUMNS`` of those who are taken for old by the second rule.
    """

    first: date
    pause_days: int
    lag_days: int | None = None
    older: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=FIRST_COLUMNS)
    )

    @classmethod
    def of(cls, ledger: Ledger, registered: pl.DataFrame | None = None) -> Self | None:
        """Return where a ledger begins; None of an empty one.

        Args:
            ledger: Paid orders by user and day.
            registered: ``REGISTERED_COLUMNS``, one row a user whose day is known.
        """
        first = ledger.days["date"].min()
        if not isinstance(first, date):
            return None
        pause = windows(ledger).churned_days
        if registered is None or registered.is_empty():
            return cls(first, pause)
        numbers = ledger.ids.to_frame("user_id").with_row_index("user")
        known = ledger.firsts.join(
            numbers.join(registered, on="user_id"), on="user", maintain_order="left"
        ).with_columns(lag=(pl.col("first") - pl.col("registered")).dt.total_days())
        since = pl.col("registered") >= first
        lags = known.filter(since, pl.col("lag") >= 0)["lag"]
        lag = pause
        if lags.len() >= LEAST_LAGS:
            lag = ceil(lags.quantile(LAG_SHARE, interpolation="linear") or 0)
        older = known.filter(~since, pl.col("lag") > lag).select(*FIRST_COLUMNS)
        return cls(first, pause, lag, older)

    @property
    def over(self) -> date:
        """First day whose new customers are taken for new."""
        return self.first + timedelta(days=self.pause_days)

    def blurs(self, cohorts: Iterable[Slice]) -> bool:
        """Whether some customers of these cohorts may be old ones."""
        return any(piece.first < self.over for piece in cohorts)

    def without_older(self, ledger: Ledger) -> Ledger:
        """Leave out as customers who are taken for old; their orders stay."""
        if self.older.is_empty():
            return ledger
        firsts = ledger.firsts.join(
            self.older.select("user"), on="user", how="anti", maintain_order="left"
        )
        return replace(ledger, firsts=firsts)

    def older_in(self, cohorts: Iterable[Slice], channel: str | None) -> int | None:
        """Count who is taken for old and would be in cohorts of a channel.

        Args:
            cohorts: Days of the first paid order that is seen.
            channel: That it names; empty: none; None: any or none.

        Returns:
            None where nobody's day of registering is known.
        """
        if self.lag_days is None:
            return None
        mine = self.older
        if channel is not None:
            mine = mine.filter(pl.col("channel").fill_null("") == channel)
        days = mine["first"]
        return sum(
            int(days.is_between(piece.first, piece.last).sum()) for piece in cohorts
        )
