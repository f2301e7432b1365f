"""What data say about steps and guards, written into the log."""

from collections.abc import Mapping, Sequence

import msgspec

from cockpit.incidents.events import DATA, SYSTEM, Draft
from cockpit.incidents.records import GuardRecord, said_in
from cockpit.incidents.sop import Guard, Sop, Step
from cockpit.incidents.standing import record_of, standing
from cockpit.incidents.state import Incident, Names, State
from cockpit.incidents.timers import read_rung
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.incidents import Sensed
from cockpit.text.i18n import in_each_language

_COMMANDER = "commander"


def sensed(state: State, incident: str, step: str, found: Sensed) -> tuple[Draft, ...]:
    """Return what follows from data about a step: verified or regressed.

    Nothing follows from what is unknown, for a step that nobody claimed (but for steps
    that wait for data alone), for a step that data only suggest, or if the log says so
    already. A claim that data disprove once they have verified it regresses.
    """
    case = state.incidents[incident]
    known = case.sop.find(step)
    if known is None or step not in wanted_steps(state, incident):
        return ()
    is_verified = record_of(case, known).status == "verified"
    if found.verdict == "true" and not is_verified and _may_verify(case, known):
        kind = "step.verified"
    elif found.verdict == "false" and is_verified:
        kind = "step.regressed"
    else:
        return ()
    payload = {"step": step, **_words(found)}
    return (Draft(kind=kind, incident=incident, payload=payload, actor=DATA),)


def wanted_steps(state: State, incident: str) -> tuple[str, ...]:
    """Return the steps whose sense is to be looked at now."""
    case = state.incidents[incident]
    if not case.is_open:
        return ()
    return tuple(step.id for step in case.sop.step if _is_looked_at(case, step))


def guard_sensed(
    state: State, incident: str, guard: str, found: Sensed
) -> tuple[Draft, ...]:
    """Return ``guard.violated`` (and a call) if any entity meets the guard's sense.

    A violation is told once, and again at every further rise of the same entity. What
    has become less is kept too (``budget.seen``): to raise it again is a rise.
    """
    case = state.incidents[incident]
    known = case.sop.find_guard(guard)
    if known is None or not case.is_open or found.verdict == "unknown":
        return ()
    is_violated = found.met > 0 or (found.of == 0 and found.verdict == "true")
    record = case.guards[guard]
    is_same = record.standing.is_same(said_in(_words(found)))
    above = {**record.above, **found.above}
    above = {entity: amount for entity, amount in above.items() if amount > 0}
    if not is_violated or not _is_rise(record, above, is_same=is_same):
        return _less(case, known, above)
    payload = {"guard": guard, **_words(found), "above": above}
    violated = Draft(
        kind="guard.violated", incident=incident, payload=payload, actor=DATA
    )
    return (violated, *_call(case, known, found))


def _is_rise(record: GuardRecord, above: Mapping[str, float], *, is_same: bool) -> bool:
    """Whether anything rose since the last violation that was told.

    Where no amounts are known, then or now, another violation has other words.
    """
    if not above or (is_same and not record.above):
        return not is_same
    known = record.above
    return any(amount > known.get(entity, 0.0) for entity, amount in above.items())


def _less(case: Incident, guard: Guard, above: dict[str, float]) -> tuple[Draft, ...]:
    """Keep how far a violation goes now, where that is not what is known of it."""
    if above == case.guards[guard.id].above:
        return ()
    payload = {"guard": guard.id, "above": above, "budgets": {}}
    return (Draft(kind="budget.seen", incident=case.id, payload=payload, actor=DATA),)


def budgets_seen(
    state: State, incident: str, budgets: Mapping[str, float]
) -> tuple[Draft, ...]:
    """Return ``budget.seen`` with the daily budgets that differ from the last ones."""
    case = state.incidents[incident]
    changed = {
        campaign: amount
        for campaign, amount in budgets.items()
        if case.budgets.get(campaign) != amount
    }
    if not changed or not case.is_open:
        return ()
    payload = {"budgets": changed}
    return (Draft(kind="budget.seen", incident=incident, payload=payload, actor=DATA),)


