"""Dialogs over the lower part of a screen: they ask one thing and give it back."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Generic, TypeVar

from msgspec.structs import replace
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from cockpit.snapshot import words
from cockpit.snapshot.health import RANGES, HealthQuery, Range
from cockpit.text.i18n import _
from cockpit.widgets.choices import Choice, Choices
from cockpit.widgets.rows import Rows
from cockpit.widgets.sentence import Sentence

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """Anything that Esc closes without an answer."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "")]

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class ChoiceDialog(Dialog[str]):
    """Asks for one of a few things; the answer is its id."""

    choices = getters.query_one(Choices)

    def __init__(
        self, title: str, choices: Sequence[Choice], *, chosen: str = ""
    ) -> None:
        super().__init__()
        self._heading = title
        self._offered = choices
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Lay out the title and the choices."""
        with Vertical(classes="dialog"):
            yield Sentence(self._heading, role="text bold")
            yield Choices(self._offered, chosen=self._chosen)
            yield Sentence(_("Enter takes it, Esc leaves"), role="dim")

    @on(Rows.Chosen)
    def _take(self, message: Rows.Chosen) -> None:
        message.stop()
        self.dismiss(message.key)


class TimeDialog(Dialog[HealthQuery]):
    """Asks for a range of days and the as-of day."""

    choices = getters.query_one(Choices)
    day = getters.query_one(Input)
    hint = getters.query_one("#hint", Sentence)

    def __init__(self, query: HealthQuery, *, today: str) -> None:
        super().__init__()
        self._query = query
        self._today = today

    def compose(self) -> ComposeResult:
        """Lay out ranges and the day."""
        ranges = [
            Choice(known, f"{known}  {words.RANGES[known][1].text()}")
            for known in RANGES
        ]
        with Vertical(classes="dialog"):
            yield Sentence(_("Range and as-of day"), role="text bold")
            yield Choices(ranges, chosen=self._query.range)
            yield Sentence(_("As-of day (YYYY-MM-DD), empty for now:"), role="dim")
            yield Input(
                self._query.as_of, placeholder=self._today, max_length=10, compact=True
            )
            yield Sentence(
                _("Tab goes to the day, Enter takes both, Esc leaves"),
                role="dim",
                id="hint",
            )

    @on(Rows.Chosen)
    def _take_range(self, message: Rows.Chosen) -> None:
        message.stop()
        self._take()

    @on(Input.Submitted)
    def _take_day(self, message: Input.Submitted) -> None:
        message.stop()
        self._take()

    def _take(self) -> None:
        day = self.day.value.strip()
        if day and not _is_day(day):
            self.hint.say(_("{day} is not a day (YYYY-MM-DD)").format(day=day))
            self.day.focus()
            return
        chosen: Range = next(
            (known for known in RANGES if known == self.choices.current), "1d"
        )
        self.dismiss(replace(self._query, range=chosen, as_of=day))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-01-01")
