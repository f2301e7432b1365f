"""The course behind a gauge: points for the chart, the baseline, the spark."""

from datetime import date, datetime, timedelta
from typing import Final

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.periods import DAY
from cockpit.engine.views.courses import Course
from cockpit.engine.views.judged import Judged
from cockpit.engine.views.judging import Judge
from cockpit.snapshot.health import Range, Trend

SPARK_POINTS: Final = 16
TREND_HOURS: Final = 72
TREND_DAYS: Final[dict[Range, int]] = {"1d": 60, "7d": 90, "28d": 180, "90d": 365}
HOUR: Final = timedelta(hours=1)


def trend(judge: Judge, metric: Metric, course: Course, judged: Judged) -> Trend:
    """Return the course up to the judged day or hour, with its baseline.

    Args:
        judge: Knows the base and the calendar.
        metric: Which one.
        course: Daily or hourly, as the judged number is.
        judged: The newest number. A sum of a day in progress is not drawn: half a day
            beside whole ones would look like a fall.
    """
    if judged.hour is not None:
        return _hourly(judge, metric, course, judged)
    is_half = judged.until_hour is not None and judged.point.denominator is None
    last = judged.day - DAY if is_half else judged.day
    first = max(last - (TREND_DAYS[judge.range] - 1) * DAY, _first_day(course))
    span = [first + i * DAY for i in range((last - first).days + 1)]
    return Trend(
        grain="day",
        start=span[0].isoformat() if span else "",
        values=tuple(_value(course, day, None) for day in span),
        baseline=tuple(judge.baseline_at(metric, course, day, None) for day in span),
        baseline_base=judge.base_of(metric),
        provisional=sum(
            judge.is_provisional(metric, day, judged.channel) for day in span
        ),
        notes=_notes(judge, span),
    )


def spark(course: Course, judged: Judged) -> tuple[float | None, ...]:
    """Return the last grains up to the judged one, oldest first; None is a gap."""
    if judged.hour is not None:
        hours = _hours_to(judged, SPARK_POINTS)
        return tuple(_value(course, at.date(), at.hour) for at in hours)
    days = [judged.day - i * DAY for i in reversed(range(SPARK_POINTS))]
    return tuple(_value(course, day, None) for day in days)


def _hourly(judge: Judge, metric: Metric, course: Course, judged: Judged) -> Trend:
    hours = _hours_to(judged, TREND_HOURS)
    return Trend(
        grain="hour",
        start=hours[0].isoformat(),
        values=tuple(_value(course, at.date(), at.hour) for at in hours),
        baseline=tuple(
            judge.baseline_at(metric, course, at.date(), at.hour) for at in hours
        ),
        baseline_base=judge.base_of(metric),
        provisional=sum(
            judge.is_provisional(metric, at.date(), judged.channel) for at in hours
        ),
        notes=_notes(judge, [at.date() for at in hours]),
    )


def _hours_to(judged: Judged, count: int) -> list[datetime]:
    day = judged.day
    last = datetime(day.year, day.month, day.day, judged.hour or 0)  # noqa: DTZ001 - a label
    return [last - i * HOUR for i in reversed(range(count))]


def _first_day(course: Course) -> date:
    return min(day for day, _ in course)


def _value(course: Course, day: date, hour: int | None) -> float | None:
    point = course.get((day, hour))
    return None if point is None else point.value


def _notes(judge: Judge, span: list[date]) -> tuple[tuple[int, str], ...]:
    """Name the first point of each run of days that the calendar gives one name."""
    notes: list[tuple[int, str]] = []
    before = ""
    for index, day in enumerate(span):
        name = judge.day_names.get(day, "")
        if name and name != before:
            notes.append((index, name))
        before = name
    return tuple(notes)
