"""Taobao and Tmall: orders as the seller's back office exports them."""

from tests.engine.sources.exports.registry import Expected, export

_HEADER = (
    "订单编号,买家会员名,买家支付宝账号,支付单号,支付详情,买家应付货款,买家应付邮费,"
    "买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,"
    "收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,"
    "宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,"
    "订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,退款金额,确认收货时间,"
    "打款商家金额"
)
_ROWS = (
    '="1930680000000000123",t01_小鹿,lu@example.com,="2026102822001",支付宝,298.00,0.00,'
    "0,298.00,0,268.50,0,交易成功,,赵一一,浙江省 杭州市 西湖区 文三路1号,快递,null,"
    "'13800001111,2026/10/28 9:05,2026/10/28 9:06,修护面霜 50g,1,No:SF100,顺丰,,1,"
    "1001,青禾旗舰店,,0元,0元,,手机订单,0.00,2026/10/30 18:20,268.50元",
    '="1930680000000000124",t02_山月,\'13900002222,="2026102822002",支付宝,'
    '"1,196.00",0.00,0,"1,196.00",0,"1,096.00",0,"买家已付款，等待卖家发货",'
    "\"请尽快,谢谢\",钱二二,江苏省 南京市 玄武区,快递,'025-88880000,'13900002222,"
    "2026/10/28 22:02,2026/10/28 22:03,修护面霜 50g*4,1,null,,,4,1001,青禾旗舰店,,"
    "0元,0元,,手机订单,0.00,,0.00元",
    '="0012345000000000125",t01_小鹿,lu@example.com,,,99.00,0.00,0,99.00,0,0.00,0,'
    "交易关闭,,赵一一,浙江省 杭州市 西湖区 文三路1号,快递,null,'13800001111,"
    "2026/10/29 0:01,,洁面乳,1,null,,,1,1001,青禾旗舰店,买家未付款,0元,0元,,,0.00,,"
    "0.00元",
)


@export(
    "taobao_orders",
    table="orders",
    platform="taobao_tmall",
    file="ExportOrderList202610301022.csv",
    expected=Expected(
        rows=3,
        columns={
            "订单编号": "order_id",
            "买家会员名": "user_id",
            "买家应付货款": "payable_amount",
            "总金额": "gross_amount",
            "买家实际支付金额": "paid_amount",
            "订单状态": "status",
            "订单创建时间": "order_time",
            "订单付款时间": "pay_time",
            "宝贝标题": "product_name",
            "宝贝总数量": "item_qty",
            "店铺名称": "shop",
            "退款金额": "refund_amount",
        },
        sums={
            "paid_amount": 13_645_000,
            "gross_amount": 15_930_000,
            "payable_amount": 15_930_000,
            "item_qty": 6,
        },
        values={
            "order_id": [
                "1930680000000000123",
                "1930680000000000124",
                "0012345000000000125",
            ],
            "user_id": ["t01_小鹿", "t02_山月", "t01_小鹿"],
            "status": ["done", "paid", "cancelled"],
            "is_paid": [True, True, False],
            "hour": [9, 22, 0],
        },
        days=("2026-10-28", "2026-10-29"),
        currencies=frozenset({"CNY"}),
        encoding="gb18030",
        personal=(
            "买家支付宝账号",
            "收货人姓名",
            "收货地址",
            "联系电话",
            "联系手机",
        ),
        secrets=("13800001111", "13900002222", "文三路", "赵一一", "lu@example.com"),
    ),
)
def orders() -> bytes:
    """GBK, ids as formulas, telephone numbers behind an apostrophe."""
    return ("\r\n".join([_HEADER, *_ROWS]) + "\r\n").encode("gbk")
