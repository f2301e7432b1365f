"""What opens what on the data screen: files, faults, sources, reasons."""

from typing import Final

from textual import getters, on
from textual.reactive import var

from cockpit.messages import RejectedRequested, ScreenRequested
from cockpit.screens.data_acting import DataKeys
from cockpit.snapshot.quarantine import RejectedPage
from cockpit.snapshot.sources import SourceRow, SourcesSnapshot
from cockpit.widgets.data_coverage import CoverageTable
from cockpit.widgets.data_fault import FaultFiles
from cockpit.widgets.data_faults import FaultTable
from cockpit.widgets.data_freshness import FreshnessTable
from cockpit.widgets.data_order import OrderedRows
from cockpit.widgets.data_overlaps import DoubleTable, OverlapTable
from cockpit.widgets.data_questions import QuestionTable
from cockpit.widgets.data_reasons import ReasonTable
from cockpit.widgets.data_verdict import DataVerdict
from cockpit.widgets.header import TABS
from cockpit.widgets.rejected_table import RejectedTable
from cockpit.widgets.rows import Rows
from cockpit.widgets.source_detail import SourceHead
from cockpit.widgets.source_table import SourceTable

HOME: Final[dict[str, type[Rows]]] = {
    "data": SourceTable,
    "faults": FaultTable,
    "coverage": CoverageTable,
    "quarantine": ReasonTable,
    "overlaps": OverlapTable,
}
"""What each tab is about: it has the focus first."""


class DataOpening(DataKeys):
    """A data screen on which rows lead to files, to faults and to other screens."""

    source: var[SourceRow | None] = var(None)

    table = getters.query_one(SourceTable)
    head = getters.query_one(SourceHead)
    faults = getters.query_one(FaultTable)
    reasons = getters.query_one(ReasonTable)
    rejected = getters.query_one(RejectedTable)

    def watch_sources(self, snapshot: SourcesSnapshot) -> None:
        """Follow the open file when it was read again; leave it when it is gone."""
        if self.source is None:
            self.browse_again()
            return
        path = self.source.path
        found = next((row for row in snapshot.rows if row.path == path), None)
        has_changed = found is None or found.rejected != self.source.rejected
        self.source = self.source_opened = found
        if found is None:
            self.close_detail()
        elif has_changed:
            self.rejected.open(found)

    # Opening.

    @on(Rows.Chosen)
    def _open(self, message: Rows.Chosen) -> None:
        message.stop()
        table, key = message.table, message.key
        match table:
            case SourceTable() | FaultFiles() | OverlapTable():
                self._open_file(key)
            case FaultTable():
                self._open_fault()
            case ReasonTable():
                self.narrow_rows(key)
            case RejectedTable() if self.source is None:
                self._open_file(table.path_of(table.cursor))
            case _:
                self._go_elsewhere(table, key)

    def _go_elsewhere(self, table: Rows, key: str) -> None:
        """Go from a row to the files behind it, or to the screen that it names."""
        match table:
            case FreshnessTable():
                self._show_source(int(key))
            case CoverageTable():
                self._show_files(key)
            case DoubleTable():
                self._show_files("ad_spend")
            case QuestionTable():
                self._answer(table)

    @on(DataVerdict.Chosen)
    def _show_faults(self) -> None:
        self.show_tab("faults")

    def _open_file(self, path: str) -> None:
        found = next((row for row in self.sources.rows if row.path == path), None)
        if found is None:
            return
        self.source = self.source_opened = found
        self.rejected.open(found)
        self.show_part("rejected" if found.rejected else "columns")

    def show_part(self, part: str) -> None:
        """Show a part of the file that is open."""
        self.part = self.head.part = part
        self.lay_out()
        self.footer.context = "detail"

    def close_detail(self) -> None:
        """Go back to the tab from which the file was opened."""
        self.source = self.source_opened = None
        self.lay_out()
        self.browse_again()

    def _open_fault(self) -> None:
        if self.faults.current is None:
            return
        self.fault_opened = self.faults.selected
        self.add_class("-opened")
        self.lay_out()
        self.footer.context = "fault"

    def close_fault(self) -> None:
        """Go back to the list of faults."""
        self.fault_opened = ""
        self.remove_class("-opened")
        self.lay_out()

    def _show_source(self, position: int) -> None:
        """Go to the files of a source, also where a filter hides them."""
        of_source = {row.path for row in self.sources.rows if row.source == position}
        found = self._first_file(of_source)
        if of_source and not found:
            self.show_only("")
            found = self._first_file(of_source)
        if found:
            self.table.select(found)
            self.table.focus()

    def _first_file(self, paths: set[str]) -> str:
        """Return the first of some files in the table; empty if it shows none."""
        shown = (self.table.key_of(at) for at in range(self.table.count()))
        return next((path for path in shown if path in paths), "")

    def _show_files(self, table: str) -> None:
        """Show the files that feed a table."""
        self.show_tab("data")
        self.show_only(table)

    def _answer(self, table: QuestionTable) -> None:
        """Go to the screen that answers the question."""
        row = table.current
        if row is None:
            return
        if any(row.screen == tab for _key, tab, _label in TABS):
            self.post_message(ScreenRequested(row.screen))
        else:
            self.said_missing(row.screen)

    # The quarantine.

    @on(RejectedTable.Wanted)
    def _ask_rows(self, message: RejectedTable.Wanted) -> None:
        message.stop()
        asked = (message.path, message.first, message.count, message.only)
        self.post_message(RejectedRequested(*asked))

    def watch_page(self, page: RejectedPage) -> None:
        """Make room for as many reasons as there are."""
        if self.is_mounted and self.tab == "quarantine" and not page.path:
            self.refresh(layout=True)

    def narrow_rows(self, key: str) -> None:
        """Show the rows of one reason; an empty key: of all."""
        self.reasons.only = self.reasons.narrowed(key)
        self.browse_again()
        self.rejected.focus()

    def browse_again(self) -> None:
        """Ask for the rows of the quarantine, where they are what is shown."""
        if self.tab == "quarantine" and self.source is None:
            total = sum(row.rejected for row in self.sources.rows)
            self.rejected.browse(self.reasons.only, total=max(total, 1))

    def narrow(self) -> None:
        """Hand what is looked for to the tables of the tab."""
        needle = self.needles.get(self.tab, "")
        home = self.query_one(HOME[self.tab])
        if isinstance(home, ReasonTable):
            home.only = type(home.only)(needle=needle)
            self.browse_again()
        for table in self._tables():
            table.needle = needle

    def _tables(self) -> list[OrderedRows]:
        """Return the tables of the tab that know what is looked for."""
        shown = {name for page in self.pages() for name in page}
        tables = self.query(OrderedRows).results(OrderedRows)
        # Sources are all of them, whichever files are looked for.
        return [
            one
            for one in tables
            if type(one).__name__ in shown and not isinstance(one, FreshnessTable)
        ]
