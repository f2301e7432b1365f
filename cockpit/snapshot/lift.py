"""How much more often members of the private domain order than others like them."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How

Group = Literal["private", "matched"]
GROUPS: Final[tuple[Group, ...]] = Group.__args__  # type: ignore[attr-defined]


class LiftQuery(msgspec.Struct, frozen=True, tag="lift"):
    """Whom to compare.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        channel: Only customers that this channel brought; empty: all.
    """

    as_of: str = ""
    channel: str = ""


class LiftRow(msgspec.Struct, frozen=True, eq=False):
    """One side of the comparison, in strata that have both sides.

    Attributes:
        group: ``private``: members, from joining on; ``matched``: customers of the
            same strata who never joined, on the same days since the first order.
        users: Customers with such days.
        orders: Paid orders on them; of the matched side those expected of the members
            at its rates.
        years: User-years; of the matched side the members', to which it is weighted.
        frequency: orders / years.
        low: Lower end of its 95 % interval.
        high: Upper end.
        crude: Orders a user-year without any matching: of all members from joining on,
            of all others from the first order on.
        name: What people call the side.
    """

    group: Group
    users: int
    orders: float
    years: float
    frequency: float
    low: float
    high: float
    crude: float | None = None
    name: Name = Name("", "")


class LiftSnapshot(Envelope, frozen=True, eq=False, tag="lift"):
    """Answer of ``cockpit show lift``.

    Attributes:
        query: What was asked, as it was understood.
        rows: Members first; none where there are too few.
        lift: Frequency of members by that of the matched others: 1 is no difference.
        low: Lower end of its 95 % interval.
        high: Upper end.
        crude: The same ratio without matching; what it has above ``lift`` is who joins.
        n: Members compared.
        matched: Of the members with time after joining, the share compared, 0 to 1.
        unmatched: Members with time after joining, without others on those days.
        strata: Strata compared: month of the first order x fifth of its value.
        dropped: Strata of members left out, since fewer than two others are in them.
        reading: One sentence; empty without rows.
        note: What the number does not say.
        missing: Why there are no rows.
    """

    query: LiftQuery = LiftQuery()
    rows: tuple[LiftRow, ...] = ()
    lift: float | None = None
    low: float | None = None
    high: float | None = None
    crude: float | None = None
    n: int = 0
    matched: float | None = None
    unmatched: int = 0
    strata: int = 0
    dropped: int = 0
    reading: str = ""
    note: str = ""
    missing: str = ""
    how: dict[str, How] = {}
