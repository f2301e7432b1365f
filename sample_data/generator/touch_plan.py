"""What people meet outside of the shop before they buy, as planned."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

PLANTED_DAYS: Final = 150
"""Whole days before the pinned one on which the link tracker ran."""
DIRECT: Final = "direct"
LABELS: Final = MappingProxyType(
    {
        "douyin": "抖音", "xiaohongshu": "小红书", "tmall": "天猫", "wechat": "微信",
        "baidu": "百度", DIRECT: "直接访问",
    }
)  # fmt: skip
"""Channel -> the word of the link tracker."""
EVENT: Final = "短链点击"
CLICK, IMPRESSION = "click", "impression"


@dataclass(frozen=True, slots=True)
class Way:
    """Channels in the order in which they are met, and how often."""

    weight: float
    channels: tuple[str, ...]


D, X, T, W, B = "douyin", "xiaohongshu", "tmall", "wechat", "baidu"
NOTHING: Final = Way(0, ())
NEW: Final = MappingProxyType(
    {
        D: (
            Way(12, (D, D, D)), Way(20, (D, D, D, D, D, D)), Way(22, (X, D)),
            Way(16, (X, X, D)), Way(30, ()),
        ),
        X: (
            Way(20, (X,)), Way(60, (X, X, X, X)), Way(8, (D, X)), Way(12, ()),
        ),
        T: (
            Way(46, (X, T)), Way(5, (X, D, T, T)), Way(14, (D, T, T)),
            Way(9, (D, T, T, T)), Way(7, (T, T, T)), Way(0.5, (B, T)), Way(18.5, ()),
        ),
        W: (Way(40, (W,)), Way(60, ())),
        B: (Way(50, (B,)), Way(10, (X, B)), Way(40, ())),
    }
)  # fmt: skip
"""Channel that the shop notes on a first order -> ways to it: Tmall closes."""
AGAIN: Final = MappingProxyType(
    {
        D: (
            Way(12, (D, D, D)), Way(22, (D, D, D, D, D, D)), Way(14, (X, D)),
            Way(14, (X, X, D)), Way(38, ()),
        ),
        X: (
            Way(12, (X,)), Way(54, (X, X, X, X)), Way(14, (D, X, X)), Way(20, ()),
        ),
        T: (
            Way(6, (X, T)), Way(9, (X, X, D, T, T)), Way(16, (D, T, T)),
            Way(20, (D, T, T, T, T)), Way(16, (T, T, T, T, T)), Way(0.5, (B, T)),
            Way(4, (DIRECT,)), Way(29, ()),
        ),
        W: (Way(50, (W,)), Way(50, ())),
        B: (Way(45, (B,)), Way(10, (X, B)), Way(45, ())),
    }
)  # fmt: skip
"""The same of later orders."""
LOST: Final = (
    Way(50, (D,)), Way(30, (D, D, D)), Way(70, (X,)), Way(34, (X, X, X)),
    Way(30, (T, T)), Way(26, (X, T)), Way(26, (X, X, D)), Way(9, (D, X)),
    Way(4, (X, B)), Way(6, (X, D, T)), Way(14, (D, T, T)),
    Way(10, (B,)), Way(6, (W,)), Way(8, (DIRECT,)),
)  # fmt: skip
"""Ways that end in nothing; weights are journeys a day, at scale 1."""
SEEDED: Final = Way(60, (X, T))
"""Further ways that end in nothing: as many of them as the planted ratio asks for, and
at most ``weight`` a day."""
RATIO: Final = 3.0
"""ROI of ``SEEDED.channels`` by that of Douyin alone, over the planted days."""

KOLS: Final = MappingProxyType(
    {
        "桃子妈育儿": 30, "米粒的麻麻": 22, "大树爸爸带娃": 14, "暖暖测评": 9,
        "小满辅食记": 7, "果果睡前": 4, "奶爸老周": 3, "六一妈": 3, "豆豆妈测评": 3,
        "辅食日记": 2, "二胎小鱼": 2, "糯米团妈": 1,
    }
)  # fmt: skip
"""Made-up partners -> how often each is met; the five largest have 82 %."""
KOL_MARK: Final = "kol:"
NEW_BY_KOL, AGAIN_BY_KOL, LOST_BY_KOL = 0.95, 0.15, 0.30
"""Share of journeys that begin on Xiaohongshu in which a KOL was the beginning."""
MEMBERS_BY_KOL: Final = 0.33
"""Share of members' first orders before whose registration a KOL was met."""
