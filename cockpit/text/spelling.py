"""The known name that somebody probably meant."""

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like ``name``, or ``""`` if none is."""
    by_fold = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.5)
    return by_fold[found[0]] if found else ""


def by_likeness(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known names, those that are most like ``name`` first."""
    folded = name.casefold()

    def distance(candidate: str) -> float:
        return -difflib.SequenceMatcher(None, folded, candidate.casefold()).ratio()

    return tuple(sorted(known, key=distance))
