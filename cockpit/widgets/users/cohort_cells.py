"""The cells of a retention answer by cohort and later period, and their names."""

from typing import Final, NamedTuple

from cockpit.snapshot.retention import (
    Basis,
    Cohort,
    RetentionQuery,
    RetentionRow,
    RetentionSnapshot,
)
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe

STEPS: Final = 5
"""Of the ramp of colours, from the lowest to the highest."""
SMALL: Final = 0.0995
"""Where all rates are below, whole percent would tell too little."""
WHOSE: Final[dict[tuple[Basis, Cohort], Note]] = {
    ("purchase", "day"): note("by day of the first order"),
    ("purchase", "week"): note("by week of the first order"),
    ("purchase", "month"): note("by month of the first order"),
    ("activity", "day"): note("by day first seen"),
    ("activity", "week"): note("by week first seen"),
    ("activity", "month"): note("by month first seen"),
}
HEADS: Final[dict[Cohort, Note]] = {
    "day": note("Day"),
    "week": note("Week"),
    "month": note("Month"),
}
LETTERS: Final[dict[Cohort, str]] = {"day": "D", "week": "W", "month": "M"}


class CohortLine(NamedTuple):
    """One cohort: its first day (ISO), its users, its cells by later period."""

    start: str
    size: int
    cells: dict[int, RetentionRow]


class Cohorts(NamedTuple):
    """Cohorts, oldest first, and later periods.

    Attributes:
        low: Least mature rate; ``high`` is the greatest.
        decimals: With how many of them rates are written in percent.
    """

    lines: tuple[CohortLine, ...] = ()
    offsets: tuple[int, ...] = ()
    low: float = 0.0
    high: float = 0.0
    decimals: int = 0

    def step(self, rate: float) -> int:
        """Return where a rate lies on the ramp, 0 to 5."""
        if self.high <= self.low:
            return STEPS
        share = (rate - self.low) / (self.high - self.low)
        return min(max(round(share * STEPS), 0), STEPS)


def cohorts_of(snapshot: RetentionSnapshot) -> Cohorts:
    """Arrange the cells; the cohort's own period is left out, it is all of it."""
    found: dict[str, CohortLine] = {}
    for row in snapshot.rows:
        known = found.setdefault(row.cohort, CohortLine(row.cohort, row.size, {}))
        if row.offset > 0:
            known.cells[row.offset] = row
    lines = tuple(found[start] for start in sorted(found))
    every = [cell for known in lines for cell in known.cells.values()]
    rates = [c.rate for c in every if c.mature and c.rate is not None]
    offsets = sorted({offset for known in lines for offset in known.cells})
    low, high = min(rates, default=0.0), max(rates, default=0.0)
    decimals = 0 if max((c.rate or 0.0 for c in every), default=0.0) >= SMALL else 1
    return Cohorts(lines, tuple(offsets), low, high, decimals)


def label(query: RetentionQuery, offset: int) -> str:
    """Return the short name of a later period: ``D7``, ``W3``."""
    return f"{LETTERS[query.cohort]}{offset}"


def start_of(query: RetentionQuery, start: str) -> str:
    """Return how a cohort is called: month and day, or year and month."""
    return start[:7] if query.cohort == "month" else start[5:]


def asked(query: RetentionQuery, channel: str = "") -> tuple[str, ...]:
    """Say what was counted: whose cohorts, in which days, in which range.

    Args:
        query: As it was asked.
        channel: Name of its channel, ready to be shown; empty: its id is said.
    """
    parts = [WHOSE[query.basis, query.cohort].text()]
    if query.cohort == "day":
        is_spans = query.mode == "24h"
        parts.append(_("spans of 24 h") if is_spans else _("calendar days"))
    if query.window:
        parts.append(_("within {days} days").format(days=query.window))
    if query.channel:
        parts.append(channel or safe(query.channel))
    return tuple(parts)


def percent(cell: RetentionRow, decimals: int) -> str:
    """Write a cell of the triangle in percent, ``~`` in front while it may change."""
    if cell.rate is None:
        return formats.MISSING
    mark = "" if cell.mature else formats.PROVISIONAL
    return f"{mark}{cell.rate * 100:.{decimals}f}"


def between(cell: RetentionRow, decimals: int) -> str:
    """Write the interval of a rate beside it, in percent."""
    if cell.low is None or cell.high is None:
        return ""
    low, high = (f"{end * 100:.{decimals}f}" for end in (cell.low, cell.high))
    return formats.interval(low, high)


def whole(cell: RetentionRow) -> str:
    """Write a rate with its interval, to be read on demand."""
    mark = "" if cell.mature else formats.PROVISIONAL
    text = mark + formats.rate(cell.rate)
    if cell.low is None or cell.high is None:
        return text
    between = formats.interval(formats.rate(cell.low), formats.rate(cell.high))
    return f"{text} ({between})"
