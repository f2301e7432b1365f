"""The channel table of the health screen."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from cockpit.engine.metrics.baselines import change_of
from cockpit.engine.metrics.catalogue import catalogue
from cockpit.engine.periods import DAY, RANGE_DAYS
from cockpit.engine.views.courses import Course, combine, window
from cockpit.engine.views.judging import Judge
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import ChannelRow, State

SPARK_DAYS: Final = 14
TOTAL: Final = Name("合计", "Total")
WORST_FIRST: Final[tuple[State, ...]] = (
    "red", "yellow", "blind", "watch", "unknown", "unproven", "green", "neutral",
)  # fmt: skip
COLUMNS: Final = ("spend", "gmv_paid", "roi")

Courses = dict[str, Course]
"""A channel's course of each of ``COLUMNS``."""


@dataclass(frozen=True, slots=True)
class ChannelTable:
    """The rows, largest spend first and the total last, and the days they add up."""

    rows: tuple[ChannelRow, ...] = ()
    first: str = ""
    last: str = ""


def channel_table(judge: Judge) -> ChannelTable:
    """Add up every channel over the same days.

    They end on the newest day on which every usual channel reports its spend (or, where
    nothing is spent, its sales). A day in progress is none: half of it would be held
    against whole days.
    """
    metrics = judge.courses.scene.listed
    found = (judge.judge_whole_days(metrics[n]) for n in ("roi", "spend", "gmv_paid"))
    whole = next((judged for judged in found if judged is not None), None)
    if whole is None:
        return ChannelTable()
    by_column = {
        name: judge.courses.of(metrics[name], dimension="channel") for name in COLUMNS
    }
    channels = {c for courses in by_column.values() for c in courses if c is not None}
    rows = [
        _row(
            judge,
            channel,
            whole.day,
            {n: c.get(channel, {}) for n, c in by_column.items()},
        )
        for channel in channels
    ]
    rows = [row for row in rows if row.spend is not None or row.gmv is not None]
    rows.sort(key=lambda row: (-(row.spend or 0), -(row.gmv or 0), row.entity or ""))
    total = {name: judge.courses.whole(metrics[name]) for name in COLUMNS}
    first = whole.day - (RANGE_DAYS[judge.range] - 1) * DAY
    return ChannelTable(
        (*rows, _row(judge, None, whole.day, total)),
        first.isoformat(),
        whole.day.isoformat(),
    )


def _row(judge: Judge, channel: str | None, day: date, courses: Courses) -> ChannelRow:
    scene = judge.courses.scene
    roi = scene.listed["roi"]
    days = RANGE_DAYS[judge.range]
    sums = {name: _sum(name, course, day, days) for name, course in courses.items()}
    previous = judge.baseline_of_days(roi, courses["roi"], day, days)
    named = TOTAL if channel is None else scene.entity_name("channel", channel)
    return ChannelRow(
        entity=channel,
        name=named,
        state=_state(scene, channel),
        spend=sums["spend"],
        gmv=sums["gmv_paid"],
        roi=sums["roi"],
        change=change_of(sums["roi"], previous, is_rate=False),
        provisional=judge.is_provisional(roi, day, channel),
        spark=tuple(
            _sum("roi", courses["roi"], day - i * DAY, 1)
            for i in reversed(range(SPARK_DAYS))
        ),
    )


def _state(scene: Scene, channel: str | None) -> State:
    """Return the worst that the rules say of a channel, whichever metric they judge."""
    found = {
        verdict.state
        for (_, entity), verdict in scene.verdicts.items()
        if channel is not None and entity == channel
    }
    return next((state for state in WORST_FIRST if state in found), "neutral")


def _sum(name: str, course: Course, last: date, days: int) -> float | None:
    points = window(course, last - (days - 1) * DAY, last)
    found = combine(catalogue()[name], points, days=days)
    return None if found is None else found.value
