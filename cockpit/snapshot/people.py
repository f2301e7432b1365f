"""Lists of users, a page at a time, and what one user did."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Name
from cockpit.snapshot.ltv import LtvQuery
from cockpit.snapshot.rfm import RfmQuery
from cockpit.snapshot.segments import SegmentsQuery

ListKind = Literal["rfm", "ltv", "segments"]
Cell = str | int | float | None
PAGE_ROWS: Final = 200


class PeopleQuery(msgspec.Struct, frozen=True, tag="people"):
    """Rows ``first .. first + count`` of a list of users.

    Attributes:
        of: The view whose users are listed, with all it was asked.
        segment: Only users of this segment of the view; empty: all.
        sort: Column to sort by; empty: the view's own order.
        descending: Greatest first.
        needle: Only users whose id contains this text.
    """

    of: RfmQuery | LtvQuery | SegmentsQuery
    segment: str = ""
    sort: str = ""
    descending: bool = True
    needle: str = ""
    first: int = 0
    count: int = PAGE_ROWS


class PeopleColumn(msgspec.Struct, frozen=True, eq=False):
    """One column of a list; ``unit`` says how its cells are written."""

    id: str
    name: Name
    unit: Literal["text", "count", "days", "money", "rate", "number"] = "text"


class PeoplePage(
    msgspec.Struct, frozen=True, eq=False, tag_field="view", tag="people_page"
):
    """The answer: cells by row in the order of the columns; money in whole units.

    Attributes:
        query: What was asked.
        total: Users in the list.
        rows: The cells; the first one is the user id, raw.
        missing: Why the list cannot be made; with rows, why a model says nothing.
        revision: Of the data; a page of another revision is of another list.
    """

    query: PeopleQuery
    columns: tuple[PeopleColumn, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0
    missing: str = ""
    revision: str = ""
    currency: str = "CNY"


class PersonQuery(msgspec.Struct, frozen=True, tag="person"):
    """Everything one user did up to a day; ``count`` newest entries."""

    user_id: str
    as_of: str = ""
    count: int = 500


class Deed(msgspec.Struct, frozen=True, eq=False):
    """One entry of a timeline.

    Attributes:
        at: Local time, ISO without offset; only the day where the file has no time.
        kind: ``order``, ``refund``, ``ticket``, ``registered`` or the event's name.
        what: Product, page, search text, reason ...: raw.
        amount: Whole currency units; None where there is none.
        channel: What people call it, empty if unknown.
    """

    at: str
    kind: str
    what: str = ""
    amount: float | None = None
    channel: str = ""


class Person(
    msgspec.Struct, frozen=True, eq=False, tag_field="view", tag="person_found"
):
    """One user's timeline, newest first; ``total`` entries there are."""

    query: PersonQuery
    deeds: tuple[Deed, ...] = ()
    total: int = 0
    facts: tuple[tuple[Name, str], ...] = ()
    """What is known of the user: segment, RFM, P(alive), first seen ..."""
    currency: str = "CNY"
