"""Exports of the shop's own systems: orders, members, tickets, events, calendar."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime, time

import polars as pl

from sample_data.generator import cells
from sample_data.generator.exports import (
    Columns,
    Export,
    between,
    header_of,
    lines_of,
    months,
)
from sample_data.generator.people import Members, old_customers
from sample_data.generator.seasons import SPECIAL_DAYS
from sample_data.generator.shop import PRODUCTS, SPU
from sample_data.generator.world import SHANGHAI, World

_LEVELS = ("普通", "银卡", "金卡")
_SECONDS = "%Y-%m-%d %H:%M:%S"
_SPREADSHEET = "%Y/%-m/%-d %-H:%M"


@dataclass(frozen=True, slots=True, eq=False)
class Archive:
    """One Parquet file of the workspace."""

    path: str
    frame: pl.DataFrame


def user_id(number: str) -> pl.Expr:
    """The user id of a column of user numbers."""
    return pl.concat_str(pl.lit("U"), pl.col(number).cast(pl.String).str.zfill(7))


def order_exports(world: World, orders: pl.DataFrame) -> list[Export]:
    """Return the recent months of orders; each begins with the last day before it."""
    named = _named_orders(world, orders)
    columns = _order_columns(world)
    recent = world.index(world.recent_from)
    return [
        Export(
            path=f"orders/订单_{label}.csv",
            encoding="gb18030",
            newline="\r\n",
            header=header_of(columns),
            lines=lines_of(between(named, max(start - 1, recent), end), columns),
        )
        for label, start, end in months(world)
        if start >= recent
    ]


def order_archives(world: World, orders: pl.DataFrame) -> list[Archive]:
    """Return the older months of orders, money in fen."""
    named = _named_orders(world, orders)
    paid_at = pl.when("is_paid").then(cells.moment(world.first, "at"))
    return [
        Archive(
            f"orders/archive/orders_{label}.parquet",
            between(named, start, end).select(
                "order_id",
                user_id=user_id("number"),
                status="status",
                payable_fen="payable",
                paid_fen="paid",
                refund_fen="refund",
                cost_fen="cogs",
                order_time=cells.moment(world.first, "created"),
                pay_time=paid_at,
                channel="channel_label",
                product_id="product_id",
                product_name="product_name",
                category="category",
                refund_time=cells.moment(world.first, "refunded"),
            ),
        )
        for label, start, end in months(world)
        if start < world.index(world.recent_from)
    ]


def _named_orders(world: World, orders: pl.DataFrame) -> pl.DataFrame:
    labels = dict(enumerate(channel.label for channel in world.channels))
    goods = dict(enumerate(product.name for product in PRODUCTS))
    ids = dict(enumerate(SPU[product.name] for product in PRODUCTS))
    kinds = dict(enumerate(product.category for product in PRODUCTS))
    return orders.with_columns(
        channel_label=pl.col("channel").replace_strict(labels, return_dtype=pl.String),
        product_name=pl.col("product").replace_strict(goods, return_dtype=pl.String),
        product_id=pl.col("product").replace_strict(ids, return_dtype=pl.String),
        category=pl.col("product").replace_strict(kinds, return_dtype=pl.String),
    )


def _order_columns(world: World) -> Columns:
    quoted = pl.concat_str(pl.lit('="'), pl.col("order_id"), pl.lit('"'))
    return {
        "订单编号": quoted,
        "买家ID": user_id("number"),
        "订单状态": pl.col("status"),
        "买家应付货款": cells.short_yuan("payable"),
        "实付金额": cells.short_yuan("paid"),
        "退款金额": cells.short_yuan("refund"),
        "成本": cells.short_yuan("cogs"),
        "订单创建时间": cells.stamp(world.first, "created", _SPREADSHEET),
        "支付时间": pl.when("is_paid").then(
            cells.stamp(world.first, "at", _SPREADSHEET)
        ),
        "流量来源": pl.col("channel_label"),
        "商品ID": pl.col("product_id"),
        "商品名称": pl.col("product_name"),
        "商品类目": pl.col("category"),
        "退款时间": cells.stamp(world.first, "refunded", _SPREADSHEET),
    }


def user_rows(world: World, members: Members) -> pl.DataFrame:
    """Return the member list in order of registration, customers of before included."""
    labels = dict(enumerate(channel.label for channel in world.channels))
    old = old_customers(world)
    frames = [
        pl.DataFrame(
            {"number": each.number, "at": each.second, "channel": each.channel}
        )
        for each in (old, members)
    ]
    lot = pl.col("number") * 7919 % 100
    normal, silver, gold = (pl.lit(level) for level in _LEVELS)
    level = pl.when(lot < 70).then(normal).when(lot < 94).then(silver).otherwise(gold)
    return pl.concat(frames).with_columns(
        pl.col("channel").replace_strict(labels, return_dtype=pl.String),
        level=level,
    )


def user_exports(world: World, users: pl.DataFrame) -> list[Export]:
    """Return the members of the recent months."""
    columns: Columns = {
        "用户ID": user_id("number"),
        "注册时间": cells.stamp(world.first, "at", _SPREADSHEET),
        "首次来源": pl.col("channel"),
        "会员等级": pl.col("level"),
        "加企微时间": cells.stamp(world.first, "joined", _SPREADSHEET),
    }
    return [
        Export(
            path=f"users/用户_{label}.csv",
            encoding="gb18030",
            newline="\n",
            header=header_of(columns),
            lines=lines_of(between(users, start, end), columns),
        )
        for label, start, end in months(world)
        if start >= world.index(world.recent_from)
    ]


def user_archive(world: World, users: pl.DataFrame) -> Archive:
    """Return the members of before, with the headers of the recent files."""
    recent = world.index(world.recent_from) * 86_400
    return Archive(
        "users/用户_存档.parquet",
        users.filter(pl.col("at") < recent).select(
            用户ID=user_id("number"),
            注册时间=cells.moment(world.first, "at"),
            首次来源="channel",
            会员等级="level",
            加企微时间=cells.moment(world.first, "joined"),
        ),
    )


def _epoch_ms(world: World) -> pl.Expr:
    start = datetime.combine(world.first, time(), tzinfo=SHANGHAI)
    return (pl.col("at") + int(start.timestamp())) * 1000


def event_archives(world: World, events: pl.DataFrame) -> list[Archive]:
    """Return the events by month, up to the last complete day."""
    today = world.index(world.today)
    return [
        Archive(
            f"events/events_{label}.parquet",
            between(events, start, min(end, today)).select(
                distinct_id=user_id("number"),
                time=_epoch_ms(world),
                event="event",
                channel="channel",
                product_id="product_id",
                price_seen="price_seen",
                content_id="content_id",
                props="props",
            ),
        )
        for label, start, end in months(world)
    ]


def event_export(world: World, events: pl.DataFrame) -> Export:
    """Return the file of the day in progress."""
    columns: Columns = {
        "distinct_id": user_id("number"),
        "time": _epoch_ms(world).cast(pl.String),
        "event": pl.col("event"),
        "channel": pl.col("channel"),
        "product_id": pl.col("product_id"),
        "price_seen": pl.col("price_seen").cast(pl.String),
        "content_id": pl.col("content_id"),
        "props": cells.quoted("props"),
    }
    today = world.index(world.today)
    return Export(
        path=f"events/events_{world.today:%Y%m%d}.csv",
        encoding="utf-8",
        newline="\n",
        header=header_of(columns),
        lines=lines_of(between(events, today, today + 1), columns),
    )


def ticket_exports(world: World, tickets: pl.DataFrame) -> list[Export]:
    """Return the tickets by month, as they stand at the pinned time."""
    is_closed = pl.col("closed") <= world.now_second
    is_answered = pl.col("replied") <= world.now_second
    columns: Columns = {
        "工单编号": pl.col("ticket_id"),
        # The shop system puts a tab before long numbers, so that Excel keeps them.
        "订单号": pl.concat_str(pl.lit('"\t'), pl.col("order_id"), pl.lit('"')),
        "建单时间": cells.stamp(world.first, "at", _SECONDS),
        "问题类型": pl.col("category"),
        "售后原因": pl.col("reason"),
        "工单等级": pl.col("severity"),
        "工单状态": pl.when(is_closed)
        .then(pl.lit("已完结"))
        .when(is_answered)
        .then(pl.lit("处理中"))
        .otherwise(pl.lit("待处理")),
        "首次响应时间": pl.when(is_answered).then(
            cells.stamp(world.first, "replied", _SECONDS)
        ),
        "完结时间": pl.when(is_closed).then(
            cells.stamp(world.first, "closed", _SECONDS)
        ),
    }
    return [
        Export(
            path=f"service/工单_{label}.csv",
            encoding="utf-8-sig",
            newline="\r\n",
            header=header_of(columns),
            lines=lines_of(between(tickets, start, end), columns),
        )
        for label, start, end in months(world)
    ]


def calendar_text() -> str:
    """Return the calendar file: day, kind, name."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["day", "kind", "name"])
    for special in SPECIAL_DAYS:
        writer.writerow([special.day.isoformat(), special.kind, special.name])
    return out.getvalue()
