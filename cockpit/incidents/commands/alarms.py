"""Acts on alarms: take note, silence, retire, accept a new level."""

import msgspec

from cockpit.incidents.commands.lifecycle import acknowledge
from cockpit.incidents.commands.lookup import required, unknown
from cockpit.incidents.commands.times import moment
from cockpit.incidents.events import Draft
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.refusals import Refused
from cockpit.incidents.state import Alarm, State, alarm_key
from cockpit.snapshot.acts import (
    Acknowledge,
    AcknowledgeAlarm,
    LiftSilence,
    Rebase,
    RetireInstance,
    SetSilence,
)
from cockpit.snapshot.alarms import Labels
from cockpit.text.notes import note

Drafts = tuple[Draft, ...]


def acknowledge_alarm(
    state: State, act: AcknowledgeAlarm, occasion: Occasion
) -> Drafts:
    """Take note of an alarm; one that an incident holds is acknowledged with it."""
    if holder := state.holder(alarm_key(act.rule, act.labels)):
        return acknowledge(state, Acknowledge(incident=holder.id), occasion)
    alarm = _known(state, act.rule, act.labels)
    if act.alarm and act.alarm != alarm.alarm:
        raise Refused(note("that alarm is over"))
    if alarm.acked_by:
        raise Refused(note("{name} has acknowledged it", name=alarm.acked_by))
    payload = {"rule": act.rule, "labels": _plain(act.labels), "alarm": alarm.alarm}
    return (Draft(kind="alarm.acked", payload=payload),)


def set_silence(state: State, act: SetSilence, occasion: Occasion) -> Drafts:
    """Keep alarms from opening incidents for a while."""
    pairs = [(key.strip(), value) for key, value in act.matchers]
    if not pairs or not all(key and value for key, value in pairs):
        raise Refused(note("say which alarms: a rule, or a dimension and its entity"))
    until = moment(act.until, occasion)
    payload = {
        "silence": f"SIL-{len(state.silences) + 1:04d}",
        "matchers": [list(pair) for pair in pairs],
        "until": msgspec.to_builtins(until),
        "reason": required(act.reason, note("the reason")),
    }
    return (Draft(kind="silence.set", payload=payload),)


def lift_silence(state: State, act: LiftSilence, _occasion: Occasion) -> Drafts:
    """End a silence before its time."""
    silence = state.silences.get(act.silence)
    if silence is None:
        what = note("no such silence: {id}", id=act.silence)
        raise unknown(what, act.silence, state.silences)
    if silence.ended:
        raise Refused(note("that silence is over"))
    return (Draft(kind="silence.lifted", payload={"silence": act.silence}),)


def retire(state: State, act: RetireInstance, _occasion: Occasion) -> Drafts:
    """Say that an instance is gone for good."""
    alarm = _known(state, act.rule, act.labels)
    if alarm.status == "retired":
        raise Refused(note("it is retired already"))
    payload = {"rule": act.rule, "labels": _plain(act.labels)}
    return (Draft(kind="alarm.retired", payload=payload),)


def rebase(state: State, act: Rebase, _occasion: Occasion) -> Drafts:
    """Accept the new level as usual; the engine does it at its next judgement."""
    _known(state, act.rule, act.labels)
    payload = {
        "rule": act.rule, "labels": _plain(act.labels), "reason": act.reason.strip(),
    }  # fmt: skip
    return (Draft(kind="alarm.rebased", payload=payload),)


def _known(state: State, rule: str, labels: Labels) -> Alarm:
    alarm = state.alarms.get(alarm_key(rule, labels))
    if alarm is None:
        name = "/".join((rule, *(entity for _, entity in labels)))
        raise Refused(note("no such alarm: {name}", name=name))
    return alarm


def _plain(labels: Labels) -> list[list[str]]:
    return [list(pair) for pair in labels]
