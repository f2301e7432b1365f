"""Sums of measures in the days that are compared: of the whole, and of its elements."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

import polars as pl

from cockpit.engine.metrics.catalogue import Dimension, Metric
from cockpit.engine.metrics.evaluate import value_scale
from cockpit.engine.views.study import Study
from cockpit.engine.why.dimensions import REST
from cockpit.engine.why.fact_sheets import FactSheets, terms_of, within
from cockpit.engine.why.narrowing import narrowed, of_the_whole, refusal
from cockpit.engine.why.periods import OF_FACTS, Span
from cockpit.engine.why.row_reading import Asked, RowReading
from cockpit.engine.why.trees import called
from cockpit.snapshot.tabulate import name as name_of
from cockpit.text.notes import Note

DIMENSIONS: Final[tuple[Dimension, ...]] = ("channel", "campaign")
"""What the facts can be taken apart by."""
LEAST_COVERED: Final = 0.95
"""Share of a measure that rows of files with a dimension must hold."""
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
        where: Dimension -> entity that everything is narrowed to: of the facts, or of
            raw rows. What those do not tell is that of the whole.
        measures: What is summed.
        spans: All that will be asked for; all of them with hours, or none.
        told: Measures that raw rows tell, if that is known already.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what is read, and of when
        self,
        study: Study,
        metric: Metric,
        where: Mapping[str, str],
        measures: tuple[str, ...],
        spans: Iterable[Span],
        told: frozenset[str] | None = None,
    ) -> None:
        self.study, self.scene = study, study.scene
        self.metric, self.where = metric, where
        self.measures, self.spans = measures, tuple(spans)
        self._of_facts = {by: one for by, one in where.items() if by in OF_FACTS}
        self._by_rows = {by: one for by, one in where.items() if by not in OF_FACTS}
        self.left_out: dict[str, float] = {}
        days, has_hours = self._days(), self.spans[0].hours is not None
        self._sheets = FactSheets(
            self.scene, metric, self._of_facts, measures, days, has_hours
        )
        self.raw = RowReading(study, self._asked())
        self._frames: dict[str, pl.DataFrame] = {}
        self._whole = self._sheets.known()
        self._beside = self._all_beside() if self._by_rows and told is None else {}
        sets = [one for found in self._beside.values() for one in found.values()]
        if told is None:
            told = frozenset(measures).intersection(*sets)
        self.told = told

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What the metric can be taken apart by here; those of the facts first."""
        of_facts = tuple(
            name
            for name in DIMENSIONS
            if name in self.metric.dimensions
            and name not in self.where
            and not _OVERLAPPING & set(self.metric.measures)
        )
        return (*of_facts, *self.raw.dimensions)

    def refused(self) -> Note | None:
        """Return why an element of raw rows is not told; None where all are."""
        for dimension, element in self._by_rows.items():
            known = self._beside.get(dimension, ())
            if said := refusal(dimension, element, known, self.raw.names):
                return said
        return None

    def untold(self) -> Note | None:
        """Return what stays that of the whole, as what is narrowed to does not tell it.

        Where the numerator is told, the figure is the element's part of the whole's.
        """
        terms = terms_of((*self.metric.numerator, *self.metric.denominator))
        whole = sorted(terms - self.told) if self._by_rows else []
        return of_the_whole(self._by_rows, [name_of(called(one)) for one in whole])

    def _all_beside(self) -> dict[str, dict[str, frozenset[str]]]:
        """Return what is told of every element beside those that are narrowed to.

        Returns:
            Dimension -> element -> measures, of all periods.
        """
        whole = Reading(
            self.study, self.metric, self._of_facts, self.measures, self.spans
        )
        beside: dict[str, dict[str, frozenset[str]]] = {}
        for dimension in set(self._by_rows) & set(whole.raw.dimensions):
            sides = [whole.elements(dimension, span) for span in self.spans]
            found = beside.setdefault(dimension, {})
            for side in filter(None, sides):
                for element, sums in side.items():
                    told = frozenset(sums)
                    found[element] = found.get(element, told) & told
        self.raw.names.update(whole.raw.names)
        return beside

    def totals(self, span: Span) -> dict[str, int | None] | None:
        """Return the sums of the whole in a span; None if no day of it is known.

        A measure that is not known on one of the days is None.
        """
        rows = self._of(span)
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
        return int(self._whole.filter(within(span))["date"].n_unique())

    def _of(self, span: Span) -> pl.DataFrame:
        """Return what is known of a span, narrowed to what raw rows tell."""
        known = self._whole.filter(within(span))
        if not self._by_rows or not known.height:
            return known
        return narrowed(known, self.raw.rows("", span), self.told)

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
        known = self._whole.filter(within(span)).select("date", "hour")
        rows = self._rows_of(dimension, span).join(
            known, on=["date", "hour"], how="semi", nulls_equal=True
        )
        named = self._named(dimension, rows, whole)
        if not terms_of(self.metric.numerator) <= {*named}:
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

    def _named(
        self, dimension: str, rows: pl.DataFrame, whole: Mapping[str, int | None]
    ) -> list[str]:
        """Return the measures that elements add up to."""
        named = [name for name in self.measures if whole[name] is not None]
        named = [name for name in named if name in rows.columns]
        if self._by_rows:
            named = [name for name in named if name in self.told]
        elif dimension in DIMENSIONS and not {*self.metric.measures} <= {*rows.columns}:
            return []
        if dimension not in DIMENSIONS:
            return self._covered(dimension, rows, named, whole)
        return named

    def _is_blank(self, whole: Mapping[str, int | None], rest: Sums) -> bool:
        """Whether nothing of the numerator names an element, though there is some."""
        sums = {name: whole[name] or 0 for name in terms_of(self.metric.numerator)}
        return any(sums.values()) and all(rest[name] == sums[name] for name in sums)

    def _rows_of(self, dimension: str, span: Span) -> pl.DataFrame:
        if self._by_rows or dimension not in DIMENSIONS:
            return self.raw.rows(dimension, span)
        if dimension not in self._frames:
            self._frames[dimension] = self._sheets.sheet(dimension)
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
        terms = terms_of((*self.metric.numerator, *self.metric.denominator))
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
        is_roi = self.metric.id == "roi" and not self._of_facts
        return Asked(
            self.metric,
            self._of_facts,
            self._by_rows,
            self._sheets.days,
            has_hours=self._sheets.has_hours,
            basis=self._sheets.basis(),
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
        return Reading(self.study, self.metric, where, measures, spans, self.told)

    def at(self, spans: Iterable[Span]) -> "Reading":
        """Return the metric alone, of the same elements in other spans."""
        used = self.metric.measures
        return Reading(self.study, self.metric, self.where, used, spans, self.told)

    def by_hour(self, day: date) -> dict[int, dict[str, int | None]]:
        """Return what is known of every hour of a day; only with spans of hours."""
        is_told = (pl.col("date") == day) & pl.col("hour").is_not_null()
        rows = self._sheets.sheet().filter(is_told)
        if self._by_rows:
            whole_day = Span(day, day, (0, 24))
            rows = narrowed(rows, self.raw.rows("", whole_day), self.told)
        kept = [name for name in self.measures if name in rows.columns]
        return {
            row["hour"]: {name: row[name] for name in kept}
            for row in rows.select("hour", *kept).to_dicts()
        }


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
