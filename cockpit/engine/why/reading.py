"""Sums of measures in the days that are compared: of the whole, and of its elements."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.facts.book import Facts
from cockpit.engine.metrics.catalogue import Dimension, Metric
from cockpit.engine.metrics.cut import Cut
from cockpit.engine.metrics.evaluate import ZERO_WHERE, value_scale
from cockpit.engine.metrics.revenue import RevenueBasis
from cockpit.engine.metrics.sheet import measure_rows
from cockpit.engine.views.study import Study
from cockpit.engine.why.dimensions import REST
from cockpit.engine.why.periods import Span
from cockpit.engine.why.row_reading import Asked, RowReading

DIMENSIONS: Final[tuple[Dimension, ...]] = ("channel", "campaign")
"""What the facts can be taken apart by."""
LEAST_COVERED: Final = 0.95
"""Share of a measure that rows of files with a dimension must hold."""
_READ: Final = (
    "spend", "hourly", "sales", "dau", "retention", "complaints", "new_customers",
)  # fmt: skip
_OVERLAPPING: Final = frozenset({"dau"})
"""Measures of which one user may be in several elements: they do not add up."""
_SIGNED: Final = frozenset({"roi_value", "conv_value"})
Sums = dict[str, int]


class Reading:
    """What a metric and its factors are made of, in some spans.

    Only days (and hours) on which the metric itself is known count, for its factors as
    well, so that figures are the gauge's and elements add up to them.

    Args:
        study: Where it is read; raw rows only for what the facts do not tell.
        metric: Whose days count.
        where: Dimension -> entity that everything is narrowed to.
        measures: What is summed.
        spans: All that will be asked for; all of them with hours, or none.
    """

    def __init__(
        self,
        study: Study,
        metric: Metric,
        where: Mapping[str, str],
        measures: tuple[str, ...],
        spans: Iterable[Span],
    ) -> None:
        self.study, self.scene = study, study.scene
        self.metric, self.where = metric, where
        self.measures, self.spans = measures, tuple(spans)
        self.left_out: dict[str, float] = {}
        self.raw = RowReading(study, self._asked())
        self._frames: dict[str, pl.DataFrame] = {}
        self._facts = self._narrowed(self.scene.facts)
        self._whole = self._known(self._sheet(None))

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What the metric can be taken apart by here; those of the facts first."""
        if _OVERLAPPING & set(self.metric.measures):
            return ()
        of_facts = tuple(
            name
            for name in DIMENSIONS
            if name in self.metric.dimensions and name not in self.where
        )
        return (*of_facts, *self.raw.dimensions)

    def totals(self, span: Span) -> dict[str, int | None] | None:
        """Return the sums of the whole in a span; None if no day of it is known.

        A measure that is not known on one of the days is None.
        """
        rows = self._whole.filter(_within(span))
        if not rows.height:
            return None
        return {
            name: int(rows[name].sum())
            if name in rows.columns and not rows[name].null_count()
            else None
            for name in self.measures
        }

    def points(self, span: Span) -> int:
        """Return how many days of a span are known."""
        return int(self._whole.filter(_within(span))["date"].n_unique())

    def elements(self, dimension: str, span: Span) -> dict[str, Sums] | None:
        """Return the sums of every element; together they are those of the whole.

        Returns:
            By element, :data:`REST` for what names none; None where the measures of
            elements do not add up to the whole, or are not known by it. A denominator
            that is not known by it is left out.
        """
        whole = self.totals(span)
        if whole is None:
            return None
        known = self._whole.filter(_within(span)).select("date", "hour")
        rows = self._rows_of(dimension, span).join(
            known, on=["date", "hour"], how="semi", nulls_equal=True
        )
        named = [name for name in self.measures if whole[name] is not None]
        named = [name for name in named if name in rows.columns]
        if dimension not in DIMENSIONS:
            named = self._covered(dimension, rows, named, whole)
        elif not {*self.metric.measures} <= {*rows.columns}:
            return None
        if not _terms(self.metric.numerator) <= {*named}:
            return None
        told = rows.filter(pl.col("entity").is_not_null())
        sums = told.group_by("entity").agg(pl.col(named).sum()).sort("entity")
        found = {row.pop("entity"): row for row in sums.to_dicts()}
        found.pop(REST, None)
        rest = {n: (whole[n] or 0) - sum(e[n] for e in found.values()) for n in named}
        if dimension in DIMENSIONS and self._is_blank(whole, rest):
            self.left_out[dimension] = 0.0
            return None
        if any(rest[n] < 0 for n in named if n not in _SIGNED):
            return None
        if any(rest.values()):
            found[REST] = rest
        return found

    def _is_blank(self, whole: Mapping[str, int | None], rest: Sums) -> bool:
        """Whether nothing of the numerator names an element, though there is some."""
        sums = {name: whole[name] or 0 for name in _terms(self.metric.numerator)}
        return any(sums.values()) and all(rest[name] == sums[name] for name in sums)

    def _rows_of(self, dimension: str, span: Span) -> pl.DataFrame:
        if dimension not in DIMENSIONS:
            return self.raw.rows(dimension, span)
        if dimension not in self._frames:
            self._frames[dimension] = self._sheet(dimension)
        return self._frames[dimension]

    def _covered(
        self,
        dimension: str,
        rows: pl.DataFrame,
        named: list[str],
        whole: Mapping[str, int | None],
    ) -> list[str]:
        """Return the measures that a dimension tells; none if one is told in part."""
        sums = rows.filter(pl.col("entity").is_not_null()).select(pl.col(named).sum())
        terms = _terms((*self.metric.numerator, *self.metric.denominator))
        told = []
        for name in named:
            all_of_it, part = whole[name] or 0, int(sums[name].item() or 0)
            share = part / all_of_it if all_of_it else float(not part)
            if LEAST_COVERED <= share <= 1:
                told.append(name)
            elif name in terms and part:
                self.left_out[dimension] = min(share, self.left_out.get(dimension, 1))
                return []
        return told

    def _asked(self) -> Asked:
        is_roi = self.metric.id == "roi" and not self.where
        return Asked(
            self.metric,
            self.where,
            self._days(),
            has_hours=self.spans[0].hours is not None,
            basis=self._basis(),
            covered=self.scene.basis.covered if is_roi else None,
        )

    def _days(self) -> tuple[date, ...]:
        days = {
            span.first + timedelta(days=at)
            for span in self.spans
            for at in range(span.days)
        }
        return tuple(sorted(days))

    def hourly(
        self, days: Iterable[date], measures: tuple[str, ...], where: Mapping[str, str]
    ) -> "Reading":
        """Return some measures of single days by hour, perhaps narrowed further."""
        spans = (Span(day, day, (0, 24)) for day in days)
        return Reading(self.study, self.metric, where, measures, spans)

    def by_hour(self, day: date) -> dict[int, dict[str, int | None]]:
        """Return what is known of every hour of a day; only with spans of hours."""
        is_told = (pl.col("date") == day) & pl.col("hour").is_not_null()
        rows = self._sheet(None).filter(is_told)
        kept = [name for name in self.measures if name in rows.columns]
        return {
            row["hour"]: {name: row[name] for name in kept}
            for row in rows.select("hour", *kept).to_dicts()
        }

    def _narrowed(self, facts: Facts) -> Facts:
        """Keep the days that are asked for, and of an ROI the channels it is about."""
        is_wanted = pl.col("date").is_in(self._days())
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

    def _sheet(self, dimension: str | None) -> pl.DataFrame:
        has_hours = self.spans[0].hours is not None
        cut = Cut(
            last=max(span.last for span in self.spans),
            grain="hour" if has_hours else "day",
            dimension=_dimension(dimension),
            where=self.where,
            paid_channels=self.scene.paid_channels,
            measures=frozenset({*self.measures, *self.metric.measures}),
        )
        sheet = measure_rows(self._facts, cut, self._basis())
        zeros = [
            pl.col(name).fill_null(pl.when(pl.col(beside).is_not_null()).then(0))
            for name, beside in ZERO_WHERE.items()
            if name in sheet.columns and beside in sheet.columns
        ]
        return sheet.with_columns(zeros)

    def _basis(self) -> RevenueBasis:
        """The whole's basis for all of its channels, so that they add up to it."""
        basis = self.scene.basis
        if self.where:
            return basis
        return replace(basis, by_channel=dict.fromkeys(basis.covered, basis.whole))

    def _known(self, sheet: pl.DataFrame) -> pl.DataFrame:
        needed = self.metric.measures
        if not {*needed} <= {*sheet.columns}:
            return sheet.clear()
        if self.metric.window > 1:
            return sheet.with_columns(pl.col(needed).fill_null(0))
        used = _terms((*self.metric.numerator, *self.metric.denominator))
        known = sheet.filter(pl.all_horizontal(pl.col(n).is_not_null() for n in used))
        return known.with_columns(pl.col(self.metric.n).fill_null(0))


def figure(
    metric: Metric, totals: Mapping[str, int | None], per: Fraction
) -> Fraction | None:
    """Return the metric itself, in whole units, exactly; None where it has no value."""
    top = signed(metric.numerator, totals)
    if top is None:
        return None
    if not metric.denominator:
        return top * per * value_scale(metric)
    bottom = signed(metric.denominator, totals)
    return top / bottom * value_scale(metric) if bottom else None


def signed(terms: tuple[str, ...], totals: Mapping[str, int | None]) -> Fraction | None:
    """Add measures up, those with a minus subtracted."""
    whole = 0
    for term in terms:
        part = totals.get(term.removeprefix("-"))
        if part is None:
            return None
        whole += -part if term.startswith("-") else part
    return Fraction(whole)


def _within(span: Span) -> pl.Expr:
    days = pl.col("date").is_between(span.first, span.last)
    if span.hours is None:
        return days
    return days & (pl.col("hour") >= span.hours[0]) & (pl.col("hour") < span.hours[1])


def _terms(terms: Iterable[str]) -> set[str]:
    return {term.removeprefix("-") for term in terms}


def _dimension(name: str | None) -> Dimension | None:
    return msgspec.convert(name, Dimension) if name else None
