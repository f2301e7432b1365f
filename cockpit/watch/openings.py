"""From decisions of the rules to incidents in the log."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from msgspec.structs import replace

from cockpit.engine.alarms.observation import grain_start
from cockpit.engine.alarms.opening import Decision
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.views.scene import Scene
from cockpit.incidents.events import Draft
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.opening import (
    Opening,
    linking_drafts,
    opening_drafts,
    reopening_drafts,
)
from cockpit.incidents.sensing import muted_draft
from cockpit.incidents.sop import Sop
from cockpit.incidents.state import State, incident_key
from cockpit.snapshot.alarms import Labels
from cockpit.text.i18n import spoken
from cockpit.watch.cases import budget_senses, budgets
from cockpit.watch.memory import ALARM_IDS, States
from cockpit.watch.titles import names_of, title_of

QUIET = frozenset({"muted", "silenced", "inhibited", "flapping"})
"""What keeps a firing alarm from opening anything; it is journaled and counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Circumstances:
    """What decisions are carried out in.

    Attributes:
        state: Of the log, newest events in.
        occasion: Who opens, when, with which procedures.
        states: Of the instances, as they were judged.
    """

    state: State
    occasion: Occasion
    book: RuleBook
    states: States
    scene: Scene


def drafts_of(decisions: Sequence[Decision], at: Circumstances) -> list[Draft]:
    """Return what decisions write into the log but for new incidents."""
    found: list[Draft] = []
    for one in decisions:
        found += _held(one)
        alarms = ((one.rule, one.labels),)
        if one.action == "link":
            drafts = linking_drafts(at.state, one.incident, alarms)
            found += _named(_with_ids(drafts, (one.alarm,)), one, at)
        elif one.action == "reopen":
            drafts = reopening_drafts(at.state, one.incident, alarms, at.occasion)
            found += _named(_with_ids(drafts, (one.alarm,)), one, at)
    return found


def opening_of(group: Sequence[Decision], at: Circumstances) -> list[Draft]:
    """Return what opens one incident for decisions of one key; empty if it is open."""
    rule = at.book.rule(group[0].rule)
    sop = at.occasion.sops.get(group[0].sop)
    if rule is None or sop is None:
        return []  # told by the lint and by the problems of the files
    opening = _opening(rule, sop, group, at)
    drafts = opening_drafts(at.state, opening, at.occasion)
    return list(_with_ids(drafts, tuple(one.alarm for one in group)))


def group_labels(rule: Rule, labels: Labels) -> Labels:
    """Return the labels that make incidents of a rule distinct."""
    wanted = () if rule.incident is None else rule.incident.group_by
    return tuple((key, value) for key, value in labels if key in wanted)


def onset_of(state: InstanceState, scene: Scene) -> str:
    """Return the local start of the first grain that breached, ISO; empty if none."""
    if state.onset is None:
        return ""
    shift = timedelta(minutes=scene.workspace.day_starts_minutes)
    return (grain_start(state.onset, state.kind) + shift).isoformat("T", "minutes")


def affected(labels: Iterable[Labels], scene: Scene) -> dict[str, str]:
    """Name what is affected, by language."""
    names = [
        scene.entity_name(dimension, entity)
        for instance in labels
        for dimension, entity in instance
    ]
    return {
        "zh_CN": ", ".join(dict.fromkeys(one.zh for one in names)),
        "en": ", ".join(dict.fromkeys(one.en for one in names)),
    }


def openings(decisions: Iterable[Decision]) -> Iterator[list[Decision]]:
    """Group the decisions to open an incident by its key."""
    by_key: dict[object, list[Decision]] = {}
    for one in decisions:
        if one.action == "open":
            by_key.setdefault(one.key, []).append(one)
    yield from by_key.values()


def _opening(
    rule: Rule, sop: Sop, group: Sequence[Decision], at: Circumstances
) -> Opening:
    instances = [at.states[one.rule][one.labels] for one in group]
    onsets = sorted(filter(None, (onset_of(one, at.scene) for one in instances)))
    labels = group_labels(rule, group[0].labels)
    titles = affected((one.labels for one in group), at.scene)
    return Opening(
        sop=sop,
        key=incident_key(rule.id, labels),
        rule=rule.id,
        labels=labels,
        alarms=tuple((one.rule, one.labels) for one in group),
        title=titles[spoken()],
        titles=titles,
        rule_names={"zh_CN": title_of(rule).zh, "en": title_of(rule).en},
        metric=rule.metric,
        severity=rule.severity,
        onset=next(iter(onsets), ""),
        budgets=budgets(at.scene) if budget_senses(sop) else {},
    )


def _held(decision: Decision) -> Iterator[Draft]:
    inhibitors = [rule for rule, _ in decision.inhibited_by]
    for reason in decision.held:
        if reason in QUIET:
            yield muted_draft(
                decision.rule, decision.labels, decision.alarm, reason, inhibitors
            )


def _named(
    drafts: Iterable[Draft], one: Decision, at: Circumstances
) -> Iterator[Draft]:
    """Note what the alarm is called: it may not yet stand in the log itself."""
    names = names_of(at.book.rule(one.rule), one.labels, at.scene)
    for draft in drafts:
        is_link = draft.kind == "alarm.linked"
        extra: Mapping[str, object] = {"names": names} if is_link else {}
        yield replace(draft, payload={**draft.payload, **extra})


def _with_ids(drafts: Iterable[Draft], ids: tuple[str, ...]) -> Iterator[Draft]:
    """Note which alarms they were: one that goes on after its end opens nothing."""
    for draft in drafts:
        payload: Mapping[str, object] = {**draft.payload, ALARM_IDS: list(ids)}
        yield replace(draft, payload=dict(payload))
