"""Orders credited to their touches: last touch and time decay, to the last digit."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import polars as pl

NOBODY: Final = ""
"""Channel of orders that neither a touch nor the order itself gives to anybody."""


@dataclass(frozen=True, slots=True)
class Credits:
    """Revenue by channel in 1/10,000; each way of crediting sums to the same whole.

    Attributes:
        orders: Paid orders by the channel of their last touch.
        touched: Orders whose journey has a touch that is not direct.
    """

    recorded: dict[str, int]
    last_touch: dict[str, int]
    decay: dict[str, int]
    orders: dict[str, int]
    touched: int


def credit(
    orders: pl.DataFrame, touches: pl.DataFrame, *, half_life_days: float
) -> Credits:
    """Credit each order to its touches.

    Args:
        orders: ``order``, ``channel`` (recorded, null: none), ``amount`` (1/10,000).
        touches: ``order``, ``channel``, ``age_seconds`` before the order; not direct;
            of one order and age the later one first.
        half_life_days: Of a touch's credit in time decay.

    Returns:
        Credits that sum to the amounts exactly: what rounding leaves over goes to the
        youngest touch of the order.
    """
    by_age = touches.sort("order", "age_seconds", maintain_order=True)
    youngest = by_age.unique("order", keep="first", maintain_order=True)
    last = orders.join(
        youngest.select("order", touched="channel"), on="order", how="left"
    ).with_columns(
        recorded=pl.col("channel").fill_null(NOBODY),
        last=pl.coalesce("touched", "channel", pl.lit(NOBODY)),
    )
    untouched = last.filter(pl.col("touched").is_null())
    decay = pl.concat(
        [
            _decayed(orders, by_age, half_life_days),
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


def _decayed(
    orders: pl.DataFrame, by_age: pl.DataFrame, half_life_days: float
) -> pl.DataFrame:
    """Share each order among its touches by age: ``channel``, ``amount``."""
    # From the youngest on: of touches that all are old every weight would be zero.
    age = pl.col("age_seconds") - pl.col("age_seconds").min().over("order")
    weight = pl.lit(0.5).pow(age / timedelta(days=half_life_days).total_seconds())
    parts = (
        by_age.join(orders.select("order", "amount"), on="order", maintain_order="left")
        .with_columns(weight=weight)
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
