"""The parts of the guided screen, and how they follow what is recognised."""

from dataclasses import dataclass
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import var

from cockpit.screens.base import CockpitScreen
from cockpit.screens.init_answers import Answers
from cockpit.snapshot.recognising import NO_OFFERS, Offers, Progress
from cockpit.snapshot.recognition import (
    NOTHING_RECOGNISED,
    RecognitionSnapshot,
    SourceGuess,
)
from cockpit.text.i18n import _
from cockpit.widgets.footer import Footer
from cockpit.widgets.init import words
from cockpit.widgets.init.files_table import FilesTable
from cockpit.widgets.init.guess_head import GuessFoot, GuessHead
from cockpit.widgets.init.guess_table import GuessTable
from cockpit.widgets.init.init_header import InitHeader, LookingPanel, Warned
from cockpit.widgets.init.screens_panel import ScreensPanel
from cockpit.widgets.rows import Rows


class InitBody(CockpitScreen):
    """Shows what was recognised, and holds what was answered.

    Args:
        folder: Its name, for the head.
        answers: What was answered before.
    """

    AUTO_FOCUS: ClassVar[str | None] = "FilesTable"

    snapshot: var[RecognitionSnapshot] = var(NOTHING_RECOGNISED)
    progress: var[Progress | None] = var(None)

    files = getters.query_one(FilesTable)
    parts = getters.query_one(GuessTable)
    head = getters.query_one(GuessHead)
    foot = getters.query_one(GuessFoot)
    header = getters.query_one(InitHeader)
    looking = getters.query_one(LookingPanel)
    panel = getters.query_one(ScreensPanel)
    warned = getters.query_one(Warned)

    class Ready(Message):
        """The screen can show what is recognised."""

    @dataclass
    class Asked(Message):
        """Recognise again with these answers; or write what comes of them."""

        answers: dict[str, str]
        is_to_write: bool = False

    @dataclass
    class Ended(Message):
        """The screen is done; the cockpit can be opened if ``is_ready``."""

        is_ready: bool

    def __init__(self, folder: str, answers: Answers) -> None:
        super().__init__()
        self._folder = folder
        self.answers = answers
        self.offers: Offers = NO_OFFERS

    def compose(self) -> ComposeResult:
        """Lay the screen out once."""
        yield InitHeader()
        yield Warned()
        yield LookingPanel()
        with Horizontal(id="body"):
            yield FilesTable()
            with Vertical(id="detail"):
                yield GuessHead()
                yield GuessTable()
                yield GuessFoot()
        yield ScreensPanel()
        yield Footer("init")

    def on_mount(self) -> None:
        """Say what is going on until something is recognised."""
        self.header.folder = self._folder
        self.add_class("-looking")
        self.post_message(self.Ready())

    def ask(self) -> None:
        """Have the files recognised with the answers that there are now."""
        self.post_message(self.Asked(self.answers.now))

    # What comes.

    def watch_progress(self, progress: Progress | None) -> None:
        """Show how far it is."""
        self.looking.progress = progress

    def take(self, snapshot: RecognitionSnapshot, offers: Offers | None) -> None:
        """Take in what was recognised.

        Args:
            snapshot: The newest.
            offers: With the first one.
        """
        if offers is not None:
            self.offers = offers
        self.snapshot = snapshot
        self.header.open_count = self.open_count
        self.set_class(not snapshot.rows, "-looking")
        self.looking.problem = "" if snapshot.rows else snapshot.problem
        self.panel.screens = snapshot.screens
        self.warned.warnings = snapshot.warnings
        self.files.show(snapshot.rows, self.answers.now)
        self.show_group()
        self.go_on()

    def go_on(self) -> None:
        """Do what waits for the answer that has just come in."""

    def lose(self, reason: str) -> None:
        """Say that recognition has failed."""
        text = _("recognition has ended: {reason}").format(reason=reason)
        if self.snapshot is NOTHING_RECOGNISED:
            self.looking.problem = text
        self.footer.said = text

    @property
    def open_count(self) -> int:
        """Return how many questions nobody has answered."""
        return sum(len(self.open_of(guess)) for guess in self.snapshot.rows)

    def open_of(self, guess: SourceGuess) -> list[str]:
        """Return the ids of the open questions about a group; none if it is ignored."""
        if self.answers.is_ignored(guess.path):
            return []
        return [question.id for question in words.open_questions(guess)]

    def show_group(self) -> None:
        """Show the group that the cursor of the list is on."""
        guess = self.files.current
        self.head.guess = guess
        if guess is not None:
            self.parts.show(guess, self.answers.now)

    @on(FilesTable.Turned)
    def _turn(self, message: FilesTable.Turned) -> None:
        message.stop()
        self.show_group()

    @on(GuessTable.Turned)
    def _tell(self, message: GuessTable.Turned) -> None:
        message.stop()
        self.foot.part = message.part

    @on(Rows.Left)
    def _stay(self, message: Rows.Left) -> None:
        message.stop()

    def repaint(self) -> None:
        """Have it told in the language of now, and draw everything again."""
        super().repaint()
        self.ask()
