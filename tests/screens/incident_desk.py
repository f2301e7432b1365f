"""The incident screen alone in an app that remembers what is asked of it."""

import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual import on
from textual.message import Message
from textual.pilot import Pilot

from cockpit import messages, shell
from cockpit.alarming import Alarming
from cockpit.place import Place
from cockpit.screens.base import CockpitScreen
from cockpit.screens.incidents import IncidentsScreen
from cockpit.shell import Shell
from cockpit.snapshot.acts import Act
from cockpit.snapshot.incidents import IncidentsSnapshot
from cockpit.text import glyphs, i18n
from cockpit.text.i18n import Language
from cockpit.themes import is_colourless
from tests import incident_builders
from tests.speech import spoken
from tests.terminal import until_shown

PACKAGE = Path(shell.__file__).parent


class Desk(Alarming):
    """Shows the incident screen; acts and wishes are kept instead of being done."""

    CSS_PATH = [PACKAGE / path for path in Shell.CSS_PATH]

    def __init__(
        self,
        folder: Path,
        snapshot: IncidentsSnapshot,
        *,
        theme: str = "",
        drawing: glyphs.Drawing = "full",
        is_mono: bool = False,
    ) -> None:
        self.MODES = {"incidents": self._made}  # type: ignore[misc]
        self.DEFAULT_MODE = "incidents"  # type: ignore[misc]
        here = Place(screen="incidents", theme=theme)
        super().__init__(here, workspace=folder, drawing=drawing, is_mono=is_mono)
        self.acted: list[Act] = []
        self.wished: list[Message] = []
        self.set_reactive(Alarming.incidents, snapshot)
        self.set_reactive(Alarming.now, incident_builders.TAKEN_AT)

    def _made(self) -> CockpitScreen:
        screen = IncidentsScreen()
        screen.data_bind(
            Alarming.incidents, Alarming.now, Alarming.saving, Alarming.unsaved
        )
        return screen

    @property
    def shown(self) -> IncidentsScreen:
        """Return the screen."""
        assert isinstance(self.front, IncidentsScreen)
        return self.front

    def action_up(self) -> None:
        """Go one level up."""
        self.front.go_up()

    def action_export(self) -> None:
        """Remember that the whole view is to be written out."""
        self.say("the whole view is written out")

    @on(messages.Acted)
    def _keep_act(self, message: messages.Acted) -> None:
        self.acted.append(message.act)

    @on(messages.Said)
    def _say(self, message: messages.Said) -> None:
        self.say(message.text)

    @on(messages.ActorChosen)
    @on(messages.EvidenceWanted)
    @on(messages.ExportWanted)
    @on(messages.IncidentAsked)
    @on(messages.ReportWanted)
    def _keep_wish(self, message: Message) -> None:
        self.wished.append(message)


class Opened:
    """A desk and its pilot."""

    def __init__(self, app: Desk, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys as a person does: one after the other has had its effect."""
        for key in keys:
            await self.pilot.press(key)

    async def types(self, text: str) -> None:
        """Type a text, then Enter."""
        await self.pilot.press(*(name_of(char) for char in text), "enter")

    async def sees(self, *texts: str) -> None:
        """Wait until all of the texts can be read."""
        for text in texts:
            await until_shown(self.pilot, text)


def name_of(char: str) -> str:
    """Return the key that types a character."""
    return {" ": "space"}.get(char, char)


@asynccontextmanager
async def opened(
    folder: Path,
    *,
    size: tuple[int, int] = (120, 40),
    language: Language = "en",
    snapshot: IncidentsSnapshot | None = None,
    drawing: glyphs.Drawing = "full",
    is_mono: bool = False,
    theme: str = "",
) -> AsyncIterator[Opened]:
    """Open the screen in a folder; its clock stands still until it is told."""
    with spoken(language, drawing):
        app = Desk(
            folder,
            incident_builders.snapshot() if snapshot is None else snapshot,
            theme=theme,
            drawing=drawing,
            is_mono=is_mono,
        )
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Opened(app, pilot)


def story(name: str) -> IncidentsSnapshot:
    """Return what is shown to whoever looks at it."""
    if name == "two":
        views = incident_builders.view(), incident_builders.second()
        return incident_builders.snapshot(*views)
    return (
        incident_builders.quiet() if name == "quiet" else incident_builders.snapshot()
    )


def main() -> None:
    """Show it: ``python -m tests.screens.incident_desk [story] [theme] [drawing]``."""
    name, theme, drawing = (*sys.argv[1:], *["one", "", "full"][len(sys.argv) - 1 :])
    i18n.speak(i18n.from_environment())
    with tempfile.TemporaryDirectory() as folder:
        snapshot = story(name)
        is_mono = is_colourless()
        letters: glyphs.Drawing = "ascii" if drawing == "ascii" else "full"
        Desk(
            Path(folder), snapshot, theme=theme, drawing=letters, is_mono=is_mono
        ).run()


if __name__ == "__main__":
    main()
