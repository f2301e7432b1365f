"""The screen of a list of users: however many there are."""

from typing import ClassVar, Final

from msgspec.structs import replace
from textual import getters, on
from textual.app import ComposeResult

from cockpit.messages import StudyRequested
from cockpit.screens.base import NO_HOW, CockpitScreen, Copy, Explained
from cockpit.screens.over import OverScreen
from cockpit.screens.person import PersonScreen
from cockpit.screens.telling import table_of
from cockpit.snapshot.health import HealthSnapshot, How
from cockpit.snapshot.ltv import LtvQuery, LtvSnapshot
from cockpit.snapshot.people import PeoplePage, PeopleQuery
from cockpit.snapshot.rfm import RfmQuery, RfmSnapshot
from cockpit.snapshot.segments import SegmentsQuery, SegmentsSnapshot
from cockpit.snapshot.studies import Answer, ExportQuery
from cockpit.snapshot.tabulate import short
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.footer import Footer
from cockpit.widgets.header import Header
from cockpit.widgets.needle import Needle
from cockpit.widgets.rows import Rows
from cockpit.widgets.users.people_head import PeopleHead
from cockpit.widgets.users.people_table import PeopleTable, sorted_by

VIEWS: Final[dict[type[object], type[Answer]]] = {
    SegmentsQuery: SegmentsSnapshot,
    LtvQuery: LtvSnapshot,
    RfmQuery: RfmSnapshot,
}
"""Of which view a list is: it explains the numbers."""


class PeopleScreen(OverScreen):
    """Lists users a page at a time; Enter shows what one of them did.

    Args:
        query: Which users; a page of it is asked for.
        title: What the list is of, in the language of the operator; raw.
    """

    AUTO_FOCUS: ClassVar[str | None] = "PeopleTable"

    table = getters.query_one(PeopleTable)
    head = getters.query_one(PeopleHead)
    needle = getters.query_one(Needle)

    def __init__(self, query: PeopleQuery, title: str = "") -> None:
        super().__init__()
        self._query = query
        self._title_said = title

    def compose(self) -> ComposeResult:
        """Lay the screen out once."""
        yield Header("segments").data_bind(CockpitScreen.status)
        yield PeopleHead(self._title_said)
        yield PeopleTable(self._query)
        yield Needle()
        yield Footer("people")

    def ask(self) -> None:
        """Ask for the rows in view."""
        if self.is_mounted:
            self.table.ask_again()

    # What comes in.

    def watch_studies(self) -> None:
        """Take a page in."""
        page = self.studies.get(PeoplePage)
        if self.is_mounted and isinstance(page, PeoplePage):
            self.table.page = page
        self._say()

    def watch_study_trouble(self) -> None:
        """Say why there is no list."""
        self._say()

    def watch_health(self, before: HealthSnapshot, now: HealthSnapshot) -> None:
        """List anew when the files or the day have changed."""
        if not self.is_mounted:
            return
        listed = self.table.query_now
        if now.query.as_of != before.query.as_of:
            of = replace(listed.of, as_of=now.query.as_of)
            self.table.show(replace(listed, of=of))
        elif before.data_revision not in ("", now.data_revision):
            self.table.ask_again()

    def _say(self) -> None:
        if not self.is_mounted:
            return
        table = self.table
        self.head.needle = table.query_now.needle
        self.head.order = sorted_by(table)
        self.head.total = table.total if table.is_known else None
        trouble = "" if table.is_known else self.study_trouble
        self.head.trouble = table.missing or trouble or self._nobody()

    def _nobody(self) -> str:
        """Say that the filter leaves nobody, where there are users."""
        table = self.table
        needle = table.query_now.needle
        if not needle or not table.is_known or table.total:
            return ""
        return _("no user id contains {text}").format(text=needle)

    def repaint(self) -> None:
        """Draw everything again, what is said above the table too."""
        super().repaint()
        self._say()

    @on(PeopleTable.Wanted)
    def _ask(self, message: PeopleTable.Wanted) -> None:
        message.stop()
        self._say()
        self.post_message(StudyRequested(message.query))

    @on(PeopleTable.Export)
    def _write_out(self, message: PeopleTable.Export) -> None:
        message.stop()
        self.post_message(StudyRequested(ExportQuery(message.query)))

    # What is pressed.

    @on(Rows.Chosen)
    def _open(self, message: Rows.Chosen) -> None:
        message.stop()
        if message.key:
            as_of = self.table.query_now.of.as_of
            self.app.push_screen(PersonScreen(message.key, as_of=as_of))

    def go_up(self) -> bool:
        """Close the filter, undo it, go back."""
        if self.needle.display:
            self.table.focus()
        elif self.table.query_now.needle:
            self.table.show(replace(self.table.query_now, needle=""))
        else:
            return super().go_up()
        return True

    def open_filter(self) -> bool:
        """Ask for a part of a user id."""
        self.needle.ask(self.table.query_now.needle)
        return True

    @on(Needle.Submitted)
    def _filter(self, message: Needle.Submitted) -> None:
        message.stop()
        self.table.focus()
        needle = message.value.strip()
        if needle != self.table.query_now.needle:
            self.table.show(replace(self.table.query_now, needle=needle))

    # What the app asks.

    def copies(self) -> list[Copy]:
        """Offer the user id, the row, and the rows that are here."""
        cells = self.table.here()
        if not cells:
            return []
        table = table_of(self.table)
        plain = "\t".join("" if cell is None else safe(str(cell)) for cell in cells)
        return [
            Copy(_("user"), safe(str(cells[0]))),
            Copy(_("row"), plain),
            Copy(_("table"), table.text),
        ]

    def exported(self) -> PeoplePage:
        """Return the page that is here; the key writes the whole list."""
        return self.table.page or PeoplePage(self.table.query_now)

    def explained(self) -> Explained | None:
        """Return how the column that is sorted by was computed."""
        table = self.table
        how: dict[str, How] = getattr(
            self.studies.get(VIEWS[type(table.query_now.of)]), "how", {}
        )
        chosen = table.query_now.sort or "users"
        column = next((c for c in table.columns_shown if c.id == chosen), None)
        known = how.get(chosen) or how.get("users")
        others = tuple(
            Explained(safe(short(one.name)), table.written(cell, one), how=how[one.id])
            for one, cell in zip(table.columns_shown, table.here(), strict=False)
            if one.id in how and cell is not None
        )
        if known is None and not others:
            return None
        called = short(column.name) if column is not None else self._title_said
        total = formats.count(table.total)
        return Explained(safe(called), total, total, known or NO_HOW, others)
