"""What an operator can do: each act is one command to the incident log.

``version`` is the incident's version that the operator saw; an act on an older one is
refused with what has changed since. -1 takes whatever is there (the command line).
"""

from typing import Any

import msgspec

from cockpit.snapshot.alarms import Labels


class Act(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """Any act; the class name is its tag."""


class OnIncident(Act, frozen=True, kw_only=True):
    """An act on an incident."""

    incident: str
    version: int = -1


class OpenIncident(Act, frozen=True, kw_only=True):
    """Opens one by hand; ``labels`` say what is affected, ``rule`` why."""

    sop: str
    rule: str = ""
    labels: Labels = ()
    reason: str = ""


class Acknowledge(OnIncident, frozen=True, kw_only=True):
    """Takes it over; the actor becomes its commander if it has none."""


class AcknowledgeAlarm(Act, frozen=True, kw_only=True):
    """Takes note of an alarm that has no incident."""

    rule: str
    labels: Labels = ()
    alarm: str = ""


class Assign(OnIncident, frozen=True, kw_only=True):
    """Gives a role to a person."""

    role: str
    person: str


class HandOver(OnIncident, frozen=True, kw_only=True):
    """Gives command to another person, with what they must know."""

    person: str
    text: str = ""


class SetSeverity(OnIncident, frozen=True, kw_only=True):
    """Raises or lowers the severity."""

    severity: str
    reason: str


class MarkContained(OnIncident, frozen=True, kw_only=True):
    """Says that it no longer grows; every contain step must be final."""


class Resolve(OnIncident, frozen=True, kw_only=True):
    """Says that it is over; ``override`` is the reason while alarms still fire."""

    override: str = ""


class Close(OnIncident, frozen=True, kw_only=True):
    """Ends it; the report must be out, without blanks."""


class Cancel(OnIncident, frozen=True, kw_only=True):
    """Calls it a false alarm."""

    reason: str


class Reopen(OnIncident, frozen=True, kw_only=True):
    """Opens it again."""

    reason: str


class OnStep(OnIncident, frozen=True, kw_only=True):
    """An act on a step."""

    step: str


class StartStep(OnStep, frozen=True, kw_only=True):
    """Begins it."""


class ClaimStep(OnStep, frozen=True, kw_only=True):
    """Says that it is done; its required evidence must be there."""


class ClaimMany(OnIncident, frozen=True, kw_only=True):
    """Says that several steps are done; those that data verify are never among them."""

    steps: tuple[str, ...]


class UnclaimStep(OnStep, frozen=True, kw_only=True):
    """Takes the claim back."""

    reason: str = ""


class VerifyStep(OnStep, frozen=True, kw_only=True):
    """Confirms what data suggest (``sense_mode = "suggest"``)."""


class SkipStep(OnStep, frozen=True, kw_only=True):
    """Leaves it out; ``second`` is the other person where two are needed."""

    reason: str
    second: str = ""


class DeferStep(OnStep, frozen=True, kw_only=True):
    """Puts it off until an ISO time or ``step:ID``."""

    until: str
    reason: str = ""


class ResumeStep(OnStep, frozen=True, kw_only=True):
    """Takes it up again."""


class ExtendDeadline(OnStep, frozen=True, kw_only=True):
    """Moves its deadline by a duration such as ``15m``; the first one still counts."""

    by: str
    reason: str


class AddEvidence(OnStep, frozen=True, kw_only=True):
    """Enters a value: text, number, a list of keys, or rows of cells."""

    evidence: str
    value: Any


class AddNote(OnIncident, frozen=True, kw_only=True):
    """Writes a note into the timeline."""

    text: str
    step: str = ""


class CorrectNote(OnIncident, frozen=True, kw_only=True):
    """Corrects a note; both stay."""

    seq: int
    text: str


class Escalate(OnIncident, frozen=True, kw_only=True):
    """Calls somebody."""

    to: str
    reason: str
    step: str = ""


class AcknowledgeEscalation(OnIncident, frozen=True, kw_only=True):
    """Answers a call."""

    seq: int


class AnswerGuard(OnIncident, frozen=True, kw_only=True):
    """Answers a violation: the reason, and the marginal ROI that is expected of it."""

    guard: str
    reason: str
    expected_roi: str = ""


class SetSilence(Act, frozen=True, kw_only=True):
    """Keeps alarms from opening incidents until a time.

    ``matchers`` are ("rule", id) and (dimension, entity) pairs; all must match.
    """

    matchers: tuple[tuple[str, str], ...]
    until: str
    reason: str


class LiftSilence(Act, frozen=True, kw_only=True):
    """Ends a silence."""

    silence: str


class RetireInstance(Act, frozen=True, kw_only=True):
    """Says that an instance is gone for good."""

    rule: str
    labels: Labels = ()


class Rebase(Act, frozen=True, kw_only=True):
    """Accepts the new level of an instance as usual from now on."""

    rule: str
    labels: Labels = ()
    reason: str = ""


Command = (
    OpenIncident | Acknowledge | AcknowledgeAlarm | Assign | HandOver | SetSeverity
    | MarkContained | Resolve | Close | Cancel | Reopen | StartStep | ClaimStep
    | ClaimMany | UnclaimStep | VerifyStep | SkipStep | DeferStep | ResumeStep
    | ExtendDeadline
    | AddEvidence | AddNote | CorrectNote | Escalate | AcknowledgeEscalation
    | AnswerGuard | SetSilence | LiftSilence | RetireInstance | Rebase
)  # fmt: skip


def typed_for(act: Act) -> str:
    """Return what somebody has typed or chosen for an act; empty if only a key."""
    return " ".join(
        str(value)
        for name in ("text", "reason", "value")
        if (value := getattr(act, name, ""))
    )
