"""Figures of cohorts that are not old enough, told from what they have brought so far.

A chain ladder of one step: the older customers of the whole say by how much a sum still
grows. It is used where an entity has no mature figure at all, and marked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import msgspec

from cockpit.engine.metrics.catalogue import Dimension, Metric
from cockpit.engine.metrics.evaluate import Measurement
from cockpit.engine.metrics.maturity import Settling, maturity
from cockpit.engine.periods import DAY
from cockpit.engine.views.courses import Course, Courses
from cockpit.snapshot.metrics import Maturity
from cockpit.text.notes import note

WINDOWS: Final = 2
"""Windows of older customers that the growth rests on: with 28 days, eight weeks."""


@dataclass(slots=True)
class Predictions:
    """Predicts the young figures of metrics that know how.

    Attributes:
        courses: Where figures are read from.
        settling: How long sources restate.
        told: What was predicted: for the field ``models`` of a view.
    """

    courses: Courses
    settling: Settling
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(
        self, metric: Metric, dimension: Dimension | None, entity: str | None
    ) -> Mapping[date, Measurement]:
        """Return predicted figures by day; none where there is a mature one.

        Predicted are the days whose customers have completed the younger age.
        """
        if metric.early is None or metric.id in self.courses.scene.elsewhere:
            return {}
        channel = entity if dimension == "channel" else None
        course = self.courses.of(metric, dimension=dimension)[entity]
        if any(self._ripe(metric, day, channel) != "immature" for day, _ in course):
            return {}
        growth = self._growth(metric)
        if growth is None:
            return {}
        young = _younger(metric)
        early = self.courses.of(young, dimension=dimension).get(entity, {})
        found = {
            day: _grown(point, growth, metric.scale)
            for (day, _), point in early.items()
            if self._ripe(young, day, channel) != "immature"
        }
        if found:
            self._tell(metric, growth, entity)
        return found

    def _growth(self, metric: Metric) -> float | None:
        """Sum at the full age over that at the younger one, of the newest who know."""
        full = self.courses.of(metric).get(None, {})
        early = self.courses.of(_younger(metric)).get(None, {})
        newest = max(
            (day for day, _ in full if self._ripe(metric, day, None) == "mature"),
            default=None,
        )
        if newest is None:
            return None
        days = [newest - n * metric.window * DAY for n in range(WINDOWS)]
        after, before = _sum(full, days), _sum(early, days)
        return after / before if after is not None and before else None

    def _ripe(self, metric: Metric, day: date, channel: str | None) -> Maturity:
        settling = self.settling.of(channel)
        as_of = self.courses.scene.as_of
        return maturity(metric, day, as_of=as_of, settling=settling)

    def _tell(self, metric: Metric, growth: float, entity: str | None) -> None:
        assert metric.early is not None
        said = self.told.setdefault(
            f"{metric.id}_early",
            {
                "growth": growth,
                "entities": [],
                "note": note(
                    "predicted: {early} days of revenue x {growth}, the growth up to"
                    " {horizon} days of all older customers",
                    early=metric.early.horizon,
                    growth=f"{growth:.3f}",
                    horizon=metric.horizon,
                ).text(),
            },
        )
        said["entities"].append(entity)


def _younger(metric: Metric) -> Metric:
    """Return the metric as it is known sooner."""
    assert metric.early is not None
    return msgspec.structs.replace(
        metric,
        id=f"{metric.id}:early",
        numerator=metric.early.numerator,
        horizon=metric.early.horizon,
        early=None,
    )


def _grown(point: Measurement, growth: float, scale: int) -> Measurement:
    numerator = point.numerator * growth
    value = scale * numerator / point.denominator if point.denominator else None
    return msgspec.structs.replace(point, numerator=numerator, value=value)


def _sum(course: Course, days: list[date]) -> float | None:
    points = [course.get((day, None)) for day in days]
    known = [point.numerator for point in points if point is not None]
    return sum(known) if len(known) == len(days) else None
