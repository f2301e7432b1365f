"""Asks which procedure an incident opened by hand follows, and why it is opened."""

from collections.abc import Sequence

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from cockpit.screens.dialogs import Dialog
from cockpit.snapshot.acts import OpenIncident
from cockpit.snapshot.alarms import AlarmRow
from cockpit.snapshot.tabulate import name
from cockpit.text.i18n import _
from cockpit.widgets.choices import Choice, Choices
from cockpit.widgets.rows import Rows
from cockpit.widgets.sentence import Sentence


class OpenDialog(Dialog[OpenIncident]):
    """Answers with an :class:`~cockpit.snapshot.acts.OpenIncident`.

    Args:
        row: The alarm it is about.
        sops: (id, title) of the procedures; the one of the rule is chosen at first.
    """

    choices = getters.query_one(Choices)
    reason = getters.query_one(Input)

    def __init__(self, row: AlarmRow, sops: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._row = row
        self._sops = sops

    def compose(self) -> ComposeResult:
        """Lay out the alarm, the procedures and the reason."""
        row = self._row
        entity = name(row.entity_name) if row.entity_name else row.entity or ""
        about = f"{name(row.title) or row.rule}  {entity}"
        with Vertical(classes="dialog"):
            yield Sentence(_("Open an incident by hand"), role="text bold")
            yield Sentence(f"{about}  {row.reason}", role="dim")
            offered = [Choice(known, title, known) for known, title in self._sops]
            yield Choices(offered, chosen=row.sop)
            yield Input(placeholder=_("reason (may be empty)"), compact=True)
            yield Sentence(
                _("Enter chooses, then Enter opens it; Esc leaves"), role="dim"
            )

    @on(Rows.Chosen)
    def _forward(self, message: Rows.Chosen) -> None:
        message.stop()
        self.reason.focus()

    @on(Input.Submitted)
    def _take(self, message: Input.Submitted) -> None:
        message.stop()
        row = self._row
        self.dismiss(
            OpenIncident(
                sop=self.choices.current,
                rule=row.rule,
                labels=row.labels,
                reason=message.value.strip(),
            )
        )
