"""Tickets of the service desk: the usual ones, and those of the bad batch."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.shop import BATCH_CATEGORY, PRODUCTS
from sample_data.generator.streams import Draws, Floats, Ints, diffuse
from sample_data.generator.world import World


@dataclass(frozen=True, slots=True)
class Cause:
    """Why somebody writes, and how often (relative)."""

    category: str
    reason: str
    weight: float


@dataclass(frozen=True, slots=True)
class Kind:
    """Tickets of one severity and their causes."""

    severity: str
    causes: tuple[Cause, ...]


USUAL = Kind("一般", (
    Cause("质量问题", "包装破损", 4),
    Cause("服务态度", "客服回复慢", 3),
    Cause("投诉", "少发漏发", 3),
))  # fmt: skip
OTHER = Kind("低", (
    Cause("物流咨询", "催发货", 5),
    Cause("退换咨询", "尺码不合适", 3),
    Cause("发票", "补开发票", 2),
))  # fmt: skip
BATCH = Kind("紧急", (
    Cause("质量问题", "纸尿裤红屁屁", 5),
    Cause("质量问题", "纸尿裤漏尿", 3),
    Cause("投诉", "纸尿裤异味", 2),
))  # fmt: skip
_USUAL_REPLY, _SLOW_REPLY = (180, 7_200), (7_200, 50_400)
_FIRST_SECOND, _LAST_SECOND = 7 * 3600, 23 * 3600


def ticket_rows(world: World, orders: pl.DataFrame) -> pl.DataFrame:
    """Return every ticket in time order.

    Columns: ticket_id, order_id, at (local seconds since the first midnight),
    category, reason, severity, replied and closed (local seconds; both may lie after
    the pinned time).
    """
    paid = orders.filter("is_paid").with_columns(day=pl.col("at") // DAY_SECONDS)
    counts = np.bincount(paid["day"].to_numpy(), minlength=world.days).astype(float)
    frames = [
        _usual(world, paid, counts),
        _other(world, paid, counts),
        _batch(world, paid),
    ]
    tickets = pl.concat(frames).sort("at", "order_id", "reason", maintain_order=True)
    draws = Draws(world.seed, "complaints/closing")
    numbers = np.cumsum(draws.whole(tickets.height, 1, 7))
    closed = tickets["at"].to_numpy() + draws.whole(tickets.height, 7_200, 150_000)
    return tickets.with_columns(
        pl.Series("ticket_id", [f"GD{26_000_000 + number}" for number in numbers]),
        pl.Series("closed", closed),
        pl.Series("replied", _replies(world, tickets, closed)),
    )


def _replies(world: World, tickets: pl.DataFrame, closed: Ints) -> Ints:
    """First replies: within two hours, but the bad batch floods the desk."""
    draws = Draws(world.seed, "complaints/replies")
    at = tickets["at"].to_numpy()
    is_batch = (tickets["severity"] == BATCH.severity).to_numpy()
    usual = draws.whole(tickets.height, *_USUAL_REPLY)
    slow = draws.whole(tickets.height, *_SLOW_REPLY)
    replied: Ints = np.minimum(at + np.where(is_batch, slow, usual), closed - 600)
    return replied


def _usual(world: World, paid: pl.DataFrame, counts: Floats) -> pl.DataFrame:
    plan = world.bad_batch
    draws = Draws(world.seed, "complaints/usual")
    expected = counts * plan.usual_rate * draws.noise(world.days, 0.2)
    expected[world.index(plan.first) - plan.quiet_days :] = 0
    return _spread(world, paid, diffuse(expected), USUAL, draws)


def _other(world: World, paid: pl.DataFrame, counts: Floats) -> pl.DataFrame:
    draws = Draws(world.seed, "complaints/other")
    expected = counts * world.bad_batch.other_rate * draws.noise(world.days, 0.2)
    return _spread(world, paid, diffuse(expected), OTHER, draws)


def _spread(
    world: World,
    paid: pl.DataFrame,
    counts: Ints,
    kind: Kind,
    draws: Draws,
) -> pl.DataFrame:
    """So many tickets a day about orders of the days before."""
    day = np.repeat(np.arange(world.days), counts)
    starts = np.searchsorted(paid["day"].to_numpy(), np.arange(world.days + 1))
    low = starts[np.maximum(day - 9, 0)]
    high = np.maximum(starts[np.maximum(day - 1, 0)], low + 1)
    lot = draws.uniform(len(day))
    place = low + np.floor(lot * (high - low)).astype(np.int64)
    return _tickets(paid, place, day, kind, draws)


def _batch(world: World, paid: pl.DataFrame) -> pl.DataFrame:
    """Orders of nappies, each complained about once, some twice that day."""
    plan = world.bad_batch
    draws = Draws(world.seed, "complaints/batch")
    nappies = [place for place, item in enumerate(PRODUCTS)
               if item.category == BATCH_CATEGORY]  # fmt: skip
    days = paid["day"].to_numpy()
    is_nappy = np.isin(paid["product"].to_numpy(), nappies)
    free = np.ones(len(days), dtype=np.bool_)
    places, on = [], []
    for step, orders in enumerate(plan.orders):
        day = world.index(plan.first) + step
        recent = np.flatnonzero(is_nappy & free & (days >= day - 8) & (days <= day - 2))
        lot = np.argsort(draws.uniform(len(recent)), kind="stable")
        chosen = recent[lot[: orders * world.scale]]
        free[chosen] = False
        again = chosen[:1] if step >= 2 else chosen[:0]
        both = np.concatenate([chosen, again])
        places.append(both)
        on.append(np.full(len(both), day))
    place, day_of = np.concatenate(places), np.concatenate(on)
    return _tickets(paid, place, day_of, BATCH, draws)


def _tickets(
    paid: pl.DataFrame,
    place: Ints,
    day: Ints,
    kind: Kind,
    draws: Draws,
) -> pl.DataFrame:
    count = len(place)
    cause = draws.pick(count, np.array([each.weight for each in kind.causes])).tolist()
    return pl.DataFrame(
        {
            "order_id": paid["order_id"].gather(place),
            "at": day * DAY_SECONDS + draws.whole(count, _FIRST_SECOND, _LAST_SECOND),
            "category": [kind.causes[each].category for each in cause],
            "reason": [kind.causes[each].reason for each in cause],
            "severity": [kind.severity] * count,
        },
        schema_overrides={"category": pl.String, "reason": pl.String},
    )
