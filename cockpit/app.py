"""The application: hands wishes to the worker and news to the screens."""

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, cast

from msgspec.structs import replace
from textual import on
from textual.reactive import var

from cockpit import commands, messages
from cockpit.hearing import Hearing
from cockpit.place import Place, ScreenName
from cockpit.report import FORMS
from cockpit.screens import drilling
from cockpit.screens.base import CockpitScreen
from cockpit.screens.data import DataScreen
from cockpit.screens.dialogs import ChoiceDialog, TimeDialog
from cockpit.screens.health import HealthScreen
from cockpit.screens.help import HelpDialog
from cockpit.screens.palette import PaletteDialog
from cockpit.screens.target import TargetDialog
from cockpit.shell import Shell
from cockpit.snapshot import words
from cockpit.snapshot.drill import NO_DRILL, DrillSnapshot
from cockpit.snapshot.health import BASES, NOTHING_YET, HealthQuery, HealthSnapshot
from cockpit.snapshot.quarantine import NO_REJECTED, RejectedPage
from cockpit.snapshot.sources import NO_SOURCES, SourcesSnapshot
from cockpit.text.glyphs import Drawing
from cockpit.text.i18n import Language, _
from cockpit.widgets.choices import Choice
from cockpit.widgets.status import WAITING, Status
from cockpit.worker.client import News
from cockpit.worker.protocol import Request, Speak

TICK_SECONDS: Final = 60


class Link(Protocol):
    """The way to the worker."""

    def ask(self, request: Request) -> None:
        """Send a request; the answer comes to the listener."""
        ...

    def listen(self, listener: Callable[[News], object]) -> None:
        """Send all news to ``listener``, from any thread."""
        ...


class CockpitApp(Shell):
    """Messages come up, snapshots go down; whatever takes time happens elsewhere.

    Args:
        link: The way to the worker.
        here: Where the operator was the last time.
        workspace: The folder; state and exports go into it.
        drawing: Which letters the terminal can show.
        is_mono: Whether it asks for no colour.
        clock: Seconds since the epoch.
    """

    health: var[HealthSnapshot] = var(NOTHING_YET)
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
    ) -> None:
        super().__init__(here, workspace=workspace, drawing=drawing, is_mono=is_mono)
        self._link = link
        self._hearing = Hearing(clock)

    def on_mount(self) -> None:
        """Show the last screen; then let the news in that came before there was one."""
        here = self.here
        self.add_mode("health", self._health_screen)
        self.add_mode("data", lambda: self._bound(DataScreen()))
        self.switch_mode(here.screen)
        self._link.listen(lambda news: self.post_message(messages.NewsArrived(news)))
        self._link.ask(self._hearing.look(here.query))
        if here.drill:
            self._link.ask(self._hearing.drill_into(here.drill[-1]))
        self.set_interval(TICK_SECONDS, self._restate)
        self._restate()

    def on_ready(self) -> None:
        """Tell the collector that the interface is here to stay.

        Tracing it again and again was every stall over 30 ms that a key met.
        """
        if self.here.trouble:
            self.say(self.here.trouble)
        gc.collect()
        gc.freeze()
        gc.set_threshold(700, 10, 1_000)

    def _health_screen(self) -> CockpitScreen:
        return self._bound(HealthScreen(focus=self.here.focus, path=self.here.drill))

    @staticmethod
    def _bound(screen: CockpitScreen) -> CockpitScreen:
        return screen.data_bind(
            CockpitApp.health,
            CockpitApp.sources,
            CockpitApp.drill,
            CockpitApp.page,
            CockpitApp.status,
        )

    # News.

    @on(messages.NewsArrived)
    def _hear(self, message: messages.NewsArrived) -> None:
        failure = self._hearing.hear(cast("News", message.news))
        if failure:
            self.say(failure)
        self._see()

    def _see(self) -> None:
        hearing = self._hearing
        if not hearing.is_paused:
            self.health, self.sources = hearing.health, hearing.sources
        if not hearing.is_paused or hearing.drill.query != self.drill.query:
            self.drill = hearing.drill
        self.page = hearing.page
        self._restate()

    def _restate(self) -> None:
        name = self.workspace.name
        self.status = self._hearing.status(self.health, workspace=name)

    # Wishes.

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
        self._link.ask(self._hearing.rejected(path, first, count))

    @on(messages.FocusMoved)
    def _note_focus(self, message: messages.FocusMoved) -> None:
        self.remember(focus=message.place)

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
        self._restate()

    # Keys.

    def action_go(self, screen: str) -> None:
        """Go to a screen."""
        self.switch_mode(screen)
        self.remember(screen=cast("ScreenName", screen))

    def action_up(self) -> None:
        """Go one level up."""
        if not self.front.go_up():
            self.say(_("this is the top; q quits"))

    def action_pause(self) -> None:
        """Freeze the view, or follow again and take the newest."""
        self._hearing.is_paused = not self._hearing.is_paused
        self._see()

    def action_filter(self) -> None:
        """Ask for a part of a name."""
        if not self.front.open_filter():
            self.say(_("nothing to filter here"))

    def action_time(self) -> None:
        """Ask for the range of days and the as-of day."""
        dialog = TimeDialog(self.here.query, today=self.health.as_of)
        self.push_screen(dialog, self._take_query)

    def action_base(self) -> None:
        """Ask what changes are compared with."""
        choices = [Choice("", _("each gauge its own"))]
        choices += [Choice(base, words.base_long(base), base) for base in BASES]
        title = _("What changes are compared with")
        dialog = ChoiceDialog(title, choices, chosen=self.here.query.base)
        self.push_screen(dialog, self._take_base)

    def _take_base(self, base: str | None) -> None:
        if base is not None:
            self.look(replace(self.here.query, base=base))

    def _take_query(self, query: HealthQuery | None) -> None:
        if query is not None:
            self.look(query)

    def action_copy(self) -> None:
        """Ask what to copy, then copy it."""
        found = self.front.copies()
        lines = [
            Choice(str(at), copy.label, copy.text.splitlines()[0] if copy.text else "")
            for at, copy in enumerate(found)
        ]

        def take(chosen: str | None) -> None:
            if chosen is not None:
                self.copy_text(found[int(chosen)].text)

        self.push_screen(ChoiceDialog(_("Copy"), lines), take)

    def action_export(self) -> None:
        """Ask in which form to write the view out, then do it."""
        snapshot = self.front.exported()
        forms = {form: Choice(form, form.upper(), f"*.{form}") for form in FORMS}

        def take(chosen: str | None) -> None:
            if chosen in forms:
                self.write_out(snapshot, next(f for f in FORMS if f == chosen))

        self.push_screen(ChoiceDialog(_("Write out"), list(forms.values())), take)

    def action_target(self) -> None:
        """Show path and projection of the target."""
        if not self.health.targets:
            self.say(_("No target: add [[target]] to cockpit.toml"))
            return
        target, currency = self.health.targets[0], self.health.currency
        self.push_screen(TargetDialog(target, currency=currency))

    def action_help(self) -> None:
        """Explain the focused number and list the keys."""
        self.push_screen(HelpDialog(self.front.explained(), self.health))

    def action_palette(self) -> None:
        """Ask for a jump or an action."""
        self.push_screen(PaletteDialog(self.health), self._obey)

    def _obey(self, command: commands.Command | None) -> None:
        match command:
            case commands.Press(key=key):
                self.simulate_key(key)
            case commands.Show(query=query):
                self.action_go("health")
                self.look(query)
            case commands.Focus(gauge=gauge):
                self.action_go("health")
                if isinstance(self.front, HealthScreen):
                    self.front.focus_gauge(gauge)
