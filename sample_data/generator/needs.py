"""What members are after: four needs, how each of them shows, what each would pay."""

import json
from dataclasses import dataclass
from math import exp, log

from sample_data.generator.shop import SPU

SEARCH, READ, COMPARE, ASK = "search", "content_view", "compare", "咨询客服"
VIEW, CART = "ViewProduct", "加购"
PRICE_GRID = (168, 198, 228, 258, 288, 318, 348)
"""List prices of formula that the price test shows, yuan; each as often as the next."""
TESTED = SPU["奶粉1段"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event, and how often it comes up among others of its need."""

    weight: float
    event: str
    props: str
    product: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """P(buys | price) = 1 / (1 + exp(-(level - slope x price)))."""

    level: float
    slope: float

    def buys(self, price: float) -> float:
        """Return the probability that a view at this price ends in a purchase."""
        return 1 / (1 + exp(self.slope * price - self.level))

    def elasticity(self, price: float) -> float:
        """Return d ln P / d ln price."""
        return -self.slope * price * (1 - self.buys(price))

    def best_price(self) -> float:
        """Return the price that maximises price x P: its elasticity is -1."""
        low, high = 1.0, 10_000.0
        for _ in range(100):
            middle = (low + high) / 2
            low, high = (
                (middle, high) if self.elasticity(middle) > -1 else (low, middle)
            )
        return low


def curve_with(best_price: float, probability: float) -> Curve:
    """Return the curve whose best price has this probability."""
    slope = 1 / (best_price * (1 - probability))
    return Curve(slope * best_price + log(probability / (1 - probability)), slope)


@dataclass(frozen=True, slots=True)
class Need:
    """One planted need.

    Attributes:
        key: Stable id; ``name`` and ``context`` as people here would say it.
        members: How many have it, at scale 1.
        buyers: Share of the members who buy formula.
        curve: What they would pay for formula; ``views`` the most views of the price
            test they get at scale 1, 0: as many as their purchases allow.
    """

    key: str
    name: str
    context: str
    members: int
    buyers: float
    curve: Curve
    kinds: tuple[Kind, ...]
    views: int = 0


def _props(**values: str | int) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


PRENATAL = Need(
    "prenatal-safety", "成分安全", "孕早期", 1_650, 0.33, curve_with(318, 0.36),
    (
        Kind(3, READ, _props(topic="孕早期", page="ingredients"), content="note-101"),
        Kind(2, READ, _props(topic="孕早期", page="检测报告"), content="report-7"),
        Kind(2, SEARCH, _props(search="无香精")),
        Kind(1.2, SEARCH, _props(search="成分")),
        Kind(1, SEARCH, _props(search="孕妇可用")),
        Kind(2, VIEW, _props(topic="孕早期", page="ingredients"), SPU["婴儿面霜"]),
        Kind(1, VIEW, _props(topic="孕早期", page="检测报告"), SPU["沐浴露"]),
        Kind(0.5, COMPARE, _props(topic="孕早期", compare_depth=2)),
    ),
)  # fmt: skip
SECOND_CHILD = Need(
    "second-child-value", "性价比", "二胎", 1_850, 0.33, curve_with(218, 0.36),
    (
        Kind(2, COMPARE, _props(topic="二胎", page="price", compare_depth=5)),
        Kind(1, COMPARE, _props(topic="二胎", page="price", compare_depth=6)),
        Kind(0.6, COMPARE, _props(topic="二胎", page="price", compare_depth=8)),
        Kind(2, READ, _props(topic="二胎", page="price"), content="note-233"),
        Kind(1.2, SEARCH, _props(search="优惠")),
        Kind(1.2, SEARCH, _props(search="组合装")),
        Kind(1, SEARCH, _props(search="性价比")),
        Kind(2, VIEW, _props(topic="二胎", page="price"), SPU["纸尿裤L"]),
        Kind(1, CART, _props(topic="二胎", page="price"), SPU["湿巾整箱"]),
    ),
)  # fmt: skip
BEGINNER = Need(
    "beginner-howto", "怎么用", "新生儿", 2_000, 0.30, curve_with(268, 0.36),
    (
        Kind(4, READ, _props(topic="新生儿", page="tutorial"), content="video-12"),
        Kind(2, SEARCH, _props(search="怎么用")),
        Kind(1.5, SEARCH, _props(search="第一次")),
        Kind(2, ASK, _props(topic="新生儿", page="tutorial")),
        Kind(2, VIEW, _props(topic="新生儿", page="tutorial"), SPU["奶瓶"]),
        Kind(0.6, VIEW, _props(topic="新生儿", page="tutorial"), SPU["吸奶器"]),
        Kind(0.4, COMPARE, _props(topic="新生儿", compare_depth=2)),
    ),
)  # fmt: skip
STOCK_UP = Need(
    "stock-up", "囤货", "大促", 1_500, 0.04, curve_with(248, 0.36),
    (
        Kind(4, READ, _props(topic="大促", page="promotion"), content="promo-page"),
        Kind(2, SEARCH, _props(search="满减")),
        Kind(2, SEARCH, _props(search="大促")),
        Kind(2, VIEW, _props(topic="大促", page="promotion"), SPU["纸尿裤L"]),
        Kind(1, CART, _props(topic="大促", page="promotion"), SPU["湿巾整箱"]),
        Kind(0.5, COMPARE, _props(topic="大促", compare_depth=2)),
    ),
    views=36,
)  # fmt: skip
NEEDS = (PRENATAL, SECOND_CHILD, BEGINNER, STOCK_UP)
BEFORE_PROMOTIONS = (STOCK_UP, Kind(1, CART, _props(topic="大促", page="promotion"),
                                    SPU["拉拉裤XL"]))  # fmt: skip
"""Whose events in the days before a promotion are often carts, and which."""

ANYBODY = (
    Kind(3, READ, _props(page="home"), content="note-1"),
    Kind(2, READ, _props(topic="辅食", page="home"), content="note-55"),
    Kind(1.5, SEARCH, _props(search="奶瓶")),
    Kind(1.5, SEARCH, _props(search="连体衣")),
    Kind(1, SEARCH, _props(search="尿不湿")),
    Kind(2, VIEW, _props(page="product"), SPU["米粉"]),
    Kind(1.5, VIEW, _props(page="product"), SPU["连体衣"]),
    Kind(1, COMPARE, _props(compare_depth=2)),
)
"""What members do besides, whatever they need."""
