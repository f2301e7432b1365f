"""Answers about users as the shop of the pictures would have them, without any engine."""

from datetime import date, timedelta
from typing import Final

from cockpit.snapshot.attribution import AttributionQuery
from cockpit.snapshot.budget import BudgetQuery
from cockpit.snapshot.campaigns import CampaignsQuery
from cockpit.snapshot.combinations import CombinationsQuery
from cockpit.snapshot.demand import (
    DemandCurve,
    DemandQuery,
    DemandRow,
    DemandSnapshot,
    Goods,
)
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.faults import FaultsQuery
from cockpit.snapshot.health import How
from cockpit.snapshot.journeys import JourneysQuery
from cockpit.snapshot.lifecycle import (
    STAGES,
    LifecycleQuery,
    LifecycleRow,
    LifecycleSnapshot,
    Stage,
    Stock,
)
from cockpit.snapshot.lift import LiftQuery, LiftRow, LiftSnapshot
from cockpit.snapshot.ltv import Curve, LtvQuery, LtvRow, LtvSnapshot
from cockpit.snapshot.people import (
    Deed,
    PeopleColumn,
    PeoplePage,
    PeopleQuery,
    Person,
    PersonQuery,
)
from cockpit.snapshot.requests import RequestsQuery
from cockpit.snapshot.retention import RetentionQuery, RetentionRow, RetentionSnapshot
from cockpit.snapshot.rfm import Move, RfmCell, RfmQuery, RfmRow, RfmSnapshot
from cockpit.snapshot.segments import (
    EvidenceLine,
    Exchange,
    SegmentRow,
    SegmentSpec,
    SegmentsQuery,
    SegmentsSnapshot,
)
from cockpit.snapshot.studies import (
    Answer,
    ExportQuery,
    KeepQuery,
    Kept,
    StudyQuery,
)
from cockpit.snapshot.why import WhyQuery
from tests import attribution_builders, fault_builders, why_builders

AS_OF: Final = "2026-11-16"
REVISION: Final = "r1"
HOSTILE_USER: Final = "[red]u\x1b[31m\u202e"

FLOWS: Final[dict[Stage, tuple[int, float | None, float, int, float]]] = {
    "new": (3_412, 621_000.0, 0.062, 1, 0.55),
    "activated": (1_980, 384_000.0, 0.014, 1, 0.14),
    "returning": (8_216, 1_840_000.0, -0.008, 0, 0.29),
    "resurrected": (742, 153_000.0, 0.22, 1, 0.02),
    "dormant": (3_106, None, 0.11, -1, 0.0),
    "churned": (1_824, None, 0.03, 0, 0.0),
}
"""Of each stage: users, net revenue, change, flow and share of spend in the week."""

WEEKS: Final = 17
FIRST_DEMAND_PRICE: Final = 168.0
PRICES: Final = tuple(FIRST_DEMAND_PRICE + 12 * at for at in range(16))


def how(zh: str, en: str, rows: int = 361_035) -> How:
    """Return how something was computed."""
    return How(
        Name(zh, en), window="2026-09-06..2026-11-15", rows=rows, sources=("orders",)
    )


def monday(weeks_before: int) -> str:
    """Return the Monday so many weeks before the newest whole week, ISO."""
    return (date(2026, 11, 9) - timedelta(weeks=weeks_before)).isoformat()


def lifecycle(*, is_open: bool = False) -> LifecycleSnapshot:
    """Return 17 weeks of flows; the newest one goes on if it is open."""
    rows = []
    for back in range(WEEKS - 1, -1, -1):
        for at, stage in enumerate(STAGES):
            users, revenue, change, flow, effort = FLOWS[stage]
            wave = 1 + ((back * 7 + at * 3) % 11 - 5) / 40
            before = round(users / (1 + change))
            count = users if back == 0 else before if back == 1 else round(users * wave)
            rows.append(
                LifecycleRow(
                    monday(back), stage, count,
                    None if revenue is None else revenue * count / users,
                    previous=None if back == WEEKS - 1 else before,
                    flow=flow, effort=effort,
                    maturity="provisional" if is_open and back == 0 else "mature",
                )
            )  # fmt: skip
    stocks = tuple(
        Stock(monday(back), 21_340 - 90 * back, 8_120, 30_210, 1_204, 0.62)
        for back in range(WEEKS - 1, -1, -1)
    )
    return LifecycleSnapshot(
        as_of=AS_OF,
        data_revision=REVISION,
        rows=tuple(rows),
        stocks=stocks,
        dormant_days=61,
        churned_days=118,
        gaps=38_204,
        reading="投入 84% 压在拉新与收割, 沉睡 +11% 无人管",
        how={
            "users": how("按周与阶段数客户", "customers by week and stage"),
            "revenue": how("净收入", "net revenue of the week"),
            "effort": how("消耗的目标阶段", "share of spend by what it aims at"),
        },
    )


