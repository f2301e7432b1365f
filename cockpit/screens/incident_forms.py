"""Dialogs in which something is typed or ticked: notes, reasons, evidence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from cockpit.screens.dialogs import Dialog
from cockpit.text.i18n import _
from cockpit.widgets.choices import Choice, Choices
from cockpit.widgets.rows import Rows
from cockpit.widgets.sentence import Sentence, Spoken

LONGEST = 2_000


def anything(_text: str) -> str:
    """Accept every text."""
    return ""


@dataclass(frozen=True, slots=True)
class Blank:
    """One line to fill in.

    Attributes:
        label: What is asked for.
        value: What stands there already.
        is_required: Whether it may stay empty.
        check: Returns what is wrong with a text; empty if nothing is.
    """

    label: str
    value: str = ""
    is_required: bool = True
    check: Callable[[str], str] = anything
    placeholder: str = ""

    def wrong(self, text: str) -> str:
        """Return why a text is refused; empty if it is not."""
        if not text:
            return _("{label}: write something").format(label=self.label) * (
                self.is_required
            )
        said = self.check(text)
        return f"{self.label}: {said}" if said else ""


class FormDialog(Dialog[tuple[str, ...]]):
    """Asks for a few lines; the answer are their texts, in their order."""

    hint = getters.query_one("#hint", Sentence)

    def __init__(
        self, title: str, blanks: Sequence[Blank], *, said: Sequence[Spoken] = ()
    ) -> None:
        super().__init__()
        self._heading = title
        self._said = list(said)
        self._blanks = list(blanks)

    def compose(self) -> ComposeResult:
        """Lay out what is known, then the lines."""
        with Vertical(classes="dialog"):
            yield Sentence([(self._heading, "text bold"), *self._said])
            for at, blank in enumerate(self._blanks):
                yield Sentence(blank.label, role="dim")
                yield Input(
                    blank.value,
                    placeholder=blank.placeholder,
                    max_length=LONGEST,
                    compact=True,
                    id=f"blank-{at}",
                )
            keys = _("Enter goes on and saves, Esc leaves")
            if len(self._blanks) == 1:
                keys = _("Enter saves it, Esc leaves")
            yield Sentence(keys, role="dim", id="hint")

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one("#blank-0", Input).focus()

    @on(Input.Submitted)
    def _submit(self, message: Input.Submitted) -> None:
        message.stop()
        inputs = list(self.query(Input))
        here = inputs.index(message.input)
        if self._refused(inputs, here):
            return
        if here + 1 < len(inputs):
            inputs[here + 1].focus()
            return
        if not any(self._refused(inputs, at) for at in range(here)):
            self.dismiss(tuple(line.value.strip() for line in inputs))

    def _refused(self, inputs: list[Input], at: int) -> bool:
        """Tell what is wrong with a line, and go there."""
        wrong = self._blanks[at].wrong(inputs[at].value.strip())
        if wrong:
            self.hint.say(wrong)
            inputs[at].focus()
        return bool(wrong)


MOST_KEPT: Final = 4
"""So many reasons leave room for the choices on a small screen."""


class TickList(Choices):
    """Choices of which any number can be ticked."""

    BINDINGS: ClassVar[list[BindingType]] = [("space", "tick", "")]

    class Ticked(Message):
        """Something was ticked or put back."""

    def __init__(self, choices: Sequence[Choice], ticked: Sequence[str]) -> None:
        self._plain = list(choices)
        self.ticked = [choice.id for choice in choices if choice.id in ticked]
        super().__init__(self._marked())

    def action_tick(self) -> None:
        """Tick the choice under the cursor, or put it back."""
        if not self._plain:
            return
        key = self.current
        if key in self.ticked:
            self.ticked.remove(key)
        else:
            self.ticked.append(key)
        self.offer(self._marked())
        self.post_message(self.Ticked())

    def _marked(self) -> list[Choice]:
        return [
            Choice(
                choice.id,
                f"{'[x]' if choice.id in self.ticked else '[ ]'} {choice.label}",
                choice.hint,
            )
            for choice in self._plain
        ]


class TickDialog(Dialog[tuple[str, ...]]):
    """Asks for any number of things; the answer are their ids.

    What is kept stands below, dim and with its reason, and cannot be ticked.
    """

    ticks = getters.query_one(TickList)
    hint = getters.query_one("#hint", Sentence)

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        ticked: Sequence[str],
        least: int,
        kept: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._kept = kept
        self._heading = title
        self._offered = list(choices)
        self._ticked = ticked
        self._least = least

    def compose(self) -> ComposeResult:
        """Lay out the title and the choices."""
        with Vertical(classes="dialog"):
            yield Sentence(self._heading, role="text bold")
            yield TickList(self._offered, self._ticked)
            for reason in self._kept[:MOST_KEPT]:
                yield Sentence(f"     {reason}", role="dim")
            if more := len(self._kept[MOST_KEPT:]):
                said = _("{count} more are not proposed").format(count=more)
                yield Sentence(f"     {said}", role="dim")
            yield Sentence(
                _("Space ticks, Enter saves, Esc leaves"), role="dim", id="hint"
            )

    def on_mount(self) -> None:
        """Give the keys to the list."""
        self.ticks.focus()

    @on(Rows.Left)
    def _stay(self, message: Rows.Left) -> None:
        message.stop()

    @on(Rows.Chosen)
    def _take(self, message: Rows.Chosen) -> None:
        message.stop()
        if len(self.ticks.ticked) < self._least:
            said = _("at least {count} have to be ticked, with Space")
            self.hint.say(said.format(count=self._least))
            return
        self.dismiss(tuple(self.ticks.ticked))
