"""Business Advisor (生意参谋): a shop by day, as a workbook of texts."""

from tests.engine.sources.exports.registry import Expected, export
from tests.engine.sources.exports.workbooks import Sheet, workbook

_ROWS = (
    ("[生意参谋平台] 店铺整体数据",),
    ("统计时间：2026-10-27 ~ 2026-10-29  数据更新于次日 09:00",),
    (),
    (
        "统计日期", "店铺名称", "商品访客数", "商品浏览量", "商品加购人数",
        "商品收藏人数", "下单金额", "下单买家数", "支付金额", "支付买家数",
        "支付新买家数", "支付老买家数", "支付件数", "支付转化率", "客单价",
        "访客平均价值", "成功退款金额", "商品详情页跳出率",
    ),
    (
        "2026-10-27", "青禾旗舰店", "12,000", "35,400", "830", "415", "11,250.50",
        "60", "10,095.00", "54", "40", "14", "71", "0.45%", "186.94", "0.84",
        "350.00", "61.20%",
    ),
    (
        "2026-10-28", "青禾旗舰店", "13,105", "38,000", "902", "430", "13,400.00",
        "72", "12,880.00", "66", "47", "19", "90", "0.50%", "195.15", "0.98", "-",
        "59.87%",
    ),
    (
        "2026-10-29", "青禾旗舰店", "9,870", "27,110", "611", "298", "8,200.00", "41",
        "7,960.40", "39", "25", "14", "48", "0.40%", "204.11", "0.81", "0.00",
        "60.44%",
    ),
)  # fmt: skip


@export(
    "sycm_shop_days",
    table="shop_daily",
    platform="sycm",
    file="【生意参谋平台】店铺-整体-2026-10-27_2026-10-29.xlsx",
    expected=Expected(
        rows=3,
        columns={
            "统计日期": "date",
            "店铺名称": "shop",
            "商品访客数": "visitors",
            "商品浏览量": "page_views",
            "商品加购人数": "cart_users",
            "商品收藏人数": "fav_users",
            "下单金额": "order_amount",
            "下单买家数": "buyers_ordered",
            "支付金额": "paid_amount",
            "支付买家数": "buyers_paid",
            "支付新买家数": "buyers_new",
            "支付老买家数": "buyers_old",
            "支付件数": "items_paid",
            "成功退款金额": "refund_amount",
        },
        sums={
            "visitors": 34_975,
            "page_views": 100_510,
            "order_amount": 328_505_000,
            "paid_amount": 309_354_000,
            "refund_amount": 3_500_000,
            "buyers_paid": 159,
        },
        values={"refund_amount": [3_500_000, None, 0]},
        days=("2026-10-27", "2026-10-29"),
        currencies=frozenset({"CNY"}),
        encoding="xlsx",
    ),
)
def shop_days() -> bytes:
    """Every figure is a text; two lines and a blank one stand above the header."""
    return workbook({"店铺整体": Sheet(_ROWS)})
