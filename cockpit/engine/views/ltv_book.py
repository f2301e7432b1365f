"""Cohorts of the LTV view: completed, with their spend, and which of them to trust."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Final

import polars as pl

from cockpit.engine.ltv.beginning import Beginning
from cockpit.engine.ltv.chain_ladder import Forecast, forecast, ladder, weights
from cockpit.engine.ltv.triangle import together, triangles
from cockpit.engine.ltv.value import window_cohorts
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.views.study import Study
from cockpit.snapshot.ltv import LtvQuery

TOLD: Final = (30, 90, 365)
"""Horizons that rows have a field for."""


@dataclass(frozen=True, eq=False)
class Book:
    """Cohorts of all channels, completed, and what they cost.

    Attributes:
        whole: All channels together; the one channel if the query is about one.
        channels: By channel (None: unknown).
        spend: Daily, by channel; None without the table.
        sales: Daily sums, for the margin.
        only: The one channel that the query is about, or empty.
        beginning: Where the orders begin: its first cohorts have no cost.
    """

    whole: Forecast
    channels: Mapping[str | None, Forecast]
    spend: pl.DataFrame | None
    sales: pl.DataFrame | None
    only: str
    beginning: Beginning

    @cached_property
    def spent(self) -> tuple[date, date] | None:
        """First and last day with any spend."""
        if self.spend is None or self.spend.is_empty():
            return None
        first, last = self.spend["date"].min(), self.spend["date"].max()
        return (
            (first, last)
            if isinstance(first, date) and isinstance(last, date)
            else None
        )

    @cached_property
    def window(self) -> list[int]:
        """Cohorts that make up the rows of channels and of the whole.

        Those whose customers may be old ones are left out. Where nothing was spent on
        the others, or there are no others, there is a value without a cost.
        """
        triangle = self.whole.triangle
        every = window_cohorts(triangle, spent=None)
        for places in (window_cohorts(triangle, spent=self.spent), every):
            new = [n for n in places if not self.may_be_old([n])]
            if new:
                return new
        return every

    def may_be_old(self, places: Sequence[int]) -> bool:
        """Whether customers of cohorts may have bought before the orders begin."""
        slices = self.whole.triangle.slices
        return self.beginning.blurs(slices[n] for n in places)


def settled(study: Study, channel: str) -> date:
    """Return the day from which orders may still be restated, as by late refunds.

    What came in since is no part of any measured value.
    """
    lags = Settling(study.scene.records).of(channel or None)
    return study.as_of - timedelta(days=lags.get("orders", 0))


def horizons(study: Study) -> tuple[int, ...]:
    """Return every age at which a value is told, in days."""
    return tuple(sorted({*TOLD, *study.terms.horizons}))


def book(study: Study, query: LtvQuery) -> Book | None:
    """Complete the cohorts of every channel, once; None where nobody has bought."""
    key = ("ltv_book", study.as_of, horizons(study), query.channel)
    return study.memory.once(key, partial(_book, study, query.channel))


def _book(study: Study, channel: str) -> Book | None:
    days, until = horizons(study), settled(study, channel)
    lag = (study.as_of - until).days
    beginning = beginning_of(study)
    if beginning is None:
        return None
    new = beginning.without_older(study.ledger())
    parts = triangles(new, as_of=until, horizons=days, lag=lag)
    if not parts or (channel and channel not in parts):
        return None
    everything = together(list(parts.values()))
    taken = weights(everything)
    if channel:
        alone = forecast(parts[channel], taken, base=ladder(everything))
        whole = alone
        channels: dict[str | None, Forecast] = {channel: alone}
    else:
        whole = forecast(everything, taken)
        channels = {
            name: forecast(part, taken, base=whole.used) for name, part in parts.items()
        }
    return Book(
        whole,
        channels,
        study.scene.facts.get("spend"),
        study.scene.facts.get("sales"),
        channel,
        beginning,
    )


def beginning_of(study: Study) -> Beginning | None:
    """Return where the orders begin, once; None where nobody has bought."""

    def make() -> Beginning | None:
        return Beginning.of(study.ledger(), _registered(study))

    return study.memory.once(("beginning", study.as_of), make)


def _registered(study: Study) -> pl.DataFrame | None:
    """Return on which day users registered, or were seen first; None: not known."""
    if not study.has("users"):
        return None
    return (
        study.rows("users")
        .filter(pl.col("biz_date").is_not_null())
        .group_by("user_id")
        .agg(registered=pl.col("biz_date").min())
        .collect(engine="streaming")
    )
