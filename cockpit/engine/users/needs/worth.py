"""What users of a segment are worth, and what it cost to win them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from cockpit.engine.ltv.beginning import Beginning
from cockpit.engine.ltv.chain_ladder import (
    Ladder,
    between,
    forecast,
    ladder,
    weights,
)
from cockpit.engine.ltv.special import Floats
from cockpit.engine.ltv.triangle import (
    GROUPS,
    Cube,
    Triangle,
    placed,
    together,
    triangles,
)
from cockpit.engine.ltv.value import spend_of, window_cohorts
from cockpit.engine.one_core import one_core
from cockpit.engine.users.ledger import FIRST_COLUMNS, Ledger

HORIZON_DAYS: Final = 90
COST_DAYS: Final = 180
"""Customers won on so many days before the as-of day, and the spend of these very days,
make the ratio of worth by cost."""
LEAST_CUSTOMERS: Final = 50
"""Below this nothing is said of the worth of a segment, nor of the ratio."""


@dataclass(frozen=True, slots=True)
class SegmentWorth:
    """Of one segment; None where it cannot be told.

    Attributes:
        ltv: Net revenue within 90 days of the first paid order per customer, whole
            currency units, completed by the chain ladder; ``low`` and ``high`` its 95 %
            bootstrap interval. Of all its customers.
        cac: Cost of winning one of those whom paid channels brought in the last 180
            days.
        ltv_cac: Worth of these very customers by their cost; ``ratio_low`` and
            ``ratio_high`` its 95 % bootstrap interval.
        bought: How many these are.
        customers: Who ever paid.
        gap_days: Median days between two days with a paid order.
    """

    ltv: float | None = None
    low: float | None = None
    high: float | None = None
    cac: float | None = None
    ltv_cac: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    bought: int = 0
    customers: int = 0
    gap_days: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Outlay:
    """What was spent to win customers, and who is none that could be won.

    Attributes:
        spend: ``date``, ``channel``, ``spend`` (1/10,000); None: no table.
        paid: Channels that customers are bought in.
        beginning: Where the orders begin; None: of no orders.
    """

    spend: pl.DataFrame | None
    paid: tuple[str, ...]
    beginning: Beginning | None

    def new(self, ledger: Ledger) -> Ledger:
        """Leave out as customers who only look new."""
        if self.beginning is None:
            return ledger
        return self.beginning.without_older(ledger)

    def cohorts(self, whole: Triangle) -> list[int]:
        """Return the cohorts of the last 180 days that both sides know."""
        if self.spend is None or self.spend.is_empty() or self.beginning is None:
            return []
        first, last = self.spend["date"].min(), self.spend["date"].max()
        assert isinstance(first, date)
        assert isinstance(last, date)
        return [
            place
            for place in window_cohorts(whole, spent=(first, last), days=COST_DAYS)
            if not self.beginning.blurs([whole.slices[place]])
        ]

    def costs(self, whole: Triangle) -> dict[str, float]:
        """Return the spend of paid channels on the days of these cohorts."""
        days = [whole.slices[place] for place in self.cohorts(whole)]
        if self.spend is None or not days:
            return {}
        spent = {name: spend_of(self.spend, days, name) for name in self.paid}
        return {name: cost for name, cost in spent.items() if cost > 0}


def segment_worths(
    ledger: Ledger, members: pl.DataFrame, *, as_of: date, outlay: Outlay
) -> dict[int, SegmentWorth]:
    """Tell what each segment is worth.

    Both sides of the ratio are of the same customers. A channel's spend is divided by
    all whom it brought on the same days, so each of them costs the same, whatever the
    segment; the bootstrap draws customers, and value and cost of each draw are of it.

    Args:
        ledger: Paid orders by user and day.
        members: ``user_id``, ``segment`` (-1: none).
        as_of: The day in progress.
        outlay: What was spent.
    """
    numbers = ledger.ids.to_frame("user_id").with_row_index("user")
    chosen = members.join(numbers, on="user_id").select("user", "segment")
    gaps = _gaps(ledger, chosen)
    buyers = ledger.firsts.join(chosen, on="user")
    counts = dict(buyers.group_by("segment").len().iter_rows())
    whole = _Whole.of(outlay.new(ledger), chosen, as_of, outlay)
    return {
        segment: replace(
            _worth(whole, segment, counts.get(segment, 0)), gap_days=gaps.get(segment)
        )
        for segment in chosen["segment"].unique().sort().to_list()
    }


@dataclass(frozen=True, eq=False)
class _Whole:
    """Customers of all segments, and how often a bootstrap takes them.

    Attributes:
        parts: By segment and whether a channel with a cost brought them.
        cohorts: That make the ratio.
        costs: Spend of each channel on their days.
        winning: Customers of these cohorts whom such a channel brought: ``segment``,
            ``code`` (place of the channel in ``costs``), ``cell`` (cohort and group).
        taken: Cohort x draw x group, as :func:`weights` gives it.
    """

    parts: Mapping[tuple[int, bool], Triangle]
    cohorts: Sequence[int]
    costs: Mapping[str, float]
    winning: pl.DataFrame
    taken: Cube
    base: Ladder

    @classmethod
    def of(
        cls, ledger: Ledger, chosen: pl.DataFrame, as_of: date, outlay: Outlay
    ) -> "_Whole | None":
        none = pl.lit(None, pl.String)
        plain = replace(ledger, firsts=ledger.firsts.with_columns(channel=none))
        found = triangles(plain, as_of=as_of, horizons=(HORIZON_DAYS,))
        if not found:
            return None
        whole = found[None]
        costs, cohorts = outlay.costs(whole), outlay.cohorts(whole)
        firsts = (
            ledger.firsts.filter(pl.col("first") < as_of)
            .join(chosen, on="user", how="left", maintain_order="left")
            .with_columns(
                pl.col("segment").fill_null(-1),
                has_cost=pl.col("channel").is_in(list(costs)).fill_null(value=False),
            )
        )
        return cls(
            _parts(replace(ledger, firsts=firsts), as_of),
            cohorts,
            costs,
            _winning(firsts, whole, costs).filter(
                (pl.col("cell") // GROUPS).is_in(cohorts)
            ),
            weights(whole),
            ladder(whole),
        )

    @cached_property
    def won(self) -> tuple[Floats, Floats]:
        """Customers of each channel, as they are and in every draw."""
        return self.drawn(self.winning)

    def drawn(self, customers: pl.DataFrame) -> tuple[Floats, Floats]:
        """Count by channel: as they are, and channel x draw."""
        size = len(self.taken) * GROUPS
        places = customers["code"].to_numpy() * size + customers["cell"].to_numpy()
        counts = np.bincount(places, minlength=len(self.costs) * size)
        counts = counts.reshape(len(self.costs), size).astype(np.float64)
        kept = np.flatnonzero(counts.any(axis=0))
        cohort, group = np.divmod(kept, GROUPS)
        with one_core():
            draws = counts[:, kept] @ self.taken[cohort, :, group]
        return counts.sum(axis=1), draws


def _parts(ledger: Ledger, as_of: date) -> dict[tuple[int, bool], Triangle]:
    label = pl.format("{} {}", "segment", pl.col("has_cost").cast(pl.Int8))
    firsts = ledger.firsts.with_columns(channel=label).select(*FIRST_COLUMNS)
    found = triangles(
        replace(ledger, firsts=firsts), as_of=as_of, horizons=(HORIZON_DAYS,)
    )
    named = {}
    for name, part in found.items():
        segment, _, has_cost = (name or "").partition(" ")
        named[int(segment), has_cost == "1"] = part
    return named


def _winning(
    firsts: pl.DataFrame, whole: Triangle, costs: Mapping[str, float]
) -> pl.DataFrame:
    codes = pl.DataFrame(
        {"channel": list(costs)}, schema={"channel": pl.String}
    ).with_row_index("code")
    none = pl.lit(None, pl.String)
    cells = placed(firsts.with_columns(channel=none), whole.slices, [None])
    return (
        firsts.join(codes, on="channel")
        .join(cells.select("user", "cell"), on="user")
        .select("segment", pl.col("code", "cell").cast(pl.Int64))
    )


def _worth(whole: _Whole | None, segment: int, customers: int) -> SegmentWorth:
    known = SegmentWorth(customers=customers)
    if whole is None or customers < LEAST_CUSTOMERS:
        return known
    mine = [part for (of, _), part in whole.parts.items() if of == segment]
    if not mine:
        return known
    own = together(mine)
    told = forecast(own, whole.taken, base=whole.base).worth(range(len(own.slices)))
    if told is None:
        return known
    low, high = told.interval(HORIZON_DAYS) or (None, None)
    return _by_cost(
        whole, segment, replace(known, ltv=told.at(HORIZON_DAYS), low=low, high=high)
    )


def _by_cost(whole: _Whole, segment: int, known: SegmentWorth) -> SegmentWorth:
    """Add cost and ratio of the customers whom channels with a cost have brought."""
    part = whole.parts.get((segment, True))
    if part is None or not whole.cohorts:
        return known
    mine = whole.winning.filter(pl.col("segment") == segment)
    known = replace(known, bought=mine.height)
    worth = forecast(part, whole.taken, base=whole.base).worth(whole.cohorts)
    if worth is None or mine.height < LEAST_CUSTOMERS:
        return known
    costs = np.array(list(whole.costs.values()))
    (all_plain, all_drawn), (plain, drawn) = whole.won, whole.drawn(mine)
    cost = float(plain @ (costs / np.maximum(all_plain, 1)))
    drawn_cost = (drawn * costs[:, None] / np.maximum(all_drawn, 1)).sum(axis=0)
    at = worth.ages.index(HORIZON_DAYS)
    value, few = worth.at(HORIZON_DAYS), not (drawn_cost > 0).all()
    ends = None if few else between(worth.totals[:, at] / drawn_cost)
    low, high = ends or (None, None)
    return replace(
        known,
        cac=cost / mine.height,
        ltv_cac=None if value is None else value * worth.customers / cost,
        ratio_low=low,
        ratio_high=high,
    )


def _gaps(ledger: Ledger, chosen: pl.DataFrame) -> dict[int, float]:
    gap = pl.col("date").diff().over("user").dt.total_days()
    found = (
        ledger.days.filter(pl.col("orders") > 0)
        .join(chosen, on="user")
        .sort("user", "date")
        .with_columns(gap=gap)
        .group_by("segment")
        .agg(pl.col("gap").median())
        .drop_nulls()
    )
    return dict(found.iter_rows())
