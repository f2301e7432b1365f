"""Which days are compared: what a gauge compares with, or what somebody asks for."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from cockpit.engine.metrics.baselines import ENOUGH
from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.periods import DAY, base_windows
from cockpit.engine.views.health import make_judge
from cockpit.engine.views.judged import Judged
from cockpit.engine.views.judging import Judge
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.health import BASES, Base, HealthQuery
from cockpit.snapshot.why import WhyQuery
from cockpit.text.notes import Note, note

REFUND_DAYS: Final = 15
"""Most refunds are booked within so many days of the order (the usual term of return
and its handling); younger days look better than they will be."""
OF_FACTS: Final = frozenset({"channel", "campaign"})
"""Dimensions that the facts know; all others are read from raw rows."""
OF_HOURS: Final = frozenset({"ad_spend", "orders"})
"""Tables whose facts have hours."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both inclusive; ``hours`` of each of them, the second exclusive."""

    first: date
    last: date
    hours: tuple[int, int] | None = None

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """``A:B`` in ISO."""
        return f"{self.first.isoformat()}:{self.last.isoformat()}"

    @property
    def hour_words(self) -> str:
        """``A:B``, the second exclusive; empty for whole days."""
        return "" if self.hours is None else f"{self.hours[0]}:{self.hours[1]}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is held against what.

    Attributes:
        now: The newer period.
        bases: The older one; of a median every period that it is taken from.
        base: Which comparison, empty if somebody named the days.
        needs: How many of the bases must have a value.
        of: From how many windows a median is taken, as far as they have one.
        is_daily_mean: One day against the mean of the days of the base that have rows.
        judged: The gauge's own number, if it is explained.
        special_days: Days of the calendar, which are no usual days.
        warnings: What is special about the days.
    """

    now: Span
    bases: tuple[Span, ...]
    base: Base | None = None
    needs: int = 1
    of: int = 1
    is_daily_mean: bool = False
    judged: Judged | None = None
    special_days: frozenset[date] = frozenset()
    warnings: tuple[Note, ...] = ()


def compared(
    scene: Scene, metric: Metric, query: WhyQuery, *, by_orders: bool
) -> tuple[Comparison, Judge] | Note:
    """Choose both periods; or say why there are none.

    Without days it is the comparison of the gauge: the same grain, the same hours of a
    day in progress, the same base.

    Args:
        scene: The moment.
        metric: What is compared.
        query: Whose, and which days.
        by_orders: Whether ROI is that of orders: then refunds are taken off it.
    """
    found = _compared(scene, metric, query)
    if isinstance(found, Note):
        return found
    comparison, judge = found
    is_net = any("refund" in name for name in metric.measures)
    is_net |= by_orders and metric.id == "roi"
    late = _refunds_to_come(comparison.now, judge.today) if is_net else ()
    return replace(
        comparison,
        special_days=frozenset(judge.day_names),
        warnings=comparison.warnings + late,
    ), judge


def _compared(
    scene: Scene, metric: Metric, query: WhyQuery
) -> tuple[Comparison, Judge] | Note:
    facts = tuple(pair for pair in query.where if pair[0] in OF_FACTS)
    judge = make_judge(scene, HealthQuery(where=facts))
    judged = None if query.now else judge.judge(metric)
    if query.now:
        asked = _asked(query.now)
        if isinstance(asked, Note):
            return asked
        now, notes = _by_hours(judge, metric, asked, query)
    elif judged is None:
        return note("no newest figure of this metric to explain")
    else:
        now, notes = _of_gauge(judged, metric, query), ()
    base = next((one for one in BASES if one == query.base), None)
    if query.base and base is None:
        spans = _several(query.base, now)
        if isinstance(spans, Note):
            return spans
        count = len(spans)
        return Comparison(now, spans, None, count, count, warnings=notes), judge
    base = base or judge.base_of(metric)
    return _with_base(judge, metric, now, base, judged, notes), judge


def _refunds_to_come(now: Span, today: date) -> tuple[Note, ...]:
    """Warn of days whose refunds are not all booked, whatever the files say."""
    if now.last < today - REFUND_DAYS * DAY:
        return ()
    return (
        note(
            "refunds of orders of the last {days} days are still coming in: these days"
            " look better than they will be",
            days=REFUND_DAYS,
        ),
    )


def _with_base(  # noqa: PLR0913, PLR0917 - the parts of one comparison
    judge: Judge,
    metric: Metric,
    now: Span,
    base: Base,
    judged: Judged | None,
    notes: tuple[Note, ...],
) -> Comparison:
    days = 1 if metric.window > 1 else now.days
    if base == "prev:28" and now.hours is not None and now.days == 1:
        windows = [(now.first - 28 * DAY, now.first - DAY)]
    else:
        windows = base_windows(base, last=now.last, days=days)
    of = len(windows)
    needs = ENOUGH.get(of, of)
    if len(windows) > 1:
        windows = [w for w in windows if w[0] != w[1] or w[0] not in judge.day_names]
    spans = (_widened(metric, *window, now.hours) for window in windows)
    return Comparison(
        now,
        tuple(spans),
        base,
        needs,
        of,
        base == "prev:28" and days == 1 and metric.window == 1,
        judged,
        warnings=notes,
    )


def _of_gauge(judged: Judged, metric: Metric, query: WhyQuery) -> Span:
    hours = None
    if judged.hour is not None:
        hours = (judged.hour, judged.hour + 1)
    elif judged.until_hour is not None:
        hours = (0, judged.until_hour)
    if query.hours:
        hours = (0, query.hours)
    first = judged.day - (judged.days - 1) * DAY
    return _widened(metric, first, judged.day, hours)


def _widened(
    metric: Metric, first: date, last: date, hours: tuple[int, int] | None
) -> Span:
    """A figure that adds days up itself is the one of the last day."""
    if metric.window > 1:
        first = last - timedelta(days=metric.window - 1)
    return Span(first, last, hours)


def _asked(words: str) -> Span | Note:
    first, _, last = words.partition(":")
    try:
        span = Span(date.fromisoformat(first), date.fromisoformat(last or first))
    except ValueError:
        return note(
            "{value} is not two days such as 2026-10-01:2026-10-30", value=words
        )
    if span.first > span.last:
        return note("{value} ends before it begins", value=words)
    return span


def _several(words: str, now: Span) -> tuple[Span, ...] | Note:
    """Read one range, or several: the middle ones of a median."""
    spans = []
    for one in words.split():
        span = _asked(one)
        if isinstance(span, Note):
            return span
        spans.append(replace(span, hours=now.hours))
    return tuple(spans)


def _by_hours(
    judge: Judge, metric: Metric, asked: Span, query: WhyQuery
) -> tuple[Span, tuple[Note, ...]]:
    """Of a day in progress only complete hours are compared."""
    if query.hours:
        return replace(asked, hours=(0, query.hours)), ()
    if asked.last < judge.today:
        return asked, ()
    asked = replace(asked, last=max(asked.first, min(asked.last, judge.today)))
    hour = judge.courses.scene.moment.hour
    channel = dict(query.where).get("channel")
    has_hours = set(metric.tables) <= OF_HOURS and judge.coverage.reports_by_hour(
        metric.tables, judge.today, channel=channel
    )
    if not has_hours or not hour:
        return asked, (
            note(
                "{day} is still in progress: it is compared as it is", day=judge.today
            ),
        )
    return replace(asked, hours=(0, hour)), (
        note(
            "{day} is in progress: of every day the hours before {hour}:00 are"
            " compared",
            day=judge.today,
            hour=f"{hour:02}",
        ),
    )
