"""A small shop on disk whose newest rows are of this hour, so that it is LIVE."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
TOML = """
[workspace]
name = "小店"
timezone = "Asia/Shanghai"
currency = "CNY"

[[source]]
table = "orders"
path = "orders*.csv"
cadence_hours = 1000

[[source]]
table = "ad_spend"
path = "spend*.csv"
cadence_hours = 1000
"""
ORDERS_HEAD = "order_id,user_id,paid_amount,status,pay_time,channel\n"
SPEND_HEAD = "date,channel,campaign_id,spend,impressions,clicks\n"
CHANNELS = ("douyin", "tmall")


def write(folder: Path, *, days: int = 40, orders_a_day: int = 5) -> None:
    """Write orders of 100 yuan each and a spend of 50 yuan a channel and day."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cockpit.toml").write_text(TOML, encoding="utf-8")
    now = datetime.now(ZONE)
    orders, spend = [ORDERS_HEAD], [SPEND_HEAD]
    for back in range(days, -1, -1):
        day = now - timedelta(days=back)
        for number in range(orders_a_day):
            orders.append(order(f"{day:%Y%m%d}-{number}", day, number))
        spend += [
            f"{day:%Y-%m-%d},{channel},c1,50.00,1000,30\n" for channel in CHANNELS
        ]
    (folder / "orders.csv").write_text("".join(orders), encoding="utf-8")
    (folder / "spend.csv").write_text("".join(spend), encoding="utf-8")


def order(name: str, at: datetime, number: int = 0) -> str:
    """Return the line of a paid order of 100 yuan."""
    channel = CHANNELS[number % len(CHANNELS)]
    time = max(at - timedelta(minutes=1), at.replace(hour=0, minute=0, second=0))
    return f"{name},u{number},100.00,paid,{time:%Y-%m-%d %H:%M:%S},{channel}\n"


def append_orders(folder: Path, number: int) -> None:
    """Append paid orders of now."""
    now = datetime.now(ZONE)
    lines = [order(f"new-{now:%H%M%S%f}-{n}", now, n) for n in range(number)]
    with (folder / "orders.csv").open("a", encoding="utf-8") as file:
        file.write("".join(lines))
