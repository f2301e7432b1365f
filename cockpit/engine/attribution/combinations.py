"""Which channels people met together, in which order, and what that returned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from cockpit.engine.attribution.journeys import DIRECT, Journeys
from cockpit.engine.attribution.leads import (
    ENOUGH_ORDERS,
    KINDS,
    Combination,
    Kind,
    Lead,
    lead_of,
)
from cockpit.engine.attribution.paths import Floats
from cockpit.engine.attribution.resampling import divided, ends
from cockpit.engine.attribution.user_draws import drawn_rois

FREE: Final = frozenset({DIRECT, "organic"})
"""Channels whose touches nobody pays for."""
FEWEST_ORDERS: Final = 10
"""For an interval: draws of fewer know too little of each other, of one nothing."""
MOST: Final = 60
"""Combinations of a kind that are told, those with most orders."""


@dataclass(frozen=True, slots=True)
class Combinations:
    """What was found.

    Attributes:
        rows: Single channels are there once, as ``ordered``.
        base: Channel that the ratios are to; empty: none has a cost.
        rare: By kind, how many combinations are not told, and their orders.
        leads: By kind, which of those with enough orders is first, and how surely.
    """

    rows: tuple[Combination, ...] = ()
    base: str = ""
    rare: Mapping[Kind, tuple[int, int]] = field(default_factory=dict)
    leads: Mapping[Kind, Lead] = field(default_factory=dict)


def touch_prices(
    journeys: Journeys, spend: Mapping[str, float]
) -> dict[str, float | None]:
    """Share the spend of each channel among its touches.

    A touch that stands in several journeys counts in each: so all journeys together
    cost what was spent.

    Args:
        journeys: Of the days of the spend, converting or not.
        spend: By channel, on the same days.

    Returns:
        Price of one touch by channel; 0 where nobody pays, None where spend is unknown.
    """
    counts = journeys.frame.lazy().select(pl.col("path").explode().value_counts())
    touches = dict(counts.unnest("path").collect().iter_rows())
    prices: dict[str, float | None] = {}
    for code, channel in enumerate(journeys.channels):
        known = spend.get(channel, 0.0 if channel in FREE else None)
        met = touches.get(code, 0)
        prices[channel] = None if known is None else known / met if met else 0.0
    return prices


def combine(
    journeys: Journeys, spend: Mapping[str, float], *, against: str = ""
) -> Combinations:
    """Put journeys with the same channels together and hold revenue against cost.

    Intervals are percentiles of a bootstrap of users (Poisson weights, all journeys of
    a user together; Efron & Tibshirani 1993, ch. 13; Chamandy et al. 2012), with the
    price of a touch as it is; draws are the same every time.

    Args:
        journeys: Of some days.
        spend: By channel on those days, in the unit of the journeys' values.
        against: Channel whose journeys alone are the base; empty: the single one that
            most is spent on, among those with enough orders.
    """
    if journeys.frame.is_empty():
        return Combinations()
    lines = _lines(journeys, touch_prices(journeys, spend))
    groups = _grouped(lines)
    told = pl.concat([_most(groups, kind) for kind in KINDS])
    base = against or _base(groups, journeys.channels)
    rows = _rows(told, journeys.channels)
    if base and not any(row.channels == (base,) for row in rows):
        base = ""
    rois = drawn_rois(told, lines)
    rows = _with_intervals(rows, rois, base)
    others = groups.join(told, on=("kind", "key"), how="anti")
    rare: dict[Kind, tuple[int, int]] = {}
    for kind in KINDS:
        orders = others.filter(kind=kind)["orders"]
        rare[kind] = (orders.len(), int(orders.sum()))
    leads = {kind: found for kind in KINDS if (found := lead_of(rows, rois, kind))}
    return Combinations(rows, base, rare, leads)


def _lines(journeys: Journeys, prices: Mapping[str, float | None]) -> pl.DataFrame:
    """One row a journey: ``user``, ``converted``, ``value``, ``cost``, its two keys."""
    price = [prices[channel] for channel in journeys.channels]
    places = pl.LazyFrame(
        {"met": range(len(price)), "price": price},
        schema={"met": pl.UInt16, "price": pl.Float64},
    )
    # Many journeys share a path: lists are taken apart once for each that differs.
    rows = journeys.frame.lazy().select("user", "converted", "value", "path")
    paths = rows.select("path").unique().sort("path").with_row_index().collect()
    costs = (
        paths.lazy()
        .explode("path")
        .rename({"path": "met"})
        .join(places, on="met", how="left")
        .group_by("index")
        .agg(
            cost=pl.when(pl.col("price").is_null().any())
            .then(None)
            .otherwise(pl.col("price").sum())
        )
    )
    told = (
        paths.lazy()
        .join(costs, on="index")
        .with_columns(ordered=pl.col("path").list.unique(maintain_order=True))
        .select("path", "cost", "ordered", set=pl.col("ordered").list.sort())
    )
    return (
        rows.join(told, on="path", how="left", maintain_order="left")
        .select("user", "converted", pl.col("value").cast(pl.Float64), "cost", *KINDS)
        .collect()
    )


def _grouped(lines: pl.DataFrame) -> pl.DataFrame:
    """``kind``, ``key``, ``journeys``, ``orders``, ``revenue``, ``cost``.

    Single channels are told once.
    """
    found = []
    for kind in KINDS:
        many = pl.lit(value=True) if kind == "ordered" else pl.col(kind).list.len() > 1
        found.append(
            lines.lazy()
            .filter(many)
            .group_by(key=pl.col(kind))
            .agg(
                kind=pl.lit(kind),
                journeys=pl.len(),
                orders=pl.col("converted").sum(),
                revenue=pl.col("value").filter("converted").sum(),
                cost=pl.when(pl.col("cost").is_null().any())
                .then(None)
                .otherwise(pl.col("cost").sum()),
            )
        )
    return pl.concat(pl.collect_all(found)).sort("kind", "key")


def _most(groups: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """Return the combinations with most orders, and every single channel."""
    own = groups.filter(kind=kind).sort("orders", descending=True, maintain_order=True)
    single = pl.col("key").list.len() == 1
    return pl.concat([own.filter(single), own.filter(~single).head(MOST)])


def _base(groups: pl.DataFrame, channels: Sequence[str]) -> str:
    """Return the single channel that most is spent on, among those with enough orders.

    Where none has enough, the one with most orders.
    """
    single = groups.filter(
        pl.col("key").list.len() == 1, pl.col("cost") > 0, pl.col("orders") > 0
    ).with_columns(
        enough=pl.col("orders") >= ENOUGH_ORDERS,
        size=pl.when(pl.col("orders") >= ENOUGH_ORDERS)
        .then("cost")
        .otherwise(pl.col("orders").cast(pl.Float64)),
    )
    first = single.sort("enough", "size", descending=True, maintain_order=True)
    return channels[first["key"][0][0]] if first.height else ""


def _rows(told: pl.DataFrame, channels: Sequence[str]) -> tuple[Combination, ...]:
    return tuple(
        Combination(
            channels=tuple(channels[code] for code in key),
            kind=kind,
            journeys=journeys,
            orders=orders,
            revenue=revenue,
            cost=cost,
        )
        for key, kind, journeys, orders, revenue, cost in told.select(
            "key", "kind", "journeys", "orders", "revenue", "cost"
        ).iter_rows()
    )


def _with_intervals(
    rows: tuple[Combination, ...], rois: Floats, base: str
) -> tuple[Combination, ...]:
    at = next((n for n, row in enumerate(rows) if row.channels == (base,)), None)
    found = []
    for n, row in enumerate(rows):
        low, high = ends(rois[n])
        ratios = (None, None) if at is None else ends(divided(rois[n], rois[at]))
        if row.cost is None or row.cost <= 0 or row.orders < FEWEST_ORDERS:
            low, high, ratios = None, None, (None, None)
        ratio_low, ratio_high = ratios
        found.append(
            replace(row, low=low, high=high, ratio_low=ratio_low, ratio_high=ratio_high)
        )
    return tuple(found)
