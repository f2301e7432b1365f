"""An app on invented numbers, opened for one test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from cockpit.app import CockpitApp
from cockpit.place import Place
from cockpit.snapshot.alarms import NO_ALARMS, AlarmsSnapshot
from cockpit.snapshot.health import HealthSnapshot
from cockpit.snapshot.incidents import NO_INCIDENTS, IncidentsSnapshot
from cockpit.text import glyphs
from cockpit.text.i18n import Language
from tests.alarm_builders import BOOT
from tests.fake_link import FakeLink
from tests.speech import spoken
from tests.terminal import until_shown

MORNING = 1_800_000_000.0


class Opened:
    """An app, its pilot and its worker."""

    def __init__(self, app: CockpitApp, pilot: Pilot[None], link: FakeLink) -> None:
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
        app = CockpitApp(
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
            app.incidents, app.alarms = incidents, alarms
            yield Opened(app, pilot, link)
