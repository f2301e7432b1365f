"""A chart as cells with roles: the course, its baseline, labels, gaps, limits.

Pure but for the drawing of the strokes, hence made in a thread; the roles become
colours only when a line is shown.
"""

from collections.abc import Sequence
from math import floor, isfinite, log10
from typing import Final, NamedTuple

from cockpit.snapshot.health import Trend
from cockpit.snapshot.metrics import Unit
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets import limit_band
from cockpit.widgets.canvas import TINT, Canvas, Line
from cockpit.widgets.limit_band import Limit
from cockpit.widgets.plot import Course, Frame, matrix
from cockpit.widgets.time_axis import column_of, say_time

TICKS: Final = 4
SQUEEZED: Final = 6
"""Below this height the labels of time go."""
DASH: Final = 4


class Wish(NamedTuple):
    """What to draw, and how large."""

    trend: Trend
    unit: Unit
    width: int
    height: int
    currency: str = ""
    low: Course = ()
    """Lower end of an interval, as long as the course; the upper end is ``high``."""
    high: Course = ()
    limit: Limit | None = None
    """Where the rule of this number fires."""


def draw(wish: Wish) -> list[Line]:
    """Draw a course with its axes.

    Returns:
        ``wish.height`` lines of ``wish.width`` cells as runs of (text, role); an empty
        list if there is nothing to draw or no room for it.
    """
    trend = wish.trend
    limits = _limits(trend, (*wish.low, *wish.high), wish.limit)
    if limits is None:
        return []
    low, high = limits
    marks = _ticks(low, high)
    labels = [formats.show(mark, wish.unit) for mark in marks]
    margin = max(map(cells.width, labels)) + 3
    below = 1 if wish.height >= SQUEEZED else 0
    frame = Frame(wish.width - margin, wish.height - below, low, high)
    if frame.width < 8 or frame.height < 2:
        return []
    plot = Canvas(frame.width, frame.height)
    _strokes(plot, trend, frame)
    _tint(plot, wish, frame)
    _say_end(plot, wish, frame)
    if wish.limit is not None:
        rows = _beyond(wish.limit, frame)
        limit_band.lay(plot, wish.limit, rows, unit=wish.unit, currency=wish.currency)
    _say_limits(plot, wish, frame)
    _say_gaps(plot, trend)
    _say_notes(plot, trend)
    whole = Canvas(wish.width, wish.height)
    for mark, label in zip(marks, labels, strict=True):
        row = _row_of(mark, frame)
        whole.put(row, margin - 1 - cells.width(label), label, "dim")
    if below:
        say_time(whole, trend, margin)
    whole.lay(plot, margin)
    return whole.lines()


def _limits(
    trend: Trend, more: Course, limit: Limit | None
) -> tuple[float, float] | None:
    every = [*trend.values, *trend.baseline, *more]
    have = [value for value in every if value is not None and isfinite(value)]
    if not any(value is not None and isfinite(value) for value in trend.values):
        return None
    low, high = min(have), max(have)
    span = high - low or abs(high) or 1.0
    for end in (trend.low, trend.high, limit.value if limit else None):
        if end is not None and low - span <= end <= high + span:
            low, high = min(low, end), max(high, end)
    pad = (high - low or abs(high) or 1.0) * 0.06
    floor_at = 0.0 if low >= 0 else low - pad
    return max(low - pad, floor_at), high + pad


