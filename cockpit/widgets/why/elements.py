"""The rows of mix and rates, and of all dimensions, as columns of text."""

from collections.abc import Sequence
from typing import Final

from cockpit.snapshot.why import WhyRow, WhySnapshot
from cockpit.text import cells
from cockpit.text.i18n import _
from cockpit.widgets.why import words
from cockpit.widgets.why.words import Shown, Split

Cell = tuple[str, int]
"""A text and the cells of its column; negative ones put it at the right."""
FIXED: Final = 2
ROOMY: Final = 56
LEAST_NAME: Final = 8
NUMBER, SHARE = 8, 6


def element_keys(rows: Sequence[WhyRow], part: Shown) -> list[str]:
    """Return the keys of the rows, in their order, each once."""
    if part == "mix":
        return [one.key for one in words.elements(rows, "lmdi")]
    return [row.factor for row in rows]


def element_heads(answer: WhySnapshot, part: Shown, width: int) -> list[Cell]:
    """Return the names of the columns."""
    title = (
        words.dimension(answer.mix_dimension)
        if part == "mix"
        else _("dimension: element")
    )
    heads = (
        (_("was"), _("now"), _("mix"), _("rate"), _("share"))
        if part == "mix"
        else (_("was"), _("now"), _("part"), _("surprise"), _("share"))
    )
    return _laid((title,), heads, width)


def element_cells(
    answer: WhySnapshot, part: Shown, key: str, split: Split, width: int
) -> list[Cell]:
    """Return the cells of one element."""
    rows = words.of_part(answer, part)
    unit, currency = answer.unit, answer.currency
    if part == "mix":
        found = next(one for one in words.elements(rows, split) if one.key == key)
        row, whole = found.first, found.whole
        parts = (found.mix, found.rate)
        share = whole / answer.change if whole is not None and answer.change else None
        shown = tuple(words.signed(one, unit, currency) for one in parts)
        names: tuple[str, ...] = (words.called(row),)
    else:
        row = next(one for one in rows if one.factor == key)
        number = words.contribution(row, split)
        share = row.share
        odd = "-" if row.surprise is None else f"{row.surprise:.3f}"
        shown = (words.signed(number, unit, currency), odd)
        called = words.called(row)
        names = (f"{words.dimension(row.dimension)}: {called}", called)
    ends = [words.value(one, row.unit, currency) for one in (row.base, row.now)]
    return _laid(names, (*ends, *shown, words.share(share)), width)


def _laid(names: tuple[str, ...], texts: tuple[str, ...], width: int) -> list[Cell]:
    """Give the columns their cells; where there are few the older values go.

    Of several names the first that has room is taken, the last is cut.
    """
    before, now, first, second, share = texts
    kept: list[Cell] = [(first, -NUMBER), (second, -NUMBER), (share, -SHARE)]
    if width >= ROOMY:
        kept = [(before, -NUMBER), (now, -NUMBER), *kept]
    used = sum(abs(size) + FIXED for _text, size in kept)
    room = max(width - used - 1, LEAST_NAME)
    return [(cells.fitting(room, *names), room), *kept]
