"""The lifecycle view: one row a week and stage, growth accounting over customers."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope
from cockpit.snapshot.health import How
from cockpit.snapshot.metrics import Maturity

Stage = Literal["new", "activated", "returning", "resurrected", "dormant", "churned"]
EffortKind = Literal["spend", "posts", "tests"]
EFFORTS: Final[tuple[EffortKind, ...]] = EffortKind.__args__  # type: ignore[attr-defined]
STAGES: Final[tuple[Stage, ...]] = Stage.__args__  # type: ignore[attr-defined]


class LifecycleQuery(msgspec.Struct, frozen=True, tag="lifecycle"):
    """Which weeks to account for.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        first: First day, ISO; only weeks that begin on it or later. Empty: all.
        last: Last day, ISO; only weeks that begin on it or earlier. Empty: all.
        channel: Only customers that this channel brought; empty: all.
        dormant_days: Days without a purchase after which a customer is dormant; 0: the
            80th percentile of the gaps between purchases.
        churned_days: The same for churned; 0: the 95th percentile.
    """

    as_of: str = ""
    first: str = ""
    last: str = ""
    channel: str = ""
    dormant_days: int = 0
    churned_days: int = 0


class LifecycleRow(msgspec.Struct, frozen=True, eq=False):
    """One stage of one week.

    Attributes:
        period: Monday of the week, ISO.
        stage: ``new`` bought for the first time in the week in which it was first seen,
            ``activated`` in a later one; ``returning`` bought and was active before;
            ``resurrected`` bought and was dormant or churned; ``dormant`` fell out of
            the active; ``churned`` fell out of the dormant.
        users: Customers.
        revenue: Net revenue of theirs in the week, whole currency units; None for the
            two stages that do not buy.
        previous: Users of the week before; None in the first week.
        flow: What a user of the stage adds to the active: 1, 0 or -1.
        effort: Share of the week's spend that aims at the stage, 0 to 1; None unknown.
        maturity: ``provisional`` while the week goes on.
    """

    period: str
    stage: Stage
    users: int
    revenue: float | None = None
    previous: int | None = None
    flow: int = 0
    effort: float | None = None
    maturity: Maturity = "mature"


class Effort(msgspec.Struct, frozen=True, eq=False):
    """What went into one stage in one week, of one kind.

    Attributes:
        period: Monday of the week, ISO.
        kind: ``spend`` on campaigns, ``posts`` that came out, ``tests`` that ran.
        stage: What it aims at; empty: nothing tells.
        amount: Whole currency units of spend; posts or tests.
        share: Of all of its kind in the week, 0 to 1.
        n: Campaigns, posts or tests.
    """

    period: str
    kind: EffortKind
    stage: str
    amount: float
    share: float
    n: int


class Stock(msgspec.Struct, frozen=True, eq=False):
    """Customers by state at the end of a week.

    ``active`` is that of the week before plus new, activated and resurrected less
    dormant; ``existing_share`` is the share of net revenue from customers who had
    bought before the week (0 to 1, None without revenue).
    """

    period: str
    active: int
    dormant: int
    churned: int
    net: int
    existing_share: float | None = None


class LifecycleSnapshot(Envelope, frozen=True, eq=False, tag="lifecycle"):
    """Answer of ``cockpit show lifecycle``.

    Attributes:
        stocks: One entry a week, oldest first.
        efforts: What spend, posts and tests aim at, by week; stages without any are
            left out.
        harvest: Kinds of effort that in the newest whole week sit on new and returning
            customers and leave out those who stay away.
        dormant_days: The windows that were used, and on how many gaps they rest.
        reading: One sentence: what an operator should see first; may be empty.
        missing: Why there are no rows: what is missing.
    """

    rows: tuple[LifecycleRow, ...] = ()
    stocks: tuple[Stock, ...] = ()
    efforts: tuple[Effort, ...] = ()
    harvest: tuple[EffortKind, ...] = ()
    dormant_days: int = 0
    churned_days: int = 0
    gaps: int = 0
    reading: str = ""
    missing: str = ""
    how: dict[str, How] = {}
