"""The application: hands wishes to the worker and news to the screens."""

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast

from textual import on
from textual.reactive import var

from cockpit import messages
from cockpit.alarming import Alarming, boot_clock
from cockpit.asking import Asking
from cockpit.hearing import Hearing
from cockpit.inquiring import Inquiring
from cockpit.place import Place, ScreenName
from cockpit.screens import drilling
from cockpit.screens.base import CockpitScreen
from cockpit.screens.health import HealthScreen
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.drill import NO_DRILL, DrillSnapshot
from cockpit.snapshot.health import HealthQuery
from cockpit.snapshot.quarantine import NO_REJECTED, RejectedPage
from cockpit.snapshot.sources import NO_SOURCES, SourcesSnapshot
from cockpit.text.glyphs import Drawing
from cockpit.text.i18n import Language, _
from cockpit.widgets.status import WAITING, Status
from cockpit.worker.client import News
from cockpit.worker.protocol import Request, Speak

if TYPE_CHECKING:
    from cockpit import commands

TICK_SECONDS: Final = 60


class Link(Protocol):
    """The way to the worker."""

    def ask(self, request: Request) -> None:
        """Send a request; the answer comes to the listener."""
        ...

    def listen(self, listener: Callable[[News], object]) -> None:
        """Send all news to ``listener``, from any thread."""
        ...


