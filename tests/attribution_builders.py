"""Answers about channels as the shop of the pictures would have them."""

from typing import Final

from msgspec.structs import replace

from cockpit.snapshot.attribution import (
    AttributionQuery,
    AttributionRow,
    AttributionSnapshot,
    ChannelRow,
    Claim,
    CohortWorth,
    LeftOut,
    Model,
    ModelCard,
)
from cockpit.snapshot.budget import (
    BudgetQuery,
    BudgetRow,
    BudgetSnapshot,
    ResponsePoint,
    WhatIf,
)
from cockpit.snapshot.campaigns import (
    CampaignRow,
    CampaignsQuery,
    CampaignsSnapshot,
)
from cockpit.snapshot.combinations import (
    CombinationRow,
    CombinationsQuery,
    CombinationsSnapshot,
)
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import How
from cockpit.snapshot.journeys import (
    Concentration,
    Dependence,
    FitCell,
    FunnelStep,
    GapBin,
    JourneyRow,
    JourneysQuery,
    JourneysSnapshot,
)

AS_OF: Final = "2026-11-16"
DAYS: Final = ("2026-10-19", "2026-11-15")
STAMP: Final = "association, not causation: only a holdout says what a channel causes"
CONVERSIONS: Final = 4_812
VALUE: Final = 1_530_000.0

NAMES: Final[dict[str, Name]] = {
    "douyin": Name("抖音", "Douyin"),
    "xiaohongshu": Name("小红书", "Xiaohongshu", "小红书", "RED"),
    "tmall": Name("天猫", "Tmall"),
    "wechat": Name("微信", "WeChat"),
    "baidu": Name("百度", "Baidu"),
}
MODELS: Final[dict[Model, tuple[Name, Name, bool]]] = {
    "last": (
        Name("末次触点", "Last touch", "末次", "Last"),
        Name("全部功劳给下单前最后一个触点", "all to the last touch"), False,
    ),
    "first": (
        Name("首次触点", "First touch", "首次", "First"),
        Name("全部功劳给第一个触点", "all to the first touch"), False,
    ),
    "linear": (
        Name("线性", "Linear", "线性", "Linear"),
        Name("每个触点一样多", "the same to every touch"), False,
    ),
    "position": (
        Name("位置", "Position", "位置", "Posit."),
        Name("首末各 40%，其余平分", "40 % to the ends, the rest shared"), False,
    ),
    "time_decay": (
        Name("时间衰减", "Time decay", "衰减", "Decay"),
        Name("越近越多，半衰期 7 日", "the nearer the more, half-life 7 days"), False,
    ),
    "markov": (
        Name("马尔可夫移除效应", "Markov removal effect", "马尔可夫", "Markov"),
        Name("去掉渠道后少转化多少", "what is lost without the channel"), True,
    ),
    "shapley_conversions": (
        Name("Shapley（转化）", "Shapley of conversions", "Shapley", "Shapley"),
        Name("各联盟里的边际贡献平均", "mean marginal over coalitions"), True,
    ),
    "shapley_rate": (
        Name("Shapley（转化率）", "Shapley of the rate", "Shap率", "Sh.rate"),
        Name("转化率博弈", "the game of the rate"), True,
    ),
}  # fmt: skip
"""Of each model: name, rule, and whether it is learned."""

SHARES: Final[dict[str, tuple[float, ...]]] = {
    "douyin": (31.2, 44.8, 36.1, 37.5, 33.4, 34.9, 36.8),
    "xiaohongshu": (11.4, 27.9, 20.6, 19.2, 15.8, 22.7, 21.9),
    "tmall": (35.8, 9.7, 22.4, 23.1, 30.2, 21.2, 20.3),
    "wechat": (14.9, 10.2, 14.0, 13.5, 14.6, 15.3, 14.7),
    "baidu": (6.7, 7.4, 6.9, 6.7, 6.0, 5.9, 6.3),
}
"""By channel, in the order of :data:`MODELS`; each model sums to 100."""
COSTS: Final[dict[str, float | None]] = {
    "douyin": 215_000.0, "xiaohongshu": 94_000.0, "tmall": 120_000.0,
    "wechat": None, "baidu": 41_000.0,
}  # fmt: skip


