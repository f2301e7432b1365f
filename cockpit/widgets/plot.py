"""plotext 6 behind two functions: braille courses, bars of blocks. Call in a thread.

plotext has one global figure, hence the lock. Its C++ kernel ends the *process* (not
with an exception) on a NaN, hence the splitting at everything that is not finite.
"""

from collections.abc import Sequence
from math import isfinite
from threading import Lock
from typing import Any, Final, NamedTuple

Point = tuple[float, float]
Course = Sequence[float | None]

POINTS_A_CELL: Final = 2
"""A braille cell is two dots wide; each gets its lowest and its highest value."""
SMALLEST: Final = (4, 2)

DOT: Final = "#"
_HALVES: Final = {
    (DOT, DOT): "█", (DOT, " "): "▌", (" ", DOT): "▐", (" ", " "): " ",
}  # fmt: skip

_FIGURE: Final = Lock()


class Frame(NamedTuple):
    """The cells to draw into and the values at their edges."""

    width: int
    height: int
    low: float
    high: float


def thin(values: Course, *, buckets: int) -> list[list[Point]]:
    """Keep each bucket's lowest and highest value, in order; split at the gaps.

    A spike one value wide survives. What is not a finite number is a gap.
    """
    size = max(len(values) / max(buckets, 1), 1.0)
    runs: list[list[Point]] = [[]]
    bucket: list[Point] = []
    edge = size
    for x, y in enumerate(values):
        if y is None or not isfinite(y):
            runs[-1] += _extremes(bucket)
            runs.append([])
            bucket = []
            continue
        if x >= edge:
            runs[-1] += _extremes(bucket)
            bucket = []
            edge += size * ((x - edge) // size + 1)
        bucket.append((float(x), float(y)))
    runs[-1] += _extremes(bucket)
    return [run for run in runs if run]


def _extremes(bucket: list[Point]) -> list[Point]:
    if not bucket:
        return []
    ends = {min(bucket, key=lambda p: p[1]), max(bucket, key=lambda p: p[1])}
    return sorted(ends)


def matrix(values: Course, frame: Frame) -> list[str]:
    """Draw a course as lines of braille, blank where nothing is.

    Returns:
        ``frame.height`` lines of ``frame.width`` cells; only blanks if nothing can be
        drawn.
    """
    blank = [" " * frame.width] * frame.height
    runs = thin(values, buckets=frame.width * POINTS_A_CELL)
    can_draw = frame.width >= SMALLEST[0] and frame.height >= SMALLEST[1]
    if not runs or not can_draw or not frame.high > frame.low:
        return blank
    text = _built(runs, max(len(values) - 1, 1), frame)
    lines = text.replace("\x1b[0m", "").split("\n")[: frame.height]
    lines = [line.replace("\u2800", " ").ljust(frame.width) for line in lines]
    return [*lines, *blank][: frame.height]


def _cleared(width: int, height: int) -> Any:  # noqa: ANN401 - plotext has no types
    """Return the one figure: bare, of so many cells. The caller holds the lock."""
    import plotext  # noqa: PLC0415 - 0.15 s, paid in the thread and by charts only

    figure = plotext.figure
    figure.clear()  # also forgets the size
    plotext.terminal.limit(False, False)  # noqa: FBT003 - else cut to the tty
    figure.plot_size(width, height)
    figure.theme("colorless")  # the default one paints a white canvas
    for axis, sides in (("x", ("lower", "upper")), ("y", ("left", "right"))):
        figure.ruler(axis).ticks([])
        for side in sides:
            figure.axes(False, axis=axis, side=side)  # noqa: FBT003
    return figure


def _built(runs: list[list[Point]], last: int, frame: Frame) -> str:
    import plotext  # noqa: PLC0415 - paid in the thread, see above

    with _FIGURE:
        figure = _cleared(frame.width, frame.height)
        figure.ruler("x").lim(0, last)
        figure.ruler("y").lim(frame.low, frame.high)
        for run in runs:
            xs, ys = zip(*run, strict=True)
            marker = plotext.marker("braille")
            signal = figure.signal(list(xs), list(ys), marker=marker)
            figure.draw(signal.lines() if len(run) > 1 else signal)
        return str(figure.build().string())


Span = tuple[float, float]
"""Both ends of a bar."""


def bars(
    spans: Sequence[Span], *, width: int, low: float, high: float, is_plain: bool
) -> list[str]:
    """Draw one bar a line between its two ends, exact to half a cell.

    Args:
        spans: The ends of each bar, in any order; equal ones draw nothing, others at
            least half a cell, so that nothing that is there is unseen.
        width: Cells of a line.
        low: Value at the left edge.
        high: Value at the right edge.
        is_plain: Draw with ``#`` instead of blocks, exact to a cell.

    Returns:
        As many lines as there are bars, each of ``width`` cells; blank ones where
        nothing can be drawn.
    """
    blank = [" " * width] * len(spans)
    if width < SMALLEST[0] or not spans or not isfinite(high - low) or not high > low:
        return blank
    dots = 1 if is_plain else 2
    ends = [_dots(span, width * dots, low, high) for span in spans]
    if not any(ends):
        return blank
    text = _built_bars(ends, width * dots)
    lines = text.replace("\x1b[0m", "").split("\n")[: len(spans)]
    lines = [line.ljust(width * dots) for line in lines]
    drawn = lines if is_plain else [_halved(line) for line in lines]
    return [*drawn, *blank][: len(spans)]


def _dots(span: Span, size: int, low: float, high: float) -> tuple[int, int] | None:
    """Return the first and the last dot of a bar; None where it has no length."""
    if not all(map(isfinite, span)) or span[0] == span[1]:
        return None
    start, end = sorted(min(max(one, low), high) for one in span)
    scale = size / (high - low)
    first = min(max(round((start - low) * scale), 0), size - 1)
    last = min(max(round((end - low) * scale) - 1, first), size - 1)
    return first, last


def _halved(line: str) -> str:
    """Put two dots into a cell: plotext's own markers of that size blur the rows."""
    pairs = zip(line[::2], line[1::2], strict=True)
    return "".join(_HALVES[pair] for pair in pairs)


def _built_bars(ends: Sequence[tuple[int, int] | None], size: int) -> str:
    """Draw bars on a grid of dots, one line each."""
    with _FIGURE:
        figure = _cleared(size, len(ends))
        figure.ruler("x").lim(0, size - 1)
        figure.ruler("y").lim(0, max(len(ends) - 1, 1))
        for at, found in enumerate(reversed(ends)):
            if found is not None:
                figure.draw(figure.segment(found, (at, at), marker=DOT))
        return str(figure.build().string())