def _ticks(low: float, high: float) -> list[float]:
    """Choose three to five round values between the limits."""
    raw = (high - low) / TICKS
    power = 10.0 ** floor(log10(raw)) if raw > 0 else 1.0
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw)
    first = -int(-low // step)
    marks = [(first + at) * step for at in range(TICKS + 2)]
    return [mark for mark in marks if low <= mark <= high] or [low]


def _row_of(value: float, frame: Frame) -> int:
    share = (frame.high - value) / (frame.high - frame.low)
    return min(max(int(share * frame.height), 0), frame.height - 1)


def _strokes(plot: Canvas, trend: Trend, frame: Frame) -> None:
    total = len(trend.values)
    certain = total - trend.provisional
    edge = column_of(certain, total, frame.width) if trend.provisional else frame.width
    for row, line in enumerate(matrix(trend.values, frame)):
        for at, char in enumerate(line):
            if char != " ":
                role = "accent" if at < edge else "dim"
                plot.put(row, at, glyphs.stroke(char, plain="*"), role)
    if not trend.baseline:
        return
    for row, line in enumerate(matrix(trend.baseline, frame)):
        for at, char in enumerate(line):
            if char != " " and at % DASH < DASH // 2:
                plot.put(row, at, glyphs.stroke(char, plain="."), "faint")


def _tint(plot: Canvas, wish: Wish, frame: Frame) -> None:
    """Give the interval a ground of its own, column by column."""
    total = len(wish.trend.values)
    for index, (low, high) in enumerate(zip(wish.low, wish.high, strict=True)):
        if low is not None and high is not None:
            column = column_of(index, total, frame.width)
            rows = range(_row_of(high, frame), _row_of(low, frame) + 1)
            plot.grounds |= {(row, column): TINT for row in rows}


def _beyond(limit: Limit, frame: Frame) -> range:
    """Return the rows on the wrong side of a limit; none where it is out of view."""
    if not frame.low <= limit.value <= frame.high:
        return range(0)
    row = _row_of(limit.value, frame)
    return range(row + 1) if limit.is_upper else range(row, frame.height)


def _say_end(plot: Canvas, wish: Wish, frame: Frame) -> None:
    """Write the newest value at its end of the line."""
    values = wish.trend.values
    known = [(at, v) for at, v in enumerate(values) if v is not None and isfinite(v)]
    if not known:
        return
    index, value = known[-1]
    is_open = bool(wish.trend.provisional)
    text = formats.show(value, wish.unit, mark=formats.PROVISIONAL * is_open)
    column = column_of(index, len(values), frame.width)
    row = _row_of(value, frame)
    for drop in (0, -1, 1, -2, 2, -3, 3, -4, 4):
        for space in (2, 3, 5, 8, 12):
            at = column - space - cells.width(text)
            if plot.is_free(row + drop, at - 1, cells.width(text) + 2):
                plot.put(row + drop, at, text, "dim" if is_open else "accent bold")
                return


def _say_limits(plot: Canvas, wish: Wish, frame: Frame) -> None:
    """Draw the ends of the target band, named, as far as they are in view."""
    for value, word in ((wish.trend.high, "<="), (wish.trend.low, ">=")):
        if value is None or not frame.low <= value <= frame.high:
            continue
        row = _row_of(value, frame)
        figure = formats.show(value, wish.unit, currency=wish.currency)
        text = f"{_('target')} {word} {figure} "
        start = 1 + cells.width(text) if plot.put(row, 1, text, "dim") else 0
        for at in range(start, frame.width):
            plot.put(row, at, glyphs.gap_mark(), "faint")


def _say_gaps(plot: Canvas, trend: Trend) -> None:
    text, total = _("gap"), len(trend.values)
    for first, last in _gaps(trend.values):
        middle = column_of((first + last) // 2, total, plot.width)
        at = min(max(middle - cells.width(text) // 2, 0), plot.width)
        for row in range(plot.height - 1, -1, -1):
            if plot.put(row, at, text, "dim"):
                break


def _gaps(values: Sequence[float | None]) -> list[tuple[int, int]]:
    """Return the gaps between values; what lies before the first one is none."""
    gaps: list[tuple[int, int]] = []
    before: int | None = None
    for at, value in enumerate(values):
        if value is None or not isfinite(value):
            continue
        if before is not None and at - before > 1:
            gaps.append((before + 1, at - 1))
        before = at
    return gaps


def _say_notes(plot: Canvas, trend: Trend) -> None:
    """Write what the calendar says above its day, as far as there is room."""
    for index, note in trend.notes:
        text = cells.cut(safe(note), 12)
        at = column_of(index, len(trend.values), plot.width)
        at = min(at, plot.width - cells.width(text))
        if plot.is_free(0, max(at - 1, 0), cells.width(text) + 1):
            plot.put(0, at, text, "dim")
