"""Who brought the orders, at one key: good enough to buy time, stamped provisional."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

from cockpit.engine.evidence.affected import name_in_words
from cockpit.engine.evidence.answers import About, answer, needs, refuse
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.cohorts import rows_of
from cockpit.engine.periods import DAY
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

DAYS: Final = 7
"""Orders of so many days, the current one included."""
LOOK_BACK_DAYS: Final = 30
HALF_LIFE_DAYS: Final = 7
DIRECT: Final = "direct"

ABOUT: Final = About(
    "emergency_attribution",
    1,
    Name("应急归因（临时）", "Emergency attribution (provisional)"),
    note(
        "provisional: last non-direct touch and time decay (half-life 7 days) over the"
        " events of 30 days before a paid order; an order without such events goes to"
        " the channel recorded on it; credits sum to the revenue; association, not"
        " causation"
    ),
)
COLUMNS: Final = (
    EvidenceColumn(
        "recorded", Name("订单记录", "On the order"), "money", is_total=True
    ),
    EvidenceColumn(
        "last_touch", Name("末次触点", "Last touch"), "money", is_total=True
    ),
    EvidenceColumn("decay", Name("时间衰减", "Time decay"), "money", is_total=True),
    EvidenceColumn("share", Name("占比", "Share"), "rate", has_bar=True),
    EvidenceColumn("orders", Name("单", "Orders"), "count", is_total=True, rank=2),
    EvidenceColumn("spend", Name("消耗", "Spend"), "money", rank=2),
    EvidenceColumn("roi", Name("末次ROI", "Last-touch ROI"), "multiple", rank=2),
)
NOBODY: Final = ""
"""Channel of orders that neither a touch nor the order itself gives to anybody."""


@dataclass(frozen=True, slots=True)
class Credits:
    """Revenue by channel in 1/10,000; each way of crediting sums to the same whole.

    Attributes:
        orders: Paid orders by the channel of their last touch.
        touched: Orders that have a touch in the look-back.
    """

    recorded: dict[str, int]
    last_touch: dict[str, int]
    decay: dict[str, int]
    orders: dict[str, int]
    touched: int


def emergency_attribution(case: Case) -> Evidence:
    """Credit the paid orders of the last 7 days to channels, at once.

    Returns:
        A row a channel, the largest time-decay credit first; each money column sums to
        the paid revenue. Always provisional.
    """
    scene = case.scene
    orders = _orders(scene)
    if orders is None:
        return refuse(ABOUT, case, needs("orders"))
    if orders.is_empty():
        return refuse(ABOUT, case, note("no paid order in the last {n} days", n=DAYS))
    credits_ = credit(orders, _touches(scene, orders))
    rows = tuple(_rows(case, credits_))
    whole = sum(credits_.decay.values())
    return answer(
        ABOUT,
        case,
        _reading(rows, orders.height, credits_.touched),
        columns=COLUMNS,
        rows=rows,
        headlines=(
            Headline("revenue", Name("支付金额", "Paid revenue"), whole / MONEY_SCALE),
            Headline(
                "touched",
                Name("有触点订单占比", "Orders with a touch"),
                credits_.touched / orders.height,
                "rate",
            ),
        ),
        n=orders.height,
        provisional=True,
    )


def credit(orders: pl.DataFrame, touches: pl.DataFrame) -> Credits:
    """Credit each order to its touches.

    Args:
        orders: ``order``, ``channel`` (recorded, null: none), ``amount`` (1/10,000).
        touches: ``order``, ``channel``, ``age_seconds`` before the order; not direct.

    Returns:
        Credits that sum to the amounts exactly: what rounding leaves over goes to the
        youngest touch of the order.
    """
    youngest = touches.sort("age_seconds", "channel").unique(
        "order", keep="first", maintain_order=True
    )
    last = orders.join(
        youngest.select("order", touched="channel"), on="order", how="left"
    ).with_columns(
        recorded=pl.col("channel").fill_null(NOBODY),
        last=pl.coalesce("touched", "channel", pl.lit(NOBODY)),
    )
    untouched = last.filter(pl.col("touched").is_null())
    decay = pl.concat(
        [
            _decayed(orders, touches),
            untouched.select(channel="last", amount="amount"),
        ]
    )
    return Credits(
        recorded=_sums(last, "recorded"),
        last_touch=_sums(last, "last"),
        decay=_sums(decay, "channel"),
        orders=dict(last.group_by("last").len().sort("last").iter_rows()),
        touched=last.height - untouched.height,
    )


def _decayed(orders: pl.DataFrame, touches: pl.DataFrame) -> pl.DataFrame:
    """Share each order among its touches by age: ``channel``, ``amount``."""
    half_lives = pl.col("age_seconds") / timedelta(days=HALF_LIFE_DAYS).total_seconds()
    weight = pl.lit(0.5).pow(half_lives)
    parts = (
        touches.join(orders.select("order", "amount"), on="order")
        .with_columns(weight=weight)
        .sort("order", "age_seconds", "channel")
        .with_columns(
            part=(
                pl.col("amount")
                * pl.col("weight")
                / pl.col("weight").sum().over("order")
            )
            .floor()
            .cast(pl.Int64)
        )
        .with_columns(
            part=pl.col("part")
            + pl.when(pl.int_range(pl.len()).over("order") == 0)
            .then(pl.col("amount") - pl.col("part").sum().over("order"))
            .otherwise(0)
        )
    )
    return parts.select("channel", amount="part")


def _sums(rows: pl.DataFrame, by: str) -> dict[str, int]:
    return dict(rows.group_by(by).agg(pl.col("amount").sum()).sort(by).iter_rows())


def _orders(scene: Scene) -> pl.DataFrame | None:
    """Return the paid orders of the last days: one row an order."""
    lines = rows_of(scene, "orders")
    if lines is None:
        return None
    first = scene.as_of - (DAYS - 1) * DAY
    paid = lines.filter(
        pl.col("is_paid"),
        pl.col("paid_amount") > 0,
        pl.col("biz_date").is_between(first, scene.as_of),
    )
    return (
        paid.group_by(order="order_id")
        .agg(
            pl.col("user_id").min(),
            pl.coalesce("pay_time", "order_time").min().alias("at"),
            pl.col("channel").min(),
            amount=pl.col("paid_amount").sum(),
        )
        .sort("order")
        .collect()
    )


def _touches(scene: Scene, orders: pl.DataFrame) -> pl.DataFrame:
    """Return the non-direct touches in the look-back of each order."""
    empty = pl.DataFrame(
        schema={"order": pl.String, "channel": pl.String, "age_seconds": pl.Float64}
    )
    events = rows_of(scene, "events")
    known = orders.filter(
        pl.col("user_id").is_not_null() & pl.col("at").is_not_null()
    ).select("order", "user_id", "at")
    if events is None or known.is_empty():
        return empty
    seen = events.filter(
        pl.col("biz_date") >= scene.as_of - (DAYS + LOOK_BACK_DAYS) * DAY,
        pl.col("channel").is_not_null() & (pl.col("channel") != DIRECT),
        pl.col("user_id").is_not_null(),
    ).select("user_id", "event_time", "channel")
    age = (pl.col("at") - pl.col("event_time")).dt.total_seconds()
    within = age.is_between(0, LOOK_BACK_DAYS * DAY.total_seconds())
    return (
        seen.join(known.lazy(), on="user_id")
        .filter(within)
        .select("order", "channel", age_seconds=age.cast(pl.Float64))
        .collect()
    )


def _rows(case: Case, found: Credits) -> Iterable[EvidenceRow]:
    names = {*found.recorded, *found.last_touch, *found.decay}
    whole = sum(found.decay.values())
    spend = _spend(case.scene)
    for name in sorted(names, key=lambda n: (n == NOBODY, -found.decay.get(n, 0), n)):
        last = found.last_touch.get(name, 0)
        spent = spend.get(name)
        cells = (
            found.recorded.get(name, 0) / MONEY_SCALE,
            last / MONEY_SCALE,
            found.decay.get(name, 0) / MONEY_SCALE,
            found.decay.get(name, 0) / whole,
            found.orders.get(name, 0),
            None if spent is None else spent / MONEY_SCALE,
            last / spent if spent else None,
        )
        label = (
            note("no channel known").text()
            if name == NOBODY
            else name_in_words(case.scene, "channel", name)
        )
        yield EvidenceRow(name or "-", label, cells)


def _spend(scene: Scene) -> dict[str, int]:
    """Spend by channel over the same days."""
    frame = scene.facts.get("spend")
    if frame is None:
        return {}
    first: date = scene.as_of - (DAYS - 1) * DAY
    rows = frame.filter(pl.col("date").is_between(first, scene.as_of))
    return dict(rows.group_by("channel").agg(pl.col("spend").sum()).iter_rows())


def _reading(rows: tuple[EvidenceRow, ...], orders: int, touched: int) -> Note:
    best = rows[0]
    part = best.cells[3]
    return note(
        "provisional: {channel} leads with {share} of the revenue of {n} orders;"
        " {touched} of them have a touch, the others count as recorded",
        channel=best.label,
        share=formats.rate(part if isinstance(part, float) else None),
        n=formats.count(orders),
        touched=formats.count(touched),
    )
