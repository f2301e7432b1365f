"""How numbers of a scene become observations: the same for rules and for senses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import polars as pl

from cockpit.engine.alarms.observation import Feed, Point, RuleGrain, grain_of
from cockpit.engine.evidence.affected import special_days
from cockpit.engine.evidence.points import GrainPoints, by_instance, points_of
from cockpit.engine.metrics.catalogue import Dimension, Grain, Metric
from cockpit.engine.metrics.cut import Cut
from cockpit.engine.metrics.evaluate import parts, samples, value_scale
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.metrics.sheet import measure_rows
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels

DAYS: Final[dict[Grain, int]] = {"day": 130, "hour": 35}
"""Far enough for a median of four weekdays (of seven days) that reaches back four times
as many, and a week of hours to spare."""
FINEST_FIRST: Final[tuple[Dimension, ...]] = ("campaign", "channel")
_WRITTEN: Final[dict[Grain, RuleGrain]] = {"day": "1d", "hour": "1h"}
_PER_DAY: Final[dict[Grain, int]] = {"day": 1, "hour": 24}
_HOURLY_UNTIL_DAYS: Final = 2
"""A source that had hours so recently still has them; it is late, not daily."""

Courses = Mapping[Labels, GrainPoints]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a metric is observed, beside the metric itself.

    Attributes:
        labels: Of an entity; None is the whole.
        sample: Measure that is the sample; empty: the metric's own.
        only: Entities; empty: all of them.
        merged: All entities are one instance.
    """

    labels: Callable[[str | None], Labels]
    sample: str = ""
    only: tuple[str, ...] = ()
    merged: bool = False


def sheet_of(
    scene: Scene,
    grain: Grain,
    dimension: Dimension | None,
    *,
    days: int | None,
    measures: frozenset[str] = frozenset(),
) -> pl.DataFrame:
    """Put every measure side by side, ordered by entity and then by ``grain``.

    Args:
        scene: The numbers at one moment.
        grain: What a row is.
        dimension: What it is cut by; None: the whole.
        days: How far back; None: as far as there is anything.
        measures: What is looked at; empty: everything.
    """
    cut = Cut(
        last=scene.as_of,
        first=None if days is None else scene.as_of - timedelta(days=days),
        grain=grain,
        dimension=dimension,
        paid_channels=scene.paid_channels,
        measures=measures,
    )
    return by_instance(measure_rows(scene.facts, cut, scene.basis), grain)


def read(sheet: pl.DataFrame, metric: Metric, wanted: Wanted) -> Courses | None:
    """Return the points of every instance; None if a measure has no facts.

    A point is there where everything that the metric needs is known.

    Args:
        sheet: As :func:`sheet_of` makes it.
        metric: Of the catalogue.
        wanted: What of it.
    """
    rows = parts(sheet, metric)
    if rows is None:
        return None
    found = samples(sheet, metric, wanted.sample) if wanted.sample else None
    is_known = pl.col("numerator").is_not_null()
    if metric.denominator:
        is_known &= pl.col("denominator").is_not_null()
    if wanted.only:
        is_known &= pl.col("entity").is_in(list(wanted.only))
    rows = rows.with_columns(
        sheet["entity"], sheet["grain"], n=rows["n"] if found is None else found
    )
    return points_of(rows.filter(is_known), wanted.labels, merged=wanted.merged)


def feed_of(
    scene: Scene,
    metric: Metric,
    grain: Grain,
    instances: Mapping[Labels, Mapping[int, Point]],
    *,
    lag_days: int,
) -> Feed:
    """Put points into a feed whose newest grain is complete and known.

    Args:
        scene: The numbers at one moment.
        metric: Whose points they are.
        grain: Their distance.
        instances: The points.
        lag_days: From the end of a day until its figures are known.
    """
    per_day = _PER_DAY[grain]
    lag = lag_days * per_day
    return Feed(
        grain=_WRITTEN[grain],
        newest=current_grain(scene, grain) - 1 - lag,
        lag=lag,
        scale=value_scale(metric),
        is_proportion=metric.proportion,
        instances=instances,
        apart=frozenset(
            day.toordinal() * per_day + part
            for day in special_days(scene)
            for part in range(per_day)
        ),
    )


def current_grain(scene: Scene, grain: Grain) -> int:
    """Return the number of the grain in progress."""
    moment = scene.moment
    return grain_of(moment.date(), moment.hour if grain == "hour" else None)


def has_hours(hours: Mapping[int, object], days: Mapping[int, object] | None) -> bool:
    """Tell whether the hours of an instance go as far as its days do, but for a delay.

    Args:
        hours: Its hours; there is one.
        days: Its days, if it has any.
    """
    return _last(hours) // 24 + _HOURLY_UNTIL_DAYS >= (_last(days) if days else 0)


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


def channel_of(labels: Labels, channels: Callable[[], Mapping[str, str]]) -> str | None:
    """Return the channel of an instance; None for the whole, or if nobody knows it.

    Args:
        labels: Of the instance.
        channels: Gives the channel of every campaign; asked only for a campaign.
    """
    named = dict(labels)
    channel, campaign = named.get("channel"), named.get("campaign")
    if channel is None and campaign:
        return channels().get(campaign)
    return channel


def restated_days(settling: Settling, metric: Metric, channel: str | None) -> int:
    """Return for how many days the sources of a figure may still change it."""
    slowest = settling.of(channel)
    return max((slowest.get(table, 0) for table in metric.tables), default=0)


def _last(points: Mapping[int, object]) -> int:
    return points.last if isinstance(points, GrainPoints) else max(points)
