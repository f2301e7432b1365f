"""A shop on disk that buys clicks by the hour, whose prices a test lets jump."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from tests.shop import ORDERS_HEAD, ZONE, order

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
HEAD = "date,hour,channel,campaign_id,spend,impressions,clicks,conversions,conv_value\n"
CLICKS, USUAL, DEAR = 200, 1.0, 2.5
"""An hour of a campaign: its clicks, and what one of them costs."""
CHANNELS = ("douyin", "tmall")


def write(
    folder: Path,
    *,
    days: int = 15,
    channels: Iterable[str] = CHANNELS,
    now: datetime | None = None,
) -> None:
    """Write a quiet shop up to the hour before the last whole one.

    Args:
        folder: Is made.
        days: Of hours, before today.
        channels: Each has one campaign, ``c-CHANNEL``.
        now: Moment at which the files end; None is now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cockpit.toml").write_text(TOML, encoding="utf-8")
    moment = now or datetime.now(ZONE)
    orders, spend = [ORDERS_HEAD], [HEAD]
    for back in range(days, -1, -1):
        day = moment - timedelta(days=back)
        orders += [order(f"{day:%Y%m%d}-{n}", day, n) for n in range(5)]
    last = last_hour(moment)
    hour = last - timedelta(days=days)
    while hour < last:
        spend += [line(hour, channel, USUAL) for channel in channels]
        hour += timedelta(hours=1)
    (folder / "orders.csv").write_text("".join(orders), encoding="utf-8")
    (folder / "spend.csv").write_text("".join(spend), encoding="utf-8")


def last_hour(now: datetime | None = None) -> datetime:
    """Return the start of the last whole hour."""
    moment = now or datetime.now(ZONE)
    whole = moment.replace(minute=0, second=0, microsecond=0)
    return whole - timedelta(hours=1)


def line(hour: datetime, channel: str, price: float, campaign: str = "") -> str:
    """Return what a campaign did in an hour, at this price of a click."""
    spent = CLICKS * price
    return (
        f"{hour:%Y-%m-%d},{hour.hour},{channel},{campaign or 'c-' + channel},"
        f"{spent:.2f},{CLICKS * 40},{CLICKS},5,{CLICKS * 2:.2f}\n"
    )


def jump(
    folder: Path,
    dear: Iterable[str] = CHANNELS[:1],
    *,
    price: float = DEAR,
    channels: Iterable[str] = CHANNELS,
    hour: datetime | None = None,
) -> None:
    """Append an hour, the last whole one by default, that is dear on some channels."""
    at, named = hour or last_hour(), set(dear)
    lines = [line(at, each, price if each in named else USUAL) for each in channels]
    with (folder / "spend.csv").open("a", encoding="utf-8") as file:
        file.write("".join(lines))
