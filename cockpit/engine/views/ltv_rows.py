"""Rows and curves of the LTV view, from the chain ladder and the spend."""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from cockpit.engine.ltv.chain_ladder import (
    NEWEST_WEEKS,
    Forecast,
    Worth,
    lacking_weeks,
    mondays_of,
    newest,
)
from cockpit.engine.ltv.triangle import Triangle
from cockpit.engine.ltv.value import (
    RATIO_DAYS,
    Price,
    margin_of,
    price,
    spend_of,
)
from cockpit.engine.views.ltv_book import TOLD, Book
from cockpit.engine.views.study import Study
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.ltv import Curve, LtvRow
from cockpit.text import formats
from cockpit.text.notes import note

CURVES: Final = 5
"""Channels with the most customers that get a curve."""
MONTHS: Final = 13
WHOLE: Final = "all"
NO_CHANNEL: Final = Name("未知渠道", "Unknown channel")
EVERYTHING: Final = Name("全部", "All")


def channel_rows(study: Study, of: Book) -> list[LtvRow]:
    """One row a channel, the one with the most customers first."""
    rows = []
    for channel, cohorts in of.channels.items():
        name = NO_CHANNEL
        if channel is not None:
            name = study.scene.entity_name("channel", channel)
        row = _row(of, cohorts, of.window, channel=channel or "")
        if row is not None:
            rows.append(_named(row, channel or "", name, "channel"))
    return sorted(rows, key=lambda row: (-row.users, row.entity))


def cohort_rows(of: Book) -> list[LtvRow]:
    """One row a month of the first paid order, the newest first."""
    slices = of.whole.triangle.slices
    months = sorted({piece.month for piece in slices}, reverse=True)[:MONTHS]
    rows = []
    for month in months:
        places = [n for n, piece in enumerate(slices) if piece.month == month]
        row = _row(of, of.whole, places, channel=of.only or None)
        if row is not None:
            rows.append(_named(row, month, Name(month, month), "cohort"))
    return rows


def whole_row(of: Book) -> LtvRow | None:
    """All customers of the same days as the rows of channels."""
    row = _row(of, of.whole, of.window, channel=of.only or None)
    return None if row is None else _named(row, WHOLE, EVERYTHING, "whole")


def _named(row: LtvRow, entity: str, name: Name, kind: str) -> LtvRow:
    return msgspec.structs.replace(row, entity=entity, name=name, kind=kind)


def _row(
    of: Book, cohorts: Forecast, places: Sequence[int], *, channel: str | None
) -> LtvRow | None:
    """Tell of some cohorts of a channel (empty: unknown; None: all of them).

    None without customers.
    """
    worth = cohorts.worth(places)
    if worth is None:
        return None
    triangle = cohorts.triangle
    days = [triangle.slices[n] for n in places]
    margin = margin_of(of.sales, (days[0].first, days[-1].last), channel)
    cost = _cost(of, worth, triangle, places, channel, margin)
    low, high = worth.interval(RATIO_DAYS) or (None, None)
    older = of.beginning.older_in(days, channel)
    row = LtvRow(
        "",
        worth.customers,
        worth.at(30),
        worth.at(90),
        worth.at(365),
        low,
        high,
        None,
        None,
        None,
        predicted=tuple(
            age for age in TOLD if worth.at(age) is not None and worth.is_predicted(age)
        ),
        margin=margin,
        older=older,
        missing="; ".join((*_missing(of, worth, cost, places), *_left_out(of, older))),
    )
    return row if cost is None else _priced(row, cost)


def _priced(row: LtvRow, cost: Price) -> LtvRow:
    return msgspec.structs.replace(
        row,
        cac=cost.cac,
        ltv_cac=cost.ratio,
        ratio_low=cost.low,
        ratio_high=cost.high,
        payback_days=cost.payback_days,
    )


def _cost(  # noqa: PLR0913, PLR0917 - both sides of the ratio
    of: Book,
    worth: Worth,
    triangle: Triangle,
    places: Sequence[int],
    channel: str | None,
    margin: float,
) -> Price | None:
    """Set the spend of exactly the days whose customers are in the value against it.

    None where customers may be old: they were paid for before the orders begin.
    """
    if of.spend is None or of.spent is None or of.may_be_old(places):
        return None
    first, last = of.spent
    pieces = [triangle.slices[n] for n in places if triangle.known[n] > 0]
    if not pieces or pieces[0].first < first or pieces[-1].last > last:
        return None
    return price(worth, spend_of(of.spend, pieces, channel), margin)


def _missing(
    of: Book, worth: Worth, cost: Price | None, places: Sequence[int]
) -> list[str]:
    told = []
    if are_old := of.may_be_old(places):
        told.append(_old(of))
    for age in TOLD:
        if worth.at(age) is None:
            told.append(_too_young(of, age))
    if cost is None and (of.spent is None or not are_old):
        told.append(_costless(of))
    return told


def unpriced(of: Book, month: str, row: LtvRow) -> str:
    """Say why the customers of a month (``2026-09``) have no ratio of value to cost."""
    slices = of.whole.triangle.slices
    if row.ltv_90 is None:
        return _too_young(of, RATIO_DAYS)
    if of.may_be_old([n for n, piece in enumerate(slices) if piece.month == month]):
        return _old(of)
    return _costless(of)


def _too_young(of: Book, age: int) -> str:
    return note(
        "LTV{days} needs {n} more weeks of customers that old",
        days=age,
        n=max(lacking_weeks(of.whole.triangle, age), 1),
    ).text()


def _left_out(of: Book, older: int | None) -> tuple[str, ...]:
    if not older:
        return ()
    told = note(
        "{n} more left out as old customers: registered before the orders begin, and"
        " first seen to buy more than {days} days later",
        n=formats.count(older),
        days=of.beginning.lag_days,
    )
    return (told.text(),)


def _old(of: Book) -> str:
    return note(
        "may be old customers: the orders begin on {day}, and one in twenty pauses for"
        " more than {n} days",
        day=of.beginning.first,
        n=of.beginning.pause_days,
    ).text()


def _costless(of: Book) -> str:
    if of.spend is None or of.spent is None:
        return note("needs the table {tables}", tables="ad_spend").text()
    return note("no spend on all days of these customers").text()


def curves(of: Book) -> tuple[Curve, ...]:
    """Return the course of value: the whole, then the channels with most customers."""
    found = [_curve(WHOLE, of.whole)]
    if not of.only:
        sizes = {
            name: float(part.triangle.sizes[of.window].sum())
            for name, part in of.channels.items()
            if name is not None
        }
        largest = sorted(sizes, key=lambda name: (-sizes[name], name))[:CURVES]
        found += [_curve(name, of.channels[name]) for name in largest]
    return tuple(curve for curve in found if curve is not None)


def _curve(entity: str, of: Forecast) -> Curve | None:
    """Of the newest weeks that are old enough to show a measured stretch."""
    triangle = of.triangle
    known, mondays = triangle.known, mondays_of(triangle)
    for age in (RATIO_DAYS, 30, 0):
        places = newest(mondays, known > triangle.column(age), weeks=NEWEST_WEEKS)
        worth = of.worth(places.tolist())
        if worth is not None:
            told = int(np.isfinite(worth.values).sum())
            return Curve(
                entity,
                worth.ages[:told],
                tuple(float(value) for value in worth.values[:told]),
                min(worth.complete, told),
            )
    return None
