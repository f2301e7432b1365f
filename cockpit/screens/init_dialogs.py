"""Dialogs of the guided screen: an answer from a list, and what the screen is."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input

from cockpit import keys
from cockpit.screens.dialogs import Dialog
from cockpit.screens.init_picking import Offer, Pick
from cockpit.screens.typed_dialog import TypedDialog
from cockpit.text import cells, fuzzy
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.choices import Choice, Choices
from cockpit.widgets.init import words
from cockpit.widgets.sentence import Sentence, Spoken


@dataclass(frozen=True)
class Picked:
    """What was answered: by id of the question; and the answers taken back with it."""

    answers: Mapping[str, str]
    without: tuple[str, ...] = ()


class PickDialog(TypedDialog[Picked]):
    """Asks for one of many answers; what is typed narrows the list.

    Args:
        pick: What is asked.
    """

    def __init__(self, pick: Pick) -> None:
        super().__init__()
        self._pick = pick
        self._shown = list(range(len(pick.offers)))

    def compose(self) -> ComposeResult:
        """Lay out the question, the line to type in and the answers."""
        with Vertical(classes="dialog"):
            yield Sentence(self._pick.title, role="text bold")
            yield Sentence(self._pick.text, role="dim")
            yield Input(
                placeholder=_("type a part of a name"), max_length=80, compact=True
            )
            yield Choices(self._offered(), chosen=str(self._pick.chosen))
            yield Sentence(self._told(), role="dim", id="hint")

    def _offered(self) -> list[Choice]:
        return [_choice(at, self._pick.offers[at]) for at in self._shown]

    def _told(self) -> str:
        typed = self.needle.value.strip() if self.is_mounted else ""
        if self._shown:
            return _("Up and Down choose, Enter takes it, Esc leaves")
        if self._pick.free and typed:
            return _("Enter takes {word} as it is typed").format(word=typed)
        return _("nothing is called so")

    @on(Input.Changed)
    def _narrow(self, message: Input.Changed) -> None:
        message.stop()
        texts = [(one.label, *one.also, one.hint) for one in self._pick.offers]
        self._shown = fuzzy.found(message.value, texts)
        if self.choices.is_mounted:
            self.choices.offer(self._offered())
            if message.value:
                self.choices.action_end(-1)
            self.hint.say(self._told())

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.take()

    def take(self) -> None:
        """Answer with what the cursor is on, else with what was typed."""
        typed = self.needle.value.strip()
        if self._shown:
            offer = self._pick.offers[self._shown[self.choices.cursor]]
            self.dismiss(Picked(offer.answers, offer.without))
        elif self._pick.free and typed:
            self.dismiss(Picked({self._pick.free: typed}))


def _choice(at: int, offer: Offer) -> Choice:
    return Choice(str(at), offer.label, offer.hint)


class InitHelp(Dialog[None]):
    """Says what the screen is for, what its signs mean, and its keys.

    Args:
        warnings: What is wrong beyond single files; raw.
    """

    def __init__(self, warnings: tuple[str, ...]) -> None:
        super().__init__()
        self._warnings = warnings

    def compose(self) -> ComposeResult:
        """Lay out the sentences, then the keys."""
        with Vertical(classes="dialog"), VerticalScroll(id="lines"):
            yield Sentence([*_warned(self._warnings), *_help()])

    def on_mount(self) -> None:
        """Give the keys to the list."""
        self.query_one("#lines").focus()


def _warned(warnings: tuple[str, ...]) -> list[Spoken]:
    if not warnings:
        return []
    told: list[Spoken] = [(text, "text") for text in warnings]
    return [(_("Messages"), "text bold"), *told, ("", "dim")]


def _help() -> list[Spoken]:
    said: list[Spoken] = [(_("Set up"), "text bold")]
    said += [(text, "dim") for text in _sentences()]
    said += [("", "dim"), (_("Signs"), "text bold")]
    said += [(f"{s.mark}  {s.word.text()}", "dim") for s in words.SIGNS.values()]
    said += [("", "dim"), (_("Keys"), "text bold")]
    shown = {
        key.shown: key.help.text()
        for key in (*keys.footer("init"), *keys.KEYS)
        if key.owner in {"init", "rows"} or "init" in key.contexts
    }
    rows = (f"{cells.left(safe(key), 8)}  {does}" for key, does in shown.items())
    return [*said, *((row, "dim") for row in rows)]


def _sentences() -> tuple[str, ...]:
    return (
        _(
            "Files of one shape are one row at the left. At the right stands what they"
            " were taken for, and why; what the evidence does not settle is asked."
        ),
        _(
            "Everything can be changed: Enter on a line offers the other tables,"
            " columns, units and orders of dates that there are."
        ),
        _(
            "Your files are only read. Nothing is written before you save, and then"
            " only cockpit.toml; one that is there is kept beside the new one."
        ),
        _("Columns that identify people are not read, and their cells are not shown."),
    )
