"""An app on invented numbers, opened for one test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path

from textual.message import Message
from textual.pilot import Pilot

from cockpit import shell
from cockpit.app import CockpitApp
from cockpit.messages import Acted, AlarmAsked, IncidentRequested
from cockpit.place import Place
from cockpit.snapshot.acts import Act
from cockpit.snapshot.alarms import NO_ALARMS, AlarmDetail, AlarmsSnapshot
from cockpit.snapshot.health import HealthSnapshot
from cockpit.snapshot.incidents import NO_INCIDENTS, IncidentsSnapshot
from cockpit.text import glyphs
from cockpit.text.i18n import Language
from cockpit.worker.protocol import AlarmFound, Alarms
from tests.alarm_builders import BOOT
from tests.fake_link import FakeLink
from tests.speech import spoken
from tests.terminal import screen_text, until_shown

MORNING = 1_800_000_000.0
WISHES = (Acted, AlarmAsked, IncidentRequested)


class LoglessCockpit(CockpitApp):
    """An app that remembers what it was told, and opens no incident log."""

    CSS_PATH = [Path(shell.__file__).parent / path for path in shell.Shell.CSS_PATH]

    def bell(self) -> None:
        """Remember that it rang."""
        self.rings.append(self.now)

    @cached_property
    def rings(self) -> list[float]:
        """Return when the bell rang."""
        return []

    def start_log(self) -> None:
        """Leave the incidents to the test."""

    def post_message(self, message: Message) -> bool:
        """Remember the message."""
        if isinstance(message, WISHES):
            self.heard.append(message)
        return super().post_message(message)

    @cached_property
    def heard(self) -> list[Message]:
        """Return what screens asked for, the newest last."""
        return []


class Opened:
    """An app, its pilot and its worker."""

    def __init__(self, app: LoglessCockpit, pilot: Pilot[None], link: FakeLink) -> None:
        self.app = app
        self.pilot = pilot
        self.link = link

    async def press(self, *keys: str) -> None:
        """Press keys as a person does: one after the other has had its effect."""
        for key in keys:
            await self.pilot.press(key)

    async def sees(self, *texts: str) -> None:
        """Wait until all of the texts can be read."""
        for text in texts:
            await until_shown(self.pilot, text)

    @property
    def acts(self) -> list[Act]:
        """Return what the operator has done."""
        return [told.act for told in self.app.heard if isinstance(told, Acted)]

    def judges(self, alarms: AlarmsSnapshot) -> None:
        """Publish alarms as the worker does after every evaluation."""
        self.link.tell(Alarms(alarms))

    def finds(self, detail: AlarmDetail) -> None:
        """Answer the last question for an alarm."""
        self.link.tell(AlarmFound(self.link.alarm, detail))

    @property
    def shows(self) -> list[str]:
        """Return the lines of the screen."""
        return screen_text(self.app).split("\n")


@asynccontextmanager
async def opened(
    folder: Path,
    *,
    size: tuple[int, int] = (120, 40),
    language: Language = "en",
    here: Place = Place(),  # noqa: B008 - frozen
    snapshot: HealthSnapshot | None = None,
    drawing: glyphs.Drawing = "full",
    is_mono: bool = False,
    alarms: AlarmsSnapshot = NO_ALARMS,
    incidents: IncidentsSnapshot = NO_INCIDENTS,
) -> AsyncIterator[Opened]:
    """Open the app in a folder; its clocks stand still."""
    link = FakeLink(snapshot)
    with spoken(language, drawing):
        app = LoglessCockpit(
            link,
            here,
            workspace=folder,
            drawing=drawing,
            is_mono=is_mono,
            clock=lambda: MORNING,
            boot=lambda: BOOT,
        )
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            app.incidents = incidents
            cockpit = Opened(app, pilot, link)
            if alarms is not NO_ALARMS:
                cockpit.judges(alarms)
            yield cockpit