def how(zh: str, en: str) -> How:
    """Return how something was computed."""
    return How(
        Name(zh, en), window=f"{DAYS[0]}..{DAYS[1]}", rows=361_035, sources=("events",)
    )


def attribution(
    query: AttributionQuery | None = None, *, missing: str = ""
) -> AttributionSnapshot:
    """Return seven models on five channels, and one that refuses."""
    if missing:
        return AttributionSnapshot(as_of=AS_OF, stamp=STAMP, missing=missing)
    rows = [
        _credit(model, channel, shares[at] / 100)
        for at, model in enumerate(list(MODELS)[:7])
        for channel, shares in SHARES.items()
    ]
    return AttributionSnapshot(
        as_of=AS_OF,
        data_revision="r1",
        query=query or AttributionQuery(),
        rows=tuple(rows),
        channels=tuple(_channel(channel) for channel in SHARES),
        cards=tuple(_card(model) for model in MODELS),
        left_out=(LeftOut("direct", 312, "312 orders have no touch", of=5_124),),
        conversions=CONVERSIONS,
        value=VALUE,
        nulls=18_240,
        orders=5_124,
        coverage=CONVERSIONS / 5_124,
        first=DAYS[0],
        last=DAYS[1],
        source="journeys",
        stamp=STAMP,
        reading="天猫末次 35.8, 首次 9.7: 它收割, 不种草。预算别只看末次。",
        remarks=("平台自报合计 6,310 个转化: 不可相加",),
        how={
            "share": how("该渠道功劳 / 全部功劳", "credit of the channel / all credit"),
            "roi": how("功劳净收入 / 消耗", "credited net revenue / spend"),
            "cost": how("同日消耗", "spend on the same days"),
            "conversions": how("按规则分摊的转化", "conversions credited by the rule"),
        },
    )


def _credit(model: Model, channel: str, share: float) -> AttributionRow:
    cost = COSTS[channel]
    value = VALUE * share
    new = CONVERSIONS * share * 0.4
    return AttributionRow(
        model,
        channel,
        CONVERSIONS * share,
        value,
        cost,
        None if cost is None else value / cost,
        share,
        value_share=share,
        roi_profit=None if cost is None else (value * 0.45 - cost) / cost,
        new_customers=new,
        cac=None if cost is None else cost / new,
        n=round(CONVERSIONS * share * 1.6),
        maturity="provisional" if channel == "tmall" else "mature",
        name=NAMES[channel],
    )


def _channel(channel: str) -> ChannelRow:
    shares = [share / 100 for share in SHARES[channel]]
    models = list(MODELS)
    ends = (
        models[shares.index(min(shares))],
        models[shares.index(max(shares))],
    )
    claim = Claim(1_980.0, 640_000.0, 2.98, "7d click", "gross")
    is_told = channel in ("douyin", "xiaohongshu")
    return ChannelRow(
        channel,
        NAMES[channel],
        touches=round(12_000 * shares[2]),
        journeys=round(9_000 * shares[2]),
        cost=COSTS[channel],
        share_low=min(shares),
        share_high=max(shares),
        widest=ends,
        claimed=claim if is_told else None,
        roi_marginal=1.14 if is_told else None,
        marginal_low=0.92 if is_told else None,
        marginal_high=1.37 if is_told else None,
        ceiling=9_200.0 if channel == "douyin" else None,
        ceiling_bound=9_200.0 if channel == "douyin" else None,
        ltv_cac=(
            CohortWorth("2026-08", 812, 2.4, 2.1, 2.7),
            CohortWorth("2026-09", 903, 1.9, 1.6, 2.2, is_predicted=True),
        ) if COSTS[channel] else (),
        missing="" if COSTS[channel] else "无消耗数据: 需要 channel_days",
    )  # fmt: skip


