"""The session's own thread: everything that computes happens here, one after another.

So the session needs no lock, and what waits is clear: a question is answered before
the files are looked at, and during a long look between two of its steps. Only pages
of rejected rows are fetched by another thread, and answers that are looked at and not
frozen are computed by one (see :class:`~cockpit.worker.port.SessionPort`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Final

from cockpit import paths, splash
from cockpit.plain import as_text
from cockpit.snapshot.evidence import Evidence
from cockpit.worker.inbox import Inbox, Order, Wishes
from cockpit.worker.lanes import Lane, Outbox, failure
from cockpit.worker.port import SessionPort
from cockpit.worker.progress import ProgressTeller
from cockpit.worker.protocol import (
    AlarmFound,
    Alarms,
    AskAlarm,
    AskEvidence,
    Compute,
    Drill,
    Drilled,
    EvidenceFound,
    Failed,
    Health,
    Live,
    Look,
    Reply,
    Sources,
    WriteOut,
    Written,
)

STEP_SECONDS: Final = 0.5
"""During a long look new numbers are published this often at most."""
QUIET_SECONDS: Final = 0.3
"""Work that waits for quiet begins when no wish has come for so long."""
LOG_SECONDS: Final = 0.4
"""How often the incident log is looked at while nothing else happens."""
PULSE_SECONDS: Final = 60.0
"""Ages and lateness move without any file: publish at least this often."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An answer that somebody waits for, ready to be computed."""

    generation: int
    compute: Callable[[], Evidence]


