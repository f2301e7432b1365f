"""The workspace's ``cockpit.toml``: how each kind of file becomes a table."""

from sample_data.generator.world import World

_BODY = """\
[[source]]
table = "ad_spend"
name = "抖音 千川"
path = "ads/抖音_千川_*.csv"        # GBK; by the hour since September
constants = { channel = "douyin" }
cadence_hours = 1

[[source]]
table = "ad_spend"
name = "小红书 聚光"
path = "ads/小红书_聚光_*.csv"      # UTF-8 with BOM; yesterday's figures
constants = { channel = "xiaohongshu", attribution_window = "7日" }

[source.columns]
campaign_id = "计划ID"
campaign_name = "计划名称"
conversions = "7日支付订单量"

[[source]]
table = "ad_spend"
name = "天猫 万相台"
path = "ads/天猫_万相台_*.csv"      # GBK; thousands separators, -- for nothing
constants = { channel = "tmall" }
settle_days = 3                     # later purchases are still credited

[source.columns]
campaign_id = "计划ID"
campaign_name = "计划名字"
conversions = "总成交笔数"

[[source]]
table = "ad_spend"
name = "腾讯广告"
path = "ads/腾讯广告_*.csv"         # UTF-8; by the hour since October
columns = { campaign_id = "推广计划ID", campaign_name = "推广计划" }
constants = { channel = "wechat" }
cadence_hours = 1

[[source]]
table = "ad_spend"
name = "百度推广"
path = "ads/百度推广_*.csv"         # GBK; a line of totals at the end
columns = { campaign_id = "推广计划ID", conversions = "转化", conv_value = "成交金额" }
constants = { channel = "baidu" }

[[source]]
table = "orders"
name = "订单"
path = "orders/*.csv"               # GBK; ="…" around order ids, one day of overlap
columns = { paid_amount = "实付金额", cogs = "成本" }
cadence_hours = 1

[[source]]
table = "orders"
name = "订单存档"
path = "orders/archive/*.parquet"   # money in fen
cadence_hours = 1000000             # closed for good

[source.columns]
payable_amount = "payable_fen"
paid_amount = "paid_fen"
refund_amount = "refund_fen"
cogs = "cost_fen"

[source.units]
payable_amount = "fen"
paid_amount = "fen"
refund_amount = "fen"
cogs = "fen"

[[source]]
table = "events"
name = "小程序行为"
path = "events/*"                   # a Parquet file a month, today as CSV
columns = { user_id = "distinct_id" }
cadence_hours = 1

[[source]]
table = "events"
name = "短链追踪"
path = "touches/触点_*"             # clicks on the shop's links elsewhere; no activity
columns = { channel = "渠道", campaign_id = "计划ID" }

[[source]]
table = "identity"
name = "设备绑定"
path = "touches/设备绑定.parquet"   # whose device it was, once somebody ordered

[[source]]
table = "events"
name = "试听课"
path = "lessons/试听课_*.csv"       # levels of lesson and listener in a JSON column
cadence_hours = 168                 # not every day has one

[[source]]
table = "users"
name = "会员"
path = "users/*"

[[source]]
table = "complaints"
name = "工单"
path = "service/*.csv"

[[source]]
table = "campaigns"
name = "投放计划"
path = "plans/*.csv"                # GBK; budgets as they are set, and the backups

[[source]]
table = "competitors"
name = "竞品观察"
path = "competitors.csv"            # what somebody saw and wrote down

[[source]]
table = "calendar"
name = "大促与假日"
path = "calendar.csv"
columns = { date = "day" }
cadence_hours = 1000000

[[target]]
metric = "gmv_paid"
start = 2026-07-01
end = 2026-12-31
growth = 0.40                       # the daily rate, over the base
base = "2026-01-01:2026-06-30"

[[target]]                          # a band: the gauge says in words where it should be
metric = "complaint_rate"
high = 0.003

[[target]]
metric = "retention_d1"
low = 0.15

[[person]]
name = "林晓"
roles = ["commander"]

[[person]]
name = "周敏"
roles = ["buyer"]

[[person]]
name = "陈一诺"
roles = ["analyst", "scribe"]

[[person]]
name = "赵宁"
roles = ["growth-lead"]

[display]
tiles = [
  "gmv_paid", "cpc@douyin", "retention_d1", "roi@xiaohongshu", "mer", "complaint_rate",
  "spend", "new_customers", "paid_orders", "dau", "cac_paid", "refund_rate",
]
"""


def configuration(world: World) -> str:
    """Return the text of ``cockpit.toml``."""
    return (
        "# The sample workspace: a made-up shop, written by sample_data/generate.py.\n"
        "[workspace]\n"
        'name = "木木母婴"\n'
        f"now = {world.now.isoformat()}\n"
        'timezone = "Asia/Shanghai"\n'
        'currency = "CNY"\n\n' + _BODY
    )
