"""The incident log of one process: what stands in it, and what is added to it."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from cockpit.incidents.clocks import Reading, iso, reading
from cockpit.incidents.commands.decide import decide
from cockpit.incidents.durations import EVERY_WEEKDAY, Calendar
from cockpit.incidents.events import Clocks, Draft, Event
from cockpit.incidents.fold import fold_all
from cockpit.incidents.fold_alarms import ALARM_KINDS, labels_of
from cockpit.incidents.occasion import Keeper, Occasion
from cockpit.incidents.people import Person
from cockpit.incidents.refusals import Refused
from cockpit.incidents.report import report_document
from cockpit.incidents.sop import Sop
from cockpit.incidents.state import EMPTY, State, alarm_key
from cockpit.incidents.timeline import told
from cockpit.incidents.timers import due_drafts
from cockpit.incidents.views import Glance, incidents_snapshot
from cockpit.snapshot.acts import Command, OnIncident
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.incidents import Figures, IncidentsSnapshot, Sensed
from cockpit.text.notes import note

_PASSES = 8
"""A deferral that ends may end another: so often timers are looked at again."""
MOST_ABOUT = 100
"""Events kept of one instance of a rule."""


class Log(Protocol):
    """Where events are kept: the journal on disk, or one in memory."""

    def news(self) -> tuple[Event, ...]:
        """Return what was appended, by anybody, since this object last looked."""
        ...

    def write(
        self,
        decide: Callable[[tuple[Event, ...]], Sequence[Draft]],
        *,
        actor: str,
    ) -> tuple[Event, ...]:
        """Append under a lock what ``decide`` says after it saw the news."""
        ...

    @property
    def trouble(self) -> str:
        """Why nothing can be written; empty if all is well."""
        ...


class Logbook:
    """Folds the log, decides commands, lets timers fall due.

    Several logbooks, in one process or many, may stand on one journal: each sees what
    the others wrote before it decides. One logbook is used by one thread at a time.
    """

    def __init__(  # noqa: PLR0913 - what a decision may know, each named
        self,
        log: Log,
        *,
        clocks: Clocks,
        sops: Callable[[], Mapping[str, Sop]] = dict,
        people: Callable[[], tuple[Person, ...]] = tuple,
        calendar: Callable[[], Calendar] = lambda: EVERY_WEEKDAY,
        group_by: Callable[[], Mapping[str, tuple[str, ...]]] = dict,
        keep: Keeper | None = None,
    ) -> None:
        """Stand on a log; nothing is read before :meth:`catch_up`.

        Args:
            log: Journal.
            clocks: Wall clock, clock of the boot, time of the data.
            sops: Returns the procedures in force, by id.
            people: Returns the roster.
            calendar: Returns which days are worked, and the zone of local times.
            group_by: Returns the dimensions that a rule's incidents are grouped by.
            keep: Takes copies of files entered as evidence.
        """
        self._log = log
        self._clocks = clocks
        self._sops = sops
        self._people = people
        self._calendar = calendar
        self._group_by = group_by
        self._keep = keep
        self._state = EMPTY
        self._events: dict[str, list[Event]] = {}
        self._about: dict[str, deque[Event]] = {}
        self._ticked: Reading | None = None

    @property
    def state(self) -> State:
        """What the log adds up to, as far as this object has looked."""
        return self._state

    def catch_up(self) -> bool:
        """Read what others have written; tell whether there was anything."""
        return self._take(self._log.news())

    def do(self, act: Command, *, actor: str) -> tuple[Event, ...]:
        """Let due timers fall, then do an act, in one commit.

        Returns:
            The events that were written; not before they are on disk.

        Raises:
            Refused: If the act cannot be done, or names an old version.
        """

        def drafts(news: tuple[Event, ...]) -> Sequence[Draft]:
            self._take(news)
            self._check_version(act)
            occasion = self._occasion(actor)
            due, state = self._due(occasion)
            return (*due, *decide(state, act, occasion))

        return self._written(drafts, actor)

    def tick(self) -> tuple[Event, ...]:
        """Let due timers fall; cheap if none is due. Call it about once a second."""
        self.catch_up()
        if not self._due(self._occasion(""))[0]:
            self._ticked = reading(self._clocks)
            return ()

        def drafts(news: tuple[Event, ...]) -> Sequence[Draft]:
            self._take(news)
            return self._due(self._occasion(""))[0]

        return self._written(drafts, "")

    def record(
        self, decide: Callable[[State], Sequence[Draft]], *, actor: str
    ) -> tuple[Event, ...]:
        """Write what a decision on the newest state says, in one commit."""

        def drafts(news: tuple[Event, ...]) -> Sequence[Draft]:
            self._take(news)
            return decide(self._state)

        return self._written(drafts, actor, is_tick=False)

    def occasion(self, actor: str) -> Occasion:
        """Return what a decision may know now, for :meth:`record`."""
        return self._occasion(actor)

    def snapshot(
        self,
        *,
        figures: Mapping[str, Figures] | None = None,
        sensed: Mapping[tuple[str, str], Sensed] | None = None,
        show_closed: int = 0,
        focus: str = "",
        actor: str = "",
    ) -> IncidentsSnapshot:
        """Return the incidents as the screen shows them, as of now.

        Args:
            figures: Money, by incident.
            sensed: What data say now, by (incident, step).
            show_closed: How many of the incidents that are over to show too.
            focus: Step that the operator has chosen; empty: the most urgent.
            actor: Who looks.
        """
        return incidents_snapshot(
            Glance(
                state=self._state,
                events=self._events,
                occasion=self._occasion(actor),
                trouble=self._log.trouble,
                figures=figures or {},
                sensed=sensed or {},
                show_closed=show_closed,
                focus=focus,
            )
        )

    def report(
        self, incident: str, *, actor: str, figures: Figures | None = None
    ) -> dict[str, Any]:
        """Return the post-mortem of an incident as plain values.

        Raises:
            KeyError: If there is none of this id.
        """
        return report_document(
            self._state,
            self._state.incidents[incident],
            self.events_of(incident),
            self._occasion(actor),
            figures,
        )

    def events_of(self, incident: str) -> tuple[Event, ...]:
        """Return the events of one incident, oldest first."""
        return tuple(self._events.get(incident, ()))

    def events_about(self, rule: str, labels: Labels) -> tuple[Event, ...]:
        """Return the newest events of one instance of a rule, oldest first."""
        return tuple(self._about.get(alarm_key(rule, labels), ()))

    def _written(
        self,
        drafts: Callable[[tuple[Event, ...]], Sequence[Draft]],
        actor: str,
        *,
        is_tick: bool = True,
    ) -> tuple[Event, ...]:
        events = self._log.write(drafts, actor=actor)
        self._take(events)
        if is_tick:
            self._ticked = reading(self._clocks)
        return events

    def _take(self, events: Sequence[Event]) -> bool:
        news = [event for event in events if event.seq > self._state.seq]
        if not news:
            return False
        self._state = fold_all(self._state, news)
        for event in news:
            if event.incident:
                self._events.setdefault(event.incident, []).append(event)
            elif event.kind in ALARM_KINDS:
                rule, labels = event.payload["rule"], event.payload.get("labels")
                key = alarm_key(rule, labels_of(labels))
                self._about.setdefault(key, deque(maxlen=MOST_ABOUT)).append(event)
        return True

    def _occasion(self, actor: str) -> Occasion:
        return Occasion(
            actor=actor,
            now=reading(self._clocks),
            data=self._clocks.data(),
            roster=self._people(),
            calendar=self._calendar(),
            sops=self._sops(),
            group_by=self._group_by(),
            keep=self._keep,
        )

    def _due(self, occasion: Occasion) -> tuple[tuple[Draft, ...], State]:
        """Return what has fallen due, and the state as it will be after that."""
        logged = self._state.timeline.last
        last = self._ticked or (logged if logged.boot else occasion.now)
        found: tuple[Draft, ...] = ()
        state = self._state
        for _ in range(_PASSES):
            more = due_drafts(
                state, occasion.now, last, is_running=self._ticked is not None
            )
            if not more:
                break
            found = (*found, *more)
            last = occasion.now  # a gap is told once
            state = foreseen(state, more, occasion)
        return found, state

    def _check_version(self, act: Command) -> None:
        if not isinstance(act, OnIncident) or act.version < 0:
            return
        incident = self._state.incidents.get(act.incident)
        if incident is None or incident.version == act.version:
            return
        changed = self.events_of(act.incident)[act.version :]
        zone = self._calendar().zone
        what = "; ".join(
            note(
                "{name}: {what}", name=event.actor, what=told(event, incident, zone)
            ).text()
            for event in changed[-3:]
        )
        raise Refused(note("changed meanwhile: {what}", what=what), changed)


def foreseen(state: State, drafts: Sequence[Draft], occasion: Occasion) -> State:
    """Return a state as it will be once the drafts are written."""
    now = occasion.now
    events = [
        Event(
            seq=state.seq + number,
            id="",
            kind=draft.kind,
            incident=draft.incident,
            actor=draft.actor or occasion.actor,
            wall=iso(now.wall),
            data=occasion.data,
            boot=now.boot,
            boot_ns=now.boot_ns,
            payload=draft.payload,
            once=draft.once,
        )
        for number, draft in enumerate(drafts, 1)
    ]
    return fold_all(state, events)
