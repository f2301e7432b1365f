"""The screen of one user: what is known, and everything the user did."""

from typing import ClassVar

import msgspec
from textual import getters
from textual.app import ComposeResult

from cockpit.messages import StudyRequested
from cockpit.screens.base import CockpitScreen, Copy, Explained
from cockpit.screens.over import OverScreen
from cockpit.screens.telling import row_of, table_of
from cockpit.snapshot.people import Deed, Person, PersonQuery
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.footer import Footer
from cockpit.widgets.header import Header
from cockpit.widgets.users.person import NOBODY, DeedTable, PersonFacts


class Timeline(msgspec.Struct, frozen=True, eq=False, tag_field="view", tag="person"):
    """What is written out of a user: the entries as rows."""

    user_id: str
    as_of: str
    rows: tuple[Deed, ...] = ()


class PersonScreen(OverScreen):
    """Shows a timeline, the newest first.

    Args:
        user_id: Whose; raw.
        as_of: ISO day up to which; empty: the day of the workspace's clock.
    """

    AUTO_FOCUS: ClassVar[str | None] = "DeedTable"

    facts = getters.query_one(PersonFacts)
    table = getters.query_one(DeedTable)

    def __init__(self, user_id: str, *, as_of: str = "") -> None:
        super().__init__()
        self._query = PersonQuery(user_id, as_of)

    def compose(self) -> ComposeResult:
        """Lay the screen out once."""
        yield Header("segments").data_bind(CockpitScreen.status)
        yield PersonFacts()
        yield DeedTable()
        yield Footer("person")

    def ask(self) -> None:
        """Ask what the user did."""
        self.post_message(StudyRequested(self._query))

    def watch_studies(self) -> None:
        """Take the answer in, unless it is about somebody else."""
        if not self.is_mounted:
            return
        person = self.studies.get(Person)
        is_ours = isinstance(person, Person) and person.query == self._query
        self.table.person = person if is_ours else None  # type: ignore[assignment]
        nobody = msgspec.structs.replace(NOBODY, query=self._query)
        self.facts.person = person if is_ours else nobody  # type: ignore[assignment]

    def watch_study_trouble(self, trouble: str) -> None:
        """Say why nothing is known."""
        if self.is_mounted:
            self.table.trouble = trouble

    def copies(self) -> list[Copy]:
        """Offer the user id, the entry, and the whole timeline."""
        found = [Copy(_("user"), safe(self._query.user_id))]
        if self.table.count():
            found += [row_of(self.table), table_of(self.table)]
        return found

    def exported(self) -> Timeline:
        """Return the timeline."""
        return Timeline(self._query.user_id, self._query.as_of, self.table.deeds)

    def explained(self) -> Explained | None:
        """Nothing here is computed: the entries are as the files have them."""
        return None
