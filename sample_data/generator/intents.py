"""What members do besides visiting and buying, put between their other events."""

import polars as pl

from sample_data.generator.behaviour import (
    Needy,
    active_pairs,
    need_events,
    needy_members,
)
from sample_data.generator.events import home_orders
from sample_data.generator.price_test import price_views, tested_orders
from sample_data.generator.world import World

DETAILS = ("props", "product_id", "content_id", "price_seen")


def with_needs(
    world: World, events: pl.DataFrame, orders: pl.DataFrame
) -> tuple[pl.DataFrame, Needy]:
    """Add what needs and the price test make members do.

    Nobody is active on a further day, and no day begins earlier for anybody.

    Returns:
        The events in time order with the columns ``DETAILS`` (null for all others;
        ``price_seen`` in yuan), and who has which need.
    """
    pairs = active_pairs(events)
    home = tested_orders(home_orders(world, orders)).filter("is_paid")
    needy = needy_members(world, pairs, home["number"].unique())
    added = [
        need_events(world, pairs, needy),
        price_views(world, pairs, home, tested_orders(orders), needy),
    ]
    whole = pl.concat([events, *added], how="diagonal")
    columns = [*events.columns, *DETAILS]
    # No event is there twice: a log that repeats itself is another story.
    once = whole.select(columns).unique(maintain_order=True)
    return once.sort("at", "number", "event", maintain_order=True), needy
