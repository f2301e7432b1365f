"""Which entities a sense looks at."""

from collections.abc import Collection
from typing import Final

from cockpit.engine.evidence.affected import affected_channels, campaigns_named
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.picks import to_verify
from cockpit.engine.evidence.reading import channels_of
from cockpit.engine.metrics.catalogue import Dimension
from cockpit.snapshot.condition import Sense
from cockpit.text.notes import Note, note

_AUTO: Final = "auto:"
_EVIDENCE: Final = "evidence:"


def entities(
    sense: Sense,
    case: Case,
    dimension: Dimension | None,
    known: Collection[str],
) -> tuple[str, ...] | Note:
    """Return the entities that a sense is about, sorted; ``""`` stands for the whole.

    Args:
        sense: Its ``where`` says which.
        case: The incident.
        dimension: Of the entities; None: the whole.
        known: Entities that the data or the log of the opening know.

    Returns:
        The entities, known or not; or why there are none.
    """
    if dimension is None:
        return ("",)
    if sense.where.startswith(_AUTO):
        return _of_list(case, sense.where.removeprefix(_AUTO))
    if sense.where.startswith(_EVIDENCE):
        return _entered(case, sense.where.removeprefix(_EVIDENCE))
    if sense.where == "affected":
        found = _affected(case, dimension, known)
    else:
        found = tuple(sorted(known))
    return found or note("nothing to look at yet")


def _of_list(case: Case, function: str) -> tuple[str, ...] | Note:
    evidence = case.frozen.get(function)
    if evidence is None or evidence.refusal:
        return note("{function} has not been computed", function=function)
    keys = to_verify(case, evidence)
    return keys or note("the list is empty")


def _entered(case: Case, evidence: str) -> tuple[str, ...] | Note:
    """Return what was entered under an id, in whichever step."""
    found: list[str] = []
    for name, value in case.entered.items():
        if name.rpartition(".")[2] == evidence:
            every = value if isinstance(value, list | tuple) else [value]
            found += [str(key) for key in every if key not in {None, ""}]
    return tuple(dict.fromkeys(found)) or note("nothing has been entered yet")


def _affected(
    case: Case, dimension: Dimension, known: Collection[str]
) -> tuple[str, ...]:
    channels = affected_channels(case)
    if dimension == "channel":
        return channels
    if named := campaigns_named(case):
        return named
    channel_of = channels_of(case.scene)
    return tuple(sorted(key for key in known if channel_of.get(key) in channels))
