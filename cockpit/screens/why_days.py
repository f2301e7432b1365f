"""Any two ranges of days: what is explained, and what it is held against."""

from typing import ClassVar

from msgspec.structs import replace
from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from cockpit.screens.dialogs import Dialog
from cockpit.screens.why_asking import read_spans
from cockpit.snapshot.health import BASES
from cockpit.snapshot.why import WhyQuery
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.sentence import Sentence

MOST = 2 * len("2026-01-01:2026-01-01 ")
"""Cells of two ranges: the middle ones of a median."""


class DaysDialog(Dialog[WhyQuery]):
    """Asks for two ranges, the older one perhaps a median's; empty: the gauge's own.

    Args:
        query: What is asked now.
        now: Days that are shown, ``A:B``.
        base: Days that they are held against.
    """

    AUTO_FOCUS: ClassVar[str | None] = "#now"

    now = getters.query_one("#now", Input)
    base = getters.query_one("#base", Input)
    hint = getters.query_one("#hint", Sentence)

    def __init__(self, query: WhyQuery, *, now: str, base: str) -> None:
        super().__init__()
        self._query = query
        self._shown = now, base

    def compose(self) -> ComposeResult:
        """Lay out both ranges."""
        now, base = self._shown
        with Vertical(classes="dialog"):
            yield Sentence(_("Which days are compared"), role="text bold")
            yield Sentence(_("Days to explain (A:B, both inclusive):"), role="dim")
            yield self._input("now", self._query.now, now)
            held = _("Days they are held against, or {bases}:")
            yield Sentence(held.format(bases=", ".join(BASES)), role="dim")
            yield self._input("base", self._query.base, base)
            yield Sentence(
                _("Empty: as the gauge. Tab goes on, Enter takes both, Esc leaves"),
                role="dim",
                id="hint",
            )

    @staticmethod
    def _input(id: str, value: str, shown: str) -> Input:  # noqa: A002 - Textual's name
        return Input(value, placeholder=shown, max_length=MOST, compact=True, id=id)

    @on(Input.Submitted)
    def _take(self, message: Input.Submitted) -> None:
        message.stop()
        found: dict[str, str] = {}
        for field in (self.now, self.base):
            text, is_base = field.value.strip(), field is self.base
            days = text if is_base and text in BASES else read_spans(text)
            if days is None or (" " in days and not is_base):
                said = _("{days} is not A:B (2026-10-01:2026-10-07)")
                self.hint.say(said.format(days=safe(text)))
                field.focus()
                return
            found[str(field.id)] = days
        self.dismiss(replace(self._query, **found))
