"""The segments view: users by need, what they give and get, and what to do next."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How

Population = Literal["active", "buyers", "all"]
POPULATIONS: Final[tuple[Population, ...]] = Population.__args__  # type: ignore[attr-defined]
Family = Literal[
    "interest", "search", "content", "compare", "price", "cadence", "hour", "channel"
]
FAMILIES: Final[tuple[Family, ...]] = Family.__args__  # type: ignore[attr-defined]
"""Kinds of behaviour that features are made of."""
Method = Literal["auto", "kmeans", "mixture"]
METHODS: Final[tuple[Method, ...]] = Method.__args__  # type: ignore[attr-defined]


class SegmentSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How users are grouped; what the four steps of the guide ask, and the TOML keeps.

    Attributes:
        name: Of this way of grouping.
        population: Step 1, who: seen in the window, bought in it, or everybody known.
        window_days: Step 1, over which days before the as-of day behaviour counts.
        channel: Step 1: only users that this channel brought; empty: all.
        families: Step 2, which behaviour counts.
        method: Step 3; ``auto`` takes the steadier of the two.
        segments: Step 3, how many; 0: found by silhouette and bootstrap stability.
        names: Step 4: names given by hand, by the id of the proposed segment.
    """

    name: str = "needs"
    population: Population = "active"
    window_days: int = 180
    channel: str = ""
    families: tuple[Family, ...] = ("interest", "search", "content", "compare", "price")
    method: Method = "auto"
    segments: int = 0
    names: dict[str, str] = {}


class SegmentsQuery(msgspec.Struct, frozen=True, tag="segments"):
    """Which grouping to show.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        spec: A grouping to try; None: the one saved in the workspace, else the default.
        base: ISO day that migration starts from; empty: 28 days earlier.
    """

    as_of: str = ""
    spec: SegmentSpec | None = None
    base: str = ""


class EvidenceLine(msgspec.Struct, frozen=True, eq=False):
    """What a segment does more than the others.

    Attributes:
        feature: Stable id of the behaviour: ``search=无香精``, ``compare_depth``.
        name: In words.
        lift: Ratio of the segment's mean to that of all others; ``low`` and ``high``
            its 95 % interval (delta method on the log).
        n: Users of the segment it rests on.
        value: The segment's own mean (share 0 to 1, days, times); ``unit`` says which.
    """

    feature: str
    name: Name
    lift: float
    low: float
    high: float
    n: int
    value: float | None = None
    unit: Literal["share", "days", "times", "money"] = "share"


class SegmentRow(msgspec.Struct, frozen=True, eq=False):
    """One segment, named by its dominant need.

    Attributes:
        segment: Stable id, e.g. ``prenatal-safety``.
        users: Users in it.
        share: Of the population, 0 to 1.
        revenue: Net revenue in the window, whole currency units.
        revenue_share: Of that of all known users, 0 to 1.
        ltv: Predicted net revenue within 90 days of acquisition per user; None where
            the model refuses.
        ltv_low: Lower end of its 95 % interval.
        ltv_high: Upper end.
        evidence: Strongest first; never empty: without evidence there is no segment.
        action: What to do next.
        name: What people call it.
        need: Id of the need in the need map.
        context: Id of what the need is about.
        ltv_cac: LTV90 by CAC of the same customers: those whom paid channels brought in
            the last 180 days; None unknown.
        previous: Users on the base day; None if it cannot be told.
        gap_days: Median days between purchases; None below two.
        cac: Spend of these channels on the days of these customers by all whom they
            brought on them.
        ratio_low: Lower end of the 95 % interval of ``ltv_cac``.
        ratio_high: Upper end.
        ratio_users: Customers that ``ltv_cac`` rests on.
    """

    segment: str
    users: int
    share: float
    revenue: float
    ltv: float | None
    evidence: tuple[EvidenceLine, ...]
    action: Name
    name: Name = Name("", "")
    need: str = ""
    context: str = ""
    revenue_share: float = 0.0
    ltv_low: float | None = None
    ltv_high: float | None = None
    ltv_cac: float | None = None
    previous: int | None = None
    gap_days: float | None = None
    cac: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    ratio_users: int = 0


class Exchange(msgspec.Struct, frozen=True, eq=False):
    """What a segment got and gave in the window, whole currency units.

    Attributes:
        discounts: Price reductions on its orders.
        service: Cost of its tickets.
        content: Cost of content it looked at; None: not known.
        given: Sum of what it got from the shop.
        received: Net revenue less cost of goods (where known).
        balance: received - given; ``one_sided`` says who only takes.
        unknown: Parts that no table tells.
    """

    segment: str
    users: int
    discounts: float
    service: float
    content: float | None
    given: float
    received: float
    balance: float
    one_sided: Literal["", "shop", "users"] = ""
    unknown: tuple[str, ...] = ()


class SegmentsSnapshot(Envelope, frozen=True, eq=False, tag="segments"):
    """Answer of ``cockpit show segments``.

    ``models["segments"]`` says method, k, silhouette, stability (adjusted Rand index
    over bootstraps), n, features, dropped users.

    Attributes:
        refused: Why there are no segments although there are users: unstable, or only
            high against low value.
        missing: Which table or how many users are missing.
        saved: Path of the TOML this grouping is kept in, relative; empty: a trial.
    """

    spec: SegmentSpec = SegmentSpec()
    rows: tuple[SegmentRow, ...] = ()
    exchange: tuple[Exchange, ...] = ()
    moves: tuple[tuple[str, str, int], ...] = ()
    base: str = ""
    refused: str = ""
    missing: str = ""
    reading: str = ""
    saved: str = ""
    how: dict[str, How] = {}


class SegmentUser(msgspec.Struct, frozen=True, eq=False):
    """One user of a segment.

    Attributes:
        user_id: As the files have it.
        segment: Id of the segment.
        fit: How clearly the user belongs to it: silhouette, -1 to 1.
        orders: Paid orders in the window.
        revenue: Net revenue in the window, whole currency units.
        last_seen: Last day on which the user did anything, ISO.
    """

    user_id: str
    segment: str
    fit: float
    orders: int
    revenue: float
    last_seen: str


class SegmentUsersSnapshot(Envelope, frozen=True, eq=False, tag="segments"):
    """Answer of ``cockpit show segments --users``."""

    spec: SegmentSpec = SegmentSpec()
    rows: tuple[SegmentUser, ...] = ()
    missing: str = ""
    how: dict[str, How] = {}
