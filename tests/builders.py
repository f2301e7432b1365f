"""Snapshots as an operator would see them on a Saturday morning, without any engine."""

import math
from dataclasses import dataclass, replace

from cockpit.snapshot.drill import DrillQuery, DrillRow, DrillSnapshot, Level
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import (
    ChannelRow,
    Clock,
    HealthQuery,
    HealthRow,
    HealthSnapshot,
    How,
    Pair,
    SourceBrief,
    Target,
    Tile,
    Trend,
)
from cockpit.snapshot.metrics import Unit
from cockpit.snapshot.quarantine import (
    EVERY,
    Only,
    RejectedPage,
    RejectedReason,
    RejectedRow,
)
from cockpit.snapshot.sources import ColumnUse, SourceRow, SourcesSnapshot

HOSTILE = "[red]x[/] \x1b[31m\x1b]52;c;aGk=\x07\u202eabc\u200b[/oops]"
DAY = "2026-10-31"

CHANNELS = (
    ("douyin", Name("抖音", "Douyin")),
    ("xiaohongshu", Name("小红书", "Xiaohongshu", en_short="XHS")),
    ("tmall", Name("天猫", "Tmall")),
    ("wechat", Name("微信", "WeChat")),
    ("baidu", Name("百度", "Baidu")),
)


@dataclass(frozen=True)
class Gauge:
    """What a test says of a tile; the rest is made up."""

    metric: str
    name: Name
    value: float | None
    unit: Unit
    change: float | None
    base: str
    n: int
    age: float
    pair: Pair | None = None
    entity: str | None = None
    is_open: bool = False
    low: float | None = None
    high: float | None = None
    reason: str = ""


MER = Pair("mer", Name("MER", "MER"), 2.62, "multiple")
CAC = Pair("cac", Name("获客成本", "CAC", "CAC"), 86.4, "money")

GAUGES = (
    Gauge("gmv_paid", Name("支付金额", "Paid GMV", "支付GMV"), 384_000, "money", 0.042, "prev:7", 1_386, 120, MER, is_open=True),
    Gauge("cpc", Name("单次点击成本", "Cost per click", "CPC", "CPC"), 1.62, "money", 0.58, "median:7", 8_214, 120, entity="douyin"),
    Gauge("retention_d1", Name("次日留存率", "Day-1 retention", "次留", "D1 return"), 0.142, "rate", -0.021, "prev:7", 318, 90_000),
    Gauge("roi", Name("支付ROI", "ROAS", "ROI", "ROI"), 1.94, "multiple", -0.31, "median:4w", 402, 120, entity="xiaohongshu", low=1.2, high=3.0),
    Gauge("spend", Name("消耗", "Ad spend", "消耗", "Spend"), 146_700, "money", 0.11, "prev:7", 14, 120, Pair("roi", Name("ROI", "ROI"), 2.62, "multiple")),
    Gauge("complaint_rate", Name("用户投诉率", "Complaint rate", "投诉率", "Complaints"), 0.0019, "rate", -0.0003, "prev:7", 9_702, 4_000, high=0.003),
    Gauge("new_customers", Name("新客数", "New customers", "新客", "New"), 712, "count", 0.08, "prev:7", 712, 120, CAC),
    Gauge("aov", Name("客单价", "Average order value", "客单价", "AOV"), 277, "money", -0.012, "prev:7", 1_386, 120),
    Gauge("ctr", Name("点击率", "Click-through rate", "CTR", "CTR"), 0.0213, "rate", 0.0011, "prev:7", 385_000, 120),
    Gauge("cvr", Name("转化率", "Conversion rate", "CVR", "CVR"), None, "rate", None, "prev:7", 0, 120, reason="缺 conversions 列"),
    Gauge("dau", Name("日活跃用户", "Daily active users", "日活", "DAU"), 48_210, "count", 0.006, "prev:7", 48_210, 90_000, Pair("arpu", Name("ARPU", "ARPU"), 7.97, "money")),
    Gauge("refund_rate", Name("退款率", "Refund rate", "退款率", "Refund"), 0.036, "rate", 0.004, "prev:28", 1_204, 4_000, is_open=True),
)  # fmt: skip


def course(
    points: int = 72, *, seed: int = 0, gap: int | None = 26
) -> tuple[float | None, ...]:
    """Return a wave with a jump at its end and, if wanted, a gap of three."""
    values: list[float | None] = [
        1.0 + 0.12 * math.sin((at + seed) / 12 * math.pi) + 0.01 * ((at * 7 + seed) % 5)
        for at in range(points)
    ]
    values[-2:] = [1.35, 1.62]
    if gap is not None:
        values[gap : gap + 3] = [None] * 3
    return tuple(values)


