"""The channel table of the health screen."""

from datetime import date
from typing import Final

from cockpit.engine.metrics.baselines import change_of
from cockpit.engine.metrics.catalogue import Metric, catalogue
from cockpit.engine.periods import DAY
from cockpit.engine.views.courses import Course
from cockpit.engine.views.judging import Judge
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import ChannelRow

SPARK_DAYS: Final = 14
TOTAL: Final = Name("合计", "Total")


def channel_rows(judge: Judge) -> tuple[ChannelRow, ...]:
    """Return one row a channel, largest spend first, and the total.

    All rows are about the same day: the newest on which every usual channel reports.
    """
    metrics = catalogue()
    roi = metrics["roi"]
    whole = (
        judge.judge(roi)
        or judge.judge(metrics["spend"])
        or judge.judge(metrics["gmv_paid"])
    )
    if whole is None:
        return ()
    by_channel = {
        name: judge.courses.of(metrics[name], dimension="channel")
        for name in ("spend", "gmv_paid", "roi")
    }
    channels = {c for courses in by_channel.values() for c in courses if c is not None}
    rows = [
        _row(
            judge,
            channel,
            whole.day,
            {n: c.get(channel, {}) for n, c in by_channel.items()},
        )
        for channel in channels
    ]
    rows = [row for row in rows if row.spend is not None or row.gmv is not None]
    rows.sort(key=lambda row: (-(row.spend or 0), -(row.gmv or 0), row.entity or ""))
    total = {n: judge.courses.whole(metrics[n]) for n in by_channel}
    return (*rows, _row(judge, None, whole.day, total))


def _row(
    judge: Judge, channel: str | None, day: date, courses: dict[str, Course]
) -> ChannelRow:
    roi = catalogue()["roi"]
    course = courses["roi"]
    value = _value(course, day)
    previous = judge.baseline_at(roi, course, day, None)
    name = (
        TOTAL
        if channel is None
        else judge.courses.scene.entity_name("channel", channel)
    )
    return ChannelRow(
        entity=channel,
        name=name,
        state="neutral",
        spend=_value(courses["spend"], day),
        gmv=_value(courses["gmv_paid"], day),
        roi=value,
        change=change_of(value, previous, is_rate=False),
        provisional=_is_provisional(judge, roi, day),
        spark=tuple(_value(course, day - i * DAY) for i in reversed(range(SPARK_DAYS))),
    )


def _value(course: Course, day: date) -> float | None:
    point = course.get((day, None))
    return None if point is None else point.value


def _is_provisional(judge: Judge, metric: Metric, day: date) -> bool:
    return judge.is_provisional(metric, day)
