"""What an operator takes along of a step: files by name, writing them is done above."""

from collections.abc import Collection, Sequence

from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.exports import sheets
from cockpit.engine.evidence.trials import BACKUPS, trial_card, trial_of
from cockpit.incidents.sop import Step
from cockpit.incidents.state import Incident
from cockpit.text.tables import Table, render_csv
from cockpit.watch.cases import thawed

File = tuple[str, str]
"""Name and text."""


def files_of(
    incident: Incident,
    step: Step,
    case: Case,
    *,
    picked: Sequence[str] = (),
    people: Collection[str] = (),
) -> list[File]:
    """Return the lists of a step's evidence, a file a source.

    Of backup channels it is the chosen one, as an ``[[experiment]]`` to paste.

    Args:
        incident: Which.
        step: Whose evidence has been frozen.
        case: The incident at this moment of the data.
        picked: Rows that were picked; empty: all, of a list the proposed ones.
        people: Names of each ``[[person]]``: only they can answer for a test.

    Raises:
        KeyError: If there is no such evidence.
    """
    evidence = thawed(incident.frozen[step.auto])
    if evidence.function != BACKUPS:
        return [
            (name, render_csv(Table(header, rows)))
            for name, header, rows in sheets(evidence, picked, case.scene)
        ]
    trial = trial_of(case, evidence, step.id, picked)
    owner = incident.roles.get("buyer", "") or incident.commander
    known = owner if owner in people else ""
    return [trial_card(case, trial, incident=incident.id, owner=known)]
