"""The incident log in the terminal process: on a thread of its own.

A commit waits for the disk, a key must not. Acts are queued, written one after the
other, and told when they are on disk; between two of them the log is looked at, timers
fall due, and what changed is told as a whole snapshot.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from typing import Final, Protocol

from msgspec.structs import replace

from cockpit.incidents.events import DATA, SYSTEM
from cockpit.incidents.journal import NotSaved
from cockpit.incidents.logbook import Logbook
from cockpit.incidents.refusals import Refused
from cockpit.logbooks import Log
from cockpit.postmortem import write_final_report, write_report
from cockpit.snapshot.acts import AddNote, Close, Command, OnIncident, typed_for
from cockpit.snapshot.incidents import Figures, IncidentsSnapshot, Sensed
from cockpit.text.notes import Note

LOOK_SECONDS: Final = 0.25
"""How often the log is looked at: two cockpits agree within a second."""
TICK_SECONDS: Final = 1.0
PULSE_SECONDS: Final = 60.0
"""Ages move by themselves: tell the whole again at least this often."""
CLOSED_SHOWN: Final = 20
ATTEMPTS: Final = 4
"""For an act that timers and data overtake."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The incidents as they stand."""

    snapshot: IncidentsSnapshot


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """An act is on disk."""

    act: Command


@dataclass(frozen=True, slots=True, eq=False)
class NotDone:
    """An act was refused, or could not be saved.

    Attributes:
        is_kept: Whether it may be tried again: it could not be saved, or what was
            typed for it met something that another operator has done meanwhile.
    """

    act: Command
    reason: Note
    is_kept: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Reported:
    """A report is written, with what is still blank; or why it is not."""

    path: str = ""
    blanks: tuple[str, ...] = ()
    problem: str = ""


Told = Shown | Done | NotDone | Reported