def tile(gauge: Gauge, *, seed: int = 0) -> Tile:
    """Make a tile with its course."""
    row = HealthRow(
        metric=gauge.metric,
        dimension="channel" if gauge.entity else None,
        entity=gauge.entity,
        date=DAY,
        value=gauge.value,
        numerator=gauge.value,
        denominator=None,
        n=gauge.n,
        unit=gauge.unit,
        maturity="provisional" if gauge.is_open else "mature",
        previous=None,
        change=gauge.change,
        state="neutral",
        reason=gauge.reason,
        base=gauge.base,
        age_seconds=gauge.age,
    )
    scale = gauge.value or 1.0
    values = tuple(None if v is None else v * scale / 1.62 for v in course(seed=seed))
    is_empty = gauge.value is None
    trend = Trend(
        grain="hour",
        start="2026-10-28T11:00:00+08:00",
        values=() if is_empty else values,
        baseline=() if is_empty else tuple(scale * 0.62 for _at in values),
        baseline_base="median:7",
        low=gauge.low,
        high=gauge.high,
        provisional=1 if gauge.is_open else 0,
        notes=((40, "双11预售"),),
    )
    names = dict(CHANNELS)
    return Tile(
        row=row,
        name=gauge.name,
        entity_name=names[gauge.entity] if gauge.entity else None,
        pair=gauge.pair,
        low=gauge.low,
        high=gauge.high,
        spark=() if is_empty else values[-16:],
        trend=trend,
        how=How(
            Name(f"{gauge.name.zh} = 分子 ÷ 分母", f"{gauge.name.en} = a / b"),
            window=f"{DAY}",
            rows=1_386,
            sources=("天猫订单", "巨量引擎 消耗"),
            query=f"cockpit show metrics --metric {gauge.metric} --as-of {DAY}",
        ),
    )


def channels() -> tuple[ChannelRow, ...]:
    """Return the channel table of the picture, the total last."""
    figures = (
        (48_200.0, 82_400.0, 1.71, -0.34),
        (21_000.0, 40_700.0, 1.94, -0.31),
        (53_600.0, 162_000.0, 3.02, -0.04),
        (6_400.0, 69_100.0, 10.80, 0.12),
        (17_500.0, 29_800.0, 1.70, -0.09),
    )
    rows = [
        ChannelRow(
            entity, name, "neutral", *numbers, spark=course(14, seed=at, gap=None)[:-2]
        )
        for at, ((entity, name), numbers) in enumerate(
            zip(CHANNELS, figures, strict=True)
        )
    ]
    total = ChannelRow(
        None,
        Name("合计", "Total"),
        "neutral",
        146_700.0,
        384_000.0,
        2.62,
        -0.14,
        spark=course(14, gap=2)[:-2],
    )
    return (*rows, total)


def target() -> Target:
    """Return a half-year target that is behind its path."""
    path = tuple(float(500_000 * (at + 1)) for at in range(184))
    actual = tuple(value * 0.905 for value in path[:123])
    projected = tuple(value * 0.92 for value in path[123:])
    return Target(
        metric="gmv_paid",
        name=Name("半年 GMV", "GMV in 6 mo", "GMV", "GMV"),
        start="2026-07-01",
        end="2026-12-31",
        growth=0.4,
        actual=52_140_000,
        due=57_610_000,
        goal=92_900_000,
        pace=0.905,
        projected=0.31,
        projected_low=0.24,
        projected_high=0.38,
        gap_per_week=186_000,
        path=path,
        actual_path=actual,
        projected_path=projected,
        low_path=tuple(value * 0.97 for value in projected),
        high_path=tuple(value * 1.03 for value in projected),
        how=How(Name("按日复利路径", "compound daily path")),
    )


def health(*gauges: Gauge, query: HealthQuery = HealthQuery()) -> HealthSnapshot:  # noqa: B008 - frozen
    """Return a whole health snapshot."""
    tiles = tuple(tile(gauge, seed=at) for at, gauge in enumerate(gauges or GAUGES))
    return HealthSnapshot(
        workspace="木木母婴",
        as_of=DAY,
        now=f"{DAY}T10:00:00+08:00",
        data_revision="r1",
        rows=tuple(tile.row for tile in tiles),
        query=query,
        clock=Clock("live", f"{DAY}T09:58:00+08:00", 120.0),
        tiles=tiles,
        channels=channels(),
        channel_days=("2026-10-31", "2026-10-31"),
        channel_base="prev:7",
        targets=(target(),),
        sources=(
            SourceBrief("巨量引擎 消耗", "ok", 120),
            SourceBrief("小红书聚光", "ok", 240),
            SourceBrief("天猫订单", "ok", 3_700),
            SourceBrief("客服工单", "stale", 200_000, "2 天没有新数据"),
        ),
    )


