"""How long customers pause between purchases, and from when a pause is too long."""

from dataclasses import dataclass
from math import ceil
from typing import Final

import polars as pl

from cockpit.engine.users.ledger import Ledger

LEAST_GAPS: Final = 100
DORMANT_SHARE: Final = 0.80
CHURNED_SHARE: Final = 0.95
USUAL_DORMANT_DAYS: Final = 60
USUAL_CHURNED_DAYS: Final = 120
"""Taken where too few gaps are known; whoever shows them says so."""


@dataclass(frozen=True, slots=True)
class Windows:
    """After how many days without a purchase a customer changes state.

    Attributes:
        dormant_days: Active up to and including so many days, then dormant.
        churned_days: Dormant up to and including so many days, then churned; more
            than ``dormant_days``.
        gaps: Gaps between purchase days that are known.
        is_usual: Whether the usual 60 or 120 days stand in for too few gaps.
    """

    dormant_days: int
    churned_days: int
    gaps: int = 0
    is_usual: bool = False


def purchase_gaps(ledger: Ledger) -> pl.Series:
    """Return the days between one purchase day of a customer and the next (Int32).

    Customers who bought once have none, so pauses that never ended are not in it.
    """
    days = ledger.days.filter(pl.col("orders") > 0)
    gap = (pl.col("date") - pl.col("date").shift()).dt.total_days().cast(pl.Int32)
    is_same = pl.col("user") == pl.col("user").shift()
    return days.select(gap=pl.when(is_same).then(gap)).to_series().drop_nulls()


def windows(ledger: Ledger, *, dormant_days: int = 0, churned_days: int = 0) -> Windows:
    """Choose the windows: as given, else from the gaps between purchases.

    The defaults are the 80th and the 95th percentile of the gaps, rounded up to whole
    days; of fewer than 100 gaps 60 and 120 days.

    Args:
        ledger: Paid orders.
        dormant_days: Days as somebody wants them; 0: the default.
        churned_days: The same; at least one more than the other is taken.
    """
    gaps = purchase_gaps(ledger)
    if gaps.len() < LEAST_GAPS:
        dormant, churned = USUAL_DORMANT_DAYS, USUAL_CHURNED_DAYS
    else:
        dormant, churned = _percentile(gaps, DORMANT_SHARE), _percentile(
            gaps, CHURNED_SHARE
        )  # fmt: skip
    chosen = dormant_days or dormant
    return Windows(
        chosen,
        max(churned_days or churned, chosen + 1),
        gaps.len(),
        is_usual=gaps.len() < LEAST_GAPS and not (dormant_days and churned_days),
    )


def _percentile(gaps: pl.Series, share: float) -> int:
    return ceil(gaps.quantile(share, interpolation="linear") or 0)
