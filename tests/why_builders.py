"""Answers to *why* as the pictures have them: the ROI of Douyin against last Sunday."""

from typing import Final

from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import How
from cockpit.snapshot.why import Cause, DatedEvent, WhyQuery, WhyRow, WhySnapshot

QUERY: Final = WhyQuery("roi", (("channel", "douyin"),))
HOSTILE: Final = "[red]boss\x1b[31m\u202e"
_FACTORS: Final = (
    ("cpm", Name("千次曝光成本", "CPM", "CPM", "CPM"), 22.4, 34.5, -0.98, "money"),
    ("ctr", Name("点击率", "CTR", "CTR", "CTR"), 0.0204, 0.0199, -0.05, "rate"),
    ("cvr", Name("转化率", "CVR", "CVR", "CVR"), 0.0312, 0.0296, -0.11, "rate"),
    ("aov", Name("客单价", "Order value", "客单", "AOV"), 92.0, 100.3, 0.21, "money"),
    ("kept", Name("退款后", "Kept after refunds", "退款", "Kept"), 0.93, 0.94, 0.03, "rate"),
)  # fmt: skip
_CAMPAIGNS: Final = (
    ("c-feed", Name("信息流", "Feed"), 2.4, 1.2, -0.05, -0.71),
    ("c-search", Name("搜索", "Search"), 3.1, 2.8, 0.02, -0.10),
    ("c-live", Name("直播", HOSTILE), 2.2, 2.1, -0.03, -0.03),
)
CHANGE: Final = -0.90


def row(
    factor: str, name: Name, base: float, now: float, change: float, unit: str
) -> WhyRow:
    """Return one factor of the tree."""
    return WhyRow(
        "tree", factor, base, now, change, change * 1.02, change / CHANGE,
        name=name, unit=unit, n=1_386, n_of="orders",
        is_cause=abs(change) >= 0.11,
    )  # fmt: skip


def _mix() -> list[WhyRow]:
    rows = []
    for campaign, name, base, now, mix, rate in _CAMPAIGNS:
        for kind, change in (("mix", mix), ("rate", rate)):
            rows.append(
                WhyRow(
                    "mix", f"campaign={campaign}:{kind}", base, now, change, change,
                    change / CHANGE, name=name, dimension="campaign",
                    element=campaign, element_name=name, unit="multiple", n=640,
                )
            )  # fmt: skip
    return rows


def _dimensions() -> list[WhyRow]:
    return [
        WhyRow(
            "dimension", f"campaign={campaign}", base, now, mix + rate, None,
            (mix + rate) / CHANGE, name=name, dimension="campaign", element=campaign,
            element_name=name, surprise=0.021, explanatory=(mix + rate) / CHANGE,
            unit="multiple", n=640,
        )
        for campaign, name, base, now, mix, rate in _CAMPAIGNS
    ]  # fmt: skip


def why(
    query: WhyQuery = QUERY, *, cpm: float = -0.98, is_provisional: bool = True
) -> WhySnapshot:
    """Return the answer of the pictures; ``cpm`` is what the first factor did."""
    factors = [row(*_FACTORS[0][:4], cpm, _FACTORS[0][5])]
    factors += [row(*factor) for factor in _FACTORS[1:]]
    return WhySnapshot(
        as_of="2026-11-15",
        data_revision="r1",
        query=query,
        rows=(*factors, *_mix(), *_dimensions()),
        metric=query.metric,
        name=Name("ROI", "ROI"),
        entity_name=Name("抖音", "Douyin"),
        unit="multiple",
        base=2.61,
        now_value=1.71,
        change=CHANGE,
        relative=CHANGE / 2.61,
        base_days="2026-11-08:2026-11-08",
        now_days="2026-11-15:2026-11-15",
        base_text="较上周日 / vs last Sunday",
        n=1_386,
        n_of="orders",
        maturity="provisional" if is_provisional else "mature",
        mix=-0.06,
        rate=-0.84,
        mix_dimension="campaign",
        causes=(
            Cause("CPM +54%, 信息流 from 08:00", -0.98, 1.09, "cpm"),
            Cause("CVR -5%, 新客落地页", -0.11, 0.12, "cvr"),
            Cause("AOV +9%, 大促凑单", 0.21, -0.23, "aov"),
        ),
        events=(
            DatedEvent("2026-11-15T09:37", "incident", "INC-0142"),
            DatedEvent("2026-11-15", "competitor", HOSTILE),
        ),
        verdict="inside",
        verdict_text="81% of it lies in one campaign: 信息流",
        sentence="Douyin's ROI fell from 2.61 to 1.71 because the price of views rose.",
        methods=("LMDI-I (Ang 2015)", "Shapley (Sun 1998)"),
        warnings=("2026-11-15 is in progress: hours before 10:00 are compared",)
        if is_provisional
        else (),
        how={
            "lmdi": How(Name("对数平均权重", "logarithmic mean weights"), rows=4_120),
            "shapley": How(Name("沙普利值", "Shapley values"), rows=4_120),
            "mix": How(Name("结构与效率", "weights against rates"), rows=4_120),
            "explanatory": How(Name("解释力", "explanatory power"), rows=4_120),
        },
    )


def unmoved(query: WhyQuery = QUERY) -> WhySnapshot:
    """Return the answer about a number that stands where it stood."""
    return WhySnapshot(
        query=query, metric="roi", name=Name("ROI", "ROI"), unit="multiple", base=2.0,
        now_value=2.0, change=0.0, relative=0.0, verdict="unmoved",
        verdict_text="it did not move", sentence="ROI stands at 2.00.",
    )  # fmt: skip


def outside(query: WhyQuery = QUERY) -> WhySnapshot:
    """Return the answer about a change that no dimension holds."""
    return WhySnapshot(
        query=query, metric="gmv_paid", name=Name("支付金额", "Paid GMV"), unit="money",
        base=1_000_000.0, now_value=800_000.0, change=-200_000.0, relative=-0.2,
        rows=(
            WhyRow(
                "tree", "paid_orders", 10_000.0, 8_000.0, -200_000.0, -200_000.0, 1.0,
                name=Name("支付订单数", "Paid orders"), unit="count",
            ),
        ),
        verdict="outside", verdict_text="the cause is outside these data",
        sentence="Paid GMV fell by a fifth, everywhere alike.",
    )  # fmt: skip
