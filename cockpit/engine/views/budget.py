"""The budget view: what the next unit of money brings, and what a move would."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

import msgspec
import numpy as np

from cockpit.engine.attribution.book import asked_days
from cockpit.engine.attribution.curves import Response, interval
from cockpit.engine.attribution.spending import Fitted, responses
from cockpit.engine.attribution.what_if import Move, Outcome, what_if
from cockpit.engine.views.attribution_words import STAMP
from cockpit.engine.views.budget_words import explained, reading, warning
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.study import Study
from cockpit.snapshot.budget import (
    BudgetQuery,
    BudgetRow,
    BudgetSnapshot,
    ResponsePoint,
    WhatIf,
)
from cockpit.snapshot.tabulate import name
from cockpit.text.notes import Note, note

POINTS: Final = 41
"""Of a curve, from 0 to 1.5 x the greatest spend seen."""
SEEN_POINTS: Final = 120
"""Days that are drawn beside it; of more, every second, third ..."""


def budget(study: Study, query: BudgetQuery) -> BudgetSnapshot:
    """Tell each channel's response, and what the move that was asked for brings."""
    query = msgspec.structs.replace(query, as_of=study.as_of.isoformat())
    if not study.has("ad_spend"):
        return _nothing(
            study, query, note("needs the table {tables}", tables="ad_spend")
        )
    fits = fitted_of(study, query)
    if not fits:
        return _nothing(study, query, note("no channel has spend in these days"))
    rows = tuple(sorted((_row(study, *pair) for pair in fits.items()), key=_rank))
    days = (min(one.first for one in fits.values()), max(o.last for o in fits.values()))
    names = {row.channel: name(row.name) for row in rows}
    return BudgetSnapshot(
        **outer(study.scene),
        models={f"response {key}": _model(one) for key, one in fits.items()},
        query=query,
        rows=rows,
        what_if=_tried(study, fits, query, names) if query.amount else None,
        first=days[0].isoformat(),
        last=days[1].isoformat(),
        stamp=STAMP.text(),
        reading=reading(rows),
        missing="" if any(row.n for row in rows) else _why(rows),
        how=explained(study, query, days),
    )


def fitted_of(study: Study, query: BudgetQuery | None = None) -> Mapping[str, Fitted]:
    """Return the response of every channel, fitted once for the data as they are."""
    first, last = asked_days(query or BudgetQuery())
    return study.memory.once(
        ("responses", first, last, study.as_of),
        partial(responses, study.scene, first, last),
    )


def _nothing(study: Study, query: BudgetQuery, missing: Note) -> BudgetSnapshot:
    return BudgetSnapshot(
        **outer(study.scene), query=query, stamp=STAMP.text(), missing=missing.text()
    )


def _row(study: Study, channel: str, one: Fitted) -> BudgetRow:
    told = BudgetRow(
        channel=channel,
        name=study.scene.entity_name("channel", channel),
        spend=None,
        revenue=None,
        roi=None,
        roi_marginal=None,
        low=None,
        high=None,
        margin=one.margin,
        basis="" if one.basis == "none" else one.basis,
        maturity="mature" if one.is_settled else "provisional",
    )
    found = one.found
    if isinstance(found, Note):
        return msgspec.structs.replace(told, missing=found.text())
    currency = study.scene.workspace.currency
    return _with_curve(told, found, one.margin, currency)


def _with_curve(
    row: BudgetRow, found: Response, margin: float, currency: str
) -> BudgetRow:
    low, high = interval(found.drawn_slope(found.spend))
    ceiling = found.ceiling(margin)
    least, most = found.ceiling_interval(margin)
    revenue = found.revenue(found.spend)
    return msgspec.structs.replace(
        row,
        spend=found.spend,
        revenue=revenue,
        roi=revenue / found.spend,
        roi_marginal=found.slope(found.spend),
        low=low,
        high=high,
        ceiling=ceiling.spend,
        ceiling_low=least.spend,
        ceiling_high=most.spend,
        seen=found.seen,
        n=found.n,
        points=tuple(_points(found)),
        seen_points=_seen_points(found),
        warning=warning(found, margin, currency),
        elasticity=found.elasticity,
        family=found.family,
        carry=found.carry,
        lowest=found.lowest,
        farthest=found.farthest,
        ceiling_kind=ceiling.reach,
        ceiling_low_kind=least.reach,
        ceiling_high_kind=most.reach,
    )


def _points(found: Response) -> Iterable[ResponsePoint]:
    for spend in np.linspace(0.0, found.farthest, POINTS).tolist():
        low, high = interval(found.drawn_revenue(spend))
        is_seen = found.lowest <= spend <= found.seen
        yield ResponsePoint(spend, found.revenue(spend), low, high, not is_seen)


def _seen_points(found: Response) -> tuple[tuple[float, float], ...]:
    every = -(-len(found.days) // SEEN_POINTS)
    return tuple((spend, revenue) for spend, revenue in found.days[::every].tolist())


def _rank(row: BudgetRow) -> tuple[bool, float, str]:
    return (row.roi_marginal is None, -(row.roi_marginal or 0.0), row.channel)


def _tried(
    study: Study,
    fits: Mapping[str, Fitted],
    query: BudgetQuery,
    names: Mapping[str, str],
) -> WhatIf:
    move = Move(query.source, query.target, query.amount)
    found = what_if(fits, move, names, currency=study.scene.workspace.currency)
    told = WhatIf(query.source, query.target, query.amount, None, None, None)
    if not isinstance(found, Outcome):
        return msgspec.structs.replace(told, refused=found.text())
    low, high = found.interval
    least, most = found.profit_interval
    return msgspec.structs.replace(
        told,
        revenue=found.revenue,
        low=low,
        high=high,
        profit=found.profit,
        profit_low=least,
        profit_high=most,
        warnings=tuple(one.text() for one in found.warnings),
        reach=found.reach,
    )


def _why(rows: Iterable[BudgetRow]) -> str:
    """Say once for all channels why none has a response."""
    return "; ".join(f"{name(row.name)}: {row.missing}" for row in rows)


def _model(one: Fitted) -> dict[str, Any]:
    """What the envelope says of a fit."""
    found = one.found
    if isinstance(found, Note):
        return {"refused": found.text()}
    return {
        "family": found.family,
        "elasticity": found.elasticity,
        "carry": found.carry,
        "aicc": found.aicc,
        "n": found.n,
        "last": found.last.isoformat(),
        "basis": one.basis,
    }