COHORTS: Final[tuple[tuple[str, int, tuple[int, ...]], ...]] = (
    ("2026-09-06", 3_575, (34, 28, 22, 18, 17, 16, 17, 14)),
    ("2026-09-13", 2_810, (32, 25, 24, 21, 18, 19, 16, 15)),
    ("2026-09-20", 2_743, (33, 27, 24, 19, 18, 17, 15)),
    ("2026-09-27", 2_570, (33, 29, 23, 20, 19, 19)),
    ("2026-10-04", 2_892, (34, 27, 24, 21, 17)),
    ("2026-10-11", 2_672, (36, 26, 25, 19)),
    ("2026-10-18", 2_911, (39, 31, 28)),
    ("2026-10-25", 2_979, (34, 26)),
    ("2026-11-01", 2_306, (33,)),
)


def retention(query: RetentionQuery | None = None) -> RetentionSnapshot:
    """Return the triangle of the pictures, or D1, D7 and D30 of daily cohorts."""
    query = query or RetentionQuery(cohort="week", basis="purchase")
    rows = _daily() if query.cohort == "day" else _triangle()
    return RetentionSnapshot(
        as_of=AS_OF,
        data_revision=REVISION,
        query=query,
        rows=rows,
        reading="10-18 周高 4pp: 待产包试用装, n 2,911",
        how={
            name: how("回来 / 同期群", "came back / cohort")
            for name in ("rate", "low", "retained", "size", "revenue")
        },
    )


def _triangle() -> tuple[RetentionRow, ...]:
    rows = []
    for start, size, rates in COHORTS:
        full = start == "2026-09-06"
        for offset, percent in enumerate((100, *rates)):
            mature = full or offset < len(rates)
            rows.append(_cell(start, size, offset * 7, percent / 100, mature, offset))
    return tuple(rows)


def _daily() -> tuple[RetentionRow, ...]:
    rows = []
    for back in range(40, 0, -1):
        start = (date(2026, 11, 16) - timedelta(days=back)).isoformat()
        for day, rate in ((1, 0.31), (7, 0.19), (30, 0.12)):
            if back >= day:
                wave = ((back * 7 + day) % 9 - 4) / 200
                rows.append(
                    _cell(start, 400 + back, day, rate + wave, back > day + 1, day)
                )
    return tuple(rows)


def _cell(
    start: str,
    size: int,
    day: int,
    rate: float,
    mature: bool,
    offset: int,
) -> RetentionRow:
    return RetentionRow(
        start, size, day, round(size * rate), rate,
        max(rate - 0.018, 0.0), min(rate + 0.018, 1.0), mature, offset,
    )  # fmt: skip


RFM: Final = (
    ("champions", Name("冠军客户", "Champions", "冠军", "Champions"), 4_210, 0.41, 4_010, 6.0, 7.0, 1_830.0, Name("新品优先, 不必打折", "early access, no discount")),
    ("loyal", Name("忠诚客户", "Loyal", "忠诚", "Loyal"), 6_930, 0.27, 7_020, 18.0, 4.0, 720.0, Name("会员权益与连带推荐", "membership benefits, cross-sell")),
    ("new-customer", Name("新客户", "New customer", "新客", "New"), 9_120, 0.12, 8_460, 5.0, 1.0, 190.0, Name("使用指导与第二单提醒", "onboarding, second order")),
    ("at-risk", Name("流失风险", "At risk", "风险", "At risk"), 5_480, 0.15, 4_920, 74.0, 4.0, 610.0, Name("专人回访, 问原因", "call them, ask why")),
    ("lost", Name("已流失", "Lost", "流失", "Lost"), 11_260, 0.05, None, 160.0, 1.0, 150.0, Name("不再花钱", "spend nothing")),
)  # fmt: skip


