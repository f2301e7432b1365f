"""The most that an amount may be: what was computed, or what was entered before."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from cockpit.incidents.sop import AUTO, EvidenceSpec, Step
from cockpit.incidents.standing import entered
from cockpit.incidents.state import Incident
from cockpit.incidents.wording import called
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.tabulate import name
from cockpit.text.notes import Note, note

OF_AUTO: Final = "auto:"
OF_EVIDENCE: Final = "evidence:"


class Limit(NamedTuple):
    """The most that may be entered, and what says so."""

    amount: float
    name: str


def exceeded(
    incident: Incident, step: Step, spec: EvidenceSpec, value: object
) -> Note | None:
    """Return what is wrong with an amount above its limit, with both numbers.

    Args:
        incident: Which.
        step: One of its procedure.
        spec: Evidence of the step.
        value: What is entered for it.

    Returns:
        None if it is within every limit that is known.
    """
    known = list(_limits(incident, step, spec))
    if not known or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    least = min(known)
    if value <= least.amount:
        return None
    return note(
        "{field}: {value} is more than {limit} ({name})",
        field=spec.id,
        value=f"{value:,.10g}",
        limit=f"{least.amount:,.2f}",
        name=least.name,
    )


def all_exceeded(incident: Incident, step: Step) -> tuple[Note, ...]:
    """Return what is wrong with the amounts that were entered for a step."""
    found = (
        exceeded(incident, step, spec, entered(incident, step, spec.id))
        for spec in step.evidence
    )
    return tuple(one for one in found if one is not None)


def _limits(incident: Incident, step: Step, spec: EvidenceSpec) -> Iterator[Limit]:
    for word in (spec.max,) if isinstance(spec.max, str) else spec.max:
        if word.startswith(OF_EVIDENCE):
            other = word.removeprefix(OF_EVIDENCE)
            amount = entered(incident, step, other)
            if isinstance(amount, int | float):
                yield Limit(amount, called(other))
        elif word.startswith(OF_AUTO):
            yield from _computed(incident, step, word.removeprefix(OF_AUTO))


def _computed(incident: Incident, step: Step, key: str) -> Iterator[Limit]:
    """The cell of the row that was chosen, else the largest one; or a headline."""
    frozen: dict[str, Any] | None = incident.frozen.get(step.auto)
    if not frozen:
        return
    found = msgspec.convert(frozen, Evidence)
    for headline in found.headlines:
        if headline.key == key and headline.value is not None:
            yield Limit(headline.value, name(headline.name))
    for place, column in enumerate(found.columns):
        if column.key != key:
            continue
        cells = {row.key: row.cells[place] for row in found.rows}
        chosen = cells.get(_chosen(incident, step))
        amounts = [one for one in cells.values() if isinstance(one, int | float)]
        if isinstance(chosen, int | float):
            yield Limit(chosen, name(column.name))
        elif amounts:
            yield Limit(max(amounts), name(column.name))


def _chosen(incident: Incident, step: Step) -> str:
    """The row of the computed table that the step is about; empty if none is chosen."""
    picks = (one for one in step.evidence if one.from_ == AUTO)
    keys = (entered(incident, step, one.id) for one in picks if one.type == "choice")
    return next((str(key) for key in keys if key), "")
