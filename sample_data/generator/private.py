"""Who joined the private domain, and when: the keen ones, of months that are keener."""

import numpy as np
import polars as pl

from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.streams import Draws, Flags, Floats
from sample_data.generator.world import YEAR_DAYS, World

INVITED = 0.35
"""Share of the newest buyers who join, as far as they never order again."""
KEENER = (1.0, 1.3, 1.75, 2.3)
"""How many times as many join of those with 0, 1, 2, 3 and more later orders."""
DEARER, DEAR_FEN = 2.0, 15_000
"""How many times as many join after a dear first order, and what is dear."""
STEEP, LEAST_RAMP = 3, 0.1
"""Inviting began late: by the day of the first order few join at first, then many."""
EARLY = 0.1
"""Share who join when they register, where that is before the first order."""
AT_ONCE = 0.7
"""Share who join within two days after the first order; the rest within six weeks."""
BROWSERS = 0.02
"""Share who join of the users who never order."""


def with_joining(
    world: World, users: pl.DataFrame, orders: pl.DataFrame
) -> pl.DataFrame:
    """Add ``joined`` to the list of users: local seconds, null for who never did.

    Nobody orders more or less for it: who joins is drawn from the orders there are. So
    it is known how much more members order, and that all of it is who they are.
    """
    draws = Draws(world.seed, "private")
    found = users.join(
        _buyers(world, orders), on="number", how="left", maintain_order="left"
    )
    count = found.height
    registered = found["at"].to_numpy()
    has_bought = found["first"].is_not_null().to_numpy()
    first = found["first"].fill_null(0).to_numpy()
    is_in: Flags = draws.uniform(count) < _chance(found, first, has_bought)
    soon = draws.whole(count, 600, 2 * DAY_SECONDS)
    late = draws.whole(count, 2 * DAY_SECONDS, 42 * DAY_SECONDS)
    lot = draws.uniform(count)
    after = np.where(lot < EARLY + AT_ONCE, soon, late)
    is_early = ~has_bought | ((lot < EARLY) & (registered + soon < first))
    joined = np.where(is_early, registered + soon, first + after)
    is_known = is_in & (joined <= world.now_second)
    at = pl.when(pl.Series(is_known)).then(pl.Series(joined))
    return users.with_columns(joined=at)


def _buyers(world: World, orders: pl.DataFrame) -> pl.DataFrame:
    """One row a buyer: second and fen of the first paid order, number of ``later``."""
    paid = orders.filter(pl.col("is_paid") & (pl.col("at") <= world.now_second))
    return (
        paid.sort("number", "at")
        .group_by("number", maintain_order=True)
        .agg(
            first=pl.col("at").first(),
            value=pl.col("paid").first(),
            later=pl.len().cast(pl.Int64) - 1,
        )
    )


def _chance(found: pl.DataFrame, first: Floats, has_bought: Flags) -> Floats:
    later = np.minimum(found["later"].fill_null(0).to_numpy(), len(KEENER) - 1)
    ramp = np.clip(first / DAY_SECONDS / YEAR_DAYS, LEAST_RAMP, 1.0) ** STEEP
    is_dear = found["value"].fill_null(0).to_numpy() > DEAR_FEN
    chance = INVITED * ramp * np.array(KEENER)[later] * np.where(is_dear, DEARER, 1.0)
    return np.where(has_bought, chance, BROWSERS)
