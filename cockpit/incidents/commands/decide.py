"""From an act to the events it makes, or to the reason why it makes none."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from cockpit.incidents.commands import alarms, lifecycle, steps, writing
from cockpit.incidents.events import Draft
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.refusals import Refused
from cockpit.incidents.state import State
from cockpit.snapshot import acts
from cockpit.text.notes import note

Drafts = tuple[Draft, ...]


def decide(state: State, act: acts.Command, occasion: Occasion) -> Drafts:
    """Return the events of an act; pure but for the copy of a file as evidence.

    The version that the act names is not looked at: the logbook does that, since it
    knows which events came between.

    Args:
        state: As it stands, due timers included.
        act: What the operator wants.
        occasion: Who wants it, and when.

    Raises:
        Refused: If it cannot be done; the reason says what is missing.
    """
    if not occasion.actor.strip():
        raise Refused(note("nobody has said who acts"))
    return DECIDERS[type(act)](state, act, occasion)


DECIDERS: Final[Mapping[type[acts.Act], Callable[[State, Any, Occasion], Drafts]]] = {
    acts.OpenIncident: lifecycle.open_by_hand,
    acts.Acknowledge: lifecycle.acknowledge,
    acts.Assign: lifecycle.assign,
    acts.HandOver: lifecycle.hand_over,
    acts.SetSeverity: lifecycle.set_severity,
    acts.MarkContained: lifecycle.contain,
    acts.Resolve: lifecycle.resolve,
    acts.Close: lifecycle.close,
    acts.Cancel: lifecycle.cancel,
    acts.Reopen: lifecycle.reopen,
    acts.StartStep: steps.start,
    acts.ClaimStep: steps.claim,
    acts.ClaimMany: steps.claim_many,
    acts.UnclaimStep: steps.unclaim,
    acts.VerifyStep: steps.verify,
    acts.SkipStep: steps.skip,
    acts.DeferStep: steps.defer,
    acts.ResumeStep: steps.resume,
    acts.ExtendDeadline: steps.extend,
    acts.AddEvidence: writing.add_evidence,
    acts.AddNote: writing.add_note,
    acts.CorrectNote: writing.correct_note,
    acts.Escalate: writing.escalate,
    acts.AcknowledgeEscalation: writing.acknowledge_escalation,
    acts.AnswerGuard: writing.answer_guard,
    acts.AcknowledgeAlarm: alarms.acknowledge_alarm,
    acts.SetSilence: alarms.set_silence,
    acts.LiftSilence: alarms.lift_silence,
    acts.RetireInstance: alarms.retire,
    acts.Rebase: alarms.rebase,
}
"""One function for each act."""
