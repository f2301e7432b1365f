"""What the steps of procedures need computed, by the name that they write."""

from collections.abc import Callable, Mapping
from typing import Final

from cockpit.engine.evidence.case import Case
from cockpit.snapshot.evidence import Evidence

Function = Callable[[Case], Evidence]
"""Pure: the same case gives the same answer; it refuses where data are missing."""

FUNCTIONS: Final[Mapping[str, Function]] = {}
"""By the name in a procedure's ``auto``."""


def compute(name: str, case: Case) -> Evidence:
    """Compute one piece of evidence.

    Args:
        name: One of :data:`FUNCTIONS`.
        case: The incident at one moment of the data.

    Returns:
        The answer; for thin or missing data one with a ``refusal`` and no rows.

    Raises:
        KeyError: If no function is called so.
    """
    return FUNCTIONS[name](case)
