"""Finding a name by some of its letters."""

from collections.abc import Sequence
from math import inf
from typing import Final

_EXACT: Final = 0
_BEGINS: Final = 1
_CONTAINS: Final = 2
_LETTERS: Final = 3


def found(needle: str, texts: Sequence[Sequence[str]]) -> list[int]:
    """Return which entries a needle finds, the nearest first.

    An entry is found by any of its texts: as a whole, by its beginning, by a part, or
    by its letters in their order (``pamt`` finds ``paid_amount``). The texts of an
    entry that stand first count more.

    Args:
        needle: What was typed; nothing finds everything.
        texts: Of each entry, its name first.
    """
    wanted = needle.casefold().replace(" ", "")
    if not wanted:
        return list(range(len(texts)))
    ranks = ((_rank(wanted, own), place) for place, own in enumerate(texts))
    return [place for rank, place in sorted(ranks) if rank < inf]


def _rank(wanted: str, texts: Sequence[str]) -> float:
    near = (
        4 * place + likeness
        for place, text in enumerate(texts)
        if (likeness := _likeness(wanted, text.casefold().replace(" ", ""))) is not None
    )
    return min(near, default=inf)


def _likeness(wanted: str, text: str) -> int | None:
    if wanted == text:
        return _EXACT
    if text.startswith(wanted):
        return _BEGINS
    if wanted in text:
        return _CONTAINS
    letters = iter(text)
    return _LETTERS if all(letter in letters for letter in wanted) else None
