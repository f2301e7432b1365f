"""What stands between the head of an incident and its timeline."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from cockpit.screens.incident_sending import Sending
from cockpit.widgets.incident.deadlines import Deadlines
from cockpit.widgets.incident.event_list import EventList
from cockpit.widgets.incident.evidence_brief import EvidenceBrief
from cockpit.widgets.incident.evidence_table import EvidenceTable
from cockpit.widgets.incident.rule import VerticalRule
from cockpit.widgets.incident.saved_line import SavedLine
from cockpit.widgets.incident.step_list import StepList
from cockpit.widgets.incident.step_panel import StepPanel


def compose_body() -> ComposeResult:
    """Lay out the steps at the left, the step that is looked at on the right."""
    view = Sending.view
    with Horizontal(id="body"):
        with Vertical(id="left"):
            yield StepList().data_bind(view)
            yield EvidenceBrief("bars", id="why")
            yield SavedLine(id="saved-left")
            yield Deadlines().data_bind(view)
        yield VerticalRule()
        with Vertical(id="right"):
            yield StepPanel().data_bind(view, Sending.step)
            yield EvidenceTable()
            yield SavedLine(id="saved-right")
            yield EvidenceBrief("table", id="next")
            yield EventList(id="events-near").data_bind(view)
