"""The catalogue applied to a sheet of measures: numerator, denominator, value, n."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.metrics.sheet import MONEY
from cockpit.engine.metrics.windows import rolled
from cockpit.engine.tables import MONEY_SCALE

ZERO_WHERE: Final = {"complaints": "paid_orders", "new_customers_paid": "new_customers"}
"""A day without one of these has none of it, if it has the other measure: tickets and
bought customers are only there when there are some."""


class Measurement(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One metric, entity and day or hour, before anybody judges how mature it is.

    Attributes:
        numerator: Money in whole currency units, else a count.
        denominator: None for a plain sum.
        value: numerator / denominator * scale; None where the denominator is 0.
        n: Sample it rests on.
    """

    date: date
    hour: int | None
    entity: str | None
    numerator: float
    denominator: float | None
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One metric for every row of a sheet; a measurement is made when it is asked for.

    Attributes:
        numerators: By row, in the measures' own integers; None where unknown.
        denominators: The same, or None for a plain sum.
        samples: By row.
        above: Divides a numerator (money is in 1/10,000), ``below`` a denominator.
        scale: Of the value.
    """

    numerators: list[int | None]
    denominators: list[int | None] | None
    samples: list[int]
    above: int
    below: int
    scale: int

    def is_known(self, row: int) -> bool:
        """Whether everything the metric needs is known in a row."""
        if self.numerators[row] is None:
            return False
        return self.denominators is None or self.denominators[row] is not None

    def measure(
        self, row: int, *, at: tuple[date, int | None], entity: str | None
    ) -> Measurement:
        """Make the measurement of a row that is known.

        The divisions are Python's: Polars may divide through a reciprocal, which costs
        the last digit.
        """
        over = self.numerators[row] or 0
        under = None if self.denominators is None else self.denominators[row]
        top = over / self.above if self.above > 1 else over
        bottom = under / self.below if under is not None and self.below > 1 else under
        value = ratio(top, bottom, self.scale)
        return Measurement(*at, entity, top, bottom, value, self.samples[row])


def evaluate(sheet: pl.DataFrame, metric: Metric) -> Evaluated | None:
    """Compute one metric for every row of a sheet; None if a measure has no facts."""
    rows = parts(sheet, metric)
    if rows is None:
        return None
    return Evaluated(
        rows["numerator"].to_list(),
        rows["denominator"].to_list() if metric.denominator else None,
        rows["n"].to_list(),
        _unit(metric.numerator),
        _unit(metric.denominator),
        metric.scale,
    )


def parts(sheet: pl.DataFrame, metric: Metric) -> pl.DataFrame | None:
    """Put what a metric is made of beside each other, row by row of a sheet.

    Returns:
        ``numerator`` and ``denominator`` (null for a plain sum) in the measures' own
        integers, null where unknown; ``n``, 0 where unknown. None if a measure has no
        facts.
    """
    numerator, denominator = _total(metric.numerator), _total(metric.denominator)
    if not _has(sheet, metric.measures):
        return None
    filled = sheet.with_columns(_zeros(sheet, metric.measures))
    if metric.window > 1:
        filled = rolled(filled, metric.measures, days=metric.window)
    return filled.select(
        numerator=numerator,
        denominator=pl.lit(None) if denominator is None else denominator,
        n=pl.col(metric.n).fill_null(0),
    )


def value_scale(metric: Metric) -> Fraction:
    """Return what numerator / denominator, as they are measured, is multiplied by."""
    above, below = _unit(metric.numerator), _unit(metric.denominator)
    return Fraction(metric.scale * below, above)


def samples(sheet: pl.DataFrame, metric: Metric, column: str = "") -> pl.Series | None:
    """Return the sample of every row, by the column that a rule names.

    Args:
        sheet: As for :func:`evaluate`.
        metric: Its window is that of the sample too.
        column: A measure; empty, or what :meth:`Metric.calls_n` accepts: its own ``n``.

    Returns:
        Counts, 0 where nothing is known; None if the measure has no facts.
    """
    name = metric.n if not column or metric.calls_n(column) else column
    if name not in sheet.columns:
        return None
    filled = sheet.with_columns(_zeros(sheet, (name,)))
    if metric.window > 1:
        filled = rolled(filled, (name,), days=metric.window)
    return filled[name].fill_null(0)


def ratio(numerator: float, denominator: float | None, scale: int = 1) -> float | None:
    """Return the value of a metric from its parts; None where it cannot be divided."""
    if denominator is None:
        return float(numerator)
    return scale * numerator / denominator if denominator else None


def _has(sheet: pl.DataFrame, measures: Iterable[str]) -> bool:
    return all(name in sheet.columns for name in measures)


def _total(terms: tuple[str, ...]) -> pl.Expr | None:
    if not terms:
        return None
    signed = (
        -pl.col(term.removeprefix("-")) if term.startswith("-") else pl.col(term)
        for term in terms
    )
    return reduce(add, signed)


def _unit(terms: tuple[str, ...]) -> int:
    is_money = bool(terms) and terms[0].removeprefix("-") in MONEY
    return MONEY_SCALE if is_money else 1


def _zeros(sheet: pl.DataFrame, measures: Iterable[str]) -> list[pl.Expr]:
    """Fill what is only there when there is some, between its first and last day."""
    filled = []
    for name in measures:
        beside = ZERO_WHERE.get(name)
        if beside is None or beside not in sheet.columns:
            continue
        days = sheet.filter(pl.col(name).is_not_null())["date"]
        covered = pl.col("date").is_between(days.min(), days.max())
        is_none = pl.col(name).is_null() & pl.col(beside).is_not_null() & covered
        filled.append(pl.when(is_none).then(0).otherwise(pl.col(name)).alias(name))
    return filled
