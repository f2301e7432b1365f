"""Pinduoduo: orders whose time columns are empty, and spend with a summary row."""

from tests.engine.sources.exports.registry import Expected, export, separated

_BOM = b"\xef\xbb\xbf"
_ORDERS = (
    (
        "商品", "订单号", "订单状态", "商品总价(元)", "邮费(元)", "店铺优惠折扣(元)",
        "平台优惠折扣(元)", "用户实付金额(元)", "商家实收金额(元)", "商品数量(件)",
        "收货人", "手机", "省", "市", "区", "详细地址", "支付时间", "拼单成功时间",
        "发货时间", "商品id", "商品规格", "商家编码-商品维度", "快递单号", "买家留言",
        "售后状态",
    ),
    (
        "修护面霜 50g", "261028-401259871650473", "已发货，待签收", "129.00", "0.00",
        "10.00", "5.00", "114.00", "119.00", "1", "孙三三", "13700003333", "四川省",
        "成都市", "锦江区", "春熙路3号", "\t", "\t", "\t", "410000000001", "50g",
        "QH-MS-50", "YT900001", "", "无售后或售后取消",
    ),
    (
        "洁面乳", "261028-401259871650474", "待发货", "59.80", "0.00", "0.00", "0.00",
        "59.80", "59.80", "2", "周四四", "13700004444", "广东省", "深圳市", "南山区",
        "科技园4栋", "\t", "\t", "\t", "410000000002", "120g", "QH-JM", "", "",
        "无售后或售后取消",
    ),
    (
        "修护面霜 50g", "261029-401259871650475", "未发货，退款成功", "129.00", "0.00",
        "10.00", "0.00", "119.00", "119.00", "1", "吴五五", "13700005555", "北京市",
        "北京市", "朝阳区", "望京5号", "\t", "\t", "\t", "410000000001", "50g",
        "QH-MS-50", "", "", "退款成功",
    ),
    (
        "洁面乳", "261029-401259871650476", "已取消", "29.90", "0.00", "0.00", "0.00",
        "29.90", "29.90", "1", "郑六六", "13700006666", "上海市", "上海市", "徐汇区",
        "漕溪6号", "\t", "\t", "\t", "410000000002", "120g", "QH-JM", "", "",
        "无售后或售后取消",
    ),
    (
        "合计", "", "", "1,024.00", "0.00", "", "", "998.00", "", "9", "", "", "", "",
        "", "", "", "", "", "", "", "", "", "", "",
    ),
)  # fmt: skip


@export(
    "pinduoduo_orders",
    table="orders",
    platform="pinduoduo",
    file="orders_export2026-10-30-10-15-22.csv",
    expected=Expected(
        rows=4,
        columns={
            "商品": "product_name",
            "订单号": "order_id",
            "订单状态": "status",
            "商品总价(元)": "gross_amount",
            "平台优惠折扣(元)": "platform_discount",
            "用户实付金额(元)": "paid_amount",
            "商品数量(件)": "item_qty",
            "支付时间": "pay_time",
            "商品id": "product_id",
        },
        sums={
            "paid_amount": 3_227_000,
            "gross_amount": 3_477_000,
            "platform_discount": 50_000,
            "item_qty": 5,
        },
        values={
            "order_id": [
                "261028-401259871650473",
                "261028-401259871650474",
                "261029-401259871650475",
                "261029-401259871650476",
            ],
            "status": ["shipped", "paid", "refunded", "cancelled"],
            "is_paid": [True, True, True, False],
            "hour": [None] * 4,
        },
        days=("2026-10-28", "2026-10-29"),
        currencies=frozenset({"CNY"}),
        rejected={"total_row": 1},
        codes=frozenset({"total_mismatch"}),
        encoding="utf-8-sig",
        personal=("收货人", "手机", "详细地址"),
        secrets=("13700003333", "孙三三", "春熙路", "科技园4栋"),
    ),
)
def orders() -> bytes:
    """No time in any row: the day is in the number; the last row adds up a page more."""
    return _BOM + separated(_ORDERS).encode()


_ADS = (
    (
        "日期", "推广名称", "商品ID", "曝光量", "点击量", "总花费(元)", "成交花费(元)",
        "交易额(元)", "成交笔数", "每笔成交花费(元)", "实际投产比",
    ),
    (
        "2026-10-28", "面霜_全站", "410000000001", "30,000", "1,500", "450.00",
        "430.00", "1,800.00", "15", "30.00", "4.00",
    ),
    (
        "2026-10-29", "面霜_全站", "410000000001", "20,000", "900", "270.00",
        "260.00", "810.00", "9", "30.00", "3.00",
    ),
    (
        "总计", "-", "-", "55,000", "2,600", "790.00", "755.00", "2,900.00", "26",
        "30.38", "3.67",
    ),
)  # fmt: skip


@export(
    "pinduoduo_ads",
    table="ad_spend",
    platform="pinduoduo_ads",
    file="商品推广_分日数据_20261028-20261029.csv",
    expected=Expected(
        rows=2,
        columns={
            "日期": "date",
            "推广名称": "campaign_name",
            "曝光量": "impressions",
            "点击量": "clicks",
            "总花费(元)": "spend",
            "交易额(元)": "conv_value",
            "成交笔数": "orders",
        },
        given={"channel": "pdd"},
        sums={
            "spend": 7_200_000,
            "impressions": 50_000,
            "clicks": 2_400,
            "conv_value": 26_100_000,
            "orders": 24,
        },
        days=("2026-10-28", "2026-10-29"),
        currencies=frozenset({"CNY"}),
        rejected={"total_row": 1},
        codes=frozenset({"total_mismatch"}),
        encoding="utf-8-sig",
    ),
)
def ads() -> bytes:
    """A summary row that is not the sum; 成交花费 is a part of 总花费."""
    return _BOM + separated(_ADS).encode()
