"""What each metric is a product of: chains of measures, each step a known ratio.

A chain runs from one measure to another; the figure is the last by the first, so every
chain is exact whatever lies between: spend -> impressions -> clicks -> conversions ->
value is 1 / CPM x CTR x CVR x AOV. A measure that is zero or not known is left out by
taking the next chain. Measures of orders take the place of the platform's where a
channel's revenue is that of its orders.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from cockpit.engine.metrics.catalogue import Metric, catalogue
from cockpit.engine.metrics.sheet import MONEY
from cockpit.engine.tables import MONEY_SCALE
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.metrics import Unit

Node = str
Totals = Mapping[str, int | None]
"""Measure -> its sum in its own integers; None where it is not known."""
ONE: Final[Node] = ""
"""The node that counts one: from it to a measure is the measure itself."""

COMPOSED: Final[Mapping[Node, tuple[str, ...]]] = MappingProxyType(
    {
        "net": ("gmv_paid", "-refunds"),
        "margin": ("gmv_paid", "-refunds", "-cogs"),
    }
)
"""Nodes that are sums of measures; every other node is a measure."""
_IS_ONE_MORE: Final = frozenset({"roi_profit"})
"""Metrics whose product is one more than the figure: profit is revenue less spend."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A ratio of two nodes, as people know it: ``scale`` x top / bottom."""

    id: str
    top: Node
    bottom: Node
    unit: Unit
    name: Name
    scale: int = 1

    @property
    def n_of(self) -> str:
        """What it rests on: what is divided by; of a plain sum the thing itself."""
        rests = self.bottom or self.top
        return rests if rests not in MONEY | COMPOSED.keys() else self.top


@dataclass(frozen=True, slots=True)
class Step:
    """One factor of a product; ``is_inverse`` where the product has its inverse."""

    factor: Factor
    is_inverse: bool

    def part(self, totals: Totals, per: Fraction) -> Fraction | None:
        """Return what stands in the product, unscaled; ``per`` as in :func:`node`."""
        top = node(totals, self.factor.top, per)
        bottom = node(totals, self.factor.bottom, per)
        if self.is_inverse:
            top, bottom = bottom, top
        return top / bottom if top is not None and bottom else None

    def value(self, totals: Totals, per: Fraction) -> float | None:
        """Return the factor as people know it, in whole units."""
        top = node(totals, self.factor.top, per)
        bottom = node(totals, self.factor.bottom, per)
        if top is None or not bottom:
            return None
        return float(self.factor.scale * top / bottom)


@dataclass(frozen=True, slots=True)
class Tree:
    """A product: scale x the steps' parts - offset is the figure."""

    steps: tuple[Step, ...]
    scale: int = 1
    offset: int = 0

    def parts(self, totals: Totals, per: Fraction) -> dict[str, Fraction] | None:
        """Return every step's part; None where one of them cannot be divided."""
        found: dict[str, Fraction] = {}
        for step in self.steps:
            part = step.part(totals, per)
            if part is None:
                return None
            found[step.factor.id] = part
        return found


def node(totals: Totals, name: Node, per: Fraction = Fraction(1)) -> Fraction | None:
    """Return a node in whole units.

    Args:
        totals: Sums of measures.
        name: Which node.
        per: Multiplies every sum, so that periods of different length compare.
    """
    if name == ONE:
        return Fraction(1)
    terms = COMPOSED.get(name, (name,))
    whole = 0
    for term in terms:
        part = totals.get(term.removeprefix("-"))
        if part is None:
            return None
        whole += -part if term.startswith("-") else part
    unit = MONEY_SCALE if terms[0] in MONEY else 1
    return Fraction(whole, unit) * per


def measures_of(metric: Metric, chains: Sequence[Sequence[Node]]) -> tuple[str, ...]:
    """Return every measure that a metric and its chains need."""
    used = list(metric.measures)
    for name in {name for chain in chains for name in chain if name}:
        used += [term.removeprefix("-") for term in COMPOSED.get(name, (name,))]
    return tuple(dict.fromkeys(used))


