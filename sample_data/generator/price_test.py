"""A test of list prices: which price of formula was seen, and whether it was bought.

Orders are not made here: a view that ends in a purchase is put minutes before an order
that is there anyway, the others on days far from any order.
"""

import numpy as np
import polars as pl

from sample_data.generator.behaviour import Needy
from sample_data.generator.needs import NEEDS, PRICE_GRID, TESTED, VIEW, Need
from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.shop import PRODUCTS, SPU
from sample_data.generator.streams import Draws, Flags, Ints, diffuse
from sample_data.generator.world import World

QUIET_DAYS = 7
"""Within how many days of a view that is not bought there is no order of formula."""
_BLOCKS_A_PURCHASE = 1
"""Blocks of one view a price that are drawn, to be cut where purchases run out."""
_SURELY_BEFORE = 60


def tested_orders(orders: pl.DataFrame) -> pl.DataFrame:
    """Return the orders of the tested product: number, created, is_paid, day."""
    tested = [at for at, item in enumerate(PRODUCTS) if SPU[item.name] == TESTED]
    return orders.filter(pl.col("product").is_in(tested)).select(
        "number", "created", "is_paid", day=pl.col("created") // DAY_SECONDS
    )


def price_views(
    world: World, pairs: pl.DataFrame, home: pl.DataFrame, every: pl.DataFrame,
    needy: Needy,
) -> pl.DataFrame:  # fmt: skip
    """Return the views of the price test.

    Args:
        world: The parameters.
        pairs: User and day with an event.
        home: Paid orders of the tested product in the mini programme.
        every: All its orders, whatever became of them.
        needy: Whose views they are.

    Returns:
        Columns: number, at, event, channel, props, product_id, price_seen (yuan).
    """
    today = world.days - 1
    bought = home.filter(pl.col("day") < today).unique(
        ["number", "day"], keep="first", maintain_order=True
    )
    # Files give payments to the minute: a view must be surely before that minute.
    bought = (
        bought.select("number", "day", "created")
        .join(pairs, on=["number", "day"], how="inner", maintain_order="left")
        .filter(pl.col("created") - pl.col("start") >= _SURELY_BEFORE)
    )
    quiet = _quiet(pairs.filter(pl.col("day") < today), every)
    parts = []
    for place, need in enumerate(NEEDS):
        mine = pl.col("number").is_in(needy.number[needy.need == place].tolist())
        draws = Draws(world.seed, f"events/prices/{need.key}")
        found = _views(world, need, bought.filter(mine), quiet.filter(mine), draws)
        parts.append(found)
    return pl.concat(parts)


def _quiet(pairs: pl.DataFrame, every: pl.DataFrame) -> pl.DataFrame:
    """The pairs with no order of the same user within ``QUIET_DAYS``."""
    around = np.arange(-QUIET_DAYS, QUIET_DAYS + 1)
    near = (
        every.select("number", "day")
        .with_columns(step=pl.lit(around.tolist()))
        .explode("step")
        .select("number", day=pl.col("day") + pl.col("step"))
    )
    return pairs.join(near, on=["number", "day"], how="anti", maintain_order="left")


def _views(
    world: World, need: Need, bought: pl.DataFrame, quiet: pl.DataFrame, draws: Draws
) -> pl.DataFrame:
    price, buys = _outcomes(world, need, bought.height, quiet.height, draws)
    taken = _drawn(bought, int(buys.sum()), draws)
    left = _drawn(quiet, int((~buys).sum()), draws)
    before = taken["created"].to_numpy() - draws.whole(
        taken.height, _SURELY_BEFORE, 1_200
    )
    taken_at = np.maximum(before, taken["start"].to_numpy())
    end = left["day"].to_numpy() * DAY_SECONDS + DAY_SECONDS - 1
    left_at = left["start"].to_numpy() + draws.whole(left.height, 30, 1_500)
    columns = ["number", "channel"]
    views = pl.concat(
        [
            taken.select(columns).with_columns(
                at=pl.Series(taken_at), price_seen=pl.Series(price[buys])
            ),
            left.select(columns).with_columns(
                at=pl.Series(np.minimum(left_at, end)),
                price_seen=pl.Series(price[~buys]),
            ),
        ]
    )
    topic = f'{{"topic":"{need.context}"}}'
    return views.select(
        "number", "at", "channel", "price_seen",
        event=pl.lit(VIEW), props=pl.lit(topic), product_id=pl.lit(TESTED),
    )  # fmt: skip


def _outcomes(
    world: World, need: Need, purchases: int, others: int, draws: Draws
) -> tuple[Ints, Flags]:
    """Show prices in blocks until the purchases or the other days run out.

    Every price comes once in a block, in an order of its own. Which views are bought
    is calibrated: of any number of views of a price the expected share, to one view.
    """
    size = len(PRICE_GRID)
    blocks = _BLOCKS_A_PURCHASE * max(purchases, 1)
    lot = draws.uniform(blocks * size).reshape(blocks, size)
    seen = np.argsort(lot, axis=1, kind="stable").ravel()
    buys = np.zeros(len(seen), np.bool_)
    for place, price in enumerate(PRICE_GRID):
        buys[seen == place] = diffuse(np.full(blocks, need.curve.buys(price))) > 0
    fits = (np.cumsum(buys) <= purchases) & (np.cumsum(~buys) <= others)
    most = need.views * world.scale or len(seen)
    enough = min(int(fits.sum()), most)
    return np.array(PRICE_GRID)[seen[:enough]], buys[:enough]


def _drawn(frame: pl.DataFrame, count: int, draws: Draws) -> pl.DataFrame:
    """Take ``count`` rows, each at most once."""
    order = np.argsort(draws.uniform(frame.height), kind="stable")[:count]
    return frame[np.sort(order)] if count else frame.clear()
