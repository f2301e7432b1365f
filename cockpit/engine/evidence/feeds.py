"""What a sense observes: exact sums by grain and entity, as a rule would see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from cockpit.engine.alarms.observation import Feed, Point
from cockpit.engine.evidence.reading import (
    Courses,
    Wanted,
    channels_of,
    current_grain,
    feed_of,
    read,
    sheet_of,
)
from cockpit.engine.metrics.catalogue import Dimension, Grain, Metric
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels

STANDING: Final = frozenset({"daily_budget", "unanswered"})
"""Measures without a history: what they are now is all that is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """A feed and how its points are to be read.

    Attributes:
        is_standing: The points are of now, not of a complete day.
    """

    feed: Feed
    is_standing: bool


def observe(
    scene: Scene,
    metric: Metric,
    dimension: Dimension | None,
    *,
    grain: Grain,
    days: int,
) -> Observed | None:
    """Read a metric by entity; None if it cannot be known at this grain.

    A campaign that an hourly export of its channel leaves out of an hour that it
    reports for others spent nothing in it: platforms write no rows of nothing. That is
    filled in for plain sums of spend, from the campaign's first row on.

    Args:
        scene: The numbers at one moment.
        metric: Of the catalogue.
        dimension: One instance an entity of it; None: the whole.
        grain: Days or hours.
        days: How far back.
    """
    measures = frozenset(metric.measures) if grain == "hour" else frozenset()
    sheet = sheet_of(scene, grain, dimension, days=days, measures=measures)
    wanted = Wanted(lambda entity: _labels(dimension, entity))
    courses = read(sheet, metric, wanted)
    if courses is None or sheet.is_empty():
        return None
    feed = feed_of(scene, metric, grain, courses, lag_days=metric.horizon)
    is_sum = not metric.denominator
    if dimension == "campaign" and is_sum and metric.tables == ("ad_spend",):
        feed = replace(feed, instances=_without_gaps(scene, courses))
    is_standing = bool(STANDING & set(metric.numerator))
    if is_standing:
        feed = replace(feed, newest=current_grain(scene, grain))
    return Observed(feed, is_standing)


def _labels(dimension: Dimension | None, entity: str | None) -> Labels:
    return ((dimension, entity),) if dimension and entity is not None else ()


def _without_gaps(
    scene: Scene, courses: Courses
) -> Mapping[Labels, Mapping[int, Point]]:
    channels = channels_of(scene)
    reported: dict[str, set[int]] = {}
    for labels, course in courses.items():
        reported.setdefault(channels.get(labels[0][1], ""), set()).update(course)
    nothing = Point(0, None, 0)
    return {
        labels: {
            grain: course.get(grain) or nothing
            for grain in reported[channels.get(labels[0][1], "")]
            if grain >= course.first
        }
        for labels, course in courses.items()
    }
