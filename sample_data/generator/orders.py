"""Orders: what is bought, for how much, and what became of it."""

import numpy as np
import polars as pl

from sample_data.generator.people import Members, seconds_of_day
from sample_data.generator.purchases import (
    REGULAR,
    Purchases,
    holidays_thin_out,
    purchases,
    start_of,
)
from sample_data.generator.shop import PRODUCTS
from sample_data.generator.streams import Draws, Flags, Floats, Ints
from sample_data.generator.world import World

UNPAID_SHARE = 0.035
REFUND_SHARE = 0.04
FULL_REFUND_SHARE = 0.7
FIRST_ORDER = 6_952_718_400_000_000_000

OPEN, CLOSED, TO_SHIP, SHIPPED, DONE, REFUNDED = (
    "待付款", "交易关闭", "待发货", "已发货", "交易成功", "退款成功",
)  # fmt: skip


def order_rows(world: World, members: Members) -> pl.DataFrame:
    """Return every order of the window by the time at which it shows up.

    Columns: order_id (text), number (of the user), channel and product (positions),
    created and at (local seconds since the first midnight; ``at`` is the payment, or
    the creation of an unpaid order), is_paid, payable, paid, refund, cogs (fen),
    status (as the platform writes it), is_member.
    """
    bought = purchases(world, members)
    draws = Draws(world.seed, "orders")
    kept = draws.uniform(len(bought.day)) < holidays_thin_out(world)[bought.day]
    bought = bought.only(kept)
    created = start_of(bought.day) + _times(members, bought, draws)
    count = len(created)
    paid_after = draws.whole(count, 15, 600)
    is_paid = draws.uniform(count) >= UNPAID_SHARE
    # A payment of the next morning would belong to a day the planner did not count.
    midnight = start_of(bought.day + 1)
    paid_at = np.minimum(created + paid_after, midnight - 1)
    frame = pl.DataFrame(
        {
            "number": bought.number,
            "channel": bought.channel,
            "created": created,
            "at": np.where(is_paid, paid_at, created),
            "is_paid": is_paid,
            "is_member": bought.registered_day >= 0,
            **_amounts(bought, draws),
        }
    )
    frame = frame.sort("at", "number", "created", maintain_order=True)
    return _with_fate(world, frame, draws)


def _times(members: Members, bought: Purchases, draws: Draws) -> Ints:
    """Second of the day; on the day of registration only after it."""
    times = seconds_of_day(draws, len(bought.day))
    place = np.clip(bought.number - members.number[0], 0, len(members.number) - 1)
    is_member = bought.registered_day >= 0
    registered = members.second[place] - start_of(bought.registered_day)
    same_day = is_member & (bought.day == bought.registered_day)
    later = np.minimum(registered + draws.whole(len(times), 120, 5_400), 86_300)
    return np.where(same_day, np.maximum(np.maximum(later, registered), 0), times)


def _amounts(bought: Purchases, draws: Draws) -> dict[str, Ints]:
    count = len(bought.day)
    weight = np.array([product.weight for product in PRODUCTS])
    staple = np.array([product.staple for product in PRODUCTS])
    first_time, regular = draws.pick(count, weight), draws.pick(count, weight * staple)
    product = np.where(bought.habit == REGULAR, regular, first_time)
    most = np.array([item.pieces for item in PRODUCTS])[product]
    pieces = 1 + np.floor(np.square(draws.uniform(count)) * most).astype(np.int64)
    price = np.array([round(item.price * 100) for item in PRODUCTS])[product]
    cost = np.array([item.cost for item in PRODUCTS])[product]
    off = np.array([0.0, 0.03, 0.05, 0.10])[draws.whole(count, 0, 3)]
    # Prices end on a tenth of a yuan.
    payable = np.rint(price * pieces * (1 - off) / 10).astype(np.int64) * 10
    return {
        "product": product,
        "payable": payable,
        "cogs": np.rint(price * pieces * cost / 10).astype(np.int64) * 10,
    }


def _with_fate(world: World, frame: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Add order id, status, paid amount and refund as they stand at the pinned time."""
    count = frame.height
    at = frame["at"].to_numpy()
    is_paid = frame["is_paid"].to_numpy()
    payable = frame["payable"].to_numpy()
    refunded_at = at + draws.whole(count, 1, 15) * 86_400
    is_refunded = is_paid & (draws.uniform(count) < REFUND_SHARE)
    is_refunded &= refunded_at < world.now_second
    is_full = is_refunded & (draws.uniform(count) < FULL_REFUND_SHARE)
    part = np.rint(payable * 0.3 / 10).astype(np.int64) * 10
    refund = np.where(is_full, payable, np.where(is_refunded, part, 0))
    steps = draws.whole(count, 37, 4_096)
    return frame.with_columns(
        pl.Series("order_id", FIRST_ORDER + np.cumsum(steps)).cast(pl.String),
        pl.Series("paid", np.where(is_paid, payable, 0)),
        pl.Series("refund", refund),
        pl.Series("status", _status(world, at, is_paid, is_full)),
    )


def _status(
    world: World, at: Ints, is_paid: Flags,
    is_full: Flags,
) -> list[str]:  # fmt: skip
    age_days: Floats = (world.now_second - at) / 86_400
    paid = np.select([age_days < 1.2, age_days < 8], [TO_SHIP, SHIPPED], DONE)
    open_or_closed = np.where(age_days < 1, OPEN, CLOSED)
    status = np.where(is_paid, np.where(is_full, REFUNDED, paid), open_or_closed)
    return [str(word) for word in status.tolist()]