def chains_of(metric: Metric, *, by_orders: bool) -> tuple[tuple[Node, ...], ...]:
    """Return the chains of a metric, the longest first; of a sum without one nothing.

    Args:
        metric: Of the catalogue.
        by_orders: Whether ROI is made of orders instead of the platforms' claims.
    """
    found = _CHAINS.get(metric.id, ())
    if metric.id == "roi":
        found = _ROI_OF_ORDERS if by_orders else _ROI_CLAIMED
    plain = (
        ((metric.denominator[0], ONE, metric.numerator[0]),)
        if len(metric.denominator) == 1 and len(metric.numerator) == 1
        else ()
    )
    return (*found, *plain)


def tree_of(metric: Metric, chain: Sequence[Node]) -> Tree:
    """Return the product along a chain."""
    steps = tuple(_step(first, then) for first, then in pairwise(chain))
    offset = 1 if metric.id in _IS_ONE_MORE else 0
    return Tree(steps, metric.scale, offset)


def _step(first: Node, then: Node) -> Step:
    for factor in _FACTORS:
        if (factor.bottom, factor.top) == (first, then):
            return Step(factor, is_inverse=False)
        if (factor.bottom, factor.top) == (then, first):
            return Step(factor, is_inverse=True)
    if first == ONE:
        return Step(_sum(then), is_inverse=False)
    return Step(_sum(first), is_inverse=True)


def called(name: Node) -> Name:
    """Name a sum as the catalogue does where it is a metric of its own."""
    metric = catalogue().get(name)
    return metric.names if metric is not None else _NAMES.get(name, Name(name, name))


def factor_name(known: str) -> Name | None:
    """Name a factor of a tree, or a sum in one, that is no metric of its own."""
    found = next((one.name for one in _FACTORS if one.id == known), None)
    return found or _NAMES.get(known)


def _sum(name: Node) -> Factor:
    unit: Unit = "money" if name in MONEY or name in COMPOSED else "count"
    return Factor(name, name, ONE, unit, called(name))


def _metric(known: str, top: Node, bottom: Node) -> Factor:
    metric = catalogue()[known]
    return Factor(known, top, bottom, metric.unit, metric.names, metric.scale)