def _card(model: Model) -> ModelCard:
    named, rule, is_learned = MODELS[model]
    refused = "needs 30 more journeys without a conversion: 0 of 30"
    figures: dict[str, float | int | str] = {"states": 7, "p_conversion": 0.2087}
    return ModelCard(
        model,
        named,
        rule,
        refused=refused if model == "shapley_rate" else "",
        warning="no journey is of Baidu alone" if model == "markov" else "",
        n=0 if model == "shapley_rate" else CONVERSIONS,
        is_data_driven=is_learned,
        figures=figures if model == "markov" else {},
    )


TOGETHER: Final[tuple[tuple[str, int, float, float, float, float, int], ...]] = (
    ("xiaohongshu > tmall", 412, 68_000.0, 6.1, 5.0, 7.3, 0),
    ("douyin > wechat", 268, 31_000.0, 4.7, 3.5, 6.0, 0),
    ("xiaohongshu > douyin", 534, 94_000.0, 2.6, 2.1, 3.2, 0),
    ("douyin + tmall", 377, 82_000.0, 2.3, 1.7, 3.0, 0),
    ("douyin", 1_206, 215_000.0, 1.9, 1.7, 2.1, 0),
    ("baidu > tmall", 64, 12_000.0, 3.0, 0.6, 7.2, 36),
)
"""Combination, orders, spend, ROI, its interval, orders still needed."""


def campaigns(
    query: CampaignsQuery | None = None, *, missing: str = ""
) -> CampaignsSnapshot:
    """Two campaigns and spend that names none; WeChat's orders name theirs."""
    query = query or CampaignsQuery(channel="douyin")
    rows: tuple[CampaignRow, ...] = (
        _campaign("c1", Name("信息流 [/closing]", "Feed [/closing]"), 21_000.0, 2.9),
        _campaign("c2", Name("搜索", "Search"), 9_000.0, 4.1),
        _campaign("", Name("未写明计划", "no campaign named"), 1_000.0, None),
    )
    if query.channel == "wechat":
        rows = tuple(replace(r, orders=40, revenue=r.spend, roi=1.0) for r in rows)
    total = _campaign("", Name("合计", "Total"), 31_000.0, 3.2)
    return CampaignsSnapshot(
        as_of=AS_OF,
        query=query,
        name=NAMES.get(query.channel, Name(query.channel, query.channel)),
        rows=() if missing else rows,
        total=None if missing else total,
        first=DAYS[0],
        last=DAYS[1],
        reading="Feed [/closing] takes 67.7% of the spend",
        missing=missing,
        how={"cpc": how("消耗 ÷ 点击", "spend ÷ clicks")},
    )


def _campaign(
    campaign: str, called: Name, spend: float, claimed: float | None
) -> CampaignRow:
    clicks = round(spend / 1.25)
    claim = Claim(spend / 50, spend * (claimed or 0), claimed, "7d click", "click")
    return CampaignRow(
        campaign=campaign,
        name=called,
        spend=spend,
        share=spend / 31_000.0,
        impressions=clicks * 40,
        clicks=clicks,
        cpc=1.25,
        ctr=0.025,
        claimed=None if claimed is None else claim,
        days=28,
        n=clicks,
    )


def combinations(
    query: CombinationsQuery | None = None, *, missing: str = ""
) -> CombinationsSnapshot:
    """Return the combinations of the pictures; the base is Douyin alone."""
    if missing:
        return CombinationsSnapshot(as_of=AS_OF, stamp=STAMP, missing=missing)
    return CombinationsSnapshot(
        as_of=AS_OF,
        data_revision="r1",
        query=query or CombinationsQuery(),
        rows=tuple(_combination(*row) for row in TOGETHER),
        base="douyin",
        base_name=NAMES["douyin"],
        orders=2_861,
        first=DAYS[0],
        last=DAYS[1],
        stamp=STAMP,
        reading="先小红书后天猫是纯抖音的 3.2 倍 (+220%), 区间不相交",
        how={"roi": how("净收入 / 分摊消耗", "net revenue / shared spend")},
    )


