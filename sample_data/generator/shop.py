"""The shop itself: its channels, campaigns and goods."""

from dataclasses import dataclass
from datetime import date

from sample_data.generator.world import Campaign, Channel, World

SEED = 20_261_031

DOUYIN = Channel(
    key="douyin", label="抖音", spend=4_100, spend_ratio=1.16,
    cpc=0.92, cpc_ratio=1.18, ctr=0.024, cvr=0.0138, cvr_ratio=0.888,
    aov=172, aov_ratio=0.97, hourly_from=date(2026, 9, 1), lag_days=0,
    registrations=0.40, buys=0.17, buyers=9.5,
    campaigns=(
        Campaign("1790532268123456789", "信息流_纸尿裤_拉新", 0.34, 0.33, 1.02, 0.94),
        Campaign("1790532268123460021", "信息流_奶粉_通投", 0.26, 0.27, 1.10, 1.05),
        Campaign("1790532268123461544", "直播间_日播引流", 0.22, 0.14, 0.90, 1.22),
        Campaign("1790532268123462890", "达人短视频_加热", 0.12, 0.21, 0.96, 0.72),
        Campaign("1790532268123463307", "搜索_品牌词", 0.06, 0.05, 0.80, 1.60),
    ),
)  # fmt: skip
XIAOHONGSHU = Channel(
    key="xiaohongshu", label="小红书", spend=2_250, spend_ratio=1.12,
    cpc=1.18, cpc_ratio=1.05, ctr=0.031, cvr=0.0265, cvr_ratio=0.98,
    aov=152, aov_ratio=1.0, hourly_from=None, lag_days=1,
    registrations=0.24, buys=0.20, buyers=6.5,
    campaigns=(
        Campaign("88012305", "笔记种草_辅食", 0.36, 0.34, 0.95, 0.92),
        Campaign("88012317", "笔记种草_洗护", 0.27, 0.28, 1.00, 0.97),
        Campaign("88012342", "搜索_奶粉测评", 0.24, 0.24, 1.18, 1.25),
        Campaign("88012366", "KOC_新妈妈", 0.13, 0.14, 0.90, 0.85),
    ),
)  # fmt: skip
TMALL = Channel(
    key="tmall", label="天猫", spend=3_000, spend_ratio=1.10,
    cpc=1.46, cpc_ratio=1.03, ctr=0.042, cvr=0.0285, cvr_ratio=1.0,
    aov=176, aov_ratio=1.0, hourly_from=None, lag_days=1,
    registrations=0.05, buys=0.22, buyers=23.0,
    campaigns=(
        Campaign("0087612345", "直通车_纸尿裤", 0.34, 0.33, 1.00, 1.05),
        Campaign("0087612388", "直通车_奶粉", 0.30, 0.30, 1.20, 1.10),
        Campaign("0087612401", "引力魔方_首页猜你喜欢", 0.24, 0.24, 0.82, 0.80),
        Campaign("0087612450", "万相台_货品加速", 0.12, 0.13, 0.95, 0.92),
    ),
)  # fmt: skip
WECHAT = Channel(
    key="wechat", label="微信", spend=1_050, spend_ratio=1.15,
    cpc=0.88, cpc_ratio=1.02, ctr=0.018, cvr=0.0300, cvr_ratio=1.0,
    aov=168, aov_ratio=1.0, hourly_from=date(2026, 10, 1), lag_days=0,
    registrations=0.20, buys=0.46, buyers=0.0,
    campaigns=(
        Campaign("60311820", "朋友圈_老客召回", 0.42, 0.40, 0.95, 1.20),
        Campaign("60311877", "视频号_直播预约", 0.33, 0.35, 0.98, 0.95),
        Campaign("60311904", "公众号_育儿周刊", 0.25, 0.25, 1.12, 0.78),
    ),
)  # fmt: skip
BAIDU = Channel(
    key="baidu", label="百度", spend=950, spend_ratio=1.08,
    cpc=2.05, cpc_ratio=1.06, ctr=0.055, cvr=0.0300, cvr_ratio=0.96,
    aov=164, aov_ratio=1.0, hourly_from=None, lag_days=1,
    registrations=0.11, buys=0.40, buyers=0.8,
    campaigns=(
        Campaign("b-1001", "搜索_品牌词", 0.38, 0.37, 0.75, 1.35),
        Campaign("b-1002", "搜索_奶粉怎么选", 0.36, 0.37, 1.15, 0.82),
        Campaign("b-1003", "信息流_孕期", 0.22, 0.22, 1.20, 0.70),
        Campaign("b-1004", "x [/closing]", 0.04, 0.04, 1.00, 0.80),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Product:
    """One article.

    Attributes:
        price: Yuan a piece.
        cost: Cost of goods by price.
        weight: How often it is bought at all.
        staple: How much more often by those who come back for it.
        pieces: Most pieces in one order.
    """

    name: str
    category: str
    price: float
    cost: float
    weight: float
    staple: float = 1.0
    pieces: int = 1


PRODUCTS = (
    Product("纸尿裤M", "纸尿裤", 109, 0.58, 11, 1.8, 2),
    Product("纸尿裤L", "纸尿裤", 119, 0.58, 13, 2.2, 2),
    Product("拉拉裤XL", "纸尿裤", 129, 0.58, 9, 2.0, 2),
    Product("奶粉1段", "奶粉", 268, 0.66, 7, 1.8),
    Product("奶粉2段", "奶粉", 258, 0.66, 8, 2.2),
    Product("奶粉3段", "奶粉", 238, 0.66, 9, 2.4),
    Product("米粉", "辅食", 59, 0.45, 9, 1.0, 3),
    Product("果泥12袋", "辅食", 96, 0.47, 8, 1.0, 2),
    Product("婴儿面霜", "洗护", 79, 0.34, 7, 0.7, 2),
    Product("沐浴露", "洗护", 68, 0.36, 6, 0.8, 2),
    Product("湿巾整箱", "洗护", 89, 0.52, 10, 1.5, 2),
    Product("奶瓶", "喂养", 128, 0.41, 6, 0.4),
    Product("吸奶器", "喂养", 399, 0.48, 2, 0.1),
    Product("连体衣", "服饰", 99, 0.39, 6, 0.5, 2),
    Product("安全座椅", "出行", 1280, 0.62, 0.5, 0.05),
)

SPU = {
    "纸尿裤M": "NP-2001", "纸尿裤L": "NP-2001", "拉拉裤XL": "NP-2002",
    "奶粉1段": "FM-900", "奶粉2段": "FM-900", "奶粉3段": "FM-900",
    "米粉": "FS-3001", "果泥12袋": "FS-3002",
    "婴儿面霜": "SK-4001", "沐浴露": "SK-4002", "湿巾整箱": "SK-4003",
    "奶瓶": "FE-5001", "吸奶器": "FE-5002", "连体衣": "CL-6001", "安全座椅": "TR-7001",
}  # fmt: skip
"""Name -> product id of the shop; sizes and stages of one product share it."""

BATCH_CATEGORY = "纸尿裤"


def default_world(scale: int = 1, seed: int = SEED) -> World:
    """Return the shop that ships with the program.

    Args:
        scale: Multiplies users, orders, events and money.
        seed: Seed of every stream.

    Raises:
        ValueError: ``scale`` is below 1.
    """
    if scale < 1:
        message = f"scale must be 1 or more, not {scale}"
        raise ValueError(message)
    channels = (DOUYIN, XIAOHONGSHU, TMALL, WECHAT, BAIDU)
    return World(scale=scale, seed=seed, channels=channels)
