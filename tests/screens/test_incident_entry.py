"""What a table that is filled in begins with."""

from msgspec.structs import replace

from cockpit.screens.incident_entry import sheet
from cockpit.snapshot.incidents import EvidenceField, StepView
from tests import incident_builders as incident
from tests.speech import spoken

MATRIX = EvidenceField("matrix", "table", required=True, least=1)


def step() -> StepView:
    """Return a step with computed evidence."""
    return replace(incident.steps()[7], evidence=incident.backups())


def test_heads_stand_over_their_cells_and_are_named() -> None:
    keys = tuple(column.key for column in incident.backups().columns)
    field = replace(MATRIX, columns=keys)
    with spoken("en"):
        found = sheet(field, step(), None)
    assert found.heads == ("name", "mROI", "CPC 7d", "room/day", "test cap")
    assert found.rows[0][:2] == ("WeChat Channels", "4.12")


def test_a_procedure_may_name_the_columns_itself() -> None:
    field = replace(MATRIX, columns=("channel", "move"))
    with spoken("en"):
        found = sheet(field, step(), None)
    assert found.heads == ("channel", "move")
    assert found.rows[0] == ("WeChat Channels", "")