def _combination(
    called: str, n: int, cost: float, roi: float, low: float, high: float, needs: int
) -> CombinationRow:
    is_ordered = ">" in called
    parts = called.split(" > " if is_ordered else " + ")
    return CombinationRow(
        called,
        is_ordered,
        n,
        roi * cost,
        cost,
        roi,
        low,
        high,
        n,
        against=roi / 1.9,
        against_low=low / 1.9,
        against_high=high / 1.9,
        needs=needs,
        is_single=len(parts) == 1,
        channels=tuple(parts),
        names=tuple(NAMES[part] for part in parts),
        journeys=n * 3,
    )


STAGES: Final = ("discover", "consider", "intend", "buy")


def journeys(
    query: JourneysQuery | None = None, *, missing: str = ""
) -> JourneysSnapshot:
    """Return stage by touchpoint, a funnel, gaps, fit and dependency."""
    if missing:
        return JourneysSnapshot(as_of=AS_OF, stamp=STAMP, missing=missing)
    return JourneysSnapshot(
        as_of=AS_OF,
        data_revision="r1",
        query=query or JourneysQuery(),
        rows=tuple(
            _touchpoint(channel, at, stage)
            for channel in SHARES
            for at, stage in enumerate(STAGES)
            if not (channel == "baidu" and stage == "buy")
        ),
        funnel=_funnel(),
        gaps=_gaps(),
        gap_p50=7_200.0,
        gap_p90=410_000.0,
        order_p50=95_000.0,
        order_p90=1_400_000.0,
        fit=_fit(),
        fit_reading="新手看参数的次日不回: n 1,204",
        concentration=_concentration(),
        users=18_240,
        first=DAYS[0],
        last=DAYS[1],
        stamp=STAMP,
        reading="意向到下单流失 61%: 先修天猫意向",
        how={
            "conversion": how("回溯期内下单的人 / 到达", "who order / reach"),
            "funnel": how("按序到达", "who came so far in order"),
            "gap_p50": how("触点间隔中位", "median gap between touches"),
            "fit": how("次日回访", "back the next day"),
            "concentration": how("来源占新客", "share of new users by source"),
        },
    )


def _touchpoint(channel: str, at: int, stage: str) -> JourneyRow:
    reach = round(SHARES[channel][2] * 300 / (at + 1))
    rate = 0.04 + 0.11 * at + SHARES[channel][3] / 1_000
    is_key = (channel, stage) in {
        ("tmall", "intend"), ("douyin", "discover"), ("wechat", "consider"),
    }  # fmt: skip
    return JourneyRow(
        stage,
        channel,
        reach,
        rate,
        0.9 - rate,
        3_600.0 * (at + 1),
        86_400.0 * (at + 2),
        0.02 * (4 - at),
        low=rate - 0.02,
        high=rate + 0.02,
        complaints=0.012,
        n=reach * 2,
        is_key=is_key,
        why_key=f"{NAMES[channel].zh} {stage}: 到达 {reach:,}, 流失高"
        if is_key
        else "",
        name=NAMES[channel],
    )


def _funnel() -> tuple[FunnelStep, ...]:
    steps = (
        ("discover", "发现", "Discover", 18_240, None),
        ("consider", "考虑", "Consider", 7_905, 0.433),
        ("intend", "意向", "Intend", 4_012, 0.508),
        ("buy", "下单", "Order", 1_565, 0.390),
    )
    return tuple(
        FunnelStep(
            step, Name(zh, en), users, rate,
            None if rate is None else rate - 0.01,
            None if rate is None else rate + 0.01,
            users / 18_240,
            None if rate is None else 1 - rate,
            None if rate is None else 5_400.0,
            None if rate is None else 310_000.0,
        )
        for step, zh, en, users, rate in steps
    )  # fmt: skip


def _gaps() -> tuple[GapBin, ...]:
    edges = [10.0 * 3.0**at for at in range(13)]
    touches = (12, 80, 310, 620, 900, 1_100, 980, 1_300, 1_500, 900, 420, 110)
    orders = (0, 2, 20, 60, 90, 160, 280, 420, 510, 460, 230, 60)
    return tuple(
        GapBin(edges[at], edges[at + 1], touches[at], orders[at]) for at in range(12)
    )


