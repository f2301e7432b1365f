"""The incidents as the screen and the command line show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cockpit.incidents.clocks import (
    NANOSECONDS,
    Reading,
    Timeline,
    elapsed,
    iso,
    seconds_of,
)
from cockpit.incidents.events import Event
from cockpit.incidents.gates import GATES, firing, lacks
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.people import names
from cockpit.incidents.standing import blanks
from cockpit.incidents.state import Incident, State
from cockpit.incidents.step_views import Look, guard_views, step_views, upcoming
from cockpit.incidents.timeline import entries, local_time
from cockpit.snapshot.alarms import Labels, Severity
from cockpit.snapshot.incidents import (
    Figures,
    IncidentRow,
    IncidentsSnapshot,
    IncidentView,
    Sensed,
    StepView,
)
from cockpit.text.i18n import _, spoken

_RANKS: Mapping[Severity, int] = {"red": 0, "yellow": 1, "watch": 2, "green": 3}
_LATEST = 300
"""Events of a timeline that are shown; the report has them all."""


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What a snapshot is made of.

    Attributes:
        events: By incident, oldest first.
        occasion: Who looks, and when.
        figures: Money, by incident.
        sensed: What data say now, by (incident, step).
        show_closed: How many of the incidents that are over to show too.
        focus: Step that the operator has chosen; empty: the most urgent.
    """

    state: State
    events: Mapping[str, Sequence[Event]]
    occasion: Occasion
    trouble: str = ""
    figures: Mapping[str, Figures] = field(default_factory=dict)
    sensed: Mapping[tuple[str, str], Sensed] = field(default_factory=dict)
    show_closed: int = 0
    focus: str = ""


def incidents_snapshot(glance: Glance) -> IncidentsSnapshot:
    """Return the open incidents, most urgent first, and then those that are over."""
    shown = _shown(glance)
    views = {one.id: incident_view(one, glance) for one in shown}
    rows = [_row(views[one.id], _next(views[one.id], one, glance)) for one in shown]
    rows.sort(key=_rank)
    occasion = glance.occasion
    is_uncertain = _is_uncertain(occasion.now, glance.state.timeline)
    return IncidentsSnapshot(
        now=local_time(iso(occasion.now.wall), occasion.calendar.zone),
        rows=tuple(rows),
        incidents=tuple(views[row.incident] for row in rows),
        taken_at=occasion.now.boot_ns / NANOSECONDS,
        clock_note=_("clock uncertain") if is_uncertain else "",
        trouble=glance.trouble,
        actor=occasion.actor,
        roster=names(occasion.roster),
        sops=tuple(
            (sop.id, sop.name) for sop in occasion.sops.values() if sop.is_manual
        ),
    )


def incident_view(incident: Incident, glance: Glance) -> IncidentView:
    """Return one incident whole."""
    look = Look(glance.state, glance.occasion, glance.sensed)
    events = glance.events.get(incident.id, ())
    why_not = _why_not(incident, glance.state)
    return IncidentView(
        incident=incident.id,
        state=incident.state,
        severity=severity_of(incident),
        sop=incident.sop.id,
        sop_version=incident.sop.version,
        title=title_of(incident),
        opened=local_time(iso(incident.opened.wall), look.zone),
        version=incident.version,
        banner=incident.sop.words if incident.is_open else "",
        rule=incident.rule,
        labels=affected(incident, glance.state),
        alarms=tuple(
            "/".join((alarm.rule, *(entity for _, entity in alarm.labels)))
            for alarm in glance.state.linked(incident)
        ),
        commander=incident.commander,
        roles=dict(incident.roles),
        age_seconds=_age(incident, glance),
        steps=step_views(incident, look, glance.focus),
        guards=guard_views(incident),
        timeline=entries(incident, events[-_LATEST:], look.zone),
        figures=glance.figures.get(incident.id),
        blanks=blanks(incident),
        may=_may(incident, glance.state, why_not),
        why_not=why_not,
        report=incident.export.path if incident.export else "",
    )


def severity_of(incident: Incident) -> Severity:
    """Return the severity; a word that nobody knows counts as yellow."""
    for severity in _RANKS:
        if severity == incident.severity:
            return severity
    return "yellow"


def title_of(incident: Incident) -> str:
    """Return the title of the procedure, and of what is affected."""
    affects = incident.titles.get(spoken(), incident.title)
    return f"{incident.sop.name}: {affects}" if affects else incident.sop.name


def affected(incident: Incident, state: State) -> tuple[Labels, ...]:
    """Return the labels of all linked alarms; its own where none is linked."""
    linked = tuple(alarm.labels for alarm in state.linked(incident))
    return linked or (incident.labels,)


def _shown(glance: Glance) -> list[Incident]:
    every = list(glance.state.incidents.values())
    over = [incident for incident in every if not incident.is_open]
    over.sort(key=lambda incident: incident.ended, reverse=True)
    running = [incident for incident in every if incident.is_open]
    return [*running, *over[: glance.show_closed]]


def _rank(row: IncidentRow) -> tuple[bool, bool, int, float, str]:
    return (
        row.state in ("closed", "cancelled"),
        row.state == "resolved",
        _RANKS[row.severity],
        float("inf") if row.next_seconds is None else row.next_seconds,
        row.incident,
    )


def _next(view: IncidentView, incident: Incident, glance: Glance) -> StepView | None:
    """What is to be done next, whichever step the operator looks at."""
    word = upcoming(incident, Look(glance.state, glance.occasion))
    return next((one for one in view.steps if one.id == word), None)


def _row(view: IncidentView, step: StepView | None) -> IncidentRow:
    return IncidentRow(
        incident=view.incident,
        state=view.state,
        severity=view.severity,
        sop=view.sop,
        title=view.title,
        opened=view.opened,
        commander=view.commander,
        version=view.version,
        labels=view.labels[0] if view.labels else (),
        rule=view.rule,
        next_step=step.title if step else "",
        next_seconds=step.seconds_left if step else None,
        next_warn_seconds=step.warn_seconds if step else 0.0,
        overdue=sum(one.is_overdue for one in view.steps),
    )


def _why_not(incident: Incident, state: State) -> dict[str, str]:
    missing = {what: lacks(state, incident, what) for what in GATES}
    missing["resolve"] = (*missing["resolve"], *firing(state, incident))
    return {
        what: "; ".join(one.text() for one in notes)
        for what, notes in missing.items()
        if notes
    }


def _may(
    incident: Incident, state: State, why_not: Mapping[str, str]
) -> tuple[str, ...]:
    """``override`` is to resolve while alarms fire, with a reason."""
    may = [what for what in GATES if what not in why_not]
    if "resolve" in why_not and not lacks(state, incident, "resolve"):
        may.append("override")
    return tuple(may)


def _age(incident: Incident, glance: Glance) -> float:
    if incident.ended:
        return max(seconds_of(incident.ended) - incident.opened.wall, 0.0)
    now, timeline = glance.occasion.now, glance.state.timeline
    return elapsed(incident.opened, now, timeline).seconds


def _is_uncertain(now: Reading, timeline: Timeline) -> bool:
    """A clock that shows a time before the last event cannot be right."""
    if now.boot == timeline.boot:
        return timeline.is_uncertain
    return bool(timeline.boot) and now.wall < timeline.last.wall
