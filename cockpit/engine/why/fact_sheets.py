"""Sheets of measures from the facts, of the days that are compared and no others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.facts.book import Facts
from cockpit.engine.metrics.catalogue import Dimension, Metric
from cockpit.engine.metrics.cut import Cut
from cockpit.engine.metrics.evaluate import ZERO_WHERE
from cockpit.engine.metrics.revenue import RevenueBasis
from cockpit.engine.metrics.sheet import measure_rows
from cockpit.engine.views.scene import Scene
from cockpit.engine.why.periods import Span

_READ: Final = (
    "spend", "hourly", "sales", "dau", "retention", "complaints", "new_customers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactSheets:
    """What the facts tell of a metric and its factors.

    Attributes:
        scene: Whose facts.
        metric: Whose days count.
        where: Channel or campaign -> entity that everything is narrowed to.
        measures: What is summed.
        days: All of them.
        has_hours: A row an hour, else a row a day.
    """

    scene: Scene
    metric: Metric
    where: Mapping[str, str]
    measures: tuple[str, ...]
    days: tuple[date, ...]
    has_hours: bool

    def known(self) -> pl.DataFrame:
        """Return the days on which the metric itself is known, of the whole."""
        sheet = self.sheet()
        needed = self.metric.measures
        if not {*needed} <= {*sheet.columns}:
            return sheet.clear()
        if self.metric.window > 1:
            return sheet.with_columns(pl.col(needed).fill_null(0))
        used = terms_of((*self.metric.numerator, *self.metric.denominator))
        known = sheet.filter(pl.all_horizontal(pl.col(n).is_not_null() for n in used))
        return known.with_columns(pl.col(self.metric.n).fill_null(0))

    def sheet(self, dimension: str | None = None) -> pl.DataFrame:
        """Return a row a day (or hour) and element, if a dimension is told."""
        cut = Cut(
            last=max(self.days),
            grain="hour" if self.has_hours else "day",
            dimension=_dimension(dimension),
            where=self.where,
            paid_channels=self.scene.paid_channels,
            measures=frozenset({*self.measures, *self.metric.measures}),
        )
        sheet = measure_rows(self._facts(), cut, self.basis())
        zeros = [
            pl.col(name).fill_null(pl.when(pl.col(beside).is_not_null()).then(0))
            for name, beside in ZERO_WHERE.items()
            if name in sheet.columns and beside in sheet.columns
        ]
        return sheet.with_columns(zeros)

    def basis(self) -> RevenueBasis:
        """The whole's basis for all of its channels, so that they add up to it."""
        basis = self.scene.basis
        if self.where:
            return basis
        return replace(basis, by_channel=dict.fromkeys(basis.covered, basis.whole))

    def _facts(self) -> Facts:
        """Keep the days that are asked for, and of an ROI the channels it is about."""
        facts = self.scene.facts
        is_wanted = pl.col("date").is_in(self.days)
        if self.metric.id == "roi" and not self.where:
            covered = list(self.scene.basis.covered)
            is_covered = pl.col("channel").is_in(covered)
        else:
            is_covered = pl.lit(value=True)
        frames = {}
        for name in _READ:
            frame = facts.get(name)
            if frame is None:
                continue
            is_money = name in {"spend", "hourly", "sales"}
            frames[name] = frame.filter(
                is_wanted & is_covered if is_money else is_wanted
            )
        return replace(facts, frames=frames)


def terms_of(terms: Iterable[str]) -> set[str]:
    """Return measures without their signs."""
    return {term.removeprefix("-") for term in terms}


def within(span: Span) -> pl.Expr:
    """Select the days, and hours, of a span."""
    days = pl.col("date").is_between(span.first, span.last)
    if span.hours is None:
        return days
    return days & (pl.col("hour") >= span.hours[0]) & (pl.col("hour") < span.hours[1])


def _dimension(name: str | None) -> Dimension | None:
    return msgspec.convert(name, Dimension) if name else None