def _fit() -> tuple[FitCell, ...]:
    contents = {"basics": Name("入门", "Basics"), "specs": Name("参数", "Specs")}
    users = {
        "new": Name("新手", "New"), "loyal": Name("老客", "Loyal"),
        "pro": Name("行家", "Expert"),
    }  # fmt: skip
    rates = {
        ("basics", "new"): 0.31, ("basics", "loyal"): 0.22, ("basics", "pro"): 0.11,
        ("specs", "new"): 0.12, ("specs", "loyal"): 0.27, ("specs", "pro"): 0.36,
    }  # fmt: skip
    return tuple(
        FitCell(
            content, user, contents[content], users[user], 1_204, rate / 3, rate,
            rate - 0.02, rate + 0.02, 0.16, is_off=rate < 0.13 and user == "new",
        )
        for (content, user), rate in rates.items()
    )  # fmt: skip


def _concentration() -> Concentration:
    rows = (
        Dependence("kol-7", Name("大橙子", "Da Chengzi"), 812, 0.31, 210_000.0, 0.24,
                   is_kol=True),
        Dependence("douyin", NAMES["douyin"], 640, 0.24, 190_000.0, 0.22),
        Dependence("kol-2", Name("育儿老王", "Lao Wang"), 402, 0.15, 96_000.0, 0.11,
                   is_kol=True),
    )  # fmt: skip
    return Concentration(
        0.46, 0.44, 0.48, 0.83, 0.182, 0.4, 2_640, state="red", rows=rows,
        roi_marginal=0.8, reading="KOL 占新客 46%, 过线 40%",
    )  # fmt: skip


def budget(query: BudgetQuery | None = None, *, missing: str = "") -> BudgetSnapshot:
    """Return responses of three channels; a move is answered with an interval."""
    if missing:
        return BudgetSnapshot(as_of=AS_OF, stamp=STAMP, missing=missing)
    query = query or BudgetQuery()
    rows = (
        _response("xiaohongshu", 3_400.0, 2.3, 1.64),
        _response("douyin", 7_700.0, 1.9, 0.82),
        BudgetRow(
            "baidu", NAMES["baidu"], 1_460.0, None, None, None, None, None,
            missing="spend hardly varies: needs 28 days with other spend", n=41,
        ),
    )  # fmt: skip
    return BudgetSnapshot(
        as_of=AS_OF,
        data_revision="r1",
        query=query,
        rows=rows,
        what_if=_tried(query) if query.amount else None,
        first="2026-05-20",
        last="2026-11-15",
        stamp=STAMP,
        reading="小红书下一元带回 1.64，抖音 0.82",
        how={"roi_marginal": how("响应曲线斜率", "slope of the response")},
    )


def _response(channel: str, spend: float, roi: float, marginal: float) -> BudgetRow:
    top = spend * roi * 2
    most = spend * 1.5
    points = []
    for at in range(31):
        x = most * 1.5 * at / 30
        y = top * x / (x + spend)
        points.append(ResponsePoint(x, y, y * 0.9, y * 1.1, is_extrapolated=x > most))
    return BudgetRow(
        channel, NAMES[channel], spend, spend * roi, roi, marginal,
        marginal - 0.2, marginal + 0.2, ceiling=spend * 1.2, ceiling_low=spend * 1.1,
        ceiling_high=spend * 1.4, seen=most, margin=0.45, n=180, basis="orders",
        points=tuple(points),
        seen_points=tuple((spend * 0.8 + 90 * at, spend * roi) for at in range(5)),
        lowest=spend * 0.7, farthest=1.5 * most, ceiling_kind="seen",
        ceiling_low_kind="seen", ceiling_high_kind="seen",
    )  # fmt: skip


def _tried(query: BudgetQuery) -> WhatIf:
    far = "beyond 1.5 x the spend that was seen: the curve is only continued there"
    return WhatIf(
        query.source, query.target, query.amount, 1_640.0, -210.0, 3_500.0,
        profit=740.0, profit_low=-90.0, profit_high=1_570.0,
        warnings=(far,) if query.amount > 5_000 else (),
        reach="unknown" if query.amount > 5_000 else "seen",
    )  # fmt: skip
