"""The attribution view: what each model credits to each channel, side by side."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How

Model = Literal[
    "first",
    "last",
    "last_non_direct",
    "linear",
    "position",
    "time_decay",
    "markov",
    "shapley_conversions",
    "shapley_rate",
    "logistic",
]
MODELS: Final[tuple[Model, ...]] = Model.__args__  # type: ignore[attr-defined]
JourneyRule = Literal["look-back", "reset"]
JOURNEY_RULES: Final[tuple[JourneyRule, ...]] = JourneyRule.__args__  # type: ignore[attr-defined]
Maturity = Literal["mature", "provisional", "immature"]
SpendReach = Literal["", "below", "seen", "extrapolated", "beyond"]
"""Where a daily spend lies among those that were seen: below the least, among them, up
to 1.5 x the greatest, or beyond; empty: no fit."""


class AttributionQuery(msgspec.Struct, frozen=True, tag="attribution"):
    """What to credit, and how.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        first: First business day of the conversions, inclusive; empty: from the
            beginning.
        last: Last one, inclusive; empty: the as-of day.
        models: Only these; empty: all.
        look_back_days: Touches older than this get no credit; 0: the configuration's.
        journeys: Whether touches before an earlier conversion count again
            (``look-back``) or a conversion ends the journey (``reset``); empty: the
            configuration's.
        half_life_days: Of the credit in time decay; 0: the configuration's.
        markov_order: Touches that the chain remembers, 1 to 4; 0: the configuration's.
    """

    as_of: str = ""
    first: str = ""
    last: str = ""
    models: tuple[Model, ...] = ()
    look_back_days: int = 0
    journeys: JourneyRule | Literal[""] = ""
    half_life_days: float = 0.0
    markov_order: int = 0


class AttributionRow(msgspec.Struct, frozen=True, eq=False):
    """What one model credits to one channel; money in whole currency units.

    Attributes:
        model: Its id.
        channel: Canonical id, or as the files have it.
        conversions: Credited; sum to all credited conversions of the model.
        value: Credited net revenue (of ``paths``: value); sums likewise.
        cost: Spend of the channel on the same days; None: no spend is known.
        roi: value / cost (ROAS); None where the credited value is negative.
        share: Of the model's conversions.
        value_share: Of the model's value.
        roi_profit: (value x margin - cost) / cost where goods' cost is known.
        new_customers: Credited first purchases.
        cac: cost / new_customers.
        n: Journeys that end in a conversion and have the channel.
        maturity: ``provisional`` while refunds or touches of the days are still due.
        name: What people call the channel.
    """

    model: Model
    channel: str
    conversions: float
    value: float
    cost: float | None
    roi: float | None
    share: float
    value_share: float | None = None
    roi_profit: float | None = None
    new_customers: float | None = None
    cac: float | None = None
    n: int = 0
    maturity: Maturity = "mature"
    name: Name = Name("", "")


class Claim(msgspec.Struct, frozen=True, eq=False):
    """What a platform says of itself, never added up with anybody else's.

    ``window`` is the platform's own words for its attribution window; empty: unnamed.
    """

    conversions: float | None
    value: float | None
    roi: float | None
    window: str = ""
    basis: str = ""


class CohortWorth(msgspec.Struct, frozen=True, eq=False):
    """LTV/CAC of the customers whom a channel brought in one month."""

    cohort: str
    users: int
    ltv_cac: float | None
    low: float | None = None
    high: float | None = None
    horizon: int = 90
    is_predicted: bool = False


class ChannelRow(msgspec.Struct, frozen=True, eq=False):
    """One channel whatever the model.

    Attributes:
        channel: Its id; ``name`` what people call it.
        touches: In all journeys of the period.
        journeys: With at least one touch of it, converting or not.
        cost: Spend on the same days.
        share_low: Least share that any model gives it.
        share_high: Greatest; the spread is the message.
        widest: The two models at the ends of the spread.
        claimed: What the platform says.
        roi_marginal: Net revenue of the next unit of money, by the fitted response.
        marginal_low: Lower end of its 95 % interval.
        marginal_high: Upper end.
        ceiling: Daily spend at which ``roi_marginal`` falls below 1 / margin; None: see
            its kind.
        ltv_cac: By month of acquisition, newest last.
        missing: Which figures are not there, and what they need.
        ceiling_kind: Where the ceiling lies among the daily spends that were seen;
            ``below`` their least and ``beyond`` 1.5 x their greatest it has no number.
        ceiling_bound: The ceiling; the least spend seen where it lies below, 1.5 x the
            greatest where it lies beyond.
    """

    channel: str
    name: Name
    touches: int
    journeys: int
    cost: float | None
    share_low: float
    share_high: float
    widest: tuple[Model, ...] = ()
    claimed: Claim | None = None
    roi_marginal: float | None = None
    marginal_low: float | None = None
    marginal_high: float | None = None
    ceiling: float | None = None
    ltv_cac: tuple[CohortWorth, ...] = ()
    missing: str = ""
    ceiling_kind: SpendReach = ""
    ceiling_bound: float | None = None


class ModelCard(msgspec.Struct, frozen=True, eq=False):
    """What a model is, and whether it may speak.

    Attributes:
        rule: How it credits, with its source; ``name`` and ``short`` for heads.
        refused: Why it says nothing; empty: it speaks.
        warning: Why it should not be leant on; empty: nothing to say.
        n: Conversions that it rests on.
        is_data_driven: Learned from journeys, not a convention.
        figures: What it fitted: ``p_conversion``, ``states``, ``auc`` ...
    """

    model: Model
    name: Name
    rule: Name
    refused: str = ""
    warning: str = ""
    n: int = 0
    is_data_driven: bool = False
    figures: dict[str, float | int | str] = {}


class LeftOut(msgspec.Struct, frozen=True, eq=False):
    """Rows or conversions that no model sees: ``reason`` is stable, ``text`` said."""

    reason: str
    count: int
    text: str
    of: int = 0
    """Of so many; 0: not a share of anything."""


class AttributionSnapshot(Envelope, frozen=True, eq=False, tag="attribution"):
    """Answer of ``cockpit show attribution``: a row a model and channel.

    Attributes:
        conversions: Credited conversions; ``value`` their net revenue.
        nulls: Journeys that did not convert; open ones by their chance not to.
        orders: Paid orders of the days, touched or not; None: not known.
        coverage: Share of them that has a touch: the rest is in no channel's credit.
        first: First business day that is in it, ISO; ``last`` the last one.
        source: ``journeys`` (events and orders) or ``paths`` (aggregated).
        stamp: That this is association, not causation; always there.
        reading: One sentence anybody can read aloud.
        remarks: What else one has to know: orders without a touch, platforms' claims.
        missing: Why there is nothing.
        nulls_expected: Part of ``nulls``: of open journeys.
        nulls_open: Open journeys behind it: they may still have an order.
    """

    query: AttributionQuery = AttributionQuery()
    rows: tuple[AttributionRow, ...] = ()
    channels: tuple[ChannelRow, ...] = ()
    cards: tuple[ModelCard, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    conversions: float = 0.0
    value: float = 0.0
    nulls: float = 0.0
    orders: int | None = None
    coverage: float | None = None
    first: str = ""
    last: str = ""
    look_back_days: int = 30
    source: Literal["journeys", "paths", ""] = ""
    stamp: str = ""
    reading: str = ""
    remarks: tuple[str, ...] = ()
    missing: str = ""
    how: dict[str, How] = {}
    nulls_expected: float = 0.0
    nulls_open: int = 0