class Opened(Protocol):
    """Opens the log, which may take its time."""

    def __call__(self) -> tuple[Log, str]:
        """Return the log, open, and why it may only be watched.

        Raises:
            OSError: If there is no reading it either.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Act:
    act: Command
    actor: str


@dataclass(frozen=True, slots=True, eq=False)
class _Report:
    incident: str
    workspace: Path
    actor: str


@dataclass(slots=True)
class _Wish:
    """What the app wants besides acts; the newest counts."""

    figures: Mapping[str, Figures] = field(default_factory=dict)
    sensed: Mapping[tuple[str, str], Sensed] = field(default_factory=dict)
    focus: str = ""
    actor: str = ""


class Scribe(Thread):
    """Writes acts into the log and tells what stands in it.

    Args:
        open_log: Opens it; called on the thread.
        listener: Hears everything, on the thread.
    """

    def __init__(self, open_log: Opened, listener: Callable[[Told], object]) -> None:
        super().__init__(name="scribe", daemon=True)
        self._open_log = open_log
        self._listener = listener
        self._acts: Queue[_Act | _Report | None] = Queue()
        self._wish = _Wish()
        self._has_wish = False
        self._is_over = False
        self._undecided = ""

    def do(self, act: Command, *, actor: str) -> None:
        """Queue an act; its fate is told."""
        self._acts.put(_Act(act, actor))

    def report(self, incident: str, workspace: Path, *, actor: str) -> None:
        """Queue the writing of a report; what became of it is told."""
        self._acts.put(_Report(incident, workspace, actor))

    def show(
        self,
        *,
        figures: Mapping[str, Figures] | None = None,
        sensed: Mapping[tuple[str, str], Sensed] | None = None,
        focus: str | None = None,
        actor: str | None = None,
    ) -> None:
        """Tell the snapshot with these from now on; None leaves one as it is."""
        before = self._wish
        self._wish = _Wish(
            figures=before.figures if figures is None else figures,
            sensed=before.sensed if sensed is None else sensed,
            focus=before.focus if focus is None else focus,
            actor=before.actor if actor is None else actor,
        )
        self._has_wish = True
        self._acts.put(None)

    def stop(self) -> None:
        """End after the acts that are queued; waits for the disk."""
        self._is_over = True
        self._acts.put(None)
        if self.is_alive():
            self.join(timeout=5.0)

    def run(self) -> None:
        """Work until told to stop."""
        try:
            log, undecided = self._open_log()
        except OSError as error:
            trouble = IncidentsSnapshot(trouble=str(error))
            self._listener(Shown(trouble))
            return
        self._undecided = undecided
        try:
            self._work(log)
        finally:
            log.close()

    def _work(self, log: Log) -> None:
        logbook = log.logbook
        logbook.catch_up()
        self._tell(logbook)
        told_at = ticked_at = monotonic()
        while not (self._is_over and self._acts.empty()):
            changed = self._next(log)
            if monotonic() - ticked_at >= TICK_SECONDS:
                ticked_at = monotonic()
                changed |= self._tick(log)
            changed |= logbook.catch_up()
            changed |= self._has_wish
            if changed or monotonic() - told_at >= PULSE_SECONDS:
                told_at = monotonic()
                self._tell(logbook)

    def _next(self, log: Log) -> bool:
        """Do the next wish, if one comes soon; whether anything changed."""
        try:
            queued = self._acts.get(timeout=LOOK_SECONDS)
        except Empty:
            return False
        if isinstance(queued, _Report):
            self._report(log, queued)
            return True
        if queued is None:
            return False
        try:
            _do(log, queued.act, actor=queued.actor)
        except Refused as refused:
            is_kept = bool(refused.changed and typed_for(queued.act))
            self._listener(NotDone(queued.act, refused.reason, is_kept=is_kept))
        except NotSaved as failure:
            self._listener(NotDone(queued.act, failure.reason, is_kept=True))
        else:
            self._listener(Done(queued.act))
            if isinstance(queued.act, Close):
                self._tell_the_end(log, queued.act.incident, queued.actor)
        return True

    def _tell_the_end(self, log: Log, incident: str, actor: str) -> None:
        """Write the report once more, with the closing in it."""
        figures = self._wish.figures.get(incident)
        try:
            write_final_report(log, incident, actor=actor, figures=figures)
        except (OSError, NotSaved) as error:
            self._listener(Reported(problem=str(error)))

    def _report(self, log: Log, wish: "_Report") -> None:
        try:
            written = write_report(
                log,
                wish.incident,
                wish.workspace,
                actor=wish.actor,
                figures=self._wish.figures.get(wish.incident),
            )
        except (OSError, NotSaved) as error:
            self._listener(Reported(problem=str(error)))
        else:
            self._listener(Reported(str(written.markdown_path), written.blanks))

    def _tick(self, log: Log) -> bool:
        """Let timers fall; where the log could not be written, try whether it can."""
        before = log.journal.trouble
        try:
            if before and not self._undecided:
                log.journal.probe()
            return bool(log.logbook.tick()) or before != log.journal.trouble
        except NotSaved:
            return False  # the trouble is in the snapshot; the next second tries again

    def _tell(self, logbook: Logbook) -> None:
        self._has_wish = False
        wish = self._wish
        snapshot = logbook.snapshot(
            figures=wish.figures,
            sensed=wish.sensed,
            show_closed=CLOSED_SHOWN,
            focus=wish.focus,
            actor=wish.actor,
        )
        if self._undecided:
            snapshot = replace(snapshot, trouble=self._undecided)
        self._listener(Shown(snapshot))


def _do(log: Log, act: Command, *, actor: str) -> None:
    """Do an act; what timers, data or this very process changed since is no conflict.

    A note is in conflict with nothing: whoever writes one adds to what is there.

    Raises:
        Refused: If it cannot be done, or somebody else has changed the incident.
    """
    for _attempt in range(ATTEMPTS - 1):
        try:
            log.logbook.do(act, actor=actor)
        except Refused as refused:
            ours = {SYSTEM, DATA}
            foreign = [
                event
                for event in refused.changed
                if event.actor not in ours and event.session != log.session
            ]
            is_foreign = bool(foreign) and not isinstance(act, AddNote)
            if is_foreign or not refused.changed or not isinstance(act, OnIncident):
                raise
            newest = log.logbook.state.incidents[act.incident].version
            act = replace(act, version=newest)
        else:
            return
    log.logbook.do(act, actor=actor)
