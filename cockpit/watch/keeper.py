"""The watch of one process: judge, write down, open incidents, keep them fed.

One process of a workspace holds the evaluator's lock and writes; the others judge the
same in memory and show it. Without a log, or where nothing may be written, everything
is judged in memory alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

import msgspec

from cockpit.engine.alarms.observation import iso_grain
from cockpit.engine.alarms.opening import Decision, decide
from cockpit.engine.alarms.rounds import rebase, retire
from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.alarms.states import InstanceState, Transition
from cockpit.engine.periods import business_moment
from cockpit.engine.views.scene import Place, Scene, Verdict
from cockpit.incidents.events import DATA, SYSTEM, Draft, Event
from cockpit.incidents.journal import EvaluatorLock, NotSaved
from cockpit.incidents.journal.troubles import Refused, reason_of
from cockpit.incidents.sensing import alarm_draft
from cockpit.incidents.state import EMPTY, State, alarm_key
from cockpit.logbooks import Log
from cockpit.snapshot.alarms import AlarmRow
from cockpit.text.i18n import spoken
from cockpit.text.notes import Note
from cockpit.watch.costs import Costs
from cockpit.watch.duties import Duties
from cockpit.watch.judging import NOTHING_JUDGED, Judged, judge_all
from cockpit.watch.lighting import verdicts
from cockpit.watch.memory import (
    States,
    alarm_ages,
    known_incidents,
    remembered,
    silences,
)
from cockpit.watch.openings import (
    Circumstances,
    drafts_of,
    opening_of,
    openings,
)
from cockpit.watch.rows import RowMaker
from cockpit.watch.titles import names_of

NO_DECISIONS: Final[tuple[Decision, ...]] = ()


@dataclass(slots=True)
class Keeper:
    """Keeps the watch over one workspace.

    Attributes:
        book: The rules in force.
        problems: What is wrong with the files of rules and procedures.
        log: The incident log; None judges in memory alone.
        lock: Who holds it writes; None never writes.
        rows: Of the last evaluation, in the order of the queue.
        trouble: Why the last evaluation could not be written down.
        unlocked: Why nobody can become the one who writes.
    """

    book: RuleBook
    problems: tuple[Note, ...] = ()
    log: Log | None = None
    lock: EvaluatorLock | None = None
    duties: Duties = field(default_factory=Duties)
    judged: Judged = NOTHING_JUDGED
    decisions: tuple[Decision, ...] = NO_DECISIONS
    rows: tuple[AlarmRow, ...] = ()
    judged_at: str = ""
    trouble: str = ""
    unlocked: str = ""
    _seen: tuple[object, ...] = ()
    _costs: Costs = field(default_factory=Costs)

    @property
    def state(self) -> State:
        """What stands in the log."""
        return EMPTY if self.log is None else self.log.logbook.state

    @property
    def is_evaluating(self) -> bool:
        """Whether this process writes what it judges."""
        return self.lock is not None and self.log is not None and self.lock.is_mine

    @property
    def _is_waiting(self) -> bool:
        """Whether an alarm waits for others of its group: time alone may open it."""
        return any("group_wait" in one.held for one in self.decisions)

    @property
    def verdicts(self) -> dict[Place, Verdict]:
        """What the rules say of every gauge."""
        return verdicts(self.rows)

    def follow(self, book: RuleBook) -> None:
        """Judge by these rules from now on; what fires goes on firing."""
        self.book = book
        self._seen = ()

    def look(self, scene: Scene) -> bool:
        """Judge what is new; True if anything may look different now.

        Cheap if neither data, nor the hour, nor the log have changed.
        """
        was_mine = self.is_evaluating
        self._take_lock()
        has_news = self.log.logbook.catch_up() if self.log is not None else False
        self.judged_at = datetime.now(UTC).isoformat(timespec="seconds")
        seen = _what_counts(scene)
        is_new = seen != self._seen or was_mine != self.is_evaluating
        if not (is_new or has_news or self.trouble or self._is_waiting):
            return False
        if is_new or not self.is_evaluating:
            unsaved = self.judged.transitions if self.trouble else ()
            judged = judge_all(self.book, scene, self._known())
            transitions = (*unsaved, *judged.transitions)
            self.judged = replace(judged, transitions=transitions)
        self._decide_and_write(scene)
        self._seen = seen
        self._make_rows(scene)
        return True

    def _take_lock(self) -> None:
        """Become the one who writes, if nobody is; say why that is impossible."""
        self.unlocked = ""
        if self.lock is None:
            return
        try:
            self.lock.try_take()
        except (OSError, Refused) as error:
            self.unlocked = reason_of(error).text()

    def recompute(self, scene: Scene, incident: str, step: str) -> None:
        """Compute the evidence of a step again and freeze it anew."""
        if self.log is None or incident not in self.state.incidents:
            return
        self._record(
            lambda state: self.duties.recomputed(state, scene, incident, step), DATA
        )

    def decided(self, scene: Scene, state: State) -> tuple[Decision, ...]:
        """Decide which instances open what, on the newest state of the log."""
        now = scene.now
        return decide(
            self.book,
            self.judged.states,
            incidents=known_incidents(state, self._events_of, scene.workspace),
            silences=silences(state),
            now=business_moment(
                now, timezone=scene.workspace.timezone, day_starts_minutes=0
            ),
            minute=self.judged.minute,
            ages=self._ages(state),
        )

    def _ages(self, state: State) -> Mapping[str, float] | None:
        if self.log is None:
            return None
        judged = self.judged
        return alarm_ages(state, self.log.clocks, judged.states, judged.minute)

    def _known(self) -> States:
        """Return what to judge from: memory for who writes, the log for the others."""
        if self.is_evaluating and self.judged is not NOTHING_JUDGED:
            return self.judged.states
        known = remembered(self.state)
        return known or self.judged.states

    def _decide_and_write(self, scene: Scene) -> None:
        if not self.is_evaluating:
            self.decisions = self.decided(scene, self.state)
            self.duties.look(self.state, scene)
            return
        self.trouble = ""
        transitions = self.judged.transitions
        self._record(partial(self._asked, scene), SYSTEM)
        self._record(
            lambda state: [
                *(self._draft(one, scene) for one in transitions),
                *self._linking(scene, state),
            ],
            SYSTEM,
        )
        for group in openings(self.decisions):  # one by one: each takes a number
            self._record(partial(self._opening, scene, group), SYSTEM)
        self._record(lambda state: self.duties.drafts(state, scene), DATA)
        if not self.trouble:
            self.judged = replace(self.judged, transitions=())

    def _linking(self, scene: Scene, state: State) -> list[Draft]:
        self.decisions = self.decided(scene, state)
        return drafts_of(self.decisions, self._circumstances(scene, state))

    def _opening(
        self, scene: Scene, group: Sequence[Decision], state: State
    ) -> list[Draft]:
        return opening_of(group, self._circumstances(scene, state))

    def _circumstances(self, scene: Scene, state: State) -> Circumstances:
        assert self.log is not None, "only who has a log writes"
        occasion = self.log.logbook.occasion(SYSTEM)
        return Circumstances(state, occasion, self.book, self.judged.states, scene)

    def _asked(self, scene: Scene, state: State) -> list[Draft]:
        """Do what operators asked of the rules: a new usual level, an end."""
        found: list[Draft] = []
        for alarm in state.alarms.values():
            instance = self.judged.states.get(alarm.rule, {}).get(alarm.labels)
            if instance is None:
                continue
            if alarm.asked == "rebase":
                made, transition = rebase(instance, now=self.judged.minute)
            elif alarm.status == "retired" and instance.retired is None:
                made, transition = retire(instance, now=self.judged.minute)
            else:
                continue
            self.judged.states[alarm.rule][alarm.labels] = made
            found.append(self._draft(transition, scene))
        return found

    def _draft(self, transition: Transition, scene: Scene) -> Draft:
        state, rule = transition.state, self.book.rule(transition.rule)
        return alarm_draft(
            transition.kind,
            transition.rule,
            transition.labels,
            msgspec.to_builtins(state),
            alarm=state.alarm,
            grain=iso_grain(transition.grain, state.kind),
            reason=transition.reason,
            names=names_of(rule, transition.labels, scene),
            money=self._last_cost(state),
        )

    def _last_cost(self, instance: InstanceState) -> float | None:
        """Return what an alarm that cannot be seen cost when it was."""
        if "blind" not in instance.overlays or not instance.alarm:
            return None
        noted = self.state.alarms.get(alarm_key(instance.rule, instance.labels))
        before = None if noted is None else noted.money
        found = self._costs.known(instance.rule, instance.labels)
        return before if found is None else found

    def _record(self, decide: Callable[[State], Sequence[Draft]], actor: str) -> None:
        """Write what a decision says; it is made before the log is locked.

        Evidence takes its time, and a key that is pressed meanwhile shall be saved. If
        the log has moved on until it is locked, the decision is made again.
        """
        assert self.log is not None, "only who has a log writes"
        logbook = self.log.logbook
        logbook.catch_up()
        before = logbook.state.seq
        drafts = decide(logbook.state)
        if not drafts:
            return
        try:
            logbook.record(
                lambda state: drafts if state.seq == before else decide(state),
                actor=actor,
            )
        except NotSaved as failure:
            self.trouble = str(failure)

    def _make_rows(self, scene: Scene) -> None:
        maker = RowMaker(
            scene, self.book, self.judged, self.state, self.decisions, self._costs
        )
        self.rows = maker.rows()

    def _events_of(self, incident: str) -> tuple[Event, ...]:
        return () if self.log is None else self.log.logbook.events_of(incident)


def _what_counts(scene: Scene) -> tuple[object, ...]:
    """Return what a new evaluation depends on: data, users, the hour, the language."""
    moment = scene.moment
    return (
        scene.data_revision,
        scene.facts.has_people,
        (moment.date(), moment.hour),
        spoken(),
    )
