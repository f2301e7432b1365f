"""The course of a metric: its measurements by day or hour, read once per sheet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import fsum
from typing import Final

import polars as pl

from cockpit.engine.metrics.baselines import ValueOf
from cockpit.engine.metrics.catalogue import Dimension, Grain, Metric, catalogue
from cockpit.engine.metrics.cut import Cut
from cockpit.engine.metrics.evaluate import Evaluated, Measurement, evaluate
from cockpit.engine.metrics.sheet import measure_sheet
from cockpit.engine.views.elsewhere import series_points
from cockpit.engine.views.scene import Scene

_LEAD: Final = timedelta(days=2 * max(m.window for m in catalogue().values()))
"""A figure of several days needs as many before the first that is shown.

Twice as many: a table begins on its first day, and days without a row may lie there.
"""
Point = tuple[date, int | None]
"""A business day, and an hour of it or None."""
Course = Mapping[Point, Measurement]


class SheetCourse(Mapping[Point, Measurement]):
    """The course of one entity in a sheet; only what is looked at is ever made.

    Args:
        rows: Row of the sheet by point.
        evaluated: The metric in every row.
        entity: Whose course it is.
    """

    __slots__ = ("_entity", "_evaluated", "_rows")

    def __init__(
        self, rows: dict[Point, int], evaluated: Evaluated, entity: str | None
    ) -> None:
        self._rows = rows
        self._evaluated = evaluated
        self._entity = entity

    def __getitem__(self, point: Point) -> Measurement:
        """Return the measurement of a point that is known."""
        row = self._rows[point]
        if not self._evaluated.is_known(row):
            raise KeyError(point)
        return self._evaluated.measure(row, at=point, entity=self._entity)

    def __iter__(self) -> Iterator[Point]:
        """Go through the known points in order."""
        known = self._evaluated.is_known
        return (point for point, row in self._rows.items() if known(row))

    def __len__(self) -> int:
        """Count the known points."""
        return sum(1 for _ in self)

    def __contains__(self, point: object) -> bool:
        """Whether a point is known."""
        row = self._rows.get(point)  # type: ignore[call-overload]
        return row is not None and self._evaluated.is_known(row)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Measures side by side, and in which row each entity's points are."""

    frame: pl.DataFrame
    rows: dict[str | None, dict[Point, int]]


@dataclass(slots=True)
class Courses:
    """Reads metrics from a scene; a sheet of measures is made once for all of them.

    Attributes:
        scene: Where they are read from.
        days: How far back, from the as-of day.
        hour_days: The same for courses by hour, which have 24 times the points.
        where: Dimension -> entity that everything is narrowed to.
    """

    scene: Scene
    days: int = 400
    hour_days: int = 400
    where: Mapping[str, str] = field(default_factory=dict)
    _sheets: dict[tuple[Grain, Dimension | None], Sheet] = field(default_factory=dict)
    _read: dict[tuple[str, Grain, Dimension | None], dict[str | None, Course]] = field(
        default_factory=dict
    )

    def of(
        self,
        metric: Metric,
        *,
        grain: Grain = "day",
        dimension: Dimension | None = None,
    ) -> dict[str | None, Course]:
        """Return the course of every entity; under None the one of the whole."""
        key = (metric.id, grain, dimension)
        if key not in self._read:
            is_allowed = self._allows(metric, dimension)
            self._read[key] = self._make(metric, grain, dimension) if is_allowed else {}
        return self._read[key]

    def whole(self, metric: Metric, *, grain: Grain = "day") -> Course:
        """Return the course of the whole (narrowed by ``where``)."""
        return self.of(metric, grain=grain).get(None, {})

    def _make(
        self, metric: Metric, grain: Grain, dimension: Dimension | None
    ) -> dict[str | None, Course]:
        if metric.id in self.scene.elsewhere:
            points = series_points(self.scene.facts, metric, grain=grain)
            last = self.scene.as_of
            return {None: {(p.date, p.hour): p for p in points if p.date <= last}}
        sheet = self._sheet(grain, dimension)
        evaluated = evaluate(sheet.frame, metric)
        if evaluated is None:
            return {}
        courses = {
            entity: SheetCourse(rows, evaluated, entity)
            for entity, rows in sheet.rows.items()
        }
        return {entity: course for entity, course in courses.items() if any(course)}

    def _allows(self, metric: Metric, dimension: Dimension | None) -> bool:
        wanted = {*self.where, *([dimension] if dimension else [])}
        return wanted <= set(metric.dimensions)

    def _sheet(self, grain: Grain, dimension: Dimension | None) -> Sheet:
        if (grain, dimension) not in self._sheets:
            last = self.scene.as_of
            days = self.hour_days if grain == "hour" else self.days
            first = last - timedelta(days=days)
            cut = Cut(
                last=last,
                first=first if grain == "hour" else first - _LEAD,
                grain=grain,
                dimension=dimension,
                where=self.where,
                paid_channels=self.scene.paid_channels,
            )
            frame = measure_sheet(self.scene.facts, cut, self.scene.basis)
            rows: dict[str | None, dict[Point, int]] = {}
            points = frame.select("date", "hour", "entity").iter_rows()
            for row, (day, hour, entity) in enumerate(points):
                if day >= first:
                    rows.setdefault(entity, {})[day, hour] = row
            self._sheets[grain, dimension] = Sheet(frame, rows)
        return self._sheets[grain, dimension]


def combine(
    metric: Metric, points: Iterable[Measurement | None], *, days: int = 1
) -> Measurement | None:
    """Add measurements up: sums before ratios; None where there are none.

    A metric that is shown as a daily mean over several days is divided by ``days``; one
    that adds up days itself is the one of the last day.
    """
    found = [point for point in points if point is not None]
    if not found:
        return None
    if metric.window > 1:
        return found[-1]
    numerator = fsum(point.numerator for point in found)
    n = sum(point.n for point in found)
    if found[0].denominator is None:
        value = numerator / days if metric.over == "mean" else numerator
        last = found[-1]
        return Measurement(last.date, None, last.entity, numerator, None, value, n)
    denominator = fsum(point.denominator or 0 for point in found)
    value_of = metric.scale * numerator / denominator if denominator else None
    last = found[-1]
    return Measurement(
        last.date, None, last.entity, numerator, denominator, value_of, n
    )


def window(course: Course, first: date, last: date) -> list[Measurement | None]:
    """Return the daily measurements of a window, None for a missing day."""
    days = (last - first).days + 1
    return [course.get((first + timedelta(days=i), None)) for i in range(days)]


def hours_before(course: Course, day: date, *, hour: int) -> list[Measurement | None]:
    """Return a day's hourly measurements before an hour, None for a missing one."""
    return [course.get((day, h)) for h in range(hour)]


def value_at(course: Course, hour: int | None) -> ValueOf:
    """Value of a single day, or of one hour of it."""

    def value_of(first: date, _: date) -> float | None:
        point = course.get((first, hour))
        return None if point is None else point.value

    return value_of


def mean_value(metric: Metric, course: Course) -> ValueOf:
    """Value of a window as a daily mean; sums before ratios."""

    def value_of(first: date, last: date) -> float | None:
        points = [p for p in window(course, first, last) if p is not None]
        found = combine(metric, points, days=max(len(points), 1))
        if found is None or found.value is None or found.denominator is not None:
            return None if found is None else found.value
        return found.numerator / len(points)

    return value_of
