"""How well a model of buying would have told the newest purchases, which it never saw.

The calibration is split as in Fader, Hardie & Lee 2005 (Marketing Science 24:275-284):
fitted on the earlier days, set against what came in the later ones.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from cockpit.engine.ltv.bgnbd import Buying
from cockpit.engine.ltv.counts import Counts, history
from cockpit.engine.users.ledger import Ledger
from cockpit.snapshot.ltv import TimeUnit
from cockpit.text.notes import Note, note

HELD_OUT: Final = 90
"""Days that are held out where the history is long enough."""
PART: Final = 4
"""Of a shorter history every fourth day is held out: the newest ones."""
LEAST_DAYS: Final = 112
"""Of orders: of fewer less than four weeks would be held out."""


@dataclass(frozen=True, slots=True)
class Holdout:
    """Purchase days that were predicted, and those that came.

    Attributes:
        days: That were held out.
        last: The last of them.
        customers: Known before them; customers won in them are not in it.
        predicted: Purchase days of all of them in the held-out days.
        came: What they really bought, counted the same.
    """

    days: int
    last: date
    customers: int
    predicted: float
    came: int

    @property
    def error(self) -> float | None:
        """Predicted by came, less 1; None where nobody came back."""
        return self.predicted / self.came - 1 if self.came else None


def hold_out(
    ledger: Ledger,
    *,
    end: date,
    time_unit: TimeUnit,
    fits: Callable[[Counts], Buying | Note],
) -> Holdout | Note:
    """Fit on the days before the newest ones of a calibration and predict these.

    Args:
        ledger: Paid orders by user and day.
        end: Last day of the calibration, complete and inclusive.
        time_unit: Of the model.
        fits: Fits a model or says what it lacks.

    Returns:
        A note says how many days are missing, or what the model of the earlier days
        lacks.
    """
    begun = ledger.days["date"].min()
    known = (end - begun).days + 1 if isinstance(begun, date) else 0
    if known < LEAST_DAYS:
        return note(
            "needs {n} more days of orders to be tested", n=LEAST_DAYS - max(known, 0)
        )
    days = min(HELD_OUT, known // PART)
    cut = end - timedelta(days=days)
    earlier = history(ledger, end=cut, time_unit=time_unit)
    counts = earlier.counts
    model = fits(counts)
    if isinstance(model, Note):
        return note(
            "not tested: without the last {days} days: {why}", days=days, why=model
        )
    if not model.usable:
        return note(
            "not tested: without the last {days} days: {why}",
            days=days,
            why=model.message,
        )
    came = (
        ledger.days.lazy()
        .filter(pl.col("orders") > 0, pl.col("date") > cut, pl.col("date") <= end)
        .join(earlier.users.lazy(), on="user", how="semi")
        .select(pl.len())
        .collect()
        .item()
    )
    return Holdout(days, end, counts.total, _predicted(model, counts, days), int(came))


def _predicted(model: Buying, counts: Counts, days: int) -> float:
    """Add up what is expected of everybody."""
    x, recency, age = (
        times.astype(np.float64)
        for times in (counts.x, counts.recency_days, counts.age_days)
    )
    return float(counts.customers @ model.expected(x, recency, age, days))
