"""When a refund was paid: most within a fortnight, a tail of them later."""

import numpy as np
import polars as pl

from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.streams import Draws
from sample_data.generator.world import World

LATE_SHARE = 0.22
_LATE_DAYS = (15, 29)
_SOON_DAYS = 13


def with_refund_times(world: World, orders: pl.DataFrame) -> pl.DataFrame:
    """Add ``refunded`` (local seconds since the first midnight, null without a refund).

    Amounts and statuses stay; no refund is later than the pinned clock.
    """
    draws = Draws(world.seed, "orders/refunds")
    count = orders.height
    at = orders["at"].to_numpy()
    within = draws.whole(count, 0, DAY_SECONDS - 3_600)
    soon = at + 3_600 + within + draws.whole(count, 0, _SOON_DAYS) * DAY_SECONDS
    late = at + 3_600 + within + draws.whole(count, *_LATE_DAYS) * DAY_SECONDS
    is_late = (draws.uniform(count) < LATE_SHARE) & (late <= world.now_second)
    # The amount is in the file already: at the latest it was paid just now.
    chosen = np.minimum(np.where(is_late, late, soon), world.now_second - 60)
    refunded = pl.when(pl.col("refund") > 0).then(pl.Series(chosen))
    return orders.with_columns(refunded=refunded)
