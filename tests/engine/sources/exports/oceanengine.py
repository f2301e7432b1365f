"""Ocean Engine and Qianchuan: spend as the platform exports it."""

from tests.engine.sources.exports.registry import Expected, export, separated

_BOM = b"\xef\xbb\xbf"
_QIANCHUAN = (
    (
        "日期", "计划ID", "计划名称", "消耗", "消耗(实)", "展示次数", "点击次数",
        "点击率(%)", "平均千次展示费用(元)", "转化数", "转化数(计费时间)",
        "直接成交订单数", "直接支付成交金额(元)", "直接支付ROI",
    ),
    (
        "2026-10-28", "1742000000000000001", "秋季面霜-直播", "1,200.50", "1,080.45",
        "100,000", "4,500", "4.50", "12.01", "90", "96", "60", "3,600.00", "3.00",
    ),
    (
        "2026-10-28", "1742000000000000002", "秋季面霜-短视频", "800.00", "720.00",
        "40,000", "900", "2.25", "20.00", "--", "—", "12", "1,000.00", "1.25",
    ),
    (
        "2026-10-29", "1742000000000000001", "秋季面霜-直播", "0.00", "0.00",
        "0", "0", "--", "--", "0", "0", "0", "0.00", "--",
    ),
    (
        "合计", "--", "--", "2,000.50", "1,800.45", "140,000", "5,400", "3.86",
        "14.29", "90", "96", "72", "4,600.00", "2.30",
    ),
)  # fmt: skip


def _of(encoding: str) -> Expected:
    return Expected(
        rows=3,
        columns={
            "日期": "date",
            "计划ID": "plan_id",
            "计划名称": "plan_name",
            "消耗": "spend",
            "展示次数": "impressions",
            "点击次数": "clicks",
            "转化数": "conversions",
            "直接成交订单数": "orders",
            "直接支付成交金额(元)": "conv_value",
        },
        given={"channel": "douyin", "conv_time_basis": "event"},
        sums={
            "spend": 20_005_000,
            "impressions": 140_000,
            "clicks": 5_400,
            "conversions": 90,
            "orders": 72,
            "conv_value": 46_000_000,
        },
        values={
            "plan_id": [
                "1742000000000000001",
                "1742000000000000002",
                "1742000000000000001",
            ],
            "conversions": [90, None, 0],
            "channel": ["douyin"] * 3,
        },
        days=("2026-10-28", "2026-10-29"),
        currencies=frozenset({"CNY"}),
        rejected={"total_row": 1},
        encoding=encoding,
    )


@export(
    "qianchuan_plans",
    table="ad_spend",
    platform="qianchuan",
    file="推广数据_计划_2026-10-28_2026-10-29.csv",
    expected=_of("utf-8-sig"),
)
def qianchuan() -> bytes:
    """UTF-8 with a mark, two columns of spend, ``--`` for none, a total row."""
    return _BOM + separated(_QIANCHUAN).encode()


@export(
    "qianchuan_plans_gbk",
    table="ad_spend",
    platform="qianchuan",
    file="推广数据-计划-20261028-20261029.csv",
    expected=_of("gb18030"),
)
def qianchuan_gbk() -> bytes:
    """The same report as the older export writes it."""
    return separated(_QIANCHUAN).encode("gbk")


