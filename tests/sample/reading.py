"""Reads the sample's files with the standard library and Polars, not with cockpit."""

import csv
import io
import json
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

import sample_data

SAMPLE = Path(sample_data.__file__).parent
WORKSPACE = SAMPLE / "workspace"
COMPLAINTS = ("投诉", "质量问题", "服务态度")
LABELS = {"抖音": "douyin", "小红书": "xiaohongshu", "天猫": "tmall",
          "微信": "wechat", "百度": "baidu"}  # fmt: skip

# glob, encoding, and the file's names for: day, campaign, spend, impressions, clicks,
# conversions, value.
ADS = {
    "douyin": ("抖音_千川_*", "gb18030", "日期 广告组id 消耗 展示数 点击数 转化数 成交金额(元)"),
    "xiaohongshu": ("小红书_聚光_*", "utf-8-sig",
                    "时间 计划ID 消费 展现量 点击量 7日支付订单量 7日支付金额"),
    "tmall": ("天猫_万相台_*", "gb18030",
              "日期 计划ID 花费(元) 展现量 点击量 总成交笔数 总成交金额(元)"),
    "wechat": ("腾讯广告_*", "utf-8",
               "日期 推广计划ID 花费 曝光次数 点击次数 目标转化量 下单金额"),
    "baidu": ("百度推广_*", "gb18030", "日期 推广计划ID 消费 展现 点击 转化 成交金额"),
}  # fmt: skip


def lines_of(path: Path, encoding: str) -> list[dict[str, str]]:
    """Rows of a text export, header -> cell."""
    text = path.read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def money(cell: str) -> int:
    """1/10,000 yuan of a written amount; ``--`` is nothing."""
    plain = cell.replace(",", "")
    return 0 if plain == "--" else int(Decimal(plain) * 10_000)


@cache
def truth() -> dict[str, Any]:
    """The planted truths as shipped."""
    found: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
    return found


@cache
def ads(channel: str) -> pl.DataFrame:
    """Rows of a channel, hourly where a day has hours; hour -1 otherwise."""
    pattern, encoding, names = ADS[channel]
    day, campaign, spend, impressions, clicks, conversions, value = names.split()
    rows = [
        {
            "day": date.fromisoformat(row[day].replace("/", "-")),
            "hour": int(row.get("小时", -1)),
            "campaign": row[campaign],
            "spend": money(row[spend]),
            "impressions": int(row[impressions]),
            "clicks": int(row[clicks]),
            "conversions": int(row[conversions].replace("--", "0")),
            "value": money(row[value]),
        }
        for path in sorted((WORKSPACE / "ads").glob(f"{pattern}.csv"))
        for row in lines_of(path, encoding)
        if row[day] != "合计"
    ]
    frame = pl.DataFrame(rows)
    hourly = frame.filter(pl.col("hour") >= 0)["day"].unique().implode()
    return frame.filter((pl.col("hour") >= 0) | ~pl.col("day").is_in(hourly))


@cache
def orders() -> pl.DataFrame:
    """Every order once: day of payment (else of creation), amounts, channel, user."""
    recent = {}
    for path in sorted((WORKSPACE / "orders").glob("*.csv")):
        for row in lines_of(path, "gb18030"):
            at = row["支付时间"] or row["订单创建时间"]
            recent[row["订单编号"]] = {
                "order_id": row["订单编号"].strip('="'),
                "user_id": row["买家ID"],
                "is_paid": row["支付时间"] != "",
                "day": _slashed(at),
                "created": _slashed(row["订单创建时间"]),
                "payable": money(row["买家应付货款"]),
                "paid": money(row["实付金额"]),
                "refund": money(row["退款金额"]),
                "channel": LABELS[row["流量来源"]],
                "product": row["商品名称"],
                "product_id": row["商品ID"],
                "paid_at": _moment(row["支付时间"]),
                "refunded_at": _moment(row["退款时间"]),
            }
    archive = pl.read_parquet(WORKSPACE / "orders/archive/*.parquet").select(
        "order_id",
        "user_id",
        is_paid=pl.col("pay_time").is_not_null(),
        day=pl.coalesce("pay_time", "order_time").dt.date(),
        created=pl.col("order_time").dt.date(),
        payable=pl.col("payable_fen") * 100,
        paid=pl.col("paid_fen") * 100,
        refund=pl.col("refund_fen") * 100,
        channel=pl.col("channel").replace_strict(LABELS),
        product="product_name",
        product_id="product_id",
        paid_at=pl.col("pay_time"),
        refunded_at=pl.col("refund_time"),
    )
    columns = {name: pl.Datetime("us") for name in ("paid_at", "refunded_at")}
    files = pl.DataFrame(list(recent.values()), schema_overrides=columns)
    return pl.concat([archive.cast(columns), files])  # type: ignore[arg-type]


def _moment(cell: str) -> datetime | None:
    """A local time to the minute; blank is none."""
    if not cell:
        return None
    day, clock = cell.split(" ")
    hour, minute = clock.split(":")
    return datetime.combine(_slashed(day), time(int(hour), int(minute)))


def _slashed(cell: str) -> date:
    year, month, day = cell.split(" ", maxsplit=1)[0].split("/")
    return date(int(year), int(month), int(day))


@cache
def events() -> pl.DataFrame:
    """Every event: user and local day."""
    return deeds().select("user", day=pl.col("at").dt.date())


@cache
def deeds() -> pl.DataFrame:
    """Every event: user, local time, name, properties, product, price seen."""
    frames = [
        pl.read_parquet(WORKSPACE / "events/*.parquet"),
        pl.read_csv(
            WORKSPACE / "events/*.csv", schema_overrides={"price_seen": pl.Int64}
        ),
    ]
    local = pl.from_epoch("time", time_unit="ms") + pl.duration(hours=8)
    return pl.concat(frames, how="vertical_relaxed").select(
        "event", "props", "product_id", "price_seen", user="distinct_id", at=local
    )


@cache
def tickets() -> pl.DataFrame:
    """Every ticket: day, order, category, reason, status, when it was answered."""
    return pl.DataFrame(
        [
            {
                "day": date.fromisoformat(row["建单时间"][:10]),
                "order_id": row["订单号"].strip(),
                "category": row["问题类型"],
                "reason": row["售后原因"],
                "status": row["工单状态"],
                "replied": row["首次响应时间"],
                "closed": row["完结时间"],
            }
            for path in sorted((WORKSPACE / "service").glob("*.csv"))
            for row in lines_of(path, "utf-8-sig")
        ]
    )


def plans() -> list[dict[str, str]]:
    """The buyers' list of campaigns."""
    return lines_of(WORKSPACE / "plans/投放计划.csv", "gb18030")


def sightings() -> list[dict[str, str]]:
    """The sheet on competitors."""
    return lines_of(WORKSPACE / "competitors.csv", "utf-8-sig")
