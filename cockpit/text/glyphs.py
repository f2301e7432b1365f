"""Signs and small drawings: state glyphs, sparklines, bars, big digits.

State glyphs are one cell everywhere. Decoration (blocks, rules) is two cells wide in
some Chinese terminals: there it is drawn in ASCII, as the process is told once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Final, Literal

from cockpit.text.notes import Note, note

Drawing = Literal["full", "plain", "ascii"]
"""``plain``: decoration in ASCII, state glyphs stay; ``ascii``: everything."""

Course = Sequence[float | None]

_BLOCKS: Final = "▁▂▃▄▅▆▇█"
_ASCII_BLOCKS: Final = ".:-=+*#"
_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_HALVES: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
_PIXELS: Final = dict(
    zip(
        "0123456789-",
        (
            "111101101101111", "010110010010010", "111001111100111", "111001111001111",
            "101101111001001", "111100111001111", "111100111101111", "111001001001001",
            "111101111101111", "111101111001111", "000000111000000",
        ),
        strict=True,
    )
)  # fmt: skip

_drawing: Drawing = "full"


@dataclass(frozen=True, slots=True)
class Sign:
    """How a state is shown: a glyph, its ASCII form and a word."""

    glyph: str
    plain: str
    word: Note

    @property
    def mark(self) -> str:
        """Return the glyph that this terminal can show."""
        return self.plain if _drawing == "ascii" else self.glyph


STATES: Final[dict[str, Sign]] = {
    "red": Sign("✘", "X", note("RED")),
    "yellow": Sign("▴", "!", note("YEL")),
    "watch": Sign("◊", "w", note("WATCH")),
    "green": Sign("✓", "+", note("OK")),
    "unproven": Sign("◦", "o", note("unproven")),
    "unknown": Sign("?", "?", note("UNKN")),
    "blind": Sign("⊘", "0", note("BLIND")),
}
"""Verdicts; ``neutral`` has no sign."""

HOLLOW: Final[dict[str, Sign]] = {
    "red": Sign("✗", "x", note("RED?")),
    "yellow": Sign("▵", "!", note("YEL?")),
}
"""Breaches that are seen but not proven."""

CLOCKS: Final[dict[str, Sign]] = {
    "live": Sign("◉", "*", note("LIVE")),
    "paused": Sign("=", "=", note("PAUSED")),
    "as_of": Sign("◷", "@", note("AS OF")),
    "late": Sign("▵", "!", note("LATE")),
    "stale": Sign("◌", "z", note("STALE")),
    "waiting": Sign("◦", "o", note("WAITING")),
}
SOURCES: Final[dict[str, Sign]] = {
    "ok": Sign("✓", "+", note("ok")),
    "waiting": Sign("◦", "o", note("waiting")),
    "stale": Sign("◌", "z", note("stale")),
    "partial": Sign("?", "?", note("partial")),
    "held": Sign("⊟", "H", note("held")),
    "error": Sign("⊘", "0", note("error")),
}
STEPS: Final[dict[str, Sign]] = {
    "ready": Sign("▹", ">", note("ready")),
    "doing": Sign("▸", ">>", note("doing")),
    "claimed": Sign("✓", "v", note("claimed")),
    "verified": Sign("✓✓", "vv", note("verified")),
    "overdue": Sign("✘", "X", note("overdue")),
    "skipped": Sign("»", "-", note("skipped")),
    "deferred": Sign("◷", "z", note("deferred")),
    "blocked": Sign("⊘", "#", note("blocked")),
    "inactive": Sign("◦", ".", note("idle")),
    "regressed": Sign("↺", "<", note("regressed")),
}
"""States of a step of a procedure; at most two cells."""


def draw_with(drawing: Drawing) -> None:
    """Draw so in the whole process from now on."""
    global _drawing  # noqa: PLW0603 - one process has one terminal
    _drawing = drawing


def _pick(full: str, plain: str) -> str:
    return full if _drawing == "full" else plain


def focus_bar() -> str:
    """Return the mark in the first cell of what has the focus."""
    return _pick("▎", ">")


def cut_mark() -> str:
    """Return the mark of a text that was cut."""
    return _pick("…", "..")


def gap_mark() -> str:
    """Return the mark of a value that is missing in a course."""
    return _pick("╌", "_")


def due_mark() -> str:
    """Return the mark of where a bar ought to be by now."""
    return _pick("┃", "|")


def base_mark() -> str:
    """Return the mark of a reference that rows are read against."""
    return _pick("┊", ":")


def thin_mark() -> str:
    """Return the mark of a centre that rests on too little."""
    return _pick("╎", "!")


def corners(*, is_top: bool) -> tuple[str, str, str]:
    """Return both corners of a box and the stroke between them."""
    pair = ("╭", "╮") if is_top else ("╰", "╯")
    return (*pair, "─") if is_full() else ("+", "+", "-")


def side() -> str:
    """Return the stroke at the side of a box."""
    return _pick("│", "|")


def here() -> str:
    """Return the mark of the present on an axis."""
    return "*" if _drawing == "ascii" else "◉"


def thin(*, is_bold: bool) -> str:
    """Return one cell of an axis."""
    return _pick("━", "=") if is_bold else _pick("─", "-")


def is_full() -> bool:
    """Return whether decoration may be drawn with block characters."""
    return _drawing == "full"


def flat(cells: int) -> str:
    """Draw a course of which nothing is known yet."""
    return gap_mark() * cells


def spark(values: Course, *, cells: int, heights: int = 8) -> str:
    """Draw the newest ``cells`` values; a missing one is a gap and never bridged.

    Args:
        values: Oldest first; None, NaN and infinities are gaps.
        cells: Most cells to use.
        heights: How many of the eight heights; six keep stacked rows apart.
    """
    blocks = _pick(_BLOCKS, _ASCII_BLOCKS)
    newest = values[-cells:] if cells > 0 else ()
    shown = [v if v is not None and isfinite(v) else None for v in newest]
    have = [value for value in shown if value is not None]
    low, high = min(have, default=0.0), max(have, default=0.0)
    top = min(heights, len(blocks)) - 1
    scale = top / (high - low) if high > low and isfinite(high - low) else 0.0
    return "".join(
        gap_mark() if value is None else blocks[round((value - low) * scale)]
        for value in shown
    )


def bar(share: float, *, cells: int) -> str:
    """Draw a share of 0 to 1 as the filled part of a bar, exact to an eighth."""
    share = min(max(share, 0.0), 1.0) if isfinite(share) else 0.0
    if not is_full():
        return "#" * round(share * cells)
    full, eighths = divmod(round(share * cells * 8), 8)
    return "█" * full + (_EIGHTHS[eighths] if eighths else "")


def progress(share: float, *, cells: int) -> tuple[str, str]:
    """Draw what is gone by and what is left of a line."""
    gone = rule(share, cells=cells)
    return gone, _pick("─", ".") * (cells - len(gone))


def rule(share: float, *, cells: int) -> str:
    """Draw a share of 0 to 1 as a thin line, for rows that must not touch."""
    share = min(max(share, 0.0), 1.0) if isfinite(share) else 0.0
    return _pick("━", "-") * round(share * cells)


def big(number: str) -> tuple[str, str, str]:
    """Draw a number in three rows of half blocks, digits three cells wide.

    Without block characters the number stands as it is in the last row.
    """
    if not is_full():
        return (" " * len(number), " " * len(number), number)
    columns = [_digit(char) for char in number]
    top, middle, bottom = ("".join(_row(columns, row)) for row in range(3))
    return (top, middle, bottom)


def big_width(number: str) -> int:
    """Return the cells that :func:`big` uses."""
    return len(big(number)[0])


def _row(columns: list[list[list[int]]], row: int) -> list[str]:
    parts: list[str] = []
    for before, column in pairwise([None, *columns]):
        if before is not None:
            parts.append(" ")
        assert column is not None
        pairs = zip(column[2 * row], column[2 * row + 1], strict=True)
        parts.extend(_HALVES[pair] for pair in pairs)
    return parts


def _digit(char: str) -> list[list[int]]:
    if bits := _PIXELS.get(char):
        rows = [[int(bit) for bit in bits[at : at + 3]] for at in range(0, 15, 3)]
    else:  # a point and a colon are one cell wide
        dots = {".": (4,), ",": (4,), ":": (1, 3)}.get(char, ())
        rows = [[int(row in dots)] for row in range(5)]
    return [*rows, [0] * len(rows[0])]


def stroke(braille: str, *, plain: str) -> str:
    """Return a cell of a chart: braille where the terminal has it."""
    return plain if _drawing == "ascii" else braille