_AOV: Final = Name("客单价", "Average order value", "客单价", "AOV")
_PER_ORDER: Final = Name("每单成本", "Cost per order", "每单成本", "CPO")
_KEPT: Final = Name("退款后留存率", "Kept after refunds", "留存", "Kept")
_CVR: Final = Name("转化率", "Conversion rate", "转化率", "CVR")
_WON: Final = Name("每点击新客", "New customers a click", "每点击新客", "New per click")
_FACTORS: Final = (
    _metric("cpm", "spend", "impressions"),
    Factor("cpm", "roi_spend", "impressions", "money", catalogue()["cpm"].names, 1000),
    _metric("ctr", "clicks", "impressions"),
    _metric("cpc", "spend", "clicks"),
    Factor("cpc", "roi_spend", "clicks", "money", catalogue()["cpc"].names),
    _metric("cvr", "conversions", "clicks"),
    Factor("cvr", "paid_orders", "clicks", "rate", _CVR),
    Factor("aov", "roi_value", "conversions", "money", _AOV),
    Factor("aov", "gmv_paid", "paid_orders", "money", _AOV),
    Factor("cpo", "roi_spend", "conversions", "money", _PER_ORDER),
    Factor("cpo", "roi_spend", "paid_orders", "money", _PER_ORDER),
    Factor("cpo", "spend", "paid_orders", "money", _PER_ORDER),
    Factor("kept", "net", "gmv_paid", "rate", _KEPT),
    Factor("kept", "roi_value", "gmv_paid", "rate", _KEPT),
    Factor(
        "margin", "margin", "net", "rate", Name("毛利率", "Gross margin")
    ),
    Factor("new_rate", "new_customers", "clicks", "rate", _WON),
    Factor("new_rate", "new_customers_paid", "clicks", "rate", _WON),
    _metric("cac_paid", "spend", "new_customers_paid"),
    Factor(
        "ltv_90",
        "revenue_90_paid",
        "new_customers_paid",
        "money",
        catalogue()["ltv_90"].names,
    ),
    Factor(
        "order_created",
        "gmv_created",
        "created_orders",
        "money",
        Name("下单客单价", "Value of an order placed", "下单均价", "AOV-c"),
    ),
)  # fmt: skip
_NAMES: Final[Mapping[Node, Name]] = MappingProxyType(
    {
        "created_orders": Name("下单数", "Orders placed"),
        "refunded_orders": Name("退款订单", "Refunded orders"),
        "complaints": Name("被投诉订单", "Orders complained about"),
        "open_tickets": Name("未结工单", "Open tickets"),
        "budgets": Name("有预算的计划", "Campaigns with a budget"),
        "cohort": Name("新增用户", "Users first seen"),
        "retained_1": Name("次日回访用户", "Users back on day 1"),
        "retained_7": Name("7 日回访用户", "Users back on day 7"),
        "retained_30": Name("30 日回访用户", "Users back on day 30"),
        "revenue_30": Name("30 日净额", "Net revenue to day 30"),
        "revenue_90": Name("90 日净额", "Net revenue to day 90"),
        "revenue_90_paid": Name("90 日净额", "Net revenue to day 90"),
        "new_customers_paid": Name("付费新客", "New customers bought"),
        "net": Name("净成交额", "Net revenue"),
        "roi_value": Name("归因收入", "Attributed revenue"),
        "roi_spend": Name("消耗", "Ad spend"),
    }
)
_SEEN: Final = ("impressions", "clicks")
_ROI_CLAIMED: Final = (
    ("roi_spend", *_SEEN, "conversions", "roi_value"),
    ("roi_spend", "clicks", "conversions", "roi_value"),
    ("roi_spend", "conversions", "roi_value"),
)
_ROI_OF_ORDERS: Final = (
    ("roi_spend", *_SEEN, "paid_orders", "gmv_paid", "roi_value"),
    ("roi_spend", "clicks", "paid_orders", "gmv_paid", "roi_value"),
    ("roi_spend", "paid_orders", "gmv_paid", "roi_value"),
)
_CHAINS: Final[Mapping[str, tuple[tuple[Node, ...], ...]]] = MappingProxyType(
    {
        "roi_profit": (
            ("spend", *_SEEN, "paid_orders", "gmv_paid", "net", "margin"),
            ("spend", "clicks", "paid_orders", "gmv_paid", "net", "margin"),
            ("spend", "paid_orders", "gmv_paid", "net", "margin"),
        ),
        "mer": (
            ("spend", *_SEEN, "paid_orders", "gmv_paid", "net"),
            ("spend", "clicks", "paid_orders", "gmv_paid", "net"),
            ("spend", "paid_orders", "gmv_paid", "net"),
        ),
        "cpc": (("clicks", "impressions", "spend"),),
        "cpm": (("impressions", "clicks", "spend"),),
        "cac_paid": (
            ("new_customers_paid", "clicks", "impressions", "spend"),
            ("new_customers_paid", "clicks", "spend"),
        ),
        "cac_blended": (
            ("new_customers", "clicks", "impressions", "spend"),
            ("new_customers", "clicks", "spend"),
        ),
        "ltv_cac": (("spend", "new_customers_paid", "revenue_90_paid"),),
        "gmv_paid": ((ONE, "paid_orders", "gmv_paid"),),
        "gmv_net": ((ONE, "paid_orders", "gmv_paid", "net"),),
        "gmv_created": ((ONE, "created_orders", "gmv_created"),),
        "spend": ((ONE, "impressions", "spend"), (ONE, "clicks", "spend")),
        "clicks": ((ONE, "impressions", "clicks"),),
        "conversions": (
            (ONE, "impressions", "clicks", "conversions"),
            (ONE, "clicks", "conversions"),
        ),
    }
)
