"""What the data owe to open incidents: evidence, verified claims, guards, figures."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.compute import FUNCTIONS, compute
from cockpit.engine.evidence.money import money_per_hour
from cockpit.engine.evidence.savings import figures
from cockpit.engine.evidence.sensing import sense
from cockpit.engine.views.scene import Scene
from cockpit.engine.views.study import Study
from cockpit.incidents.events import Draft
from cockpit.incidents.sensing import (
    budgets_seen,
    evidence_frozen,
    guard_sensed,
    sensed,
    wanted_steps,
)
from cockpit.incidents.sop import Step
from cockpit.incidents.state import Alarm, Incident, State
from cockpit.snapshot.evidence import Evidence, words_of
from cockpit.snapshot.incidents import Figures, Sensed
from cockpit.text.i18n import in_each_language, spoken
from cockpit.text.notes import Note, note
from cockpit.watch.cases import (
    at_opened,
    budgets_watched,
    case_of,
    data_time,
    thawed,
)

PAUSES: Final = "auto:inefficient_campaigns"
"""What a step senses whose picked campaigns are paused."""


@dataclass(slots=True)
class Duties:
    """Does what open incidents need, once for every state of the data and of the log.

    Attributes:
        study: Makes what evidence computes of single users from.
        found: What data said last, by (incident, step): for the screen.
        figures: Money of each open incident, for the screen.
        problems: Incidents that could not be fed, and why.
    """

    study: Callable[[Scene], Study] = Study
    found: dict[tuple[str, str], Sensed] = field(default_factory=dict)
    figures: dict[str, Figures] = field(default_factory=dict)
    problems: tuple[Note, ...] = ()
    _ready: set[tuple[str, str]] = field(default_factory=set)

    def drafts(self, state: State, scene: Scene) -> list[Draft]:
        """Return what is to be journaled about all open incidents.

        One that cannot be fed is told; the others are.
        """
        return self._about_all(state, scene, self._of)

    def look(self, state: State, scene: Scene) -> None:
        """Find out for the screen what the data say, where another one writes."""
        self._about_all(state, scene, self._seen)

    def _about_all(
        self,
        state: State,
        scene: Scene,
        ask: Callable[[Incident, State, Scene], Iterable[Draft]],
    ) -> list[Draft]:
        known = {one.id for one in state.open_incidents}
        self.figures = {k: v for k, v in self.figures.items() if k in known}
        self.found = {k: v for k, v in self.found.items() if k[0] in known}
        found: list[Draft] = []
        problems: list[Note] = []
        for incident in state.open_incidents:
            try:
                found += ask(incident, state, scene)
            except Exception as error:
                told = "{incident} gets nothing from the data: {reason}"
                why = repr(error)
                problems.append(note(told, incident=incident.id, reason=why))
        self.problems = tuple(problems)
        return found

    def figures_of(self, incident: Incident, state: State, scene: Scene) -> Figures:
        """Return what one incident costs and has saved, open or not."""
        return self._figures(incident, state, case_of(incident, state, scene))

    def recomputed(
        self, state: State, scene: Scene, incident: str, step: str
    ) -> list[Draft]:
        """Compute the evidence of a step again, whatever is frozen of it."""
        found = state.incidents[incident]
        wanted = found.sop.find(step)
        if wanted is None or wanted.auto not in FUNCTIONS:
            return []
        answer = self._answer(wanted.auto, case_of(found, state, scene))
        return list(evidence_frozen(state, incident, step, answer))

    def _of(self, incident: Incident, state: State, scene: Scene) -> Iterator[Draft]:
        case = case_of(incident, state, scene)
        yield from budgets_seen(state, incident.id, budgets_watched(incident, case))
        for step in incident.sop.step:
            if self._is_wanted(incident, step, scene.data_revision):
                answer = self._answer(step.auto, case)
                yield from evidence_frozen(state, incident.id, step.id, answer)
        for step_id in wanted_steps(state, incident.id):
            found = self._sensed(incident, step_id, case)
            self.found[incident.id, step_id] = found
            yield from sensed(state, incident.id, step_id, found)
        for guard in incident.sop.guard:
            if guard.sense is not None:
                opened = at_opened(guard.sense, incident, scene)
                found = sense(
                    guard.sense, case, since=data_time(incident), at_opened=opened
                )
                yield from guard_sensed(state, incident.id, guard.id, found)
        self.figures[incident.id] = self._figures(incident, state, case)

    def _seen(
        self, incident: Incident, state: State, scene: Scene
    ) -> tuple[Draft, ...]:
        case = case_of(incident, state, scene)
        for step_id in wanted_steps(state, incident.id):
            found = self._sensed(incident, step_id, case)
            self.found[incident.id, step_id] = found
        self.figures[incident.id] = self._figures(incident, state, case)
        return ()

    def _answer(self, function: str, case: Case) -> Evidence:
        # One study for both languages: what it computed it knows.
        studied = with_changes(case, study=self.study(case.scene))
        return in_both_languages(function, studied)

    def _is_wanted(self, incident: Incident, step: Step, revision: str) -> bool:
        """Whether evidence is missing, or older than the moment its step got ready."""
        if step.auto not in FUNCTIONS:
            return False
        frozen = incident.frozen.get(step.auto)
        became_ready = self._becomes_ready(incident, step)
        if frozen is None:
            return True
        known = thawed(frozen)
        is_old = known.data_revision != revision
        return became_ready or (is_old and bool(known.refusal))

    def _becomes_ready(self, incident: Incident, step: Step) -> bool:
        """Whether what a step waits for has come to its end since the last look."""
        place = (incident.id, step.id)
        waits = [
            need
            for need in step.needs
            if not (record := incident.steps.get(need)) or not record.ended
        ]
        if waits or not step.needs or place in self._ready:
            return False
        self._ready.add(place)
        return True

    def _sensed(self, incident: Incident, step_id: str, case: Case) -> Sensed:
        step = incident.sop.find(step_id)
        assert step is not None, "a step of the procedure"
        assert step.sense is not None, "only such are wanted"
        since = data_time(incident)
        if step.sense.since == "done":
            since = case.claimed.get(step_id, since)
        opened = at_opened(step.sense, incident, case.scene)
        return sense(step.sense, case, since=since, at_opened=opened)

    def _figures(self, incident: Incident, state: State, case: Case) -> Figures:
        found = figures(case, incident.id, paused(incident, case.claimed))
        firing = [alarm for alarm in state.linked(incident) if alarm.is_firing]
        if firing and all(map(_is_blind, firing)):
            return self._as_last_seen(found, firing)
        burning = [
            amount
            for alarm in firing
            if (amount := money_per_hour(incident.metric, alarm.labels, case.scene))
            is not None
        ]
        if found.burning_per_hour is None and burning:
            return replace(found, burning_per_hour=sum(burning))
        return found

    def _as_last_seen(self, found: Figures, firing: Iterable[Alarm]) -> Figures:
        """Of what nobody sees, keep what it cost before: data that go calm nothing.

        Who begins to watch now has it from what the log notes of the alarms.
        """
        before = self.figures.get(found.incident)
        noted = [alarm.money for alarm in firing if alarm.money is not None]
        burning = sum(noted) if noted else found.burning_per_hour or None
        if before is not None:
            burning = before.burning_per_hour
        return replace(found, burning_per_hour=burning, is_burning_stale=True)


def _is_blind(alarm: Alarm) -> bool:
    return "blind" in alarm.engine.get("overlays", ())


def in_both_languages(function: str, case: Case) -> Evidence:
    """Compute an answer that can be read in either language once it is frozen."""
    answers = in_each_language(lambda: compute(function, case))
    words = {language: words_of(answer) for language, answer in answers.items()}
    return replace(answers[spoken()], words=words)


def paused(incident: Incident, claimed: Mapping[str, datetime]) -> dict[str, datetime]:
    """Return which campaigns were paused, and when, as the operator reported it."""
    found: dict[str, datetime] = {}
    for step in incident.sop.step:
        since = claimed.get(step.id)
        if step.sense is None or step.sense.where != PAUSES or since is None:
            continue
        for entry in incident.steps[step.id].evidence.values():
            if isinstance(entry.value, list | tuple):
                found |= dict.fromkeys(map(str, entry.value), since)
    return found
