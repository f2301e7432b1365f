"""What stays the same whatever is shown: theme, language, place, clipboard, footer."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from msgspec.structs import replace
from rich.text import Text
from textual import events, work
from textual.app import App
from textual.binding import BindingType
from textual.filter import LineFilter, NoColor
from textual.timer import Timer

from cockpit import clipboard, keys, paths, place, report, themes
from cockpit.place import Place
from cockpit.screens.base import CockpitScreen
from cockpit.snapshot.tabulate import HasRows
from cockpit.text import glyphs, i18n
from cockpit.text.i18n import Language, _
from cockpit.text.masking import trace_of
from cockpit.widgets import ink

SAVE_SECONDS: Final = 0.25
"""What a kill may take away of where somebody was."""


class Shell(App[None]):
    """The part of the app that knows the terminal and the place, but no numbers.

    No toasts: they lie over the last lines, and states tell more.
    """

    # All at once: a screen that brought its own would have everything parsed again.
    CSS_PATH = [
        "cockpit.tcss",
        "screens/health.tcss",
        "screens/segments.tcss",
        "screens/attribution.tcss",
        "screens/incidents.tcss",
        "screens/data.tcss",
        "screens/dialogs.tcss",
    ]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("app"))
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (80, "-normal"),
        (120, "-wide"),
        (200, "-vast"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-mid"), (34, "-high")]

    def __init__(
        self, here: Place, *, workspace: Path, drawing: glyphs.Drawing, is_mono: bool
    ) -> None:
        super().__init__()
        self.here = here
        self.workspace = workspace
        self._is_mono = is_mono
        self._saving: Timer | None = None
        glyphs.draw_with(drawing)
        if here.language:
            i18n.speak(here.language)
        for name in themes.NAMES:
            self.register_theme(themes.textual_theme(name))
        self.wear(here.theme if here.theme in themes.NAMES else themes.NAMES[0])

    @property
    def front(self) -> CockpitScreen:
        """Return the topmost screen of the mode, whatever dialog lies over it."""
        screens = (
            s for s in reversed(self.screen_stack) if isinstance(s, CockpitScreen)
        )
        return next(screens)

    def say(self, text: str) -> None:
        """Say a sentence in the footer until the next key."""
        self.front.footer.said = text

    async def on_event(self, event: events.Event) -> None:
        """Give the keys back their line at the next key."""
        is_key = isinstance(event, events.Key)
        if is_key or isinstance(event, events.MouseDown):
            self._touch(is_key=is_key)
        await super().on_event(event)

    def _touch(self, *, is_key: bool) -> None:
        screen = self.screen
        if isinstance(screen, CockpitScreen):
            screen.is_touched = True
            if is_key:
                screen.footer.said = ""

    def _fatal_error(self) -> None:
        """Show a failure; Textual would show the values of variables too.

        They hold ids of users and whatever else a screen is of.
        """
        self.bell()
        error = self._exception
        self.panic(Text("" if error is None else trace_of(error)))

    # Looks and language.

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Take every colour away where none is wanted; Textual would make it grey."""
        return [NoColor()] if self._is_mono else super().get_line_filters()

    def wear(self, name: str) -> None:
        """Put a theme on."""
        ink.use(None if self._is_mono else themes.palettes()[name])
        self.theme = f"cockpit-{name}"

    def action_theme(self) -> None:
        """Put the next theme on."""
        if self._is_mono:
            self.say(_("this terminal asks for no colour (NO_COLOR)"))
            return
        name = themes.following(self.theme.removeprefix("cockpit-"))
        self.wear(name)
        self.remember(theme=name)
        self.repaint()

    def action_language(self) -> None:
        """Speak the other language."""
        spoken: Language = "en" if i18n.spoken() == "zh_CN" else "zh_CN"
        i18n.speak(spoken)
        self.remember(language=spoken)
        self.spoke(spoken)
        self.repaint()

    def spoke(self, language: Language) -> None:
        """Tell whoever makes sentences elsewhere; there is nobody here."""

    def repaint(self) -> None:
        """Draw everything again."""
        for screen in self.screen_stack:
            if isinstance(screen, CockpitScreen):
                screen.repaint()

    # Place.

    def remember(self, **changes: Any) -> None:  # noqa: ANN401 - fields of Place
        """Keep a change of the place; it is written a moment later."""
        self.here = replace(self.here, **changes)
        if self._saving is None and self.is_running:
            self._saving = self.set_timer(SAVE_SECONDS, self.keep_place)

    @work(thread=True, exclusive=True, group="place", exit_on_error=False)
    def keep_place(self) -> None:
        """Write the place; what cannot be written is said."""
        self._saving = None
        if said := self._write_place():
            self.call_from_thread(self.say, said)

    async def action_quit(self) -> None:
        """Keep the place and end; what cannot be written is said on the terminal."""
        self.exit(message=self._write_place() or None)

    def on_unmount(self) -> None:
        """Keep the place however the app ends."""
        self._write_place()

    def _write_place(self) -> str:
        """Return why it could not be written; empty if it was."""
        try:
            place.save(paths.state_folder(self.workspace), self.here)
        except OSError as error:
            return _("the place is not kept: {error}").format(error=error)
        return ""

    # Clipboard and files.

    def copy_text(self, text: str) -> None:
        """Copy by the terminal, or to a file if the text is too large for that."""
        sequence = clipboard.osc52(text, is_tmux="TMUX" in os.environ)
        if sequence is None or self._driver is None:
            self._keep_copy(text)
            return
        self._driver.write(sequence)
        self.say(_("copied {count} characters").format(count=f"{len(text):,}"))

    @work(thread=True, group="files", exit_on_error=False)
    def _keep_copy(self, text: str) -> None:
        try:
            file = clipboard.keep(text, self.workspace / report.FOLDER)
        except OSError as error:
            said = _("not copied: {error}").format(error=error)
        else:
            said = _("too large for the clipboard: {file}").format(file=file)
        self.call_from_thread(self.say, said)

    @work(thread=True, group="files", exit_on_error=False)
    def write_out(self, snapshot: HasRows, form: report.Form) -> None:
        """Write a view out off the loop and say where it is."""
        name = report.title(snapshot)
        try:
            file = report.write(snapshot, form, workspace=self.workspace, name=name)
        except OSError as error:
            said = _("not written: {error}").format(error=error)
        else:
            said = _("written to {file}").format(file=file)
        self.call_from_thread(self.say, said)
