"""The link tracker's whole table: journeys that were bought, lost, and only seeded."""

from collections.abc import Mapping

import polars as pl

from sample_data.generator.people import DAY_SECONDS, Members
from sample_data.generator.touch_plan import LOST, PLANTED_DAYS, SEEDED
from sample_data.generator.touchpoints import Tracked, tracked
from sample_data.generator.truth_touches import span, with_seeded
from sample_data.generator.walking import lost_walks, walked_orders
from sample_data.generator.walks import journeys
from sample_data.generator.world import World


def tracked_touches(
    world: World,
    members: Members,
    orders: pl.DataFrame,
    events: pl.DataFrame,
    ads: Mapping[str, pl.DataFrame],
) -> Tracked:
    """Draw every touch up to the pinned time, in order of time, and all links.

    Args:
        world: The parameters.
        members: Of the mini programme.
        orders: Every order, also of the rest of the day.
        events: Of the mini programme, likewise.
        ads: Spend by channel.
    """
    bought = tracked(world, walked_orders(world, members, orders), ads, "orders")
    lost = tracked(world, lost_walks(world, "lost", LOST), ads, "lost")
    touches = pl.concat([bought.touches, lost.touches]).sort("at", maintain_order=True)
    plain = Tracked(touches, bought.links)
    known = pl.col("at") <= world.now_second
    dated = orders.filter(known).with_columns(day=pl.col("at") // DAY_SECONDS)
    found = journeys(world, events.filter(known), dated, plain)
    seeded = lost_walks(world, "seeded", (SEEDED,))
    return with_seeded(world, span(world, found, ads, PLANTED_DAYS), plain, seeded, ads)
