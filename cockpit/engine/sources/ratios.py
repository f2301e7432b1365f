"""How ratio columns of exports are computed, so that they can be computed again."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cockpit.engine.sources.headers import header


@dataclass(frozen=True, slots=True)
class Formula:
    """One figure of an export as the quotient of two others.

    Attributes:
        top: Canonical column above the line.
        bottom: Canonical column below it.
        factor: What the quotient is multiplied by.
        is_share: Whether it may be written times 100 too, as a percentage.
        top_names: Names of which one must be in the file, to stand above the line in
            place of ``top``; empty where the canonical column does.
    """

    top: str
    bottom: str
    factor: float = 1.0
    is_share: bool = False
    top_names: tuple[str, ...] = ()


def formula_of(table: str, name: str) -> Formula | None:
    """Return how a column of a file is computed; None if that is not known."""
    return _FORMULAS.get(table, {}).get(header(name).plain)


def parts_of(table: str, name: str) -> tuple[str, ...]:
    """Return the plain names of the columns that a column should be the sum of."""
    return _PARTS.get((table, header(name).plain), ())


_CTR: Final = Formula("clicks", "impressions", is_share=True)
_CPC: Final = Formula("spend", "clicks")
_CPM: Final = Formula("spend", "impressions", factor=1_000.0)
_CVR: Final = Formula("conversions", "clicks", is_share=True)
_CPA: Final = Formula("spend", "conversions")


def _roi(*names: str) -> Formula:
    return Formula("conv_value", "spend", top_names=names)


_FORMULAS: Final = MappingProxyType(
    {
        "ad_spend": {
            **dict.fromkeys(("点击率", "ctr"), _CTR),
            **dict.fromkeys(
                (
                    "平均点击单价", "点击均价", "平均点击成本", "平均点击花费",
                    "平均点击价格", "点击单价", "cpc", "avg.cpc",
                ),
                _CPC,
            ),
            **dict.fromkeys(
                (
                    "平均千次展现费用", "千次展示费用", "平均千次展示费用",
                    "千次展现均价", "千次展现费用", "千次展现花费", "cpm",
                ),
                _CPM,
            ),
            "转化率": _CVR,
            "转化成本": _CPA,
            "目标转化成本": _CPA,
            "目标转化率": _CVR,
            "总成交成本": Formula("spend", "orders"),
            "每笔成交花费": Formula("spend", "orders"),
            "每笔成交金额": Formula("conv_value", "orders"),
            "实际投产比": _roi("交易额", "成交金额"),
            "平均互动成本": Formula("spend", "interactions"),
            "点击转化率": Formula(
                "orders", "clicks", is_share=True, top_names=("总成交笔数",)
            ),
            "投入产出比": _roi("总成交金额", "交易额"),
            "直接支付roi": _roi("直接支付成交金额", "直接成交金额"),
            "7日下单roi": _roi("7日下单金额"),
            "7日支付roi": _roi("7日支付金额"),
            "直播间支付roi": _roi("直播间支付金额"),
            "下单roi": _roi("下单金额"),
            "付费roi": _roi("付费金额"),
        },
        "shop_daily": {
            "客单价": Formula("paid_amount", "buyers_paid"),
            "访客平均价值": Formula("paid_amount", "visitors"),
            "支付转化率": Formula("buyers_paid", "visitors", is_share=True),
            "下单转化率": Formula("buyers_ordered", "visitors", is_share=True),
        },
    }
)  # fmt: skip
_PARTS: Final = MappingProxyType(
    {
        ("ad_spend", "总成交金额"): ("直接成交金额", "间接成交金额"),
        ("ad_spend", "总成交笔数"): ("直接成交笔数", "间接成交笔数"),
        ("ad_spend", "总购物车数"): ("直接购物车数", "间接购物车数"),
    }
)
