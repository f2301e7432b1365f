"""The guided screen on a folder of a test, recognised in this process."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from cockpit import init_app
from cockpit.beginning import Beginning, save
from cockpit.engine.sources.recognition.offers import offers
from cockpit.init_app import InitApp
from cockpit.place import Place
from cockpit.recognition_client import News
from cockpit.screens.init import InitScreen
from cockpit.snapshot.recognising import Reply, Request
from cockpit.text import glyphs
from cockpit.text.i18n import Language
from tests.speech import spoken
from tests.terminal import eventually, screen_text, until_shown

DAYS = "date,channel,spend\n" + "".join(
    f"{day:02d}/02/2026,douyin,{day}.5\n" for day in range(1, 5)
)
"""Every date reads both ways."""
RENAMED = (
    "日期,渠道,计划ID,单元名称,实际消耗金额,展现量,点击量,手机号\n"
    "2026-10-28,抖音,1,面霜,12.50,100,5,13800001234\n"
)
"""What was spent has a name that nobody knows."""
SURE = "日期,渠道,计划ID,消耗,现金消耗\n2026-10-28,抖音,1,12.50,10\n"
NO_CHANNEL = "date,spend,impressions\n2026-10-28,12.50,100\n"


class DirectLink:
    """Recognises at once, and remembers what it was asked.

    Args:
        folder: To be recognised.
    """

    def __init__(self, folder: Path) -> None:
        self.beginning = Beginning(folder)
        self.asked: list[Request] = []
        self._listener: Callable[[News], object] = lambda _news: None

    def listen(self, listener: Callable[[News], object]) -> None:
        """Answer the first request at once."""
        self._listener = listener
        self.ask(Request())

    def ask(self, request: Request) -> None:
        """Recognise, and write if that is asked for."""
        self.asked.append(request)
        snapshot = self.beginning.recognise(request.answers, self.tell)
        if request.write:
            snapshot = save(self.beginning.folder, snapshot)
        self.tell(Reply(snapshot, offers=offers()))

    def tell(self, news: News) -> None:
        """Send any news."""
        self._listener(news)


class TestedApp(InitApp):
    """An app whose styles are found from here."""

    CSS_PATH = [Path(init_app.__file__).parent / path for path in InitApp.CSS_PATH]


class Desk:
    """An app, its pilot and whoever recognises."""

    def __init__(self, app: InitApp, pilot: Pilot[Any], link: DirectLink) -> None:
        self.app = app
        self.pilot = pilot
        self.link = link

    @property
    def screen(self) -> InitScreen:
        """Return the guided screen, whatever lies over it."""
        front = self.app.front
        assert isinstance(front, InitScreen)
        return front

    async def press(self, *keys: str) -> None:
        """Press keys as a person does: one after the other has had its effect."""
        for key in keys:
            await self.pilot.press(key)

    async def type(self, text: str) -> None:
        """Type letters."""
        for letter in text:
            await self.pilot.press(letter)

    async def sees(self, *texts: str) -> None:
        """Wait until all of the texts can be read."""
        for text in texts:
            await until_shown(self.pilot, text)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        await eventually(self.pilot, condition)

    async def until_written(self, folder: Path) -> None:
        """Wait until there is a configuration and the app is done."""
        await self.until(lambda: self.app.is_ready)
        assert self.app.written == str(folder / "cockpit.toml")

    async def until_answered(self, key: str, value: str) -> None:
        """Wait until an answer was asked for."""
        await self.until(lambda: self.link.asked[-1].answers.get(key) == value)

    @property
    def shows(self) -> str:
        """Return what can be read."""
        return screen_text(self.app)


@asynccontextmanager
async def set_up(
    folder: Path,
    files: Mapping[str, str],
    *,
    size: tuple[int, int] = (120, 40),
    language: Language = "en",
    drawing: glyphs.Drawing = "full",
    is_mono: bool = False,
) -> AsyncIterator[Desk]:
    """Write files into a folder and open the guided screen on it."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    link = DirectLink(folder)
    with spoken(language, drawing):
        app = TestedApp(
            link,
            Place(),
            workspace=folder,
            drawing=drawing,
            is_mono=is_mono,
            answers={},
        )
        async with app.run_test(size=size) as pilot:
            desk = Desk(app, pilot, link)
            await desk.until(lambda: bool(desk.screen.snapshot.folder))
            yield desk
