"""What the app asks about users, and the newest answer of each kind."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from textual import on
from textual.reactive import var
from textual.timer import Timer

from cockpit import messages
from cockpit.duty import OnDuty
from cockpit.key import CREDIT, DATA
from cockpit.place import Place
from cockpit.screens.base import NO_FAILURES, NO_STUDIES, CockpitScreen
from cockpit.snapshot.faults import FaultsQuery, FaultsSnapshot
from cockpit.snapshot.people import PeopleQuery, PersonQuery
from cockpit.snapshot.sources import SourcesSnapshot
from cockpit.snapshot.studies import (
    ANSWERS,
    Answer,
    ExportQuery,
    KeepQuery,
    Kept,
    StudyQuery,
)
from cockpit.snapshot.why import WhySnapshot
from cockpit.text.glyphs import Drawing
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.worker.protocol import (
    AskStudy,
    Sources,
    StopReading,
    StudyFailed,
    StudyFound,
)

ONCE: Final = (PeopleQuery, PersonQuery, KeepQuery, ExportQuery)
"""Answered when they are asked, and never again."""
MIND_SECONDS: Final = 20.0
"""After new data, before faults are looked for that nobody asks about: what is looked
at goes first."""
_HOUR: Final = len("2026-10-31T09")


class Inquiring(OnDuty):
    """An app that asks the worker about users.

    ``studies`` holds the newest answer of each kind. An answer to an older question is
    dropped; while the view is paused only answers to new questions are shown.
    """

    studies: var[Mapping[type[Answer], Answer]] = var(NO_STUDIES)
    study_trouble: var[str] = var("")
    """Why the newest question could not be answered; empty if it could."""
    study_failures: var[Mapping[type[Answer], str]] = var(NO_FAILURES)
    """The same for every kind of answer whose newest question failed."""
    is_paused: var[bool] = var(False)  # noqa: FBT003 - Textual's
    """Whether what is seen stays as it is."""
    _question: int = 0
    _minded: tuple[str, str] = ("", "")
    """Revision of the data, and hour, for which faults were looked for last."""
    _minding: Timer | None = None

    def __init__(
        self, here: Place, *, workspace: Path, drawing: Drawing, is_mono: bool
    ) -> None:
        super().__init__(here, workspace=workspace, drawing=drawing, is_mono=is_mono)
        self._questions: dict[type[Answer], int] = {}
        self._standing: dict[type[Answer], StudyQuery] = {}
        """What the worker answers again after every change of the files."""
        self._shown: dict[type[Answer], int] = {}
        self._held: dict[type[Answer], Answer] = {}
        """What came while the view was paused: shown when it goes on."""

    def users_screen(self) -> CockpitScreen:
        """Make the screen of users, on the tab of the last time."""
        from cockpit.screens.segments import SegmentsScreen  # noqa: PLC0415

        screen = SegmentsScreen(self.here.tab)
        return screen.data_bind(
            Inquiring.studies, Inquiring.study_trouble, Inquiring.study_failures
        )

    def credit_screen(self) -> CockpitScreen:
        """Make the screen of attribution, on the tab of the last time."""
        from cockpit.screens.attribution import AttributionScreen  # noqa: PLC0415

        screen = AttributionScreen(self.here.credit)
        return screen.data_bind(
            Inquiring.studies, Inquiring.study_trouble, Inquiring.study_failures
        )

    def files_screen(self) -> CockpitScreen:
        """Make the data screen, on the tab of the last time."""
        from cockpit.screens.data import DataScreen  # noqa: PLC0415

        screen = DataScreen(self.here.data, needle=self.here.files)
        return screen.data_bind(
            Inquiring.studies, Inquiring.study_trouble, Inquiring.study_failures
        )

    # Faults, which the first line tells of on every screen.

    @property
    def faults(self) -> FaultsSnapshot | None:
        """Return the newest faults; None while there is no answer."""
        found = self.studies.get(FaultsSnapshot)
        return found if isinstance(found, FaultsSnapshot) else None

    def _mind_faults(self, files: SourcesSnapshot) -> None:
        """Have faults looked for in new data, and as these get older.

        That waits a while, and what comes meanwhile waits with it.
        """
        state = (files.data_revision, files.now[:_HOUR])
        if not files.data_revision or state == self._minded:
            return
        self._minded = state
        if self._minding is None:
            self._minding = self.set_timer(MIND_SECONDS, self._ask_faults)

    def _ask_faults(self) -> None:
        """Ask once, unless the screen in view has them answered again and again."""
        self._minding = None
        if FaultsSnapshot not in self._standing:
            self._ask(FaultsQuery(), is_aside=True)

    def watch_is_paused(self, is_paused: bool) -> None:  # noqa: FBT001 - Textual's
        """Show what came meanwhile."""
        if not is_paused and self._held:
            held, self._held = self._held, {}
            self.studies = MappingProxyType({**self.studies, **held})

    @on(messages.TabShown)
    def _note_tab(self, message: messages.TabShown) -> None:
        if message.tab in CREDIT:
            self.remember(credit=message.tab)
        elif message.tab in DATA:
            self.remember(data=message.tab)
        else:
            self.remember(tab=message.tab)

    def action_why(self) -> None:
        """Explain why the focused number moved, or say why it cannot be explained."""
        front = self.front
        query = front.asked_why()
        if query is None:
            self.say(front.why_not())
            return
        from cockpit.screens.why import WhyScreen  # noqa: PLC0415

        below = dict(self._standing)
        why = WhyScreen(query, beside=front.why_beside())
        self.push_screen(why, lambda _done: self._leave_why(below))

    def _leave_why(self, below: Mapping[type[Answer], StudyQuery]) -> None:
        """Have why computed no longer, but what the screen below shows.

        Args:
            below: What it had asked for; another mode that was shown meanwhile has
                ended that.
        """
        kept = {**below, **self._standing}
        kept.pop(WhySnapshot, None)
        self._ask(None)
        for query in kept.values():
            self._ask(query)

    @on(messages.ReadingStopRequested)
    def _stop_reading(self) -> None:
        if self.front.status.reading is None:
            self.say(_("nothing is being read"))
            return
        self.ask_worker(StopReading())
        self.say(_("reading stopped: what was read before stays"))

    @on(messages.StudyRequested)
    def _ask_study(self, message: messages.StudyRequested) -> None:
        self._ask(message.query)

    def _ask(self, query: StudyQuery | None, *, is_aside: bool = False) -> None:
        self._question += 1
        if query is None:
            self._standing.clear()
        else:
            kind = ANSWERS[type(query)]
            self._questions[kind] = self._question
            if not (is_aside or isinstance(query, ONCE)):
                self._standing[kind] = query
        self.ask_worker(AskStudy(self._question, query, is_aside=is_aside))

    def take_news(self, news: object) -> None:
        """Take in what the worker says about users, and all the rest."""
        match news:
            case StudyFound(generation=generation, answer=answer, is_foretaste=soon):
                if self._take_answer(generation, answer) and not soon:
                    self._shown[type(answer)] = generation
            case StudyFailed(generation=generation, reason=reason):
                self._take_failure(generation, reason)
            case Sources(snapshot=files):
                self._mind_faults(files)
                super().take_news(news)
            case _:
                super().take_news(news)

    def _take_failure(self, generation: int, reason: str) -> None:
        asked = [kind for kind, one in self._questions.items() if one == generation]
        if not asked:
            return
        said = _("that could not be computed: {reason}").format(reason=safe(reason))
        self.study_trouble = said
        failures = {**self.study_failures, **dict.fromkeys(asked, said)}
        self.study_failures = MappingProxyType(failures)
        self.say(said)

    def _take_answer(self, generation: int, answer: Answer) -> bool:
        """Show an answer, unless it is an old one or the view is paused."""
        kind = type(answer)
        if self._questions.get(kind) != generation:
            return False
        if isinstance(answer, Kept):
            self.say(_("written: {path}").format(path=safe(answer.path)))
        elif self.is_paused and self._shown.get(kind) == generation:
            self._held[kind] = answer
            return False
        self._held.pop(kind, None)
        self.study_trouble = ""
        if kind in self.study_failures:
            left = {k: why for k, why in self.study_failures.items() if k is not kind}
            self.study_failures = MappingProxyType(left)
        self.studies = MappingProxyType({**self.studies, kind: answer})
        return True
