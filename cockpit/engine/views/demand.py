"""The demand view: a curve a segment, from views of a price or from weeks of sales."""

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import polars as pl

from cockpit.engine.users.demand.curve import (
    Curve,
    Thin,
    curve_of_views,
    curve_of_weeks,
)
from cockpit.engine.users.demand.views import tally
from cockpit.engine.views.demand_data import (
    Grouped,
    by_week,
    chosen,
    grouped,
    known_goods,
    seen,
    sold_weekly,
)
from cockpit.engine.views.demand_how import explained
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.study import Study
from cockpit.snapshot.demand import (
    DemandCurve,
    DemandQuery,
    DemandRow,
    DemandSnapshot,
    Goods,
)
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.notes import note


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One group: what it rests on, and its curve."""

    group: str
    name: Name
    n: int
    buys: int
    found: Curve | Thin


def demand(study: Study, query: DemandQuery) -> DemandSnapshot:
    """Compute the demand view.

    Curves are of views that show a price. Of a product without any they are of weekly
    price and quantity, which no one drew at random, and say so.
    """
    query = msgspec.structs.replace(query, as_of=study.as_of.isoformat())
    views = seen(study, query)
    goods = known_goods(study, views)
    product = chosen(goods, query.product)
    empty = DemandSnapshot(**outer(study.scene), query=query, goods=goods)
    if product is None:
        return msgspec.structs.replace(empty, missing=_missing(query, goods))
    mine = views.filter(pl.col("product") == product.product)
    is_seen = not mine.is_empty()
    rows = mine if is_seen else sold_weekly(study, query, product.product)
    groups = grouped(study, rows, query.by)
    parts = _parts(groups, is_seen=is_seen)
    return msgspec.structs.replace(
        empty,
        rows=tuple(row for part in parts for row in _rows(part, is_seen=is_seen)),
        curves=tuple(_curve(part) for part in parts),
        product=product.product,
        reading=_reading(study, parts, groups.says, is_seen=is_seen),
        models={"demand": _model(groups, product, is_seen=is_seen)},
        how=explained(
            study,
            query,
            product.product,
            is_seen=is_seen,
            is_by_price=groups.is_by_price,
        ),
    )


def _missing(query: DemandQuery, goods: tuple[Goods, ...]) -> str:
    if goods:
        return note(
            "no view of a price and no order is of {product}", product=query.product
        ).text()
    return note(
        "needs events with user_id, product_id and price_seen, or orders with a product"
    ).text()


def _parts(groups: Grouped, *, is_seen: bool) -> list[_Part]:
    split = groups.rows.partition_by("group", as_dict=True)
    none = groups.rows.clear()
    find = _of_views if is_seen else _of_weeks
    return [
        find(group, called, split.get((group,), none))
        for group, called in groups.names.items()
    ]


def _of_views(group: str, called: Name, rows: pl.DataFrame) -> _Part:
    counts = tally(rows)
    return _Part(group, called, counts.n, counts.bought, curve_of_views(counts))


def _of_weeks(group: str, called: Name, rows: pl.DataFrame) -> _Part:
    weeks = by_week(rows)
    pieces = weeks["pieces"].to_numpy()
    found = curve_of_weeks(weeks["price"].to_numpy(), pieces)
    return _Part(group, called, weeks.height, int(pieces.sum()), found)


def _rows(part: _Part, *, is_seen: bool) -> list[DemandRow]:
    curve = part.found
    if isinstance(curve, Thin):
        return []
    counts = curve.counts
    columns = (
        counts.prices, curve.values, curve.low, curve.high, curve.slopes,
        counts.views, counts.buys,
    )  # fmt: skip
    return [
        DemandRow(
            part.group,
            float(price),
            float(value) if is_seen else None,
            None if is_seen else float(value),
            float(low),
            float(high),
            float(slope) if np.isfinite(slope) else None,
            int(views),
            int(buys),
        )
        for price, value, low, high, slope, views, buys in zip(*columns, strict=True)
    ]


def _curve(part: _Part) -> DemandCurve:
    empty = DemandCurve(part.group, part.name, part.n, part.buys)
    curve = part.found
    if isinstance(curve, Thin):
        return msgspec.structs.replace(
            empty, needed=curve.needed, verdict=curve.says.text()
        )
    slope, best = curve.slope, curve.best
    return msgspec.structs.replace(
        empty,
        method=curve.method,
        elasticity=None if slope is None else slope.value,
        low=None if slope is None or not np.isfinite(slope.low) else slope.low,
        high=None if slope is None else slope.high,
        best_price=best.price,
        best_low=best.low,
        best_high=best.high,
        at_edge=best.at_edge,
        verdict=_verdict(curve),
    )


def _verdict(curve: Curve) -> str:
    told = [] if curve.says is None else [curve.says.text()]
    if curve.slope is not None and np.isneginf(curve.slope.low):
        told.append(
            note(
                "no lower bound of the elasticity: perhaps nobody buys at the top"
            ).text()
        )
    if curve.best.at_edge:
        highest = curve.best.price > curve.counts.mean_price
        told.append(
            (
                note("best at the highest price tried: try higher ones")
                if highest
                else note("best at the lowest price tried: try lower ones")
            ).text()
        )
    return "; ".join(told)


def _model(groups: Grouped, product: Goods, *, is_seen: bool) -> dict[str, Any]:
    rows = groups.rows
    inside = rows.filter(pl.col("group").is_not_null())
    told: dict[str, Any] = {
        "source": "views" if is_seen else "weekly sales",
        "product": product.product,
        "n": inside.height,
        "outside": rows.height - inside.height,
    }
    if is_seen:
        told["bought"] = int(inside["is_bought"].sum())
        told["window_hours"] = 24
    return told


def _reading(study: Study, parts: list[_Part], says: str, *, is_seen: bool) -> str:
    told = [says] if says else []
    told.append(_comparison(study, parts))
    if not is_seen:
        told.append(
            note(
                "no view shows its price: from weekly price x quantity of orders, where"
                " promotions change both"
            ).text()
        )
    return "; ".join(filter(None, told))


def _comparison(study: Study, parts: list[_Part]) -> str:
    """Set the group that minds the price least against the one that does most."""
    told = [
        (part, curve.slope, curve.best)
        for part in parts
        if isinstance(curve := part.found, Curve) and curve.slope is not None
    ]
    if not told:
        thin = [part for part in parts if isinstance(part.found, Thin)]
        if not thin or not isinstance(found := thin[0].found, Thin):
            return ""
        return f"{name(thin[0].name)}: {found.says.text()}"
    told.sort(key=lambda each: -each[1].value)
    currency = study.scene.workspace.currency
    (least, low, best), (most, high, other) = told[0], told[-1]
    if len(told) == 1:
        return note(
            "{group}: best price {price} ({interval}), elasticity {elasticity}",
            group=name(least.name),
            price=formats.money(best.price, currency),
            interval=formats.interval(
                formats.money(best.low, currency), formats.money(best.high, currency)
            ),
            elasticity=formats.multiple(low.value),
        ).text()
    return note(
        "{least} minds the price least (elasticity {low}, best price {price}), {most}"
        " most ({high}, {other})",
        least=name(least.name),
        low=formats.multiple(low.value),
        price=formats.money(best.price, currency),
        most=name(most.name),
        high=formats.multiple(high.value),
        other=formats.money(other.price, currency),
    ).text()