def rfm(query: RfmQuery | None = None) -> RfmSnapshot:
    """Return five segments and how customers moved between them."""
    total = sum(row[2] for row in RFM)
    return RfmSnapshot(
        as_of=AS_OF,
        data_revision=REVISION,
        query=query or RfmQuery(),
        rows=tuple(
            RfmRow(
                segment, users, share * 9_800_000, name, users / total, share,
                previous, recency, frequency, monetary, action=action,
            )
            for segment, name, users, share, previous, recency, frequency, monetary,
            action in RFM
        ),
        breaks={
            "R": (9.0, 21.0, 48.0, 96.0),
            "F": (1.0, 1.0, 2.0, 4.0),
            "M": (98.0, 210.0, 430.0, 990.0),
        },
        moves=(
            Move("", "new-customer", 3_412),
            Move("loyal", "at-risk", 981),
            Move("loyal", "champions", 644),
            Move("at-risk", "lost", 512),
        ),
        cells=tuple(
            RfmCell(r, f, 240 * (6 - abs(r - f)) + 31 * r, 60.0 * f * f + 11 * r)
            for r in range(1, 6)
            for f in range(1, 6)
            if (r, f) != (1, 5)
        ),
        base="2026-10-19",
        reading="忠诚客户 981 人转为流失风险",
        how={
            name: how("R F M 五等分", "quintiles of R, F and M")
            for name in ("users", "revenue", "share", "previous", "recency")
        },
    )  # fmt: skip


def evidence(zh: str, en: str, lift: float, low: float, high: float) -> EvidenceLine:
    """Return one line of evidence."""
    return EvidenceLine(en, Name(zh, en), lift, low, high, n=2_400, value=0.31)


SEGMENTS: Final = (
    ("prenatal-safety", Name("孕早期 成分安全", "Early pregnancy: safe", "孕早期", "Pregnancy"), 12_480, 0.31, 642.0, 3.4, Name("检测报告内容", "lab reports"), (evidence("配料页", "ingredients", 3.1, 2.8, 3.4), evidence('搜 "无香精"', 'search "no scent"', 4.6, 4.0, 5.2))),
    ("second-value", Name("二胎 性价比", "Second child: value", "二胎", "Second"), 18_920, 0.27, 418.0, 2.2, Name("组合装", "bundles"), (evidence("比价 5 次以上", "compares 5+ times", 2.4, 2.2, 2.6), evidence("用券率", "coupon share", 1.9, 1.8, 2.0))),
    ("novice-how", Name("新手 怎么用", "Novice: how to", "新手", "Novice"), 9_310, 0.18, 377.0, 1.9, Name("入群 7 日课", "7-day course"), (evidence("教程看完", "guides read", 2.8, 2.5, 3.2), evidence("客服问", "asks service", 2.1, 1.8, 2.4))),
    ("stocker-promo", Name("囤货 大促", "Stocks up: promo", "囤货", "Stock-up"), 7_044, 0.16, 296.0, 1.4, Name("订阅试验", "subscription test"), (evidence("大促下单", "buys at promo", 5.2, 4.7, 5.8),)),
)  # fmt: skip


def segments(
    query: SegmentsQuery | None = None, *, refused: str = "", missing: str = ""
) -> SegmentsSnapshot:
    """Return the four segments of the pictures, or why there are none."""
    rows = [] if refused or missing else _segment_rows()
    return SegmentsSnapshot(
        as_of=AS_OF,
        data_revision=REVISION,
        models={
            "segments": {
                "method": "kmeans", "k": 4, "silhouette": 0.41, "stability": 0.86,
                "n": 47_754, "features": 38, "dropped": 2_110,
            }
        },
        spec=(query and query.spec) or SegmentSpec(),
        rows=tuple(rows),
        exchange=tuple(
            Exchange(
                row.segment, row.users, 4.1 * row.users, 0.6 * row.users, None,
                4.7 * row.users, row.revenue * 0.42,
                row.revenue * 0.42 - 4.7 * row.users, unknown=("content",),
                one_sided="users" if row.segment == "stocker-promo" else "",
            )
            for row in rows
        ),
        moves=(
            ("novice-how", "second-value", 812),
            ("prenatal-safety", "novice-how", 603),
        ) if rows else (),
        base="2026-10-19",
        refused=refused,
        missing=missing,
        reading="以主导需求命名, 没有证据不成立",
        saved="" if query and query.spec else "segments.toml",
        how={
            name: how("稳健缩放后聚类", "clusters of robustly scaled behaviour")
            for name in ("users", "revenue", "ltv", "ltv_cac", "evidence", "previous")
        },
    )  # fmt: skip


def _segment_rows() -> list[SegmentRow]:
    total = sum(row[2] for row in SEGMENTS)
    return [
        SegmentRow(
            segment, users, users / total, share * 9_800_000, ltv, lines, action,
            name, need=segment, context="", revenue_share=share, ltv_low=ltv * 0.92,
            ltv_high=ltv * 1.07, ltv_cac=ratio, previous=round(users * 0.96),
            gap_days=61.0,
        )
        for segment, name, users, share, ltv, ratio, action, lines in SEGMENTS
    ]  # fmt: skip


