"""Which panels lie on the data screen, and on which pages of its tabs."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from cockpit.screens.study_screen import Pages
from cockpit.widgets.data_coverage import CoverageTable, CoverNote
from cockpit.widgets.data_fault import FaultFiles, FaultText
from cockpit.widgets.data_faults import FaultTable
from cockpit.widgets.data_freshness import FreshnessTable
from cockpit.widgets.data_overlaps import DoubleTable, OverlapTable
from cockpit.widgets.data_questions import GaugeTable, QuestionTable
from cockpit.widgets.data_reasons import ReasonTable
from cockpit.widgets.data_verdict import DataVerdict
from cockpit.widgets.rejected_table import RejectedTable
from cockpit.widgets.source_detail import ColumnTable, MessageTable, SourceHead
from cockpit.widgets.source_table import SourceTable

PARTS: Final[dict[str, str]] = {
    "columns": "ColumnTable",
    "rejected": "RejectedTable",
    "messages": "MessageTable",
}
"""Of one file: by part the table that shows it."""

TALL: Final[dict[str, Pages]] = {
    "data": (("DataVerdict", "FreshnessTable", "SourceTable"),),
    "faults": (("FaultTable", "FaultText"),),
    "fault": (("FaultText", "FaultFiles"),),
    "coverage": (("CoverageTable", "CoverNote", "QuestionTable"), ("GaugeTable",)),
    "quarantine": (("ReasonTable", "RejectedTable"),),
    "overlaps": (("OverlapTable", "DoubleTable"),),
}
VAST: Final[dict[str, Pages]] = {
    **TALL,
    "coverage": (("CoverageTable", "CoverNote", "QuestionTable", "GaugeTable"),),
    "faults": (("FaultTable", "FaultText", "FaultFiles"),),
}
"""Beside the faults stands the one under the cursor, with its files."""
LOW: Final[dict[str, Pages]] = {
    **TALL,
    "faults": (("FaultTable",),),
    "coverage": (("CoverageTable", "CoverNote"), ("QuestionTable",), ("GaugeTable",)),
    "overlaps": (("OverlapTable",), ("DoubleTable",)),
}


def compose_body() -> ComposeResult:
    """Lay all panels out once; the page says which of them are shown."""
    yield DataVerdict(classes="study")
    yield FreshnessTable(classes="study")
    yield SourceTable(classes="study")
    yield SourceHead(classes="study")
    yield ColumnTable(classes="study")
    yield MessageTable(classes="study")
    with Container(id="wrong", classes="holder"):
        yield FaultTable(classes="study")
        with Vertical(id="fault", classes="holder"):
            yield FaultText(classes="study")
            yield FaultFiles(classes="study")
    with Container(id="grid", classes="holder"):
        with Vertical(id="covered", classes="holder"):
            yield CoverageTable(classes="study")
            yield CoverNote(classes="study")
        with Vertical(id="asked", classes="holder"):
            yield QuestionTable(classes="study")
            yield GaugeTable(classes="study")
    yield ReasonTable(classes="study")
    yield RejectedTable(classes="study")
    yield OverlapTable(classes="study")
    yield DoubleTable(classes="study")
