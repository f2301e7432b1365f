"""A waterfall: where each bar begins and ends, drawn off the loop and kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from cockpit.snapshot.why import WhyRow, WhySnapshot
from cockpit.widgets.plot import Span, bars
from cockpit.widgets.why.words import Split, contribution

BASE: Final = "\0base"
NOW: Final = "\0now"
"""Keys of the first and the last bar; no factor holds a NUL."""


@dataclass(frozen=True)
class Wish:
    """What is to be drawn, and how wide."""

    spans: tuple[Span, ...]
    width: int
    is_plain: bool


class Drawn(NamedTuple):
    """The lines that a wish became."""

    wish: Wish
    lines: tuple[str, ...]


def spans(
    answer: WhySnapshot, rows: Sequence[WhyRow], split: Split
) -> tuple[Span, ...]:
    """Return the ends of the bars: what it was, each factor in its turn, what it is.

    A factor begins where the one before it ended, so that the last one ends at what the
    number is now.
    """
    before, after = answer.base or 0.0, answer.now_value or 0.0
    found: list[Span] = [(0.0, before)]
    at = before
    for row in rows:
        step = contribution(row, split) or 0.0
        found.append((at, at + step))
        at += step
    return (*found, (0.0, after))


def draw(wish: Wish) -> Drawn:
    """Draw a waterfall; call it in a thread."""
    ends = [end for span in wish.spans for end in span]
    low, high = min(0.0, *ends), max(0.0, *ends)
    lines = bars(
        wish.spans, width=wish.width, low=low, high=high, is_plain=wish.is_plain
    )
    return Drawn(wish, tuple(lines))
