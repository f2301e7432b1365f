"""Alimama: reports of its search and feed promotion (直通车, 万相台)."""

from tests.engine.sources.exports.registry import Expected, export, separated

_COLUMNS = {
    "日期": "date",
    "计划ID": "campaign_id",
    "计划名字": "campaign_name",
    "展现量": "impressions",
    "点击量": "clicks",
    "总成交笔数": "orders",
}
_SUMS = {
    "spend": 4_444_500,
    "impressions": 42_000,
    "clicks": 1_290,
    "orders": 13,
    "conv_value": 19_990_000,
}
_IDS = ["60012345678", "60012345679", "60012345678"]
_FEN = (
    (
        "日期", "场景ID", "场景名字", "原二级场景名字", "计划ID", "计划名字",
        "主体ID", "主体名称", "展现量", "点击量", "花费(分)", "花费(元)", "点击率",
        "平均点击花费(元)", "直接成交金额(元)", "间接成交金额(元)",
        "总成交金额(分)", "总成交金额(元)", "总成交笔数", "点击转化率", "投入产出比",
    ),
    (
        "2026-10-27", "376", "关键词推广", "标准推广", "60012345678", "面霜_核心词",
        "700000000000000001", "修护面霜 50g", "20000", "800", "24445", "244.45",
        "4.00%", "0.31", "1,000.00", "200.00", "120000", "1,200.00", "8", "1.00%",
        "4.91",
    ),
    (
        "2026-10-27", "372", "精准人群推广", "拉新快", "60012345679", "拉新_相似人群",
        "700000000000000002", "洁面乳", "12000", "90", "10000", "100.00", "0.75%",
        "1.11", "0.00", "299.00", "29900", "299.00", "1", "1.11%", "2.99",
    ),
    (
        "2026-10-28", "376", "关键词推广", "标准推广", "60012345678", "面霜_核心词",
        "700000000000000001", "修护面霜 50g", "10000", "400", "10000", "100.00",
        "4.00%", "0.25", "500.00", "0.00", "50000", "500.00", "4", "1.00%", "5.00",
    ),
)  # fmt: skip


@export(
    "alimama_plans_fen",
    table="ad_spend",
    platform="alimama",
    file="推广计划报表_20261027_20261028.csv",
    expected=Expected(
        rows=3,
        columns={
            **_COLUMNS,
            "花费(分)": "spend",
            "总成交金额(分)": "conv_value",
        },
        given={"channel": "tmall"},
        sums=_SUMS,
        values={"campaign_id": _IDS},
        days=("2026-10-27", "2026-10-28"),
        currencies=frozenset({"CNY"}),
        encoding="gb18030",
    ),
)
def fen() -> bytes:
    """GBK; the same amounts in fen and in yuan, the promotion type beside the plan."""
    return separated(_FEN).encode("gbk")


@export(
    "alimama_plans_yuan",
    table="ad_spend",
    platform="alimama",
    file="计划_账户报表_20261027_20261028.csv",
    expected=Expected(
        rows=3,
        columns={**_COLUMNS, "花费": "spend", "总成交金额": "conv_value"},
        given={"channel": "tmall"},
        sums=_SUMS,
        values={"campaign_id": _IDS},
        days=("2026-10-27", "2026-10-28"),
        currencies=frozenset({"CNY"}),
        encoding="utf-8-sig",
    ),
)
def yuan() -> bytes:
    """The newer export: UTF-8 with a mark, yuan that no header names, no fen."""
    left_out = {10, 16}
    rows = [
        [cell for place, cell in enumerate(row) if place not in left_out]
        for row in _FEN
    ]
    rows[0] = [name.removesuffix("(元)") for name in rows[0]]
    return b"\xef\xbb\xbf" + separated(rows).encode()
