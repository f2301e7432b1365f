"""What the screen of users opens: lists of users, and the guide to group them."""

from typing import Final

from msgspec.structs import replace
from textual import on

from cockpit.messages import Said
from cockpit.screens.people import PeopleScreen
from cockpit.screens.segment_acting import UsersKeys
from cockpit.screens.segment_guide import GuideDialog
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.ltv import LtvSnapshot
from cockpit.snapshot.people import PeopleQuery
from cockpit.snapshot.rfm import RfmSnapshot
from cockpit.snapshot.segments import SegmentSpec, SegmentsQuery, SegmentsSnapshot
from cockpit.snapshot.tabulate import name
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.rows import Rows
from cockpit.widgets.users.panel import StudyRows

NO_NAME: Final = Name("", "")


class UsersOpening(UsersKeys):
    """A screen of users whose rows open: Enter lists the users of a row."""

    @on(Rows.Chosen)
    def _list_users(self, message: Rows.Chosen) -> None:
        message.stop()
        answer = getattr(message.table, "answer", None)
        if not isinstance(message.table, StudyRows) or answer is None:
            return
        query = listed(answer, message.key)
        if query is None:
            self.post_message(Said(_("no list of users is behind this")))
            return
        called = safe(name_of(answer, message.key))
        self.app.push_screen(PeopleScreen(query, called), lambda _done: self.ask())

    def open_guide(self) -> None:
        """Open the four steps; whatever comes of them, show what is in force."""
        answer = self.studies.get(SegmentsSnapshot)
        spec = answer.spec if isinstance(answer, SegmentsSnapshot) else SegmentSpec()
        rows = self.health.channels
        channels = [(row.entity, name(row.name)) for row in rows if row.entity]
        guide = GuideDialog(spec, as_of=self.wishes.as_of, channels=channels)
        self.app.push_screen(guide, lambda _spec: self.ask())


def listed(answer: object, row: str) -> PeopleQuery | None:
    """Return the question for the users of a row; None if there is no such list.

    Args:
        answer: The view whose row it is.
        row: Its key: a segment, a channel, a month, or ``all``.
    """
    match answer:
        case SegmentsSnapshot(spec=spec, saved=saved, as_of=as_of):
            # A grouping that is not saved is asked for with its question.
            asked = SegmentsQuery(as_of=as_of, spec=None if saved else spec)
            return PeopleQuery(asked, segment=row)
        case RfmSnapshot(query=query):
            return PeopleQuery(query, segment=row)
        case LtvSnapshot(query=query):
            segment = "" if row == "all" else row
            return PeopleQuery(replace(query, by=""), segment=segment)
    return None


def name_of(answer: object, row: str) -> str:
    """Return what a row is called; raw."""
    for one in getattr(answer, "rows", ()):
        if row in (getattr(one, "segment", None), getattr(one, "entity", None)):
            return name(getattr(one, "name", NO_NAME)) or row
    return row
