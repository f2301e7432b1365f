"""Why a number moved: parts that sum to the change."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.attribution import Maturity
from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How

Part = Literal["tree", "mix", "dimension"]
Verdict = Literal["inside", "partly", "outside", "noise", "unmoved", ""]
WHERE: Final = (
    "channel", "campaign", "account", "plan", "creative", "customer", "product",
    "category", "shop", "kol", "issue", "reason", "hour", "device", "platform",
    "source", "medium",
)  # fmt: skip
"""Dimensions that a why can be narrowed to: by the facts, then by raw rows."""


class WhyQuery(msgspec.Struct, frozen=True, tag="why"):
    """Which move to explain.

    Attributes:
        metric: Id of the catalogue.
        where: (dimension, entity) pairs that all hold, e.g. (("channel", "douyin"),);
            dimensions of :data:`WHERE`.
        base: ``A:B``, ISO days, both inclusive; of several, set apart by blanks, the
            median; or the id of a comparison base
            (:data:`~cockpit.snapshot.health.Base`, e.g. ``median:4w``); empty: what the
            gauge compares with.
        now: Days alone; empty: the gauge's newest judged grain.
        as_of: ISO day, or empty for the day of the workspace's clock.
        hours: Only complete hours below this one on every day; 0: whole days.
    """

    metric: str
    where: tuple[tuple[str, str], ...] = ()
    base: str = ""
    now: str = ""
    as_of: str = ""
    hours: int = 0


class WhyRow(msgspec.Struct, frozen=True, eq=False):
    """One factor; flat numbers in the metric's absolute units.

    Attributes:
        part: ``tree`` (factors of the metric's own tree; their ``lmdi`` and their
            ``shapley`` each sum to the change), ``mix`` (mix and rate of each element
            of one dimension; sum to the change too), ``dimension`` (what each element
            of any dimension contributes, by Adtributor).
        factor: Metric id, ``<dimension>=<element>:mix`` or ``:rate``, or
            ``<dimension>=<element>``.
        base: Value of the factor before.
        now: Value after.
        lmdi: Contribution by the logarithmic mean Divisia split; None: not defined.
        shapley: Contribution by the Shapley split.
        share: Contribution / change; may be negative or above 1.
        name: What people call the factor.
        dimension: Of mix and dimension rows.
        element: Its entity; ``element_name`` what people call it.
        surprise: Adtributor's, Jensen-Shannon divergence of its shares.
        explanatory: Adtributor's explanatory power.
        is_cause: Among the causes that are told.
        unit: Of base and now.
        n: What the factor's newer value rests on, in ``n_of`` (clicks, orders ...).
    """

    part: Part
    factor: str
    base: float | None
    now: float | None
    lmdi: float | None
    shapley: float | None
    share: float | None
    name: Name = Name("", "")
    dimension: str = ""
    element: str = ""
    element_name: Name = Name("", "")
    surprise: float | None = None
    explanatory: float | None = None
    is_cause: bool = False
    unit: str = ""
    n: int | None = None
    n_of: str = ""


class Cause(msgspec.Struct, frozen=True, eq=False):
    """One of the causes in words: ``contribution`` in the metric's units."""

    text: str
    contribution: float
    share: float | None
    factor: str = ""


class DatedEvent(msgspec.Struct, frozen=True, eq=False):
    """What happened on those days: ``kind`` is calendar, incident, competitor, note."""

    at: str
    kind: str
    text: str


class WhySnapshot(Envelope, frozen=True, eq=False, tag="why"):
    """Answer of ``cockpit why``.

    Attributes:
        metric: Its id; ``name`` what people call it; ``entity_name`` of whom.
        unit: ``money``, ``rate``, ``count``, ``multiple`` ...
        base: Value before; ``now_value`` after; ``change`` their difference;
            ``relative`` to the base.
        base_days: ``A:B``; ``now_days`` the same; ``base_text`` e.g. "last Sunday".
        n: What the newer value rests on; ``n_of`` of which kind, ``n_name``
            what people call that.
        maturity: The worse of both periods.
        mix: Sum of the mix effects over ``mix_dimension``; ``rate`` of the rates.
        causes: At most three, largest first.
        events: On the days of both periods.
        base_id: Which comparison base it is; empty if somebody named the days.
        hours: ``A:B`` of every day, the second exclusive; empty: whole days.
        base_note: What the base is made of, if it is more than one range of days.
        swing: How far such a comparison usually goes, up or down: relative, of a rate
            or a base that is not positive in the metric's units; None: not known.
        swing_n: Earlier comparisons that it was learnt from.
        verdict: Whether these data hold the cause: ``outside`` if no dimension does,
            ``noise`` if the move is no larger than such moves usually are.
        verdict_text: The same in words.
        sentence: Anybody can read it aloud.
        methods: Which splits were made, with their sources.
        missing: Why it cannot be explained.
    """

    query: WhyQuery = WhyQuery("")
    rows: tuple[WhyRow, ...] = ()
    metric: str = ""
    name: Name = Name("", "")
    entity_name: Name = Name("", "")
    unit: str = ""
    base: float | None = None
    now_value: float | None = None
    change: float | None = None
    relative: float | None = None
    base_days: str = ""
    now_days: str = ""
    base_text: str = ""
    base_id: str = ""
    hours: str = ""
    base_note: str = ""
    n: int | None = None
    n_of: str = ""
    n_name: Name = Name("", "")
    maturity: Maturity = "mature"
    mix: float | None = None
    rate: float | None = None
    mix_dimension: str = ""
    causes: tuple[Cause, ...] = ()
    events: tuple[DatedEvent, ...] = ()
    swing: float | None = None
    swing_n: int | None = None
    verdict: Verdict = ""
    verdict_text: str = ""
    sentence: str = ""
    methods: tuple[str, ...] = ()
    missing: str = ""
    how: dict[str, How] = {}
