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
