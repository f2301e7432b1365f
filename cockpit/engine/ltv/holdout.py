"""How well models would have told the newest purchases, which they never saw.

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
from cockpit.engine.ltv.counts import Counts, History, history
from cockpit.engine.ltv.gamma_gamma import fit_gamma_gamma
from cockpit.engine.tables import MONEY_SCALE
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
    """What was predicted of the held-out days, and what came.

    Attributes:
        days: That were held out.
        last: The last of them.
        customers: Known before them; customers won in them are not in it.
        predicted: Of a model of buying purchase days of all of them in the held-out
            days, of one of spending what the purchases are worth that really came.
        came: The same as it really was, counted the same.
        purchases: Purchase days that came, of a model of spending.
    """

    days: int
    last: date
    customers: int
    predicted: float
    came: float
    purchases: int | None = None

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
    days = _held_out(ledger, end)
    if isinstance(days, Note):
        return days
    cut = end - timedelta(days=days)
    earlier = history(ledger, end=cut, time_unit=time_unit)
    counts = earlier.counts
    model = fits(counts)
    if isinstance(model, Note):
        return _untested(days, model)
    if not model.usable:
        return _untested(days, model.message)
    came = _came(ledger, earlier, end).height
    return Holdout(days, end, counts.total, _predicted(model, counts, days), came)


def hold_out_values(
    ledger: Ledger, *, end: date, time_unit: TimeUnit
) -> Holdout | Note:
    """Fit Gamma-Gamma on the days before the newest ones and value what came in these.

    The earlier days are as they were known then, without later refunds. How many
    purchases came is taken as it was: this tests the value of one alone.

    Args:
        ledger: As for :func:`hold_out`, and so are ``end`` and ``time_unit``.
        end: Last day of the calibration.
        time_unit: Of the history.
    """
    days = _held_out(ledger, end)
    if isinstance(days, Note):
        return days
    cut = end - timedelta(days=days)
    earlier = history(ledger.seen_on(cut), end=cut, time_unit=time_unit)
    model = fit_gamma_gamma(*earlier.repeat_values)
    if isinstance(model, Note):
        return _untested(days, model)
    if not model.converged:
        return _untested(days, model.message)
    came = _came(ledger, earlier, end)
    value = model.average(
        came["x"].to_numpy().astype(np.float64), came["value"].fill_null(0).to_numpy()
    )
    return Holdout(
        days,
        end,
        came["user"].n_unique(),
        float(value.sum()),
        float(came["net"].sum()) / MONEY_SCALE,
        came.height,
    )


def _held_out(ledger: Ledger, end: date) -> int | Note:
    """Return how many days are held out; a note says how many are missing."""
    begun = ledger.days["date"].min()
    known = (end - begun).days + 1 if isinstance(begun, date) else 0
    if known < LEAST_DAYS:
        return note(
            "needs {n} more days of orders to be tested", n=LEAST_DAYS - max(known, 0)
        )
    return min(HELD_OUT, known // PART)


def _untested(days: int, why: Note) -> Note:
    return note("not tested: without the last {days} days: {why}", days=days, why=why)


def _came(ledger: Ledger, earlier: History, end: date) -> pl.DataFrame:
    """Return the held-out purchase days of known customers, with their history."""
    return (
        ledger.days.lazy()
        .filter(
            pl.col("orders") > 0, pl.col("date") > earlier.end, pl.col("date") <= end
        )
        .join(earlier.users.lazy(), on="user")
        .select("user", "net", "x", "value")
        .collect()
    )


def _predicted(model: Buying, counts: Counts, days: int) -> float:
    """Add up what is expected of everybody."""
    x, recency, age = (
        times.astype(np.float64)
        for times in (counts.x, counts.recency_days, counts.age_days)
    )
    return float(counts.customers @ model.expected(x, recency, age, days))
