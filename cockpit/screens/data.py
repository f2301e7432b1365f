"""The data screen: files, faults, coverage, quarantine, overlaps."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from cockpit import keys
from cockpit.screens.base import CockpitScreen, Copy, Explained
from cockpit.screens.data_body import PARTS, compose_body
from cockpit.screens.data_opening import HOME, DataOpening
from cockpit.screens.telling import row_of, table_of
from cockpit.snapshot.faults import NO_FAULTS_YET, FaultsSnapshot
from cockpit.snapshot.sources import SourcesSnapshot
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.data_coverage import CoverageTable, CoverNote
from cockpit.widgets.data_fault import FaultFiles, FaultText
from cockpit.widgets.data_overlaps import OverlapTable
from cockpit.widgets.data_reasons import ReasonTable
from cockpit.widgets.data_tabs import DataTabs
from cockpit.widgets.data_verdict import DataVerdict
from cockpit.widgets.footer import Footer
from cockpit.widgets.header import Header
from cockpit.widgets.needle import Needle
from cockpit.widgets.notice import Notice
from cockpit.widgets.reading_line import ReadingLine
from cockpit.widgets.rejected_table import RejectedTable
from cockpit.widgets.rows import Rows
from cockpit.widgets.source_detail import ColumnTable, MessageTable, SourceHead
from cockpit.widgets.source_table import SourceTable


class DataScreen(DataOpening):
    """Shows one tab at a time; a file or a fault that is opened has the window."""

    CSS_PATH = "data.tcss"
    AUTO_FOCUS: ClassVar[str | None] = ""
    """The tab says what has the focus first."""
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("data"))

    verdict = getters.query_one(DataVerdict)

    def __init__(self, tab: str = "", *, needle: str = "") -> None:
        super().__init__(tab)
        self.needles["data"] = needle

    def compose(self) -> ComposeResult:
        """Lay the screen out once; nothing is mounted or removed afterwards."""
        yield Header("data").data_bind(CockpitScreen.status)
        yield Notice(classes="-without-progress").data_bind(CockpitScreen.status)
        yield ReadingLine().data_bind(CockpitScreen.status)
        yield DataTabs()
        yield from compose_body()
        yield Needle()
        yield Footer(self.shown_tab)

    def on_mount(self) -> None:
        """Take up the tab and the filter of the last time; follow the cursors."""
        for kind in (SourceHead, ColumnTable, MessageTable):
            self.query_one(kind).data_bind(DataScreen.source)
        for bound in (RejectedTable, ReasonTable):
            self.query_one(bound).data_bind(CockpitScreen.page)
        self.table.data_bind(snapshot=CockpitScreen.sources)
        self.query_one(FaultFiles).data_bind(files=CockpitScreen.sources)
        self.watch(self.faults, "cursor", self._follow, init=False)
        self.watch(self.query_one(CoverageTable), "cursor", self._follow, init=False)
        self.narrow()
        super().on_mount()

    # Answers.

    def hand_more(self) -> None:
        """Give panels what only this screen knows."""
        self.verdict.answer = self.studies.get(FaultsSnapshot)
        self.verdict.trouble = self.study_failures.get(FaultsSnapshot, "")
        asides = (_("computing ..."),) if FaultsSnapshot in self.awaited else ()
        self.tabs.asides = asides
        self._follow()

    def _follow(self) -> None:
        """Show what belongs to the row under the cursor."""
        fault = self.faults.current
        self.query_one(FaultText).fault = fault
        self.query_one(FaultFiles).fault = fault
        self.query_one(CoverNote).row = self.query_one(CoverageTable).current

    # Tabs, parts, walking.

    def show_tab(self, tab: str) -> None:
        """Show a tab; what was open is closed."""
        self.source = self.source_opened = None
        self.fault_opened = ""
        self.remove_class("-opened")
        is_same = tab == self.tab
        super().show_tab(tab)
        if is_same:
            self.lay_out()
        self.browse_again()

    def action_turn(self, tabs: int) -> None:
        """Show another part of the file that is open, else another tab."""
        if self.source is None:
            super().action_turn(tabs)
            return
        parts = list(PARTS)
        self.show_part(parts[(parts.index(self.part) + tabs) % len(parts)])

    def focus_home(self) -> None:
        """Put the focus on what the page is about."""
        shown = self._walked()
        home = HOME[self.tab]
        found = [one for one in shown if isinstance(one, home)]
        if self.source is not None or self.fault_opened or not found:
            found = shown
        if found:
            # At once: what is hidden while it has the focus gives it to anybody.
            self.set_focus(found[0])

    def walk(self, panel: Widget, down: int) -> None:
        """Go to the next table above or below, or to another page."""
        shown = self._walked()
        if panel not in shown:
            return
        at = shown.index(panel) + (1 if down > 0 else -1)
        if 0 <= at < len(shown):
            shown[at].focus()
        elif self.source is None and not self.fault_opened:
            self.turn_page(1 if down > 0 else -1)

    def _walked(self) -> list[Rows]:
        """Return the tables that are shown, in the order of the screen."""
        rows = self.query(".study").results(Widget)
        return [
            one
            for one in rows
            if isinstance(one, Rows)
            and all(
                up.display for up in one.ancestors_with_self if isinstance(up, Widget)
            )
        ]

    # What the app asks.

    def go_up(self) -> bool:
        """Close the filter, what is open, the narrowing, then go to the first tab."""
        if isinstance(self.focused, Needle):
            self.needle.close(self.focus_home)
        elif self.source is not None:
            self.close_detail()
        elif self.fault_opened:
            self.close_fault()
        elif self.page_at:
            self.turn_page(-self.page_at)
        elif self.tab == "quarantine" and self.reasons.only.code:
            self.narrow_rows("")
            self.reasons.focus()
        elif self.needles.get(self.tab):
            self.show_only("")
        elif self.tab != self.TABS[0]:
            self.show_tab(self.TABS[0])
        else:
            return False
        return True

    def copies(self) -> list[Copy]:
        """Offer the path, the row and the table that has the focus."""
        shown = self.focused
        if not isinstance(shown, Rows):
            return []
        found = [table_of(shown)]
        if shown.cursor < len(shown.table().rows):
            found.insert(0, row_of(shown))
        if isinstance(shown, SourceTable | FaultFiles | OverlapTable) and shown.count():
            found.insert(0, Copy(_("file"), safe(shown.selected)))
        fault = self.faults.current
        if shown is self.faults and fault is not None:
            text = f"{fault.code}\t{fault.text}\t{fault.fix}"
            found.insert(0, Copy(_("fault"), safe(text)))
        return found

    def exported(self) -> SourcesSnapshot | FaultsSnapshot:
        """Return the list of files, or the view of faults."""
        if self.tab in ("data", "quarantine"):
            return self.sources
        found = self.studies.get(FaultsSnapshot, NO_FAULTS_YET)
        return found if isinstance(found, FaultsSnapshot) else NO_FAULTS_YET

    def explained(self) -> Explained | None:
        """Return of how many rows the share of the fault in focus is one."""
        told = self.faults.told() if self.focused is self.faults else None
        return None if told is None else Explained(*told)

    def why_not(self) -> str:
        """Say what can be explained instead."""
        return _("files do not move a number by themselves: ask on Health, 1")
