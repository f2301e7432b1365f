"""The demand view: a curve a segment, from views of a price or from weeks of sales."""

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import polars as pl

from cockpit.engine.users.demand.curve import (
    Curve,
    Slope,
    Thin,
    curve_of_views,
    curve_of_weeks,
)
from cockpit.engine.users.demand.views import tally
from cockpit.engine.users.demand.weeks import by_week, week_prices
from cockpit.engine.views.demand_data import (
    chosen,
    known_goods,
    open_weeks,
    seen,
    sold_weekly,
)
from cockpit.engine.views.demand_groups import Grouped, grouped, is_ready
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
    parts = _of_views(groups) if is_seen else _of_weeks(study, groups, query.by)
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
            groups,
            is_seen=is_seen,
        ),
    )


def demand_at_first(study: Study, query: DemandQuery) -> DemandSnapshot | None:
    """Return the curve of everybody while segments are not known yet, which take long.

    None where the whole view can be had at once. The query is the one that was asked,
    so that what follows from the answer asks for segments again.
    """
    if query.by != "segment" or is_ready(study):
        return None
    found = demand(study, msgspec.structs.replace(query, by="whole"))
    coming = note("curves by segment are being computed").text()
    return msgspec.structs.replace(
        found,
        query=msgspec.structs.replace(found.query, by=query.by),
        reading="; ".join(filter(None, (coming, found.reading))),
    )


def _missing(query: DemandQuery, goods: tuple[Goods, ...]) -> str:
    if goods:
        return note(
            "no view of a price and no order is of {product}", product=query.product
        ).text()
    return note(
        "needs events with user_id, product_id and price_seen, or orders with a product"
    ).text()


def _of_views(groups: Grouped) -> list[_Part]:
    return [
        _Part(group, called, counts.n, counts.bought, curve_of_views(counts))
        for group, called, rows in _split(groups)
        for counts in [tally(rows)]
    ]


def _of_weeks(study: Study, groups: Grouped, by: str) -> list[_Part]:
    """Make curves of weeks: users are shown one price, channels have their own."""
    known = open_weeks(study)
    everybody = week_prices(groups.rows)
    parts = []
    for group, called, rows in _split(groups):
        prices = week_prices(rows) if by == "channel" else everybody
        weeks = by_week(rows, prices, known)
        pieces = weeks["pieces"].to_numpy()
        found = curve_of_weeks(weeks["price"].to_numpy(), pieces)
        parts.append(_Part(group, called, weeks.height, int(pieces.sum()), found))
    return parts


def _split(groups: Grouped) -> list[tuple[str, Name, pl.DataFrame]]:
    split = groups.rows.partition_by("group", as_dict=True)
    none = groups.rows.clear()
    return [
        (group, called, split.get((group,), none))
        for group, called in groups.names.items()
    ]


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
        elasticity=None if slope is None else _finite(slope.value),
        low=None if slope is None else _finite(slope.low),
        high=None if slope is None else _finite(slope.high),
        best_price=best.price,
        best_low=best.low,
        best_high=best.high,
        at_edge=best.at_edge,
        verdict=_verdict(curve),
    )


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _verdict(curve: Curve) -> str:
    told = [] if curve.says is None else [curve.says.text()]
    if curve.slope is not None and np.isneginf(curve.slope.value):
        told.append(
            note("nobody bought at the top: only a least elasticity is known").text()
        )
    elif curve.slope is not None and np.isneginf(curve.slope.low):
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
    if groups.agreement is not None:
        told["agreement"] = round(groups.agreement, 4)
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
            elasticity=_said(low),
        ).text()
    return note(
        "{least} minds the price least (elasticity {low}, best price {price}), {most}"
        " most ({high}, {other})",
        least=name(least.name),
        low=_said(low),
        price=formats.money(best.price, currency),
        most=name(most.name),
        high=_said(high),
        other=formats.money(other.price, currency),
    ).text()


def _said(slope: Slope) -> str:
    """Write an elasticity; of one without an end what it is at most."""
    if np.isneginf(slope.value):
        return f"<= {formats.multiple(slope.high)}"
    return formats.multiple(slope.value)
