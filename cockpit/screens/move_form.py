"""Asks which money is to be tried elsewhere: from, to, how much a day."""

from collections.abc import Sequence
from math import isfinite
from typing import Final

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from cockpit.screens.attribution_asking import Move
from cockpit.screens.dialogs import Dialog
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.widgets.choices import Choice, Choices
from cockpit.widgets.rows import Rows
from cockpit.widgets.sentence import Sentence

LARGEST: Final = 1e9


class MoveDialog(Dialog[Move]):
    """Answers with a :class:`~cockpit.screens.attribution_asking.Move`.

    Args:
        channels: Id, name ready to be shown, and daily spend of each.
        move: What was tried the last time.
        currency: ISO code of the workspace.
    """

    sources = getters.query_one("#sources", Choices)
    targets = getters.query_one("#targets", Choices)
    amount = getters.query_one(Input)
    hint = getters.query_one("#hint", Sentence)

    def __init__(
        self,
        channels: Sequence[tuple[str, str, float | None]],
        *,
        move: Move,
        currency: str,
    ) -> None:
        super().__init__()
        self._channels = channels
        self._move = move
        self._currency = currency

    def compose(self) -> ComposeResult:
        """Lay out both ends side by side and the amount below."""
        known = [
            Choice(channel, called, formats.money(spend, self._currency))
            for channel, called, spend in self._channels
        ]
        sources = [*known, Choice("", _("new money"))]
        targets = [*known, Choice("", _("save it"))]
        sign = formats.currency_sign(self._currency)
        with Vertical(classes="dialog"):
            yield Sentence(_("What if money moved? from | to"), role="text bold")
            with Horizontal(id="ends"):
                yield Choices(sources, chosen=self._move.source, id="sources")
                yield Choices(targets, chosen=self._move.target, id="targets")
            yield Input(
                f"{self._move.amount:g}" if self._move.amount else "",
                placeholder=_("{sign} a day").format(sign=sign),
                max_length=12, compact=True,
            )  # fmt: skip
            said = _("Enter goes on: from, to, how much a day; Esc leaves")
            yield Sentence(said, role="dim", id="hint")

    def on_mount(self) -> None:
        """Begin with where the money comes from."""
        self.sources.focus()

    @on(Rows.Chosen)
    def _forward(self, message: Rows.Chosen) -> None:
        message.stop()
        if message.table is self.sources:
            self.targets.focus()
        else:
            self.amount.focus()

    @on(Rows.Left)
    def _walk(self, message: Rows.Left) -> None:
        message.stop()
        if message.down > 0:
            self.focus_next()
        else:
            self.focus_previous()

    @on(Input.Submitted)
    def _take(self, message: Input.Submitted) -> None:
        message.stop()
        amount = amount_of(message.value)
        if amount is None:
            self.hint.say(_("how much a day? a number above 0"))
            return
        source, target = self.sources.current, self.targets.current
        if source == target:
            self.hint.say(_("from and to are the same"))
            self.targets.focus()
            return
        self.dismiss(Move(source, target, amount))


def amount_of(text: str) -> float | None:
    """Read an amount as people type it, ``5,000`` too; None where it is none."""
    try:
        value = float(text.replace(",", "").replace("，", "").strip())
    except ValueError:
        return None
    return value if isfinite(value) and 0 < value <= LARGEST else None
