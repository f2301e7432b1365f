"""What a sense observes: exact sums by grain and entity, as a rule would see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from cockpit.engine.alarms.observation import Feed, Point, RuleGrain, grain_of
from cockpit.engine.evidence.affected import special_days
from cockpit.engine.metrics.catalogue import Dimension, Metric
from cockpit.engine.metrics.cut import Cut
from cockpit.engine.metrics.evaluate import Evaluated, evaluate
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.metrics.sheet import measure_sheet
from cockpit.engine.periods import DAY
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels

DAYS: Final[dict[RuleGrain, int]] = {"1d": 130, "1h": 35}
"""Far enough for a median of four weekdays (of seven days) that reaches back four times
as many."""
STANDING: Final = frozenset({"daily_budget", "unanswered"})
"""Measures without a history: what they are now is all that is known."""

Points = dict[Labels, dict[int, Point]]


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
    kind: RuleGrain,
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
        kind: Days or hours.
        days: How far back.
    """
    cut = Cut(
        last=scene.as_of,
        first=scene.as_of - days * DAY,
        grain="hour" if kind == "1h" else "day",
        dimension=dimension,
        paid_channels=scene.paid_channels,
    )
    sheet = measure_sheet(scene.facts, cut, scene.basis)
    evaluated = evaluate(sheet, metric)
    if evaluated is None or sheet.is_empty():
        return None
    points = _points(sheet, evaluated, dimension)
    is_sum = not metric.denominator
    if dimension == "campaign" and is_sum and metric.tables == ("ad_spend",):
        _fill_zeros(scene, points)
    is_standing = bool(STANDING & set(metric.numerator))
    feed = Feed(
        grain=kind,
        newest=_newest(scene, metric, kind, is_standing=is_standing),
        scale=Fraction(metric.scale * evaluated.below, evaluated.above),
        is_proportion=metric.proportion,
        instances=points,
        apart=_apart(scene, kind),
    )
    return Observed(feed, is_standing)


def channels_of(scene: Scene) -> Mapping[str, str]:
    """Return the channel of every campaign that has spend or a plan.

    An id that several channels have stands for the first of them; each of them is under
    ``channel/id`` besides.
    """
    found: dict[str, str] = {}
    for name in ("campaigns", "spend"):
        frame = scene.facts.get(name)
        if frame is None:
            continue
        named = frame.drop_nulls(["campaign", "channel"])
        pairs = named.select("campaign", "channel").unique().sort(pl.all())
        own: dict[str, str] = {}
        for campaign, channel in pairs.iter_rows():
            first = own.setdefault(campaign, channel)
            if first != channel:
                own |= {f"{first}/{campaign}": first, f"{channel}/{campaign}": channel}
        found |= own
    return found


def lag_days(scene: Scene, metric: Metric, channel: str | None) -> int:
    """Return for how many days after its own a figure can still change."""
    settling = Settling(scene.records).of(channel)
    restated = max((settling.get(table, 0) for table in metric.tables), default=0)
    return metric.horizon + (restated if metric.denominator else 0)


def _points(
    sheet: pl.DataFrame, evaluated: Evaluated, dimension: Dimension | None
) -> Points:
    points: Points = {}
    below = evaluated.denominators
    keys = sheet.select("date", "hour", "entity").iter_rows()
    for row, (day, hour, entity) in enumerate(keys):
        if evaluated.is_known(row):
            labels = ((dimension, entity),) if dimension else ()
            points.setdefault(labels, {})[grain_of(day, hour)] = Point(
                evaluated.numerators[row] or 0,
                None if below is None else below[row],
                evaluated.samples[row],
            )
    return points


def _newest(scene: Scene, metric: Metric, kind: RuleGrain, *, is_standing: bool) -> int:
    """Number of the newest complete grain; of what stands now, the current day."""
    moment = scene.moment
    if kind == "1h":
        return grain_of(moment.date(), moment.hour) - 1
    return grain_of(moment.date()) - (0 if is_standing else 1 + metric.horizon)


def _fill_zeros(scene: Scene, points: Points) -> None:
    channels = channels_of(scene)
    reported: dict[str, set[int]] = {}
    for labels, course in points.items():
        reported.setdefault(channels.get(labels[0][1], ""), set()).update(course)
    for labels, course in points.items():
        first = min(course)
        for grain in reported[channels.get(labels[0][1], "")]:
            if grain > first and grain not in course:
                course[grain] = Point(0, None, 0)


def _apart(scene: Scene, kind: RuleGrain) -> frozenset[int]:
    """Grains of days that the calendar names; medians leave them out."""
    parts = 24 if kind == "1h" else 1
    days = (day.toordinal() for day in special_days(scene))
    return frozenset(day * parts + part for day in days for part in range(parts))
