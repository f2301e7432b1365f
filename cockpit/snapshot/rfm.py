"""The RFM view: recency, frequency and monetary value in quintiles."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How
from cockpit.snapshot.metrics import Maturity

Ties = Literal["breaks", "ntile"]
TIES: Final[tuple[Ties, ...]] = Ties.__args__  # type: ignore[attr-defined]


class RfmQuery(msgspec.Struct, frozen=True, tag="rfm"):
    """How to score.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        ties: ``breaks``: equal values score equally (quantiles of the values);
            ``ntile``: five groups of equal size, ties by user id.
        base: ISO day that migration starts from; empty: 28 days earlier.
        channel: Only customers that this channel brought; empty: all.
    """

    as_of: str = ""
    ties: Ties = "breaks"
    base: str = ""
    channel: str = ""


class RfmRow(msgspec.Struct, frozen=True, eq=False):
    """One segment of the map.

    Attributes:
        segment: Its id in the map.
        users: Customers in it.
        revenue: Their net revenue so far, whole currency units.
        name: What people call it.
        share: Of the customers, 0 to 1.
        revenue_share: Of the revenue, 0 to 1.
        previous: Customers in it on the base day; None if it cannot be told.
        recency: Median of days since the last purchase.
        frequency: Median of paid orders.
        monetary: Median of net revenue, whole currency units.
        maturity: ``provisional`` while purchases of theirs may still be restated: of
            the current day, or within ``settle_days``.
        action: What to do next with them.
    """

    segment: str
    users: int
    revenue: float
    name: Name = Name("", "")
    share: float = 0.0
    revenue_share: float = 0.0
    previous: int | None = None
    recency: float | None = None
    frequency: float | None = None
    monetary: float | None = None
    maturity: Maturity = "mature"
    action: Name = Name("", "")


class Move(msgspec.Struct, frozen=True, eq=False):
    """Customers who were in one segment on the base day and are in another now.

    An empty ``before`` is a customer who had not bought yet.
    """

    before: str
    after: str
    users: int


class RfmCell(msgspec.Struct, frozen=True, eq=False):
    """Customers with the same two scores.

    Attributes:
        r: Score of recency, 5 is most recent.
        f: Score of frequency, 5 is most often.
        users: Customers with both.
        monetary: Mean of their net revenue so far, whole currency units.
    """

    r: int
    f: int
    users: int
    monetary: float


class RfmSnapshot(Envelope, frozen=True, eq=False, tag="rfm"):
    """Answer of ``cockpit show rfm``.

    Attributes:
        breaks: The four inner limits of R, F and M (days, orders, currency units).
        moves: Migration from the base day, most users first.
        cells: The map of recency by frequency; cells without customers are left out.
    """

    query: RfmQuery = RfmQuery()
    rows: tuple[RfmRow, ...] = ()
    breaks: dict[str, tuple[float, ...]] = {}
    moves: tuple[Move, ...] = ()
    cells: tuple[RfmCell, ...] = ()
    base: str = ""
    reading: str = ""
    missing: str = ""
    how: dict[str, How] = {}


class RfmUser(msgspec.Struct, frozen=True, eq=False):
    """One customer, as ``cockpit show rfm --users`` prints it.

    Attributes:
        user_id: As the files have it.
        recency_days: Days since the last paid order.
        frequency: Paid orders; where a file has no order ids, days with a purchase.
        monetary: Paid less refunds so far, whole currency units.
        r: Score of recency, 5 is most recent.
        f: Score of frequency, 5 is most often.
        m: Score of money, 5 is most.
        segment: Id in the map.
    """

    user_id: str
    recency_days: int
    frequency: int
    monetary: float
    r: int
    f: int
    m: int
    segment: str


class RfmUsersSnapshot(Envelope, frozen=True, eq=False, tag="rfm"):
    """Answer of ``cockpit show rfm --users``."""

    query: RfmQuery = RfmQuery()
    rows: tuple[RfmUser, ...] = ()
    missing: str = ""
    how: dict[str, How] = {}