def demand(query: DemandQuery | None = None, *, needed: int = 0) -> DemandSnapshot:
    """Return two curves of the pictures; the second one may be too thin."""
    rows, curves = [], []
    courses = (
        ("prenatal-safety", Name("孕早期 安全优先", "Early pregnancy", "孕早期", "Pregnancy"), 0.34, 0.11, 318.0, 296.0, 335.0, -0.7),
        ("second-value", Name("二胎 性价比", "Second child", "二胎", "Second"), 0.42, 0.44, 218.0, 209.0, 230.0, -2.9),
    )  # fmt: skip
    for at, (segment, name, top, fall, best, low, high, elasticity) in enumerate(
        courses
    ):
        is_thin = bool(needed) and at == 1
        curves.append(
            DemandCurve(
                segment, name, 40 if is_thin else 8_410, 3 if is_thin else 2_120,
                "logit", None if is_thin else elasticity, elasticity - 0.3,
                elasticity + 0.3, None if is_thin else best, low, high,
                needed=needed if is_thin else 0,
                verdict=f"再需 {needed}" if is_thin else "",
            )
        )  # fmt: skip
        for price in () if is_thin else PRICES:
            share = max(top - fall * (price - PRICES[0]) / 180, 0.01)
            rows.append(
                DemandRow(
                    segment, price, share, None, max(share - 0.03, 0.0), share + 0.03,
                    elasticity, views=520, buys=round(520 * share),
                )
            )  # fmt: skip
    return DemandSnapshot(
        as_of=AS_OF,
        data_revision=REVISION,
        query=query or DemandQuery(),
        rows=tuple(rows),
        curves=tuple(curves),
        goods=(Goods("p-900", "奶粉 900g", 16_820), Goods("p-nb", "纸尿裤 NB", 9_040)),
        product="p-900",
        reading="孕早期对价格不敏感",
        how={
            name: how("logit 回归", "logit regression")
            for name in ("probability", "elasticity", "best_price")
        },
    )


LTV_ROWS: Final = (
    ("douyin", "channel", Name("抖音", "Douyin"), 21_400, 142.0, 231.0, 402.0, 155.0, 1.49, None),
    ("xiaohongshu", "channel", Name("小红书", "Xiaohongshu", "", "XHS"), 9_800, 201.0, 388.0, 710.0, 121.0, 3.21, 41),
    ("tmall", "channel", Name("天猫", "Tmall"), 16_300, 188.0, 340.0, 655.0, None, None, None),
    ("2026-08", "cohort", Name("2026-08", "2026-08"), 8_140, 171.0, 322.0, 612.0, 138.0, 2.33, 58),
    ("2026-09", "cohort", Name("2026-09", "2026-09"), 8_730, 176.0, 331.0, 625.0, 141.0, 2.35, 60),
    ("all", "whole", Name("全部", "All"), 47_754, 174.0, 318.0, 604.0, 139.0, 2.29, 61),
)  # fmt: skip


def ltv(query: LtvQuery | None = None) -> LtvSnapshot:
    """Return channels and cohorts, their curves, and what the models say."""
    return LtvSnapshot(
        as_of=AS_OF,
        data_revision=REVISION,
        query=query or LtvQuery(),
        models={
            "chain_ladder": {
                "cohorts": 10, "factors": [1.4, 1.2, 1.1], "backtest_mape": 0.062,
                "n": 47_754,
            },
            "bgnbd": {
                "r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426,
                "log_likelihood": -9_582.4, "customers": 2_357, "time_unit": "day",
                "converged": True, "message": "gradient 1e-7",
            },
            "mbgnbd": {"refused": "fewer than 500 customers"},
            "gamma_gamma": {
                "p": 6.25, "q": 3.74, "v": 15.4, "log_likelihood": -4_055.9,
                "customers": 946, "correlation": 0.11,
            },
        },
        rows=tuple(
            LtvRow(
                entity, users, l30, l90, l365, l90 * 0.93, l90 * 1.08, cac, ratio,
                payback, kind=kind, name=name, predicted=(90, 365),
                ratio_low=None if ratio is None else ratio * 0.93,
                ratio_high=None if ratio is None else ratio * 1.08, margin=0.42,
                missing="" if cac else "无消耗数据",
            )
            for entity, kind, name, users, l30, l90, l365, cac, ratio, payback
            in LTV_ROWS
        ),
        curves=tuple(
            Curve(
                entity, tuple(range(0, 366, 15)),
                tuple(top * (1 - 0.986**day) for day in range(0, 366, 15)), seen=seen,
            )
            for entity, top, seen in (
                ("all", 604.0, 9), ("douyin", 402.0, 9), ("xiaohongshu", 710.0, 7),
            )
        ),
        reading="抖音 LTV/CAC 1.49, 低于 1.5",
        how={
            name: how("链梯法", "chain ladder")
            for name in ("ltv_30", "ltv_90", "ltv_365", "cac", "ltv_cac", "payback_days")
        },
    )  # fmt: skip


