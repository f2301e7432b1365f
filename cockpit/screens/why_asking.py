"""The question why a number moved: of a gauge, a channel, a row, an alarm."""

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from cockpit.snapshot.alarms import AlarmRow, AlarmsSnapshot
from cockpit.snapshot.drill import DrillQuery
from cockpit.snapshot.health import HealthQuery, HealthRow, HealthSnapshot
from cockpit.snapshot.incidents import IncidentView
from cockpit.snapshot.why import WhyQuery, WhyRow, WhySnapshot

DAY: Final = timedelta(days=1)
WEEK: Final = 7
MONTH: Final = 28
NAMED: Final = ("prev", "prev:7", "prev:28", "year")
"""Bases that are one range of days; a median is of several."""
OTHERS: Final = "*"
"""Element of all that are too small to be listed by themselves."""
Where = tuple[tuple[str, str], ...]


def span(first: date, last: date) -> str:
    """Write days as a question has them."""
    return f"{first.isoformat()}:{last.isoformat()}"


def read_span(text: str) -> tuple[date, date] | None:
    """Read ``A:B``, both inclusive, or one day; None if it is neither."""
    first, _colon, last = text.strip().partition(":")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return None
    return days if days[0] <= days[1] else None


def read_spans(text: str) -> str | None:
    """Read ranges or days, set apart by blanks, as a question has them; None of else.

    Args:
        text: Empty is no range: then nothing is asked for.
    """
    spans = [read_span(one) for one in text.split()]
    known = [span(*one) for one in spans if one is not None]
    return " ".join(known) if len(known) == len(spans) else None


def base_days(base: str, now: str) -> str:
    """Return the days that a range is held against; empty where a base is no range.

    Args:
        base: A :data:`~cockpit.snapshot.health.Base`.
        now: ``A:B``.

    Returns:
        ``A:B``: the range before (``prev``), whole weeks before (``prev:7``), the 28
        days before (``prev:28``), the same dates a year before (``year``).
    """
    days = read_span(now)
    if days is None or base not in NAMED:
        return ""
    first, last = days
    length = (last - first).days + 1
    if base == "prev:28":
        return span(first - MONTH * DAY, first - DAY)
    if base == "year":
        return span(_year_before(first), _year_before(last))
    shift = length if base == "prev" else -(-length // WEEK) * WEEK
    return span(first - shift * DAY, last - shift * DAY)


def _year_before(day: date) -> date:
    """Return the same date a year before; of a leap day the one before it."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def narrowed(where: Where, *pairs: tuple[str | None, str | None]) -> Where:
    """Narrow to more entities; one of the same dimension takes the other's place."""
    kept = dict(where)
    kept.update((by, entity) for by, entity in pairs if by and entity)
    return tuple(kept.items())


def of_gauge(row: HealthRow, look: HealthQuery) -> WhyQuery:
    """Ask why a gauge moved: the same days and the same base that it shows."""
    asked = WhyQuery(
        row.metric, narrowed(look.where, (row.dimension, row.entity)), as_of=look.as_of
    )
    length = int(look.range.removesuffix("d"))
    if length == 1:
        return replace(asked, base=look.base)
    return replace(asked, now=span_of(row.date, length), base=row.base)


def span_of(last: str, length: int) -> str:
    """Return so many days that end on a day, ISO; empty if it is none."""
    days = read_span(last)
    return "" if days is None else span(days[1] - (length - 1) * DAY, days[1])


def of_channel(snapshot: HealthSnapshot, entity: str) -> WhyQuery:
    """Ask why the ROI of a channel moved; an empty entity is the total."""
    first, last = snapshot.channel_days
    now = f"{first}:{last}" if first and last else ""
    look = snapshot.query
    base = snapshot.channel_base if now else look.base
    where = narrowed(look.where, ("channel", entity))
    return WhyQuery("roi", where, base=base, now=now, as_of=look.as_of)


def of_drill(query: DrillQuery, entity: str) -> WhyQuery:
    """Ask why a metric that is taken apart moved, in one of its rows.

    Args:
        query: What is listed.
        entity: The row: a channel, a campaign, a day or an hour; empty: all of it.
    """
    look, now = query.look, query.day
    where = look.where
    if query.level == "day" and entity:
        now = entity
    elif query.level != "hour":
        where = narrowed(where, (query.level, entity))
    now = now and span_of(now, 1)
    return WhyQuery(query.metric, where, base=look.base, now=now, as_of=look.as_of)


def of_alarm(row: AlarmRow, look: HealthQuery) -> WhyQuery | None:
    """Ask why the metric of an alarm moved; None if it has none."""
    if not row.metric:
        return None
    return WhyQuery(row.metric, tuple(row.labels), as_of=look.as_of)


def pinned(query: WhyQuery, answer: WhySnapshot | None) -> WhyQuery:
    """Ask about the days of an answer: another metric has a newest day of its own.

    Another figure has its median on other days, so those of this one are named. A
    single hour cannot be: then each has its own newest figure.
    """
    if answer is None or not (answer.now_days and answer.base_days):
        return query
    if answer.hours and not answer.hours.startswith("0:"):
        return query
    is_named = answer.base_id and not answer.base_id.startswith("median")
    base = answer.base_id if is_named else answer.base_days
    return replace(query, base=base, now=answer.now_days)


def below(query: WhyQuery, row: WhyRow) -> WhyQuery:
    """Ask why a factor moved, or why the metric moved in one element."""
    if row.part == "tree":
        return replace(query, metric=row.factor)
    where = narrowed(query.where, (row.dimension, row.element))
    return replace(query, where=where)


def of_incident(
    view: IncidentView, alarms: AlarmsSnapshot, look: HealthQuery
) -> WhyQuery | None:
    """Ask about the number whose rule opened an incident; None if a person did."""
    about = (row for row in alarms.rows if view.rule and row.rule == view.rule)
    found = next((row for row in about if row.labels in view.labels), None)
    return None if found is None else of_alarm(found, look)