def hostile_health() -> HealthSnapshot:
    """Return a snapshot whose every text from data wants to be obeyed."""
    name = Name(HOSTILE, HOSTILE)
    gauge = replace(GAUGES[0], name=name, reason=HOSTILE)
    return HealthSnapshot(
        workspace=HOSTILE,
        as_of=DAY,
        clock=Clock("late", f"{DAY}T09:58:00+08:00", 120.0, HOSTILE),
        tiles=(
            tile(gauge),
            tile(replace(gauge, metric="cpc", value=None, change=None)),
        ),
        channels=(ChannelRow("x", name, "neutral", 1.0, 2.0, 2.0, 0.1),),
        channel_days=("2026-10-31", "2026-10-31"),
        channel_base="prev:7",
        sources=(SourceBrief(HOSTILE, "error", 60, HOSTILE),),
        warnings=(HOSTILE,),
    )


def drill(query: DrillQuery) -> DrillSnapshot:
    """Answer a drill with five rows and their total."""
    deeper: dict[Level, tuple[Level, ...]] = {
        "channel": ("campaign",), "campaign": ("day",), "day": ("hour",), "hour": (),
    }  # fmt: skip
    names = {
        "channel": [(entity, name) for entity, name in CHANNELS],
        "campaign": [
            (f"c{at}", Name(f"计划 {at}", f"campaign {at}")) for at in range(5)
        ],
        "day": [
            (f"2026-10-{27 + at}", Name(f"10-{27 + at}", f"10-{27 + at}"))
            for at in range(5)
        ],
        "hour": [(str(at), Name(f"{at:02}:00", f"{at:02}:00")) for at in range(5)],
    }[query.level]
    rows = tuple(
        DrillRow(
            entity, name, 80_000.0 - at * 9_000, 80_000.0, None, 400 - at, "mature",
            change=0.1 - at / 20, share=0.2, spark=course(14, seed=at, gap=None),
        )
        for at, (entity, name) in enumerate(names)
    )  # fmt: skip
    total = DrillRow(
        "",
        Name("合计", "Total"),
        310_000.0,
        310_000.0,
        None,
        1_990,
        "mature",
        change=0.02,
    )
    named = {gauge.metric: gauge for gauge in GAUGES}[query.metric]
    return DrillSnapshot(
        query=query,
        as_of=DAY,
        name=named.name,
        unit=named.unit,
        base="prev:7",
        rows=rows,
        total=total,
        trend=Trend("day", "2026-10-04", tuple(v for v in course(28, gap=None))),
        how=How(Name("按层分解", "taken apart")),
        deeper=deeper[query.level],
    )


def source(path: str, **changes: object) -> SourceRow:
    """Return a file that was read well."""
    fields: dict[str, object] = {
        "table": "orders", "path": path, "rows": 120_345, "rejected": 0,
        "first": "2025-10-01", "last": DAY, "age": 3_600.0, "encoding": "gb18030",
        "state": "ok",
        "columns": (
            ColumnUse("订单号", "order_id", "alias"),
            ColumnUse("实付金额(元)", "paid_amount", "parts", "yuan"),
            ColumnUse("收件人电话", "", "", "personal: not read"),
        ),
    }  # fmt: skip
    return SourceRow(**(fields | changes))  # type: ignore[arg-type]


def sources() -> SourcesSnapshot:
    """Return four files, one with rejected rows, one that cannot be read."""
    return SourcesSnapshot(
        workspace="木木母婴",
        as_of=DAY,
        rows=(
            source("exports/tmall_orders_202610.csv"),
            source("exports/douyin_spend.csv", table="ad_spend", rejected=12_345, state="partial", codes=("type", "future"), message="12,345 行被拒收", messages=("12,345 行被拒收", "编码混用")),
            source("exports/complaints.csv", table="complaints", age=200_000.0, state="stale"),
            source(f"exports/{HOSTILE}.csv", table="", rows=0, first=None, last=None, age=None, encoding="", state="error", codes=("unknown_file",), message=HOSTILE, columns=()),
        ),
    )  # fmt: skip


REASONS = (
    RejectedReason("bad_cell", "消耗", "a number", 12_000, 2),
    RejectedReason("future_date", "日期", "a day that has come", 345, 1),
)


def rejected(
    path: str, first: int, count: int, only: Only = EVERY, *, total: int = 12_345
) -> RejectedPage:
    """Return a page of a long quarantine, which has two reasons."""
    total = next((one.rows for one in REASONS if one.code == only.code), total)
    files = ("exports/douyin_spend.csv", "exports/tmall_orders_202610.csv")
    rows = tuple(
        RejectedRow(
            at + 2,
            only.column or "消耗",
            "a number",
            HOSTILE if at == 0 else f"abc{at}",
            only.code or "bad_cell",
            path or files[at % 2],
        )
        for at in range(first, min(first + count, total))
    )
    return RejectedPage(path, first, total, rows, only, REASONS)
