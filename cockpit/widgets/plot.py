"""plotext 6 behind one function: a course in, braille lines out. Call it in a thread.

plotext has one global figure, hence the lock. Its C++ kernel ends the *process* (not
with an exception) on a NaN, hence the splitting at everything that is not finite.
"""

from collections.abc import Sequence
from math import isfinite
from threading import Lock
from typing import Final, NamedTuple

Point = tuple[float, float]
Course = Sequence[float | None]

POINTS_A_CELL: Final = 2
"""A braille cell is two dots wide; each gets its lowest and its highest value."""
SMALLEST: Final = (4, 2)

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


def _built(runs: list[list[Point]], last: int, frame: Frame) -> str:
    import plotext  # noqa: PLC0415 - 0.15 s, paid in the thread and by charts only

    with _FIGURE:
        figure = plotext.figure
        figure.clear()  # also forgets the size
        plotext.terminal.limit(False, False)  # noqa: FBT003 - else cut to the tty
        figure.plot_size(frame.width, frame.height)
        figure.theme("colorless")  # the default one paints a white canvas
        for axis, sides in (("x", ("lower", "upper")), ("y", ("left", "right"))):
            figure.ruler(axis).ticks([])
            for side in sides:
                figure.axes(False, axis=axis, side=side)  # noqa: FBT003
        figure.ruler("x").lim(0, last)
        figure.ruler("y").lim(frame.low, frame.high)
        for run in runs:
            xs, ys = zip(*run, strict=True)
            marker = plotext.marker("braille")
            signal = figure.signal(list(xs), list(ys), marker=marker)
            figure.draw(signal.lines() if len(run) > 1 else signal)
        return str(figure.build().string())
