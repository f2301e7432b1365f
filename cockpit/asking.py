"""The questions that the app asks in dialogs, and what becomes of the answers.

A dialog is imported when it is asked for: none of them is on the first frame.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.reactive import var

from cockpit.report import FORMS
from cockpit.shell import Shell
from cockpit.snapshot import words
from cockpit.snapshot.health import BASES, NOTHING_YET, HealthQuery, HealthSnapshot
from cockpit.text.i18n import _
from cockpit.text.safe import safe

if TYPE_CHECKING:
    from cockpit import commands


class Asking(Shell):
    """A shell with the dialogs of the cockpit."""

    health: var[HealthSnapshot] = var(NOTHING_YET)

    def look(self, query: HealthQuery) -> None:
        """Show something else from now on; the app knows how."""

    def obey(self, command: "commands.Command | None") -> None:
        """Do what the palette was told; the app knows how."""

    def action_time(self) -> None:
        """Ask for the range of days and the as-of day."""
        from cockpit.screens.dialogs import TimeDialog

        dialog = TimeDialog(self.here.query, today=self.health.as_of)
        self.push_screen(dialog, self._take_query)

    def _take_query(self, query: HealthQuery | None) -> None:
        if query is not None:
            self.look(query)

    def action_base(self) -> None:
        """Ask what changes are compared with."""

        def take(base: str) -> None:
            self.look(replace(self.here.query, base=base))

        lines = [("", _("each gauge its own"), "")]
        lines += [(base, words.base_long(base), base) for base in BASES]
        title = _("What changes are compared with")
        self._choose(title, lines, take, chosen=self.here.query.base)

    def action_copy(self) -> None:
        """Ask what to copy, then copy it."""
        found = self.front.copies()
        lines = [
            (str(at), copy.label, copy.text.splitlines()[0] if copy.text else "")
            for at, copy in enumerate(found)
        ]
        self._choose(_("Copy"), lines, lambda at: self.copy_text(found[int(at)].text))

    def action_export(self) -> None:
        """Ask in which form to write the view out, then do it."""
        front = self.front
        snapshot = front.exported()

        def take(chosen: str) -> None:
            form = next((form for form in FORMS if form == chosen), None)
            if form is None:
                front.write_list(chosen)
            else:
                self.write_out(snapshot, form)

        lines = [(str(form), form.upper(), f"*.{form}") for form in FORMS]
        lines += front.lists()
        self._choose(_("Write out"), lines, take)

    def _choose(
        self,
        title: str,
        lines: list[tuple[str, str, str]],
        take: Callable[[str], None],
        *,
        chosen: str = "",
    ) -> None:
        """Offer lines of key, label and hint; ``take`` gets the key that was chosen."""
        from cockpit.screens.dialogs import ChoiceDialog
        from cockpit.widgets.choices import Choice

        def took(key: str | None) -> None:
            if key is not None:
                take(key)

        choices = [Choice(*line) for line in lines]
        self.push_screen(ChoiceDialog(title, choices, chosen=chosen), took)

    def action_target(self) -> None:
        """Show path and projection of the target."""
        is_reading = bool(self.front.status.progress) and not self.health.targets
        if self.health is NOTHING_YET or is_reading:
            self.say(_("the numbers are on their way"))
            return
        if not self.health.targets:
            self.say(
                safe(self.health.problem)
                or _("No target: add [[target]] to cockpit.toml")
            )
            return
        from cockpit.screens.target import TargetDialog

        target, currency = self.health.targets[0], self.health.currency
        self.push_screen(TargetDialog(target, currency=currency))

    def action_help(self) -> None:
        """Explain the focused number and list the keys."""
        from cockpit.screens.help import HelpDialog

        self.push_screen(HelpDialog(self.front.explained(), self.health))

    def action_palette(self) -> None:
        """Ask for a jump or an action."""
        from cockpit.screens.palette import PaletteDialog

        self.push_screen(PaletteDialog(self.health), self.obey)
