"""What an operator picked from a list that was computed for him."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from cockpit.engine.evidence.answers import proposed
from cockpit.engine.evidence.case import Case
from cockpit.snapshot.evidence import Evidence

PAUSE: Final = "inefficient_campaigns"
KEPT_WHY: Final = "kept_why"
"""Evidence of a step that says why the rows that were not picked are kept."""


def picked(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """Return the keys that were entered from the rows of a computed list.

    Returns:
        Those of every entered list all of whose keys are rows of it, in the order of
        the rows; nothing if there is none.
    """
    keys = {row.key for row in evidence.rows}
    chosen = {key for _, found in _lists(case.entered, keys) for key in found}
    return tuple(row.key for row in evidence.rows if row.key in chosen)


def to_verify(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """Return the keys of the rows that data have to confirm.

    Every proposed row; but where the operator picked some and wrote down why the others
    are kept, the picked ones.
    """
    keys = {row.key for row in evidence.rows}
    for step, _ in _lists(case.entered, keys):
        if str(case.entered.get(f"{step}.{KEPT_WHY}") or "").strip():
            return picked(case, evidence)
    return tuple(row.key for row in proposed(evidence.rows))


def paused_keys(case: Case) -> tuple[str, ...]:
    """Return the campaigns that were reported as paused, or are about to be."""
    frozen = case.frozen.get(PAUSE)
    if frozen is None:
        return ()
    return picked(case, frozen) or tuple(row.key for row in proposed(frozen.rows))


def _lists(
    entered: Mapping[str, Any], keys: Collection[str]
) -> list[tuple[str, list[str]]]:
    """Return (step, keys) of the lists that consist of such keys."""
    found = []
    for name, value in entered.items():
        is_list = isinstance(value, list | tuple) and bool(value)
        if is_list and all(isinstance(key, str) and key in keys for key in value):
            found.append((name.partition(".")[0], list(value)))
    return found