def evidence_frozen(
    state: State, incident: str, step: str, evidence: Evidence
) -> tuple[Draft, ...]:
    """Return ``evidence.added`` with a computed answer; empty if it is there already.

    The same answer on the same revision of the data is frozen once; another one if
    what people have done meanwhile makes it another.
    """
    case = state.incidents[incident]
    frozen = case.frozen.get(evidence.function)
    known = msgspec.convert(frozen, Evidence) if frozen else None
    if not case.is_open or (known and _figures_of(known) == _figures_of(evidence)):
        return ()
    payload = {
        "step": step,
        "function": evidence.function,
        "frozen": msgspec.to_builtins(evidence),
    }
    return (
        Draft(kind="evidence.added", incident=incident, payload=payload, actor=DATA),
    )


def _figures_of(evidence: Evidence) -> tuple[object, ...]:
    """What makes an answer another one, whatever language it was computed in."""
    rows = tuple(
        (
            row.key,
            bool(row.excluded),
            *(None if isinstance(cell, str) else cell for cell in row.cells),
        )
        for row in evidence.rows
    )
    headlines = tuple((one.key, one.value) for one in evidence.headlines)
    is_refused = bool(evidence.refusal)
    return evidence.data_revision, evidence.version, rows, headlines, is_refused


def alarm_draft(  # noqa: PLR0913 - one value for each field of the event
    kind: str,
    rule: str,
    labels: Labels,
    engine: dict[str, object],
    *,
    alarm: str = "",
    grain: str = "",
    reason: str = "",
    names: Names | None = None,
    money: float | None = None,
) -> Draft:
    """Return an ``alarm.*`` or ``grain.restated`` event from a transition.

    Of one that goes blind ``money`` is what it cost an hour when it was last seen.
    """
    payload: dict[str, object] = {
        "rule": rule,
        "labels": [list(pair) for pair in labels],
        "state": engine,
        "alarm": alarm,
        "grain": grain,
        "reason": reason,
        "names": {language: list(pair) for language, pair in (names or {}).items()},
    }
    if money is not None:
        payload["money"] = money
    return Draft(kind=kind, payload=payload, actor=DATA)


def muted_draft(
    rule: str, labels: Labels, alarm: str, reason: str, inhibitors: Sequence[str] = ()
) -> Draft:
    """Return ``alarm.muted``: it would have opened an incident and was held back.

    It is told once for each alarm and reason, whoever judges.
    """
    payload = {
        "rule": rule,
        "labels": [list(pair) for pair in labels],
        "reason": reason,
        "alarm": alarm,
        "inhibited_by": list(inhibitors),
    }
    once = f"alarm.muted:{alarm}:{reason}"
    return Draft(kind="alarm.muted", payload=payload, once=once)


def _words(found: Sensed) -> dict[str, object]:
    """What data said, in the words of the writer and in each language."""
    return {
        "text": found.text, "texts": found.texts, "met": found.met, "of": found.of,
    }  # fmt: skip


def _is_looked_at(case: Incident, step: Step) -> bool:
    if step.sense is None:
        return False
    state = standing(case, step)
    if step.sense_mode == "confirm":
        return state in ("claimed", "verified")
    return state in ("ready", "doing", "claimed", "verified", "regressed")


def _may_verify(case: Incident, step: Step) -> bool:
    state = standing(case, step)
    if step.sense_mode == "tick":
        return state in ("ready", "doing", "regressed")
    return step.sense_mode == "confirm" and state == "claimed"


def _call(case: Incident, guard: Guard, found: Sensed) -> tuple[Draft, ...]:
    if guard.on_violation != "escalate":
        return ()
    reasons = found.texts if found.text else in_each_language(lambda: guard.words)
    payload = {
        "to": escalation_target(case.sop),
        "how": "escalate",
        "reason": found.text or guard.words,
        "reasons": reasons,
        "step": "",
    }
    return (
        Draft(
            kind="escalation.raised", incident=case.id, payload=payload, actor=SYSTEM
        ),
    )


def escalation_target(sop: Sop) -> str:
    """Return whom a procedure calls: the first name on its ladders, else who commands.

    A guard says only that somebody is called, not whom.
    """
    for step in sop.step:
        for text in step.overdue:
            rung = read_rung(text)
            if rung is not None and rung.how == "escalate":
                return rung.to
    return _COMMANDER
