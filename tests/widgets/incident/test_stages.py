"""The stages and the deadlines of a procedure, each once."""

from msgspec.structs import replace

from cockpit.snapshot.evidence import EvidenceRow
from cockpit.widgets.incident.deadlines import running
from cockpit.widgets.incident.evidence_layout import before_reason, measure
from cockpit.widgets.incident.step_list import stages
from tests import incident_builders as incident
from tests.speech import spoken


def test_a_stage_begins_at_its_first_step_that_is_needed() -> None:
    """Contain, analyse, recover, review; what is told meanwhile is none of them."""
    order = sorted(incident.steps(), key=lambda step: not step.is_memory)
    names = [order[at].id for at in stages(order)]
    assert names == ["take-command", "competitor-analysis", "backup-test"]


def test_a_procedure_without_stages_has_one() -> None:
    order = [replace(step, phase="contain") for step in incident.steps()]
    assert stages(order) == [0]


def test_there_is_one_bar_for_each_deadline() -> None:
    """A step that tells of the others every half hour is not another half hour."""
    told = [
        replace(step, state="ready", seconds_left=500.0, total_seconds=1_800.0)
        if step.id == "update"
        else step
        for step in incident.steps()
    ]
    shown = running(incident.view(steps=tuple(told)))
    assert [step.id for step in shown] == [
        "pause-inefficient", "competitor-analysis", "backup-test",
    ]  # fmt: skip
    assert [step.total_seconds for step in shown] == [1_800.0, 7_200.0, 14_400.0]


def test_a_reason_takes_the_place_of_figures_and_is_not_cut() -> None:
    with spoken("en"):
        evidence = incident.campaigns()
        long = "kept: its clicks cost as usual"
        row = EvidenceRow("c6", "DOU", (980.0, 1.12, 0.11, 31, 2.35, None, None), long)
        layout = measure(evidence, 70)
        shown = before_reason(row, layout)
    room = sum(column.width + layout.gap for column in layout.columns[shown:])
    assert shown >= 1
    assert room - layout.gap >= len(long)
