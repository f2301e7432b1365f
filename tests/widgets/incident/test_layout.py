"""Tables and rows of an incident: exact widths whatever is in them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cockpit.snapshot.evidence import EvidenceColumn, EvidenceRow
from cockpit.text.i18n import Language
from cockpit.widgets.incident.evidence_brief import bars
from cockpit.widgets.incident.evidence_layout import measure, totals, written
from cockpit.widgets.incident.step_row import Room, row
from tests import incident_builders as incident
from tests.builders import HOSTILE
from tests.conftest import few
from tests.speech import spoken


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("width", range(24, 80, 7))
@pytest.mark.parametrize("word", [0, 11])
def test_a_step_fills_its_line_exactly(
    language: Language, width: int, word: int
) -> None:
    with spoken(language):
        for step in incident.steps():
            for title in (step.title, HOSTILE, "长" * 40):
                known = replace(step, title=title)
                pieces = row(known, 0.0, Room(width, word, step.is_memory), "bg")
                assert sum(part.cell_length for part in pieces) == width


@settings(max_examples=few(40))
@given(width=st.integers(20, 140), label=st.text(max_size=40))
def test_columns_and_names_share_the_width(width: int, label: str) -> None:
    evidence = incident.campaigns()
    rows = (replace(evidence.rows[0], label=label), *evidence.rows[1:])
    layout = measure(replace(evidence, rows=rows), width)
    used = sum(column.width + layout.gap for column in layout.columns)
    assert layout.name >= 4
    assert layout.name + used <= max(width, used + 4)


def test_ranks_say_which_columns_go_first() -> None:
    evidence = incident.campaigns()
    wide = [column.column.key for column in measure(evidence, 90).columns]
    narrow = [column.column.key for column in measure(evidence, 44).columns]
    assert wide == [column.key for column in evidence.columns]
    assert narrow == ["cpc_change", "saving", "cumulated"]


def test_totals_leave_out_what_is_not_proposed() -> None:
    assert totals(incident.campaigns()) == {5: 8_700.0}


def test_bars_come_from_headlines_with_a_share_or_from_rows() -> None:
    with spoken("en"):
        found = bars(incident.auction())
        assert [(bar.label, bar.figure, bar.share) for bar in found] == [
            ("CPM", "+54%", 0.94), ("CTR", "-2.4%", 0.05), ("mix", "+0.3%", 0.01)
        ]  # fmt: skip
        column = EvidenceColumn("share", incident.auction().title, "rate", has_bar=True)
        rows = (EvidenceRow("a", "A", (0.7,)),)
        evidence = replace(incident.backups(), columns=(column,), rows=rows)
        assert [(bar.label, bar.share) for bar in bars(evidence)] == [("A", 0.7)]
        assert bars(incident.backups()) == []


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), None])
def test_a_number_that_is_none_is_missing(cell: float | None) -> None:
    evidence = incident.campaigns()
    column = measure(evidence, 90).columns[0]
    assert written(cell, column.column, column.scale) == "-"