class Desk(Thread):
    """Looks at the files, answers what is asked and publishes what has changed.

    Args:
        open_session: Opens the session; called again when ``cockpit.toml`` changes.
        workspace: Its folder.
        inbox: Where wishes come in.
        outbox: Where replies go out.
        on_ground: Told what studies of users stand on, whenever it may have changed.
        pulse_seconds: Publish at least this often.
    """

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        open_session: Callable[[], SessionPort],
        workspace: Path,
        inbox: Inbox,
        outbox: Outbox,
        *,
        on_ground: Callable[[object], object] = lambda _ground: None,
        pulse_seconds: float = PULSE_SECONDS,
    ) -> None:
        super().__init__(name="desk", daemon=True)
        self._open_session = open_session
        self._workspace = workspace
        self._inbox = inbox
        self._outbox = outbox
        self._on_ground = on_ground
        self._pulse_seconds = pulse_seconds
        self._config = _fingerprint(workspace)
        self._look = Look(0)
        self._drill: Drill | None = None
        self._alarm: AskAlarm | None = None
        self._published_at = 0.0
        self._kept = ""
        self._complaints: dict[str, tuple[object, str]] = {}
        # Who brought the orders may take minutes on the first day: nothing waits.
        self._evidence: Lane[Prepared] = Lane(_computed, outbox)
        self._is_stopped = Event()
        self.session = open_session()
        self.looked = Event()
        """Set after the first look: before it every table is empty."""

    def run(self) -> None:
        """Work for ever."""
        self._evidence.start()
        self._turn(Wishes(files=True))
        self.looked.set()
        while True:
            is_behind = self.session.is_behind
            patience = QUIET_SECONDS if is_behind else LOG_SECONDS
            patience = min(patience, self._pulse_seconds)
            self._turn(self._inbox.take(patience_seconds=patience))

    def stop_reading(self) -> None:
        """End the look that is on its way; callable from another thread."""
        self._is_stopped.set()

    def _turn(self, wishes: Wishes) -> None:
        with self._complaining("refresh"):
            self._work(wishes)

    def _work(self, wishes: Wishes) -> None:
        self._answer(wishes)
        due = wishes.language or not self.looked.is_set()
        renewed = self._renew()
        for path in wishes.forget:
            self.session.forget(path)
        if wishes.files or wishes.forget or renewed:
            due |= self._refresh() or renewed
        is_quiet = not due and not wishes.has_question
        if is_quiet and (wishes.files or self.session.is_behind):
            due = self.session.idle()
        for order in wishes.orders:
            with self._complaining(type(order).__name__, order):
                self._obey(order)
        due |= monotonic() - self._published_at > self._pulse_seconds
        if due:
            self._publish()
        # Not only with new numbers: somebody may have saved another grouping.
        with self._complaining("ground"):
            self._on_ground(self.session.ground)
        self._watch(has_published=due)

    def _watch(self, *, has_published: bool) -> None:
        """Judge after the numbers are out: they do not wait for the rules.

        They are sent again if a gauge has another colour now.
        """
        before = self.session.verdicts
        changed = has_published
        with self._complaining("watch"):
            changed |= self.session.watch()
        if self.session.verdicts != before:
            self._send_health()
        if changed:
            self._send_alarms()

    def _answer(self, wishes: Wishes) -> None:
        """Take questions over and answer them at once, if there is anything to see."""
        if wishes.look is not None:
            self._look = wishes.look
        if wishes.drill is not None:
            self._drill = wishes.drill if wishes.drill.query.metric else None
        if wishes.alarm is not None:
            self._alarm = wishes.alarm if wishes.alarm.rule else None
        if not self.looked.is_set():
            return
        if wishes.look is not None:
            self._send_health()
        if wishes.drill is not None:
            self._send_drill()
        if wishes.alarm is not None:
            self._send_alarm()

    def _obey(self, order: Order) -> None:
        match order:
            case Compute(incident=incident, step=step):
                self.session.compute(incident, step)
            case AskEvidence(generation=generation, function=function):
                prepared = self.session.prepared(function, order.incident)
                self._evidence.put(Prepared(generation, prepared))
            case WriteOut(generation=generation, keys=keys):
                files = self.session.write_out(order.incident, order.step, keys)
                self._outbox.send(Written(generation, tuple(map(str, files))))

    def _renew(self) -> bool:
        """Open the session again if ``cockpit.toml`` is another one."""
        config = _fingerprint(self._workspace)
        if config == self._config:
            return False
        self._config = config
        self.session.close()
        self.session = self._open_session()
        return True

    def _refresh(self) -> bool:
        teller = ProgressTeller(self._outbox.send)
        self._is_stopped.clear()
        self.session.watch_reading(teller.read, self._is_stopped.is_set)
        self._published_at = max(self._published_at, monotonic() - STEP_SECONDS)
        try:
            return self.session.refresh(self._step, teller.step)
        finally:
            teller.end()

    def _step(self) -> None:
        """Between two steps of a long look: what waits, and the numbers so far."""
        self._answer(self._inbox.take_questions())
        if monotonic() - self._published_at > STEP_SECONDS:
            self._publish()

    def _publish(self) -> None:
        self._send_health()
        self._send_drill()
        with self._complaining("sources"):
            self._outbox.send(Sources(self.session.sources()))

    def _send_health(self) -> None:
        look = self._look
        with self._complaining("Look", look):
            snapshot = self.session.health(look.query)
            self._outbox.send(Health(look.generation, snapshot))
            if not (snapshot.problem or look.query.where or look.query.needle):
                self._keep(as_text(snapshot))
        self._published_at = monotonic()

    def _send_drill(self) -> None:
        if (drill := self._drill) is not None:
            with self._complaining("Drill", drill):
                snapshot = self.session.drill(drill.query)
                self._outbox.send(Drilled(drill.generation, snapshot))

    def _send_alarms(self) -> None:
        with self._complaining("alarms"):
            self._outbox.send(Alarms(self.session.alarms()))
            sensed = self.session.sensed.items()
            told = tuple((*place, found) for place, found in sensed)
            self._outbox.send(Live(self.session.figures, told))
        self._send_alarm()

    def _send_alarm(self) -> None:
        if (asked := self._alarm) is not None:
            with self._complaining("AskAlarm", asked):
                detail = self.session.alarm(asked.rule, asked.labels)
                if detail is not None:
                    self._outbox.send(AlarmFound(asked.generation, detail))

    def _keep(self, text: str) -> None:
        """Keep the text for the next start; say once if that is impossible."""
        if text == self._kept:
            return
        self._kept = text
        try:
            splash.keep(self._workspace, text)
        except OSError as error:
            reason = f"{paths.state_folder(self._workspace)}: {error.strerror}"
            self._outbox.send(Failed("keep", reason))

    @contextmanager
    def _complaining(self, what: str, about: object = None) -> Iterator[None]:
        """Make an exception one answer, and not the same one every two seconds.

        Whatever it is, the worker lives on: the next file may mend it.
        """
        try:
            yield
        except Exception as error:
            complaint = (about, repr(error))
            if self._complaints.get(what) != complaint:
                self._outbox.send(failure(what, error))
            self._complaints[what] = complaint
        else:
            self._complaints.pop(what, None)


def _computed(asked: Prepared) -> Reply:
    try:
        return EvidenceFound(asked.generation, asked.compute())
    except Exception as error:  # told by the name of what was asked
        return failure(AskEvidence.__name__, error)


def _fingerprint(workspace: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Return what tells the configuration and its profiles from others, unread."""
    folder = paths.profiles_folder(workspace)
    places = [paths.config_file(workspace)]
    with suppress(OSError):  # without such a folder there is nothing to compare
        places += sorted(folder.glob("*.toml"))
    return tuple(_stamp(place) for place in places)


def _stamp(place: Path) -> tuple[str, int, int, int]:
    try:
        found = place.stat()
    except OSError:
        return place.name, 0, 0, 0
    return place.name, found.st_mtime_ns, found.st_size, found.st_ino
