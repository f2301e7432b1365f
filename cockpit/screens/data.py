"""The data screen: every file; one of them in detail."""

from typing import ClassVar, Final

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.reactive import var

from cockpit import keys
from cockpit.messages import FilesFiltered, RejectedRequested
from cockpit.screens.base import CockpitScreen, Copy, Explained
from cockpit.snapshot.sources import SourceRow, SourcesSnapshot
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import render_plain
from cockpit.widgets.footer import Footer
from cockpit.widgets.header import Header
from cockpit.widgets.needle import Needle
from cockpit.widgets.notice import Notice
from cockpit.widgets.rejected_table import RejectedTable
from cockpit.widgets.rows import Rows
from cockpit.widgets.source_detail import ColumnTable, MessageTable, SourceHead
from cockpit.widgets.source_table import SourceTable

PARTS: Final = ("columns", "rejected", "messages")


class DataScreen(CockpitScreen):
    """Shows all files, or what was read from one of them."""

    CSS_PATH = "data.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "SourceTable"
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("data"))

    source: var[SourceRow | None] = var(None)

    table = getters.query_one(SourceTable)
    head = getters.query_one(SourceHead)
    rejected = getters.query_one(RejectedTable)
    needle = getters.query_one(Needle)

    def __init__(self, *, needle: str = "") -> None:
        super().__init__()
        self._part = "columns"
        self._first_needle = needle

    def compose(self) -> ComposeResult:
        """Lay the screen out once."""
        yield Header("data").data_bind(CockpitScreen.status)
        yield Notice().data_bind(CockpitScreen.status)
        yield SourceTable().data_bind(snapshot=CockpitScreen.sources)
        with Vertical(id="detail"):
            yield SourceHead().data_bind(DataScreen.source)
            yield ColumnTable().data_bind(DataScreen.source)
            yield RejectedTable().data_bind(CockpitScreen.page)
            yield MessageTable().data_bind(DataScreen.source)
        yield Needle()
        yield Footer("data")

    def on_mount(self) -> None:
        """Take up the filter of the last time."""
        self.table.needle = self._first_needle

    def watch_sources(self, snapshot: SourcesSnapshot) -> None:
        """Follow the open file when it was read again; leave it when it is gone."""
        if self.source is None:
            return
        path = self.source.path
        found = next((row for row in snapshot.rows if row.path == path), None)
        has_changed = found is None or found.rejected != self.source.rejected
        self.source = found
        if found is None:
            self.close_detail()
        elif has_changed:
            self.rejected.open(found)

    @on(Rows.Chosen)
    def _open(self, message: Rows.Chosen) -> None:
        message.stop()
        if not isinstance(message.table, SourceTable):
            return
        self.source = next(row for row in self.sources.rows if row.path == message.key)
        self.rejected.open(self.source)
        self.add_class("-detail")
        self.footer.context = "detail"
        self._show_part("rejected" if self.source.rejected else "columns")

    @on(RejectedTable.Wanted)
    def _ask(self, message: RejectedTable.Wanted) -> None:
        message.stop()
        self.post_message(RejectedRequested(message.path, message.first, message.count))

    @on(Rows.Left)
    def _stay(self, message: Rows.Left) -> None:
        message.stop()

    def action_turn(self, parts: int) -> None:
        """Show another part of the detail; unused without one."""
        if self.source is None:
            return
        at = (PARTS.index(self._part) + parts) % len(PARTS)
        self._show_part(PARTS[at])

    def _show_part(self, part: str) -> None:
        self._part = part
        self.head.part = part
        for name in PARTS:
            self.set_class(name == part, f"-{name}")
        self._shown_table().focus()

    def close_detail(self) -> None:
        """Go back to the list of files."""
        self.source = None
        self.remove_class("-detail")
        self.footer.context = "data"
        self.table.focus()

    def _shown_table(self) -> Rows:
        if not self.has_class("-detail"):
            return self.table
        tables: dict[str, type[Rows]] = {
            "columns": ColumnTable,
            "rejected": RejectedTable,
            "messages": MessageTable,
        }
        return self.query_one(tables[self._part])

    def go_up(self) -> bool:
        """Close the filter, leave the detail, then show all files."""
        if self.needle.display:
            self.table.focus()
        elif self.source is not None:
            self.close_detail()
        elif self.table.needle:
            self._show_only("")
        else:
            return False
        return True

    def open_filter(self) -> bool:
        """Ask for a part of a name; a single file has nothing to filter."""
        if self.source is None:
            self.needle.ask(self.table.needle)
        return self.source is None

    @on(Needle.Submitted)
    def _filter(self, message: Needle.Submitted) -> None:
        message.stop()
        self.table.focus()
        self._show_only(message.value.strip())

    def _show_only(self, needle: str) -> None:
        self.table.needle = needle
        self.post_message(FilesFiltered(needle))

    def copies(self) -> list[Copy]:
        """Offer the path, the row and the table that is shown."""
        shown = self._shown_table()
        table = shown.table()
        found = [Copy(_("table"), render_plain(table))]
        if shown.cursor < len(table.rows):
            cells = table.rows[shown.cursor]
            row = "\t".join("" if cell is None else safe(str(cell)) for cell in cells)
            found.insert(0, Copy(_("row"), row))
        if shown is self.table and shown.count():
            found.insert(0, Copy(_("file"), safe(self.table.selected)))
        return found

    def exported(self) -> SourcesSnapshot:
        """Return the list of files."""
        return self.sources

    def explained(self) -> Explained | None:
        """Nothing here is computed."""
        return None

    def why_not(self) -> str:
        """Say what can be explained instead."""
        return _("files do not move a number by themselves: ask on Health, 1")
