"""Typed jumps and every action, behind one key."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from cockpit import commands
from cockpit.screens.typed_dialog import TypedDialog
from cockpit.snapshot.health import HealthSnapshot
from cockpit.text.i18n import _
from cockpit.widgets.choices import Choice, Choices
from cockpit.widgets.sentence import Sentence


class PaletteDialog(TypedDialog[commands.Command]):
    """Filters the offers while one types; the answer is a command."""

    def __init__(self, snapshot: HealthSnapshot) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._offers = commands.offers(snapshot)

    def compose(self) -> ComposeResult:
        """Lay out the line to type in and the offers."""
        with Vertical(classes="dialog"):
            yield Sentence(_("Jump or action"), role="text bold")
            yield Input(placeholder="ch douyin 7d", max_length=80, compact=True)
            yield Choices(_choices(self._offers))
            yield Sentence(_("Enter takes it, Esc leaves"), role="dim", id="hint")

    @on(Input.Changed)
    def _narrow(self, message: Input.Changed) -> None:
        message.stop()
        self._offers = commands.matching(
            commands.offers(self._snapshot), message.value.removeprefix(":")
        )
        self.choices.offer(_choices(self._offers))

    @on(Input.Submitted)
    def _submit(self, message: Input.Submitted) -> None:
        message.stop()
        typed = commands.typed(message.value, self._snapshot)
        if isinstance(typed, commands.Refuse):
            self.hint.say(typed.reason)
        elif typed is not None:
            self.dismiss(typed)
        else:
            self.take()

    def take(self) -> None:
        """Answer with the offer under the cursor, if there is any."""
        if self._offers:
            self.dismiss(self._offers[self.choices.cursor].command)
        else:
            self.hint.say(_("nothing is called so"))


def _choices(offers: list[commands.Offer]) -> list[Choice]:
    return [
        Choice(f"{at} {offer.text}", offer.text, offer.hint)
        for at, offer in enumerate(offers)
    ]
