"""An answer that is looked at and not frozen, over the screen that asked."""

from textual.app import ComposeResult
from textual.containers import Vertical

from cockpit.screens.dialogs import Dialog
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.incidents import StepView
from cockpit.snapshot.tabulate import name
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.incident.evidence_table import EvidenceTable
from cockpit.widgets.sentence import Sentence


class QuickLook(Dialog[None]):
    """Shows computed evidence: the verdict, the table, how it was made."""

    def __init__(self, evidence: Evidence, *, currency: str) -> None:
        super().__init__()
        self._evidence = evidence
        self._currency = currency

    def compose(self) -> ComposeResult:
        """Lay out the verdict, the table and the method."""
        evidence = self._evidence
        title = name(evidence.title)
        if evidence.provisional:
            title = _("{title}  provisional").format(title=title)
        with Vertical(classes="dialog"):
            if evidence.rows:  # the table has the title and the verdict itself
                yield EvidenceTable()
            else:
                yield Sentence(title, role="text bold")
                yield Sentence(safe(evidence.refusal), role="text")
            yield Sentence(safe(evidence.method), role="dim")
            yield Sentence(_("Esc leaves"), role="dim")

    def on_mount(self) -> None:
        """Give the table what it draws."""
        if not self._evidence.rows:
            return
        table = self.query_one(EvidenceTable)
        table.currency = self._currency
        table.step = StepView(
            number=0, id="", title="", state="inactive", evidence=self._evidence
        )
        table.focus()
