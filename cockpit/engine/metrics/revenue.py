"""Whose revenue ROI is about: what the platform claims, or what the orders say.

A channel whose exports carry a conversion value uses it; one whose exports have none
uses the net revenue of the orders that name the channel (or the campaign). One number
never adds the two: the whole takes the claims if every spending channel has them, else
the orders if every one has those, else the claims of the channels that have them, held
against the spend of those channels alone.
"""

from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from cockpit.engine.facts.book import Facts

Basis = Literal["claimed", "orders", "none"]
KEYS: Final = ("date", "hour", "channel", "campaign")


@dataclass(frozen=True, slots=True)
class RevenueBasis:
    """What each channel's ROI rests on, and what the whole's does."""

    by_channel: dict[str, Basis]
    whole: Basis
    covered: tuple[str, ...]
    """Channels that the whole is about."""


def revenue_basis(facts: Facts) -> RevenueBasis:
    """Choose the basis of every channel that has spend."""
    spend, sales = facts.get("spend"), facts.get("sales")
    if spend is None:
        return RevenueBasis({}, "none", ())
    claims = spend.group_by("channel").agg(
        claimed=pl.col("conv_value").is_not_null().any(),
        spends=(pl.col("spend") > 0).any(),
    )
    selling = set() if sales is None else set(sales["channel"].drop_nulls().unique())
    claiming = {name for name, has, _ in claims.iter_rows() if has}
    spending = sorted(name for name, _, spends in claims.iter_rows() if spends)
    by_channel: dict[str, Basis] = {
        name: _basis(name, claiming=claiming, selling=selling)
        for name in claims["channel"]
    }
    if all(name in claiming for name in spending):
        return RevenueBasis(by_channel, "claimed", tuple(spending))
    if all(name in selling for name in spending):
        return RevenueBasis(by_channel, "orders", tuple(spending))
    covered = tuple(name for name in spending if name in claiming)
    return RevenueBasis(by_channel, "claimed" if covered else "none", covered)


def revenue_rows(
    spend: pl.DataFrame, sales: pl.DataFrame | None, basis: RevenueBasis, *, whole: bool
) -> pl.DataFrame:
    """Give the revenue and the spend that ROI is made of.

    Args:
        spend: Cube of spend (daily or hourly).
        sales: Cube of sales, or None.
        basis: As chosen.
        whole: True for the whole, False for single channels and campaigns.

    Returns:
        ``KEYS``, ``roi_value`` and ``roi_spend`` in 1/10,000; keys may repeat.
    """
    wanted = (
        dict.fromkeys(basis.covered, basis.whole) if whole else dict(basis.by_channel)
    )
    claimed = [name for name, kind in wanted.items() if kind == "claimed"]
    by_orders = [name for name, kind in wanted.items() if kind == "orders"]
    paying = spend.filter(pl.col("channel").is_in([*claimed, *by_orders]))
    is_claimed = pl.col("channel").is_in(claimed)
    rows = paying.select(
        *KEYS,
        roi_value=pl.when(is_claimed).then("conv_value").otherwise(None),
        roi_spend="spend",
    )
    if sales is None or not by_orders:
        return rows
    earned = sales.filter(pl.col("channel").is_in(by_orders)).select(
        *KEYS,
        roi_value=pl.col("gmv_paid") - pl.col("refunds"),
        roi_spend=pl.lit(None, pl.Int64),
    )
    return pl.concat([rows, earned], how="vertical_relaxed")


def _basis(name: str, *, claiming: set[str], selling: set[str]) -> Basis:
    if name in claiming:
        return "claimed"
    return "orders" if name in selling else "none"
