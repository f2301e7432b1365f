"""The combinations view: which channels together, in which order, earn what."""

import msgspec

from cockpit.snapshot.attribution import JourneyRule, LeftOut, Maturity
from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How


class CombinationsQuery(msgspec.Struct, frozen=True, tag="combinations"):
    """Which orders to look at.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        first: First business day of the orders, inclusive; empty: from the beginning.
        last: Last one, inclusive; empty: the as-of day.
        kind: ``ordered``: in the order in which channels first appear; ``set``:
            whatever the order; empty: both.
        against: Channel whose journeys alone are the base; empty: the single channel
            that most is spent on, among those with enough orders.
        look_back_days: 0: the configuration's.
        journeys: Empty: the configuration's.
    """

    as_of: str = ""
    first: str = ""
    last: str = ""
    kind: str = ""
    against: str = ""
    look_back_days: int = 0
    journeys: JourneyRule | str = ""


class CombinationRow(msgspec.Struct, frozen=True, eq=False):
    """Orders whose journey holds exactly these channels; money in whole units.

    Attributes:
        combination: Channel ids, ``a > b`` in order or ``a + b`` as a set.
        ordered: Whether the order of the channels matters in this row.
        orders: Paid orders.
        revenue: Their net revenue.
        cost: Spend shared to journeys by their touches, those included that did not
            convert; None: a channel of it has no spend.
        roi: revenue / cost.
        low: Lower end of the 95 % bootstrap interval.
        high: Upper end.
        n: Orders that the interval rests on.
        against: roi / roi of the base; 3.0 is "x3.0 (+200 %)".
        against_low: Lower end of its 95 % interval.
        against_high: Upper end.
        needs: Orders still missing for a verdict; 0: enough.
        is_single: One channel alone.
        channels: The channel ids in the order of the name.
        names: What people call them.
        journeys: With these channels, converting or not.
        maturity: ``provisional`` while refunds of the days are still due, and while
            the look-back of the last day has not ended: until then spend is shared to
            those journeys alone that are known to have ended.
    """

    combination: str
    ordered: bool
    orders: int
    revenue: float
    cost: float | None
    roi: float | None
    low: float | None
    high: float | None
    n: int
    against: float | None = None
    against_low: float | None = None
    against_high: float | None = None
    needs: int = 0
    is_single: bool = False
    channels: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    journeys: int = 0
    maturity: Maturity = "mature"


class CombinationLead(msgspec.Struct, frozen=True, eq=False):
    """The first combination of several channels, and how surely it is the best one.

    Attributes:
        combination: Its id.
        rival: Of the others of its kind with enough orders, the one that is least
            proven to return less; empty: there is no other.
        rivals: How many others.
        ratio: Its roi / that of the rival.
        ratio_low: Lower end of the 95 % interval, both from the same draws of users.
        ratio_high: Upper end.
        is_proven: Whether it is proven to return more than every other.
        single: A channel that alone is proven to return more; empty: none.
    """

    combination: str
    rival: str = ""
    rivals: int = 0
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    is_proven: bool = False
    single: str = ""


class CombinationsSnapshot(Envelope, frozen=True, eq=False, tag="combinations"):
    """Answer of ``cockpit show combinations``: best proven ROI first, thin rows last.

    ``base`` is the combination that ``against`` compares with.
    """

    query: CombinationsQuery = CombinationsQuery()
    rows: tuple[CombinationRow, ...] = ()
    base: str = ""
    base_name: Name = Name("", "")
    orders: int = 0
    first: str = ""
    last: str = ""
    left_out: tuple[LeftOut, ...] = ()
    stamp: str = ""
    reading: str = ""
    missing: str = ""
    lead: CombinationLead | None = None
    how: dict[str, How] = {}
