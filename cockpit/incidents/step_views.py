"""A step and a guard as the screen shows them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from cockpit.incidents.deadlines import left
from cockpit.incidents.durations import seconds
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.people import names
from cockpit.incidents.reasons import why
from cockpit.incidents.records import Due, StepRecord
from cockpit.incidents.sop import EvidenceSpec, Step
from cockpit.incidents.standing import is_final, open_guards, record_of, standing
from cockpit.incidents.state import Incident, State
from cockpit.incidents.timeline import local_time
from cockpit.incidents.values import choices, is_filled, left_out
from cockpit.incidents.wording import called
from cockpit.snapshot.evidence import Evidence, read_in
from cockpit.snapshot.incidents import (
    EvidenceField,
    GuardView,
    Sensed,
    StepState,
    StepView,
)
from cockpit.text.i18n import spoken

_ACTIONABLE: tuple[StepState, ...] = ("ready", "doing", "regressed")
_NEVER = float("inf")


class Look(NamedTuple):
    """From where a step is looked at."""

    state: State
    occasion: Occasion
    sensed: Mapping[tuple[str, str], Sensed] = {}

    @property
    def zone(self) -> str:
        """Zone of local times."""
        return self.occasion.calendar.zone


def step_views(incident: Incident, look: Look, focus: str) -> tuple[StepView, ...]:
    """Return the steps in the order of the procedure, one of them in focus."""
    chosen = focus if incident.sop.find(focus) else current(incident, look)
    return tuple(
        _view(incident, step, number, look, chosen)
        for number, step in enumerate(incident.sop.step, 1)
    )


def current(incident: Incident, look: Look) -> str:
    """Return the step to do next: memory items first, then the most urgent one."""
    ranked = sorted(incident.sop.step, key=lambda step: _urgency(incident, step, look))
    return ranked[0].id if ranked else ""


def upcoming(incident: Incident, look: Look) -> str:
    """Return the step that somebody or something has to do next; empty if none is.

    One that is reported done is not next, though data have still to agree.
    """
    word = current(incident, look) if incident.is_open else ""
    step = incident.sop.find(word)
    if step is None or is_final(incident, step):
        return ""
    return "" if standing(incident, step) == "claimed" else word


def countdown(incident: Incident, step: Step, look: Look) -> float | None:
    """Return the seconds until a step is due; None if nothing presses."""
    record = record_of(incident, step)
    is_over = is_final(incident, step) or record.status == "claimed"
    if record.due is None or is_over or not incident.is_open:
        return None
    return left(record.due.at, look.occasion.now, look.state.timeline)


def is_missed(incident: Incident, step: Step, look: Look) -> bool:
    """Tell whether a deadline was missed, also if the step was done later."""
    record = record_of(incident, step)
    dues = record.dues[-1:] if step.every else record.dues
    pressing = countdown(incident, step, look)
    return any(due.is_missed for due in dues) or (pressing is not None and pressing < 0)


def guard_views(incident: Incident) -> tuple[GuardView, ...]:
    """Return the guards, with the violations that wait for an answer."""
    waiting = open_guards(incident)
    views = []
    for guard in incident.sop.guard:
        record = incident.guards[guard.id]
        answer = record.answers[-1][1] if record.answers else ""
        views.append(
            GuardView(
                id=guard.id,
                text=guard.words,
                is_sensed=guard.sense is not None,
                is_answered=guard.id not in waiting,
                violations=tuple(
                    said.now() for seq, said in record.violations if seq in record.open
                ),
                answer=answer,
            )
        )
    return tuple(views)


def _urgency(
    incident: Incident, step: Step, look: Look
) -> tuple[bool, bool, bool, float]:
    state = standing(incident, step)
    left_over = countdown(incident, step, look)
    return (
        state not in _ACTIONABLE or _waits_for_data(step),
        is_final(incident, step) or state == "claimed",
        not step.memory,
        _NEVER if left_over is None else left_over,
    )


def _waits_for_data(step: Step) -> bool:
    return step.sense is not None and step.sense_mode == "tick"


def _view(
    incident: Incident, step: Step, number: int, look: Look, chosen: str
) -> StepView:
    record = record_of(incident, step)
    reason = why(incident, step, look.zone)
    due = record.due
    return StepView(
        number=number,
        id=step.id,
        title=step.name,
        state=standing(incident, step),
        phase=step.phase,
        kind=step.kind,
        is_memory=step.memory,
        is_current=step.id == chosen,
        owner=incident.roles.get(step.owner, called(step.owner)),
        by=record.by,
        started=local_time(record.started, look.zone),
        ended=local_time(record.ended, look.zone),
        due=local_time(due.at.wall, look.zone) if due else "",
        first_due=_first_due(step, record, look),
        seconds_left=countdown(incident, step, look),
        total_seconds=_total(due, record),
        warn_seconds=float(seconds(step.warn)),
        is_overdue=is_missed(incident, step, look),
        why=reason.text() if reason else "",
        fields=tuple(_field(incident, step, spec, look) for spec in step.evidence),
        auto=step.auto,
        evidence=_evidence(incident, step),
        is_sensed=step.sense is not None,
        sensed=_sensed(incident, step, look),
        can_skip=step.skip,
        rounds=record.rounds if step.every else 0,
        ref=step.ref,
        do=step.do if step.title else "",
    )


def _first_due(step: Step, record: StepRecord, look: Look) -> str:
    """The deadline before it was moved; a repeating step has one each round."""
    if step.every or len(record.dues) < 2:
        return ""
    return local_time(record.dues[0].at.wall, look.zone)


def _total(due: Due | None, record: StepRecord) -> float | None:
    return due.seconds if due and record.dues else None


def _field(
    incident: Incident, step: Step, spec: EvidenceSpec, look: Look
) -> EvidenceField:
    entry = record_of(incident, step).evidence.get(spec.id)
    value = entry.value if entry else None
    return EvidenceField(
        id=spec.id,
        type=spec.type,
        label=called(spec.id),
        required=spec.required,
        least=spec.min,
        choices=choices(incident, step, spec, names(look.occasion.roster)),
        kept=left_out(incident, step, spec),
        columns=spec.columns or _columns(incident, step, spec),
        value=value,
        is_filled=is_filled(spec, value),
        by=entry.by if entry else "",
        at=local_time(entry.at, look.zone) if entry else "",
    )


def _columns(incident: Incident, step: Step, spec: EvidenceSpec) -> tuple[str, ...]:
    frozen = incident.frozen.get(step.auto, {})
    if spec.type != "table":
        return ()
    return tuple(column["key"] for column in frozen.get("columns", ()))


def _evidence(incident: Incident, step: Step) -> Evidence | None:
    frozen: dict[str, Any] | None = incident.frozen.get(step.auto)
    if not frozen:
        return None
    return read_in(msgspec.convert(frozen, Evidence), spoken())


def _sensed(incident: Incident, step: Step, look: Look) -> Sensed:
    """What data say now; what the log says last where nobody looked since."""
    if live := look.sensed.get((incident.id, step.id)):
        return replace(live, text=live.texts.get(spoken(), live.text))
    record = record_of(incident, step)
    if record.status == "verified":
        return Sensed(verdict="true", text=record.sensed.now())
    if record.status == "regressed":
        return Sensed(verdict="false", text=record.sensed.now())
    return Sensed()