PEOPLE_COLUMNS: Final = (
    PeopleColumn("user_id", Name("用户", "User")),
    PeopleColumn("orders", Name("订单", "Orders"), "count"),
    PeopleColumn("revenue", Name("净额", "Net revenue"), "money"),
    PeopleColumn("recency_days", Name("距今", "Since"), "days"),
    PeopleColumn("fit", Name("贴合", "Fit"), "number"),
)


def people(query: PeopleQuery, *, total: int = 1_000_000) -> PeoplePage:
    """Return one page of a long list; the first user of all has a hostile name."""
    last = min(query.first + query.count, total)
    rows = tuple(
        (
            HOSTILE_USER if at == 0 else f"u{at:07}",
            1 + at % 9,
            float(120 + at % 700),
            at % 90,
            None if at % 7 == 0 else 0.5,
        )
        for at in range(query.first, last)
    )
    return PeoplePage(query, PEOPLE_COLUMNS, rows, total, revision=REVISION)


def lift(query: LiftQuery | None = None) -> LiftSnapshot:
    """Return how much more often members of the private domain order."""
    return LiftSnapshot(
        as_of=AS_OF,
        data_revision=REVISION,
        query=query or LiftQuery(),
        rows=(
            LiftRow("private", 3_120, 2_663, 615.0, 4.33, 4.1, 4.5, 4.4),
            LiftRow("matched", 24_000, 9_120, 3_340.0, 2.67, 2.6, 2.8, 2.2),
        ),
        lift=1.62,
        low=1.55,
        high=1.70,
        crude=1.94,
        n=3_120,
        matched=0.99,
        unmatched=31,
        strata=59,
        how={"lift": how("标准化率比", "standardised rate ratio")},
    )


def person(query: PersonQuery) -> Person:
    """Return what one user did, the newest first."""
    return Person(
        query,
        deeds=(
            Deed("2026-11-14T21:08", "order", "奶粉 900g x2", 476.0, "xiaohongshu"),
            Deed("2026-11-14T20:51", "search", '无香精 "面霜"'),
            Deed("2026-11-02T09:30", "refund", "尺码不合", -68.0),
            Deed("2026-10-30", "ticket", HOSTILE_USER),
            Deed("2026-09-12T11:00", "registered", "", None, "xiaohongshu"),
        ),
        total=5,
        facts=(
            (Name("人群", "Segment"), "孕早期 成分安全"),
            (Name("RFM", "RFM"), "5 4 4"),
            (Name("仍活跃", "P(alive)"), "0.91"),
        ),
    )


def answer(query: StudyQuery) -> Answer:  # noqa: C901, PLR0911, PLR0912 - a line each
    """Answer any question at once."""
    match query:
        case LifecycleQuery():
            return lifecycle()
        case SegmentsQuery():
            return segments(query)
        case RetentionQuery():
            return retention(query)
        case RfmQuery():
            return rfm(query)
        case DemandQuery():
            return demand(query)
        case LtvQuery():
            return ltv(query)
        case LiftQuery():
            return lift(query)
        case PeopleQuery():
            return people(query)
        case PersonQuery():
            return person(query)
        case KeepQuery():
            return Kept("segments.toml", "segments")
        case ExportQuery(people=asked):
            return Kept(f"exports/{asked.segment or 'all'}.csv", rows=1_000_000)
        case AttributionQuery():
            return attribution_builders.attribution(query)
        case CampaignsQuery():
            return attribution_builders.campaigns(query)
        case CombinationsQuery():
            return attribution_builders.combinations(query)
        case JourneysQuery():
            return attribution_builders.journeys(query)
        case BudgetQuery():
            return attribution_builders.budget(query)
        case WhyQuery():
            return why_builders.why(query)
        case FaultsQuery():
            return fault_builders.faults(query)
        case RequestsQuery():
            return fault_builders.requests(query)
