"""What users of a segment are worth, and what it cost to win them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import polars as pl

from cockpit.engine.ltv.chain_ladder import Ladder, forecast, ladder, weights
from cockpit.engine.ltv.triangle import Cube, Triangle, together, triangles
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.users.ledger import Ledger

HORIZON_DAYS: Final = 90
COST_DAYS: Final = 180
"""Days before the as-of day whose spend and new customers make the cost of one."""
LEAST_CUSTOMERS: Final = 50
"""Below this nothing is said of the worth of a segment."""


@dataclass(frozen=True, slots=True)
class SegmentWorth:
    """Of one segment; None where it cannot be told.

    Attributes:
        ltv: Net revenue within 90 days of the first paid order per customer, whole
            currency units, completed by the chain ladder; ``low`` and ``high`` its 95 %
            bootstrap interval.
        cac: Cost of winning its customers, by the paid channels that brought them.
        customers: Who ever paid.
        gap_days: Median days between two days with a paid order.
    """

    ltv: float | None = None
    low: float | None = None
    high: float | None = None
    cac: float | None = None
    customers: int = 0
    gap_days: float | None = None

    @property
    def ltv_cac(self) -> float | None:
        """Worth by cost."""
        return self.ltv / self.cac if self.ltv is not None and self.cac else None


def channel_costs(
    spend: pl.DataFrame | None, ledger: Ledger, *, as_of: date, paid: tuple[str, ...]
) -> dict[str, float]:
    """Return spend by new customer of each paid channel in the last days.

    Args:
        spend: ``date``, ``channel``, ``spend`` (1/10,000); None: no table.
        ledger: Whose first orders count.
        as_of: The day in progress, which is left out.
        paid: Channels that customers are bought in.
    """
    if spend is None:
        return {}
    since = as_of - timedelta(days=COST_DAYS)
    costs = (
        spend.filter((pl.col("date") >= since) & (pl.col("date") < as_of))
        .filter(pl.col("channel").is_in(paid))
        .group_by("channel")
        .agg(pl.col("spend").sum())
    )
    won = ledger.firsts.filter(
        (pl.col("first") >= since) & (pl.col("first") < as_of)
    ).group_by("channel")
    both = costs.join(won.agg(customers=pl.len()), on="channel")
    return {
        channel: cost / MONEY_SCALE / customers
        for channel, cost, customers in both.sort("channel").iter_rows()
        if cost > 0
    }


def segment_worths(
    ledger: Ledger,
    members: pl.DataFrame,
    *,
    as_of: date,
    costs: Mapping[str, float],
) -> dict[int, SegmentWorth]:
    """Tell what each segment is worth.

    Args:
        ledger: Paid orders by user and day.
        members: ``user_id``, ``segment`` (-1: none).
        as_of: The day in progress.
        costs: As :func:`channel_costs` gives them.
    """
    numbers = ledger.ids.to_frame("user_id").with_row_index("user")
    placed = members.join(numbers, on="user_id").select("user", "segment")
    whole = triangles(ledger, as_of=as_of, horizons=(HORIZON_DAYS,))
    base = _base(list(whole.values())) if whole else None
    gaps = _gaps(ledger, placed)
    found = {}
    for segment in placed["segment"].unique().sort().to_list():
        mine = placed.filter(pl.col("segment") == segment)
        part = replace(
            ledger,
            days=ledger.days.join(mine, on="user", how="semi"),
            firsts=ledger.firsts.join(mine, on="user", how="semi"),
        )
        worth = replace(_worth(part, base, as_of), gap_days=gaps.get(segment))
        found[segment] = replace(worth, cac=_cost(part, costs))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Base:
    """The whole to lean on, and how often a bootstrap takes its customers."""

    ladder: Ladder
    taken: Cube


def _base(channels: Sequence[Triangle]) -> _Base:
    whole = together(channels)
    return _Base(ladder(whole), weights(whole))


def _worth(part: Ledger, base: _Base | None, as_of: date) -> SegmentWorth:
    customers = part.firsts.height
    by_channel = triangles(part, as_of=as_of, horizons=(HORIZON_DAYS,))
    if base is None or not by_channel or customers < LEAST_CUSTOMERS:
        return SegmentWorth(customers=customers)
    own = together(list(by_channel.values()))
    # Cohorts of a part begin later and end with those of the whole.
    told = forecast(own, base.taken[-len(own.slices) :], base=base.ladder)
    worth = told.worth(range(len(own.slices)))
    if worth is None:
        return SegmentWorth(customers=customers)
    low, high = worth.interval(HORIZON_DAYS) or (None, None)
    return SegmentWorth(worth.at(HORIZON_DAYS), low, high, customers=customers)


def _cost(part: Ledger, costs: Mapping[str, float]) -> float | None:
    """Return the mean cost over the customers that a channel with a cost brought."""
    counts = part.firsts.group_by("channel").len().sort("channel")
    bought = [
        (costs[channel], customers)
        for channel, customers in counts.iter_rows()
        if channel in costs
    ]
    total = sum(customers for _, customers in bought)
    return (
        sum(cost * customers for cost, customers in bought) / total if total else None
    )


def _gaps(ledger: Ledger, placed: pl.DataFrame) -> dict[int, float]:
    gap = pl.col("date").diff().over("user").dt.total_days()
    found = (
        ledger.days.filter(pl.col("orders") > 0)
        .join(placed, on="user")
        .sort("user", "date")
        .with_columns(gap=gap)
        .group_by("segment")
        .agg(pl.col("gap").median())
        .drop_nulls()
    )
    return dict(found.iter_rows())