class CockpitApp(Inquiring):
    """Messages come up, snapshots go down; whatever takes time happens elsewhere.

    Args:
        link: The way to the worker.
        here: Where the operator was the last time.
        workspace: The folder; state and exports go into it.
        drawing: Which letters the terminal can show.
        is_mono: Whether it asks for no colour.
        clock: Seconds since the epoch.
        boot: Seconds that go on while the machine sleeps; countdowns follow it.
    """

    sources: var[SourcesSnapshot] = var(NO_SOURCES)
    drill: var[DrillSnapshot] = var(NO_DRILL)
    page: var[RejectedPage] = var(NO_REJECTED)
    status: var[Status] = var(WAITING)

    def __init__(  # noqa: PLR0913 - what an opened cockpit depends on, by name
        self,
        link: Link,
        here: Place,
        *,
        workspace: Path,
        drawing: Drawing = "full",
        is_mono: bool = False,
        clock: Callable[[], float] = time.time,
        boot: Callable[[], float] = boot_clock,
    ) -> None:
        # The mode it opens in is Textual's first one: a switch would parse all styles
        # and mount a screen once more before anything is seen.
        modes = {
            "health": self._health_screen,
            "segments": lambda: self._bound(self.users_screen()),
            "attribution": lambda: self._bound(self.credit_screen()),
            "incidents": self._incidents_screen,
            "data": lambda: self._bound(self.files_screen()),
        }
        self.MODES = dict(modes)  # type: ignore[misc]
        self.DEFAULT_MODE = here.screen  # type: ignore[misc]
        super().__init__(here, workspace=workspace, drawing=drawing, is_mono=is_mono)
        self._link = link
        self._hearing = Hearing(clock)
        self.wall = clock
        self._boot = boot
        self.set_reactive(Alarming.now, boot())

    def on_mount(self) -> None:
        """Let the news in that came before there was a screen."""
        here = self.here
        self._link.listen(lambda news: self.post_message(messages.NewsArrived(news)))
        self._link.ask(self._hearing.look(here.query))
        if here.drill:
            self._link.ask(self._hearing.drill_into(here.drill[-1]))
        self.set_interval(TICK_SECONDS, self._restate)
        self.set_interval(1, self._tick)
        self._restate()

    def on_ready(self) -> None:
        """Tell the collector that the interface is here to stay.

        Tracing it again and again was every stall over 30 ms that a key met.
        """
        if self.here.trouble:
            self.say(self.here.trouble)
        self.start_log()
        gc.collect()
        gc.freeze()
        gc.set_threshold(700, 10, 1_000)

    def on_unmount(self) -> None:
        """Let the log be written to its end, keep the place."""
        self.stop_log()
        super().on_unmount()

    def ask_worker(self, request: Request) -> None:
        """Send a request to the worker."""
        self._link.ask(request)

    def ask_alarm(self, rule: str, labels: Labels) -> None:
        """Ask the worker for everything about one alarm."""
        self._link.ask(self._hearing.into_alarm(rule, labels))

    def _health_screen(self) -> CockpitScreen:
        return self._bound(HealthScreen(focus=self.here.focus, path=self.here.drill))

    def _incidents_screen(self) -> CockpitScreen:
        from cockpit.screens.incidents import IncidentsScreen

        screen = IncidentsScreen(self.here.incident, self.here.step)
        screen.data_bind(Alarming.saving, Alarming.unsaved)
        return self._bound(screen)

    @staticmethod
    def _bound(screen: CockpitScreen) -> CockpitScreen:
        return screen.data_bind(
            Asking.health,
            CockpitApp.sources,
            CockpitApp.drill,
            CockpitApp.page,
            CockpitApp.status,
            Alarming.alarms,
            Alarming.alarm_detail,
            Alarming.incidents,
            Alarming.now,
        )

    # News.

    @on(messages.NewsArrived)
    def _hear(self, message: messages.NewsArrived) -> None:
        failure = self._hearing.hear(cast("News", message.news))
        if failure:
            self.say(failure)
        self.take_news(message.news)
        self._see()

    def _see(self) -> None:
        hearing = self._hearing
        if not hearing.is_paused:
            self.health, self.sources = hearing.health, hearing.sources
        if not hearing.is_paused or hearing.drill.query != self.drill.query:
            self.drill = hearing.drill
        self.page = hearing.page
        # Not frozen by a pause: a red that nobody sees is worse than a moving line.
        self.alarms, self.alarm_detail = hearing.alarms, hearing.alarm
        self._restate()

    def _restate(self) -> None:
        name, hearing, faults = self.workspace.name, self._hearing, self.faults
        self.status = hearing.status(self.health, workspace=name, faults=faults)

    def _tick(self) -> None:
        """Move what counts down; the clock is read, never added to."""
        self.now = self._boot()

    # Wishes.

    @on(messages.IncidentRequested)
    def _show_incident(self, message: messages.IncidentRequested) -> None:
        self.action_go("incidents")
        self.front.show_incident(message.incident)

    @on(messages.OpeningRequested)
    def _open_by_hand(self, message: messages.OpeningRequested) -> None:
        self.open_by_hand(message.row)

    @on(messages.LookRequested)
    def _look(self, message: messages.LookRequested) -> None:
        self.look(message.query)

    def look(self, query: HealthQuery) -> None:
        """Show the health view so, and what is taken apart with it."""
        path = drilling.renewed(self.here.drill, query)
        self.remember(query=query, drill=path)
        self._link.ask(self._hearing.look(query))
        if path:
            self._link.ask(self._hearing.drill_into(path[-1]))

    @on(messages.DrillRequested)
    def _drill(self, message: messages.DrillRequested) -> None:
        self.remember(drill=message.path)
        query = message.path[-1] if message.path else None
        self._link.ask(self._hearing.drill_into(query))
        self._see()

    @on(messages.RejectedRequested)
    def _ask_rejected(self, message: messages.RejectedRequested) -> None:
        path, first, count = message.path, message.first, message.count
        self._link.ask(self._hearing.rejected(path, first, count, message.only))

    @on(messages.FocusMoved)
    def _note_focus(self, message: messages.FocusMoved) -> None:
        self.remember(focus=message.place)

    @on(messages.FilesFiltered)
    def _note_filter(self, message: messages.FilesFiltered) -> None:
        self.remember(files=message.needle)

    @on(messages.ScreenRequested)
    def _go_there(self, message: messages.ScreenRequested) -> None:
        self.action_go(message.name)

    @on(messages.KeyRequested)
    def _press(self, message: messages.KeyRequested) -> None:
        self.simulate_key(message.key)

    @on(messages.Said)
    def _say(self, message: messages.Said) -> None:
        self.say(message.text)

    @on(messages.TargetRequested)
    def _open_target(self) -> None:
        self.action_target()

    def spoke(self, language: Language) -> None:
        """Let the worker make its sentences in this language too."""
        self._link.ask(Speak(language))
        self.retell()
        self._restate()

    # Keys.

    def action_go(self, screen: str) -> None:
        """Go to a screen; to the most urgent incident, or that of an opened alarm."""
        incident = self.front.opened_incident if screen == "incidents" else ""
        self.switch_mode(screen)
        self.remember(screen=cast("ScreenName", screen))
        self.front.show_incident(incident)

    def action_up(self) -> None:
        """Go one level up."""
        if not self.front.go_up():
            self.say(_("this is the top; q quits"))

    def action_pause(self) -> None:
        """Freeze the view, or follow again and take the newest."""
        self.is_paused = self._hearing.is_paused = not self._hearing.is_paused
        self._see()

    def action_filter(self) -> None:
        """Ask for a part of a name."""
        if not self.front.open_filter():
            self.say(_("nothing to filter here"))

    def obey(self, command: "commands.Command | None") -> None:
        """Do what the palette was told."""
        from cockpit import commands

        match command:
            case commands.Press(key=key):
                self.simulate_key(key)
            case commands.PressThere(screen=screen, key=key):
                if self.here.screen != screen:
                    self.action_go(screen)
                self.call_after_refresh(self.simulate_key, key)
            case commands.Show(query=query):
                self.action_go("health")
                self.look(query)
            case commands.Focus(gauge=gauge):
                self.action_go("health")
                if isinstance(self.front, HealthScreen):
                    self.front.focus_gauge(gauge)
