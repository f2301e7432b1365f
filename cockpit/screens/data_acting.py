"""What the keys of the data screen do: ask, filter, sort."""

from collections.abc import Sequence

from textual import on

from cockpit.key import DATA
from cockpit.messages import FilesFiltered, ReadingStopRequested, Said
from cockpit.screens.data_body import LOW, PARTS, TALL, VAST
from cockpit.screens.study_screen import Pages, StudyScreen
from cockpit.snapshot.faults import FaultsQuery
from cockpit.snapshot.health import HealthSnapshot
from cockpit.snapshot.sources import SourceRow
from cockpit.snapshot.studies import StudyQuery
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.data_order import OrderedRows
from cockpit.widgets.needle import Needle
from cockpit.widgets.rows import Rows


class DataKeys(StudyScreen):
    """A data screen that knows what it shows of what.

    ``opened`` is the key of the fault whose detail has the window; a file that is
    open has it before.
    """

    TABS = DATA

    def __init__(self, tab: str = "") -> None:
        super().__init__(tab)
        self.source_opened: SourceRow | None = None
        self.part = "columns"
        self.fault_opened = ""
        self.needles: dict[str, str] = {}
        """By tab, what its rows are narrowed to."""
        self._as_of = ""

    def action_stop_reading(self) -> None:
        """Ask for the end of the look at the files that is on its way."""
        self.post_message(ReadingStopRequested())

    # Asking.

    def questions(self) -> Sequence[StudyQuery]:
        """Return what is asked: one answer has what all the tabs show."""
        return (FaultsQuery(self._as_of),)

    def watch_health(self, snapshot: HealthSnapshot) -> None:
        """Look from the day that the whole cockpit looks from."""
        if snapshot.query.as_of != self._as_of:
            self._as_of = snapshot.query.as_of
            self.ask()

    def pages(self) -> Pages:
        """Return the panels of each page; what is open has one page."""
        if self.source_opened is not None:
            return (("SourceHead", PARTS[self.part]),)
        tab = "fault" if self.fault_opened else self.tab
        if self.has_class("-low") or self.has_class("-mid"):
            return LOW[tab]
        return (VAST if self.has_class("-vast") else TALL)[tab]

    # Filtering and sorting.

    def open_filter(self) -> bool:
        """Ask for a part of a name; what is open has nothing to filter."""
        if self.source_opened is not None or self.fault_opened:
            return False
        self.needle.ask(self.needles.get(self.tab, ""))
        return True

    @on(Needle.Submitted)
    def _filter(self, message: Needle.Submitted) -> None:
        message.stop()
        self.needle.close(self.focus_home)
        self.show_only(message.value.strip())

    def show_only(self, needle: str) -> None:
        """Narrow the rows of the tab to what contains a text."""
        self.needles[self.tab] = needle
        if self.tab == DATA[0]:
            self.post_message(FilesFiltered(needle))
        self.narrow()

    def narrow(self) -> None:
        """Hand what is looked for to the tables of the tab; the screen knows which."""
        raise NotImplementedError

    def action_sort(self) -> None:
        """Put the rows of the focused table into the next order."""
        table = self.focused
        said = table.turn_order() if isinstance(table, OrderedRows) else ""
        if said:
            self.post_message(Said(_("sorted by {column}").format(column=said)))
        elif isinstance(table, Rows):
            self.post_message(Said(_("these rows have one order only")))

    def said_missing(self, screen: str) -> None:
        """Say that there is no such screen yet."""
        said = _("there is no screen {name} yet").format(name=safe(screen))
        self.post_message(Said(said))
