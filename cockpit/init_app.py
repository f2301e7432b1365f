"""The app around the guided screen: asks for recognition, and ends when it is done."""

from pathlib import Path
from typing import Any, ClassVar, Final, Protocol

from msgspec.structs import replace
from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from cockpit import keys
from cockpit.messages import KeyRequested
from cockpit.place import Place
from cockpit.recognition_client import Lost, News
from cockpit.screens.init import InitScreen
from cockpit.screens.init_answers import Answers
from cockpit.shell import Shell
from cockpit.snapshot.recognising import Progress, Reply, Request
from cockpit.text import glyphs, i18n
from cockpit.text.i18n import Language

_KEPT: Final = frozenset({"L", "T", "tab", "shift+tab"})
"""Keys of the cockpit that do the same here."""


class Link(Protocol):
    """Whoever recognises; a test answers at once."""

    def listen(self, listener: Any) -> None:  # noqa: ANN401 - a function of News
        """Send all news to a listener, first what came before there was one."""

    def ask(self, request: Request) -> None:
        """Ask."""


class InitApp(Shell, inherit_bindings=False):
    """Shows one screen; nothing is written but what is asked for.

    Args:
        link: Recognises.
        here: Theme and language; kept only if the cockpit is opened afterwards.
        answers: What was answered before, by id of the question.
    """

    CSS_PATH = ["cockpit.tcss", "screens/init.tcss", "screens/dialogs.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in keys.bindings("app")
        if isinstance(binding, Binding) and binding.key in _KEPT
    ]

    class Told(Message):
        """News has come."""

        def __init__(self, news: News) -> None:
            super().__init__()
            self.news = news

    def __init__(  # noqa: PLR0913 - as Shell, and two of its own
        self,
        link: Link,
        here: Place,
        *,
        workspace: Path,
        drawing: glyphs.Drawing,
        is_mono: bool,
        answers: dict[str, str],
    ) -> None:
        super().__init__(here, workspace=workspace, drawing=drawing, is_mono=is_mono)
        self._link = link
        self._guided = InitScreen(str(workspace), Answers(answers))
        self.is_ready = False
        """Whether there is a cockpit.toml now, and the cockpit is to be opened."""
        self.written = ""
        """Path of the file that was written, ``backup`` of the one before it."""
        self.backup = ""

    def get_default_screen(self) -> Screen[Any]:
        """Return the one screen that there is."""
        return self._guided

    @on(InitScreen.Ready)
    def _listen(self) -> None:
        """Hear what was recognised; somebody has asked for it already."""
        self._link.listen(lambda news: self.post_message(self.Told(news)))

    @on(InitScreen.Asked)
    def _ask(self, message: InitScreen.Asked) -> None:
        request = Request(message.answers, i18n.spoken(), message.is_to_write)
        self._link.ask(request)

    @on(Told)
    def _hear(self, message: Told) -> None:
        match message.news:
            case Progress() as progress:
                self._guided.progress = progress
            case Lost(reason=reason):
                self._guided.lose(reason)
            case Reply() as reply:
                self._take(reply)

    def _take(self, reply: Reply) -> None:
        self._guided.take(reply.snapshot, reply.offers)
        if reply.problem:
            self.say(reply.problem)
        if reply.snapshot.written:
            self.written, self.backup = reply.snapshot.written, reply.snapshot.backup
            self._end(is_ready=True)

    @on(KeyRequested)
    def _press(self, message: KeyRequested) -> None:
        self.simulate_key(message.key)

    @on(InitScreen.Ended)
    def _ended(self, message: InitScreen.Ended) -> None:
        self._end(is_ready=message.is_ready)

    def _end(self, *, is_ready: bool) -> None:
        self.is_ready = is_ready
        self.exit()

    def remember(self, **changes: Any) -> None:  # noqa: ANN401 - fields of Place
        """Keep a change until the end: a folder that is left stays as it was."""
        self.here = replace(self.here, **changes)

    def spoke(self, language: Language) -> None:
        """Nothing more: the screen asks again in the language of now."""

    def _write_place(self) -> str:
        return super()._write_place() if self.is_ready else ""
