"""What the app does about incidents: acts go to the log, what stands in it is shown.

The log has a thread of its own (:mod:`cockpit.scribe`); everything here is on the loop
and takes no time.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, cast

from msgspec.structs import replace
from textual import on
from textual.message import Message

from cockpit import messages, paths
from cockpit.alarming import Alarming
from cockpit.snapshot.acts import Act, Command, OnIncident, typed_for
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.incidents import Unsaved
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.worker.protocol import (
    AskEvidence,
    Compute,
    EvidenceFound,
    Live,
    Request,
    WriteOut,
    Written,
)

if TYPE_CHECKING:  # the log is opened after the first frame
    from cockpit.logbooks import Around, Log
    from cockpit.scribe import Scribe, Told

ATTRIBUTION: Final = "emergency_attribution"
"""What the worker computes at one key: last touch and time decay."""


@dataclass
class LogTold(Message):
    """The log has something to tell."""

    told: object


class OnDuty(Alarming):
    """An app with an incident log."""

    _scribe: "Scribe | None" = None
    _asked: int = 0
    _actor: str = ""
    _zone: str = "UTC"
    """Of the workspace, until the worker tells the calendar."""

    def ask_worker(self, request: Request) -> None:
        """Send a request to the worker; the app knows how."""

    def ask_alarm(self, rule: str, labels: Labels) -> None:
        """Ask the worker for everything about one alarm; the app knows how."""

    @property
    def data_now(self) -> str:
        """Time of the data, ISO, as the operator sees it."""
        return self.alarms.now or self.health.now

    def start_log(self) -> None:
        """Open the log, off the loop; called after the first frame."""
        from cockpit.scribe import Scribe

        self._scribe = Scribe(
            self._open_log, lambda told: self.post_message(LogTold(told))
        )
        self._scribe.start()

    def stop_log(self) -> None:
        """Let what is queued be written, then end."""
        if self._scribe is not None:
            self._scribe.stop()
            self._scribe = None

    def _open_log(self) -> "tuple[Log, str]":
        from cockpit.logbooks import open_or_watch
        from cockpit.settings.load import load

        config = load(self.workspace).config
        self._zone = config.workspace.timezone
        log, undecided = open_or_watch(
            self.workspace,
            role="terminal",
            config=config,
            data=lambda: self.data_now,
            around=self._around,
        )
        if not self._actor and len(log.people) < 2:
            from cockpit.logbooks import login_name

            self._actor = log.people[0].name if log.people else login_name()
        if self._scribe is not None:
            self._scribe.show(actor=self._actor)
        return log, undecided

    def _around(self) -> "Around":
        """Return the calendar and the groups as the worker last told them."""
        from cockpit.incidents.durations import Calendar
        from cockpit.logbooks import Around

        told = self.alarms
        days_off = frozenset(map(date.fromisoformat, told.days_off))
        days_on = frozenset(map(date.fromisoformat, told.days_on))
        zone = told.timezone or self._zone
        return Around(Calendar(zone, days_off, days_on), told.group_by)

    # What the log tells.

    @on(LogTold)
    def _hear_log(self, message: LogTold) -> None:
        from cockpit.scribe import Done, NotDone, Reported, Shown

        match cast("Told", message.told):
            case Shown(snapshot=snapshot):
                self.incidents = snapshot
            case Done(act=act):
                self._saved(act)
                self.unsaved = _without(self.unsaved, act)
            case NotDone(act=act, reason=reason, is_kept=is_kept):
                self._saved(act)
                self.say(safe(reason.text()))
                if is_kept:
                    self.unsaved = _with(self.unsaved, act, reason.text())
                else:
                    self.unsaved = _without(self.unsaved, act)
            case Reported(path=path, blanks=blanks, problem=problem):
                self._tell_report(path, blanks, problem)

    def _saved(self, act: Command) -> None:
        """Take one word of this act off what is on its way."""
        words = list(self.saving)
        if (word := _word(act)) in words:
            words.remove(word)
        self.saving = tuple(words)

    def _tell_report(self, path: str, blanks: tuple[str, ...], problem: str) -> None:
        if problem:
            self.say(_("not written: {error}").format(error=safe(problem)))
        elif blanks:
            said = _("report written, {n} blanks: {path}")
            self.say(said.format(n=len(blanks), path=safe(path)))
        else:
            self.say(_("written to {file}").format(file=safe(path)))

    # What the screens want.

    @on(messages.Acted)
    def _act(self, message: messages.Acted) -> None:
        act = cast("Command", message.act)
        if self._scribe is None:
            self.say(_("the log is not open yet"))
            return
        self.saving = (*self.saving, _word(act))
        self._scribe.do(act, actor=self._actor)

    @on(messages.ActorChosen)
    def _choose_actor(self, message: messages.ActorChosen) -> None:
        self._actor = message.name
        self.incidents = replace(self.incidents, actor=message.name)
        if self._scribe is not None:
            self._scribe.show(actor=message.name)

    @on(messages.IncidentAsked)
    def _look_back(self, message: messages.IncidentAsked) -> None:
        if self._scribe is not None:
            self._scribe.show(focus=message.incident)

    @on(messages.EvidenceWanted)
    def _compute(self, message: messages.EvidenceWanted) -> None:
        self.ask_worker(Compute(message.incident, message.step))

    def action_attribution(self) -> None:
        """Ask who brought the orders, on the data at hand: a view for an emergency."""
        self._asked += 1
        shown = self.front.shown_incident
        self.ask_worker(AskEvidence(self._asked, ATTRIBUTION, shown))
        self.say(_("computing ..."))

    def _take_evidence(self, generation: int, evidence: Evidence) -> None:
        """Show an answer, if it is the one that was asked for last."""
        if generation != self._asked:
            return
        self._asked += 1  # a new worker answers it again, long after it was read
        from cockpit.screens.quick_look import QuickLook

        self.say("")
        currency = self.alarms.currency or self.health.currency
        self.push_screen(QuickLook(evidence, currency=currency))

    @on(messages.ExportWanted)
    def _write_list(self, message: messages.ExportWanted) -> None:
        self._asked += 1
        self.ask_worker(
            WriteOut(self._asked, message.incident, message.step, message.keys)
        )

    @on(messages.ReportWanted)
    def _write_report(self, message: messages.ReportWanted) -> None:
        if self._scribe is not None:
            self._scribe.report(message.incident, self.workspace, actor=self._actor)

    @on(messages.AlarmAsked)
    def _ask_alarm(self, message: messages.AlarmAsked) -> None:
        self.alarm_detail = None
        self.ask_alarm(message.rule, message.labels)

    @on(messages.StepLooked)
    def _note_step(self, message: messages.StepLooked) -> None:
        self.remember(incident=message.incident, step=message.step)

    def retell(self) -> None:
        """Have the log tell the incidents again, e.g. in another language."""
        if self._scribe is not None:
            self._scribe.show()

    def take_news(self, news: object) -> None:
        """Take what the worker says about incidents."""
        match news:
            case Live():
                self._take_live(news)
            case Written(paths=files):
                self._tell_written(files)
            case EvidenceFound(generation=generation, evidence=evidence):
                self._take_evidence(generation, evidence)

    def _take_live(self, live: Live) -> None:
        """Show these figures and findings with the incidents from now on."""
        if self._scribe is not None:
            self._scribe.show(
                figures={one.incident: one for one in live.figures},
                sensed={(incident, step): one for incident, step, one in live.sensed},
            )

    def _tell_written(self, files: tuple[str, ...]) -> None:
        """Say where lists were written to."""
        if not files:
            self.say(_("nothing to write out"))
            return
        folder = str(paths.exports_folder(self.workspace))
        one, many = _("{count} file in {folder}"), _("{count} files in {folder}")
        said = one if len(files) == 1 else many
        self.say(said.format(count=len(files), folder=safe(folder)))


def _word(act: Act) -> str:
    """Return what is on its way, in a word: the step, else the kind of act."""
    return str(getattr(act, "step", "") or type(act).__name__)


def _with(unsaved: Unsaved, act: Command, why: str) -> Unsaved:
    acts = tuple(one for one in unsaved.acts if not _is_same(one, act))
    return _told((*acts, act), why)


def _without(unsaved: Unsaved, act: Command) -> Unsaved:
    acts = tuple(one for one in unsaved.acts if not _is_same(one, act))
    return _told(acts, unsaved.why) if acts else Unsaved()


def _told(acts: tuple[Act, ...], why: str) -> Unsaved:
    return Unsaved(acts, " ".join(typed_for(one) or _word(one) for one in acts), why)


def _is_same(one: Act, other: Act) -> bool:
    """Whether two acts are the same one, whatever version of it they were given on."""
    if isinstance(one, OnIncident) and isinstance(other, OnIncident):
        return replace(one, version=-1) == replace(other, version=-1)
    return one == other