_REPORT = (
    (
        "时间", "账户ID", "广告组id", "广告组", "计划id", "计划name", "展示数",
        "点击数", "点击率(%)", "平均点击单价(元)", "平均千次展现费用(元)", "消耗",
        "消耗(实)", "转化数", "转化数(计费时间)", "转化成本", "激活数", "注册数",
        "次留数",
    ),
    (
        "2026-10-28", "1700000000000001", "1801", "双十一_拉新", "1801001",
        "开屏_A", "50000", "425", "0.85", "2.00", "17.00", "850.00", "765.00", "17",
        "20", "50.00", "30", "12", "—",
    ),
    (
        "2026-10-28", "1700000000000001", "1801", "双十一_拉新", "1801002",
        "信息流_B", "20000", "1000", "5.00", "1.50", "75.00", "1500.00", "1350.00",
        "30", "28", "50.00", "55", "20", "—",
    ),
    (
        "2026-10-28", "1700000000000001", "1801", "双十一_拉新", "小计", "小计",
        "70000", "1425", "2.04", "1.65", "33.57", "2350.00", "2115.00", "47", "48",
        "50.00", "85", "32", "—",
    ),
    (
        "2026-10-29", "1700000000000001", "1802", "双十一_复购", "1802001",
        "信息流_C", "10000", "100", "1.00", "3.00", "30.00", "300.00", "270.00", "--",
        "--", "--", "0", "0", "9",
    ),
    (
        "2026-10-29", "1700000000000001", "1802", "双十一_复购", "小计", "小计",
        "10000", "100", "1.00", "3.00", "30.00", "300.00", "270.00", "--", "--", "--",
        "0", "0", "9",
    ),
)  # fmt: skip


@export(
    "oceanengine_plans",
    table="ad_spend",
    platform="oceanengine",
    file="广告计划_2026-10-28-2026-10-29_1700000000000001.csv",
    expected=Expected(
        rows=3,
        columns={
            "时间": "date",
            "账户ID": "account",
            "广告组id": "campaign_id",
            "广告组": "campaign_name",
            "计划id": "plan_id",
            "计划name": "plan_name",
            "展示数": "impressions",
            "点击数": "clicks",
            "消耗": "spend",
            "转化数": "conversions",
            "激活数": "activations",
            "注册数": "registrations",
            "次留数": "retained_d1",
        },
        given={"channel": "douyin", "conv_time_basis": "event"},
        sums={
            "spend": 26_500_000,
            "impressions": 80_000,
            "clicks": 1_525,
            "conversions": 47,
            "activations": 85,
            "registrations": 32,
        },
        values={
            "plan_id": ["1801001", "1801002", "1802001"],
            "account": ["1700000000000001"] * 3,
            "retained_d1": [None, None, 9],
        },
        days=("2026-10-28", "2026-10-29"),
        currencies=frozenset({"CNY"}),
        rejected={"total_row": 2},
        encoding="gb18030",
    ),
)
def ocean_engine() -> bytes:
    """GBK, conversions by two days, percentages without a sign, subtotals by day."""
    return separated(_REPORT).encode("gb18030")


_HOURS = (
    (
        "stat_time_hour", "advertiser_id", "cdp_promotion_id", "stat_cost", "show_cnt",
        "click_cnt", "attribution_convert_cnt",
    ),
    (
        "2026-10-30 08:00:00", "1700000000000001", "7400000000000000001", "120.35",
        "6000", "90", "4",
    ),
    (
        "2026-10-30 09:00:00", "1700000000000001", "7400000000000000001", "80.15",
        "4100", "61", "3",
    ),
)  # fmt: skip


@export(
    "oceanengine_hours",
    table="ad_spend",
    platform="oceanengine",
    file="report_custom_hourly_20261030.csv",
    expected=Expected(
        rows=2,
        columns={
            "stat_time_hour": "date",
            "advertiser_id": "account",
            "cdp_promotion_id": "plan_id",
            "stat_cost": "spend",
            "show_cnt": "impressions",
            "click_cnt": "clicks",
            "attribution_convert_cnt": "conversions",
        },
        given={"channel": "douyin", "conv_time_basis": "spend"},
        sums={"spend": 2_005_000, "impressions": 10_100, "conversions": 7},
        values={"hour": [8, 9], "plan_id": ["7400000000000000001"] * 2},
        days=("2026-10-30", "2026-10-30"),
        currencies=frozenset({"CNY"}),
    ),
)
def hours() -> bytes:
    """As its interface gives it: one column is the day and the hour."""
    return separated(_HOURS, line_end="\n").encode()
