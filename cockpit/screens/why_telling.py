"""What of an answer to *why* is copied, explained, and new since a moment ago."""

from math import isclose
from typing import Final

from cockpit.screens.base import NO_HOW, Copy, Explained
from cockpit.screens.telling import table_of
from cockpit.snapshot.why import WhyRow, WhySnapshot
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import render_plain
from cockpit.widgets.why import words
from cockpit.widgets.why.table import WhyTable
from cockpit.widgets.why.words import PARTS, Shown

HOWS: Final[dict[Shown, tuple[str, ...]]] = {
    "tree": ("lmdi", "shapley"),
    "mix": ("mix", "rate"),
    "dimension": ("explanatory", "surprise"),
}
"""By the part, the fields whose making is told first."""
NEARLY: Final = 0.001
"""Relative difference under which two figures are called the same."""


def parts(answer: WhySnapshot | None) -> list[Shown]:
    """Return the parts that have rows, in their order."""
    if answer is None:
        return []
    return [part for part in PARTS if words.of_part(answer, part)]


def first_part(answer: WhySnapshot) -> Shown:
    """Return the part to begin with: the factors where there are any."""
    return next(iter(parts(answer)), "tree")


def changed(before: WhySnapshot | None, after: WhySnapshot | None) -> list[WhyRow]:
    """Return the rows that new data have changed, while one number was looked at."""
    if before is None or after is None or before.query != after.query:
        return []
    known = {(row.part, row.factor): _numbers(row) for row in before.rows}
    return [
        row
        for row in after.rows
        if known.get((row.part, row.factor), _numbers(row)) != _numbers(row)
    ]


def _numbers(row: WhyRow) -> tuple[float | None, ...]:
    return (row.base, row.now, row.lmdi, row.shapley)


def otherwise(row: WhyRow | None, answer: WhySnapshot | None) -> str:
    """Say that a figure is not the one that the row above it showed; else nothing.

    A factor may have the name of a metric and be made of other sums; and a single hour
    of it cannot be asked for again.
    """
    if row is None or answer is None or answer.now_value is None or row.now is None:
        return ""
    pairs = ((row.base, answer.base), (row.now, answer.now_value))
    if all(isclose(one or 0, two or 0, rel_tol=NEARLY) for one, two in pairs):
        return ""
    ends = (words.value(one, row.unit, answer.currency) for one in (row.base, row.now))
    base, now = ends
    said = _("the row above had {base} > {now}; this is the metric on its own")
    return said.format(base=base, now=now)


def copies(answer: WhySnapshot | None, table: WhyTable) -> list[Copy]:
    """Offer the sentence with the table, then each of them, and the row."""
    if answer is None or answer.missing:
        return []
    sentence = safe(answer.sentence) or words.head(answer)
    found = [Copy(_("sentence"), sentence)]
    if table.table().rows:
        plain = render_plain(table.table())
        both = Copy(_("sentence and table"), f"{sentence}\n\n{plain}")
        found = [both, *found, table_of(table)]
        if row := _row(answer, table):
            found.append(Copy(_("row"), row))
    return found


def _row(answer: WhySnapshot, table: WhyTable) -> str:
    """Write the row under the cursor, its cells set apart by tabs."""
    row = table.current
    if row is None:
        return ""
    number = words.contribution(row, table.split)
    ends = (words.value(one, row.unit, answer.currency) for one in (row.base, row.now))
    moved = words.signed(number, answer.unit, answer.currency)
    return "\t".join((words.called(row), *ends, moved, words.share(row.share)))


def explained(answer: WhySnapshot | None, table: WhyTable) -> Explained | None:
    """Explain what is shown: the split of the part first, then all the rest."""
    if answer is None:
        return None
    unit, currency = answer.unit, answer.currency
    first = HOWS[table.part]
    if table.part == "tree":
        first = (table.split,)
    key = next((one for one in first if one in answer.how), "")
    others = tuple(
        Explained(name, how=how) for name, how in answer.how.items() if name != key
    )
    row = table.current
    if row is None:
        name, value, n = words.head(answer), words.moved(answer), answer.n
    else:
        number = words.contribution(row, table.split)
        name, n = words.called(row), row.n
        value = words.signed(number, unit, currency)
    return Explained(
        name,
        value,
        "" if n is None else formats.count(n),
        answer.how.get(key, NO_HOW),
        others,
        tuple(filter(None, (*answer.warnings, answer.base_note))),
    )
