"""The journeys view: where people meet us, where they leave, and how long it takes."""

from typing import Literal

import msgspec

from cockpit.snapshot.attribution import JourneyRule, LeftOut, Maturity
from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How


class JourneysQuery(msgspec.Struct, frozen=True, tag="journeys"):
    """Which days, and whose journeys.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        first: First business day, inclusive; empty: from the beginning.
        last: Last one, inclusive; empty: the as-of day.
        channel: Only journeys with a touch of this channel; empty: all.
        look_back_days: 0: the configuration's.
        journeys: Empty: the configuration's.
    """

    as_of: str = ""
    first: str = ""
    last: str = ""
    channel: str = ""
    look_back_days: int = 0
    journeys: JourneyRule | str = ""


class JourneyRow(msgspec.Struct, frozen=True, eq=False):
    """One touchpoint (a channel) at one stage of the way to an order.

    Attributes:
        stage: ``discover``, ``consider``, ``intend`` or ``buy``: the farthest kind of
            event of the touch.
        touchpoint: Channel id; ``name`` what people call it.
        reach: Users with such a touch.
        conversion: Share of them who order within the look-back.
        low: Lower end of its 95 % Wilson interval.
        high: Upper end.
        drop_off: Share of them who do nothing further within the look-back.
        gap_p50: Median seconds to the next touch, or to the order.
        gap_p90: 90th percentile of the same.
        removal_effect: Share of conversions that the order-1 chain of (stage,
            touchpoint) loses without it.
        complaints: Share of the orders behind it that were complained about.
        n: Touches.
        is_key: One of the three to mend first.
        why_key: One sentence: reach x drop-off x removal effect against the others.
    """

    stage: str
    touchpoint: str
    reach: int
    conversion: float | None
    drop_off: float | None
    gap_p50: float | None
    gap_p90: float | None
    removal_effect: float | None
    low: float | None = None
    high: float | None = None
    complaints: float | None = None
    n: int = 0
    is_key: bool = False
    why_key: str = ""
    name: Name = Name("", "")
    stage_name: Name = Name("", "")
    maturity: Maturity = "mature"


class FunnelStep(msgspec.Struct, frozen=True, eq=False):
    """One step: users who came so far, in this order, within the look-back.

    ``rate`` is of the step before, ``whole`` of the first one; the interval is of
    ``rate`` (Wilson, 95 %). Gaps are seconds since the step before.
    """

    step: str
    name: Name
    users: int
    rate: float | None
    low: float | None
    high: float | None
    whole: float | None
    drop_off: float | None
    gap_p50: float | None
    gap_p90: float | None


class GapBin(msgspec.Struct, frozen=True, eq=False):
    """Gaps of ``low`` to ``high`` seconds (edges on a log axis)."""

    low: float
    high: float
    touches: int
    """Between touches of a user."""
    orders: int
    """From the first touch to the order."""


class FitCell(msgspec.Struct, frozen=True, eq=False):
    """Users of one level who met content of one level.

    ``is_off`` marks mass where the next-day return lies below that of the same users on
    their best content, beyond chance.
    """

    content: str
    user: str
    content_name: Name
    user_name: Name
    users: int
    conversion: float | None
    retention_d1: float | None
    low: float | None
    high: float | None
    share: float
    is_off: bool = False


class Dependence(msgspec.Struct, frozen=True, eq=False):
    """How much hangs on one source of customers.

    Attributes:
        source: KOL id, or channel id where no KOL is named; ``name`` for people.
        new_users: First purchases of the period that came from it.
        share: Of all new users.
        revenue: Net revenue of its orders; ``revenue_share`` of all.
        is_kol: A KOL, or the channel ``kol``.
    """

    source: str
    name: Name
    new_users: int
    share: float
    revenue: float
    revenue_share: float
    is_kol: bool = False


class Concentration(msgspec.Struct, frozen=True, eq=False):
    """Share of KOLs, of the five largest, and Herfindahl-Hirschman index (0 to 1).

    ``state`` is ``red`` beyond the limit and proven by the sample, ``watch`` beyond it
    and not proven, else ``green``; ``unknown`` where nothing names sources.
    """

    kol_share: float | None
    kol_low: float | None
    kol_high: float | None
    top5_share: float | None
    hhi: float | None
    limit: float
    n: int
    state: Literal["red", "watch", "green", "unknown"] = "unknown"
    rows: tuple[Dependence, ...] = ()
    roi_marginal: float | None = None
    reading: str = ""
    missing: str = ""


class JourneysSnapshot(Envelope, frozen=True, eq=False, tag="journeys"):
    """Answer of ``cockpit show journeys``: a row a stage and touchpoint."""

    query: JourneysQuery = JourneysQuery()
    rows: tuple[JourneyRow, ...] = ()
    funnel: tuple[FunnelStep, ...] = ()
    gaps: tuple[GapBin, ...] = ()
    gap_p50: float | None = None
    gap_p90: float | None = None
    order_p50: float | None = None
    order_p90: float | None = None
    gap_note: str = ""
    fit: tuple[FitCell, ...] = ()
    fit_missing: str = ""
    fit_reading: str = ""
    concentration: Concentration | None = None
    users: int = 0
    first: str = ""
    last: str = ""
    left_out: tuple[LeftOut, ...] = ()
    stamp: str = ""
    reading: str = ""
    missing: str = ""
    how: dict[str, How] = {}
