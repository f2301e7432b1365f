"""Xiaohongshu: spend of Juguang, and notes of creators with prices as people write."""

from tests.engine.sources.exports.registry import Expected, export, separated

_BOM = b"\xef\xbb\xbf"
_JUGUANG = (
    (
        "时间", "计划名称", "计划ID", "单元名称", "单元ID", "笔记ID", "消费", "展现量",
        "点击量", "点击率", "平均点击成本", "平均千次展示费用", "点赞", "评论", "收藏",
        "互动量", "平均互动成本", "7日下单订单量", "7日下单金额", "7日下单ROI",
        "7日支付订单量", "7日支付金额", "7日支付ROI", "私信留资数",
        "小红星站外活跃UV(30日归因)", "小红星任务期消费",
    ),
    (
        "2026-10-28", "种草_面霜", "8001", "兴趣_护肤", "9001",
        "66f0a1b2c3d4e5f600000001", "1,000.00", "80,000", "4,000", "5.00%", "0.25",
        "12.50", "300", "40", "160", "500", "2.00", "20", "4,000.00", "4.00", "15",
        "3,000.00", "3.00", "--", "1,234", "1,000.00",
    ),
    (
        "2026-10-29", "种草_面霜", "8001", "兴趣_护肤", "9001",
        "66f0a1b2c3d4e5f600000001", "500.50", "30,000", "1,001", "3.34%", "0.50",
        "16.68", "100", "10", "30", "143", "3.50", "5", "900.00", "1.80", "5",
        "900.00", "1.80", "2", "456", "500.50",
    ),
)  # fmt: skip


@export(
    "juguang_notes",
    table="ad_spend",
    platform="xiaohongshu_juguang",
    file="聚光_创意报表_20261028_20261029.csv",
    expected=Expected(
        rows=2,
        columns={
            "时间": "date",
            "计划名称": "campaign_name",
            "计划ID": "campaign_id",
            "单元名称": "plan_name",
            "单元ID": "plan_id",
            "笔记ID": "creative_id",
            "消费": "spend",
            "展现量": "impressions",
            "点击量": "clicks",
            "互动量": "interactions",
            "7日支付订单量": "orders",
            "7日支付金额": "conv_value",
            "私信留资数": "leads",
        },
        given={"channel": "xiaohongshu"},
        sums={
            "spend": 15_005_000,
            "impressions": 110_000,
            "clicks": 5_001,
            "interactions": 643,
            "orders": 20,
            "conv_value": 39_000_000,
        },
        values={
            "creative_id": ["66f0a1b2c3d4e5f600000001"] * 2,
            "leads": [None, 2],
        },
        days=("2026-10-28", "2026-10-29"),
        currencies=frozenset({"CNY"}),
        encoding="utf-8-sig",
    ),
)
def juguang() -> bytes:
    """Orders placed and orders paid within seven days, off-site columns of 30 days."""
    return _BOM + separated(_JUGUANG).encode()


_NOTES = (
    (
        "达人昵称", "小红书号", "粉丝数", "笔记ID", "笔记标题", "发布时间", "阅读数",
        "点赞数", "收藏数", "评论数", "分享数", "图文笔记报价", "图文CPE", "图文CPM",
    ),
    (
        "小鹿护肤", "94012345", "12.6万", "66f0a1b2c3d4e5f600000011", "换季修护",
        "2026-10-20 19:30", "3.2w", "1.1k", "860", "95", "-", "1.5万", "7.3",
        "468.75",
    ),
    (
        "山月", "95012346", "8,900", "66f0a1b2c3d4e5f600000012", "早C晚A",
        "2026-10-22 08:05", "12k", "430", "1.2k", "31", "12", "¥3,200", "1.9",
        "266.67",
    ),
    (
        "阿禾", "96012347", "101w", "66f0a1b2c3d4e5f600000013", "空瓶记",
        "2026-10-25 21:00", "105.3万", "3w", "2.05万", "1,024", "998", "12万", "2.3",
        "113.96",
    ),
)  # fmt: skip


@export(
    "pgy_notes",
    table="content_posts",
    platform="xiaohongshu_pgy",
    file="达人笔记列表_20261030.csv",
    expected=Expected(
        rows=3,
        columns={
            "笔记ID": "content_id",
            "笔记标题": "title",
            "发布时间": "publish_time",
            "阅读数": "views",
            "点赞数": "likes",
            "收藏数": "saves",
            "评论数": "comments",
            "分享数": "shares",
            "图文笔记报价": "kol_fee",
        },
        given={"platform": "xiaohongshu"},
        sums={
            "views": 1_097_000,
            "likes": 31_530,
            "saves": 22_560,
            "comments": 1_150,
            "kol_fee": 1_382_000_000,
        },
        values={"shares": [None, 12, 998]},
        days=("2026-10-20", "2026-10-25"),
        encoding="utf-8-sig",
    ),
)
def notes() -> bytes:
    """A list of creators' notes: figures with 万, w and k, prices as text."""
    return _BOM + separated(_NOTES).encode()
