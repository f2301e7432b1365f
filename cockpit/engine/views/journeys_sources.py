"""The part of the journeys view that tells how much hangs on how few sources."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

from cockpit.engine.attribution.book import asked_days
from cockpit.engine.attribution.concentration import (
    KOL,
    Hanging,
    hanging,
    largest,
    partner_touches,
    purchases,
)
from cockpit.engine.attribution.purchases import has_hours
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.periods import last_moment
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.budget import fitted_of
from cockpit.engine.views.journeys_fit import links_to
from cockpit.engine.views.method import no_buyers
from cockpit.engine.views.study import Study
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.journeys import Concentration, Dependence, JourneysQuery
from cockpit.text import formats
from cockpit.text.notes import note

PERIOD_DAYS: Final = 90
"""Looked at where nobody asks for days."""
MOST_ROWS: Final = 30


@dataclass(frozen=True, slots=True)
class Span:
    """Days, inclusive."""

    first: date
    last: date


def concentration_of(
    study: Study, query: JourneysQuery, terms: AttributionTerms
) -> Concentration:
    """Tell how much hangs on partners, and on which sources new users hang."""
    limit = study.terms.kol_limit
    unknown = Concentration(None, None, None, None, None, limit, 0)
    missing = no_buyers(study)
    if missing is not None:
        return _refused(unknown, missing.text())
    touches = partner_touches(study.rows("events"), links_to(study))
    span = _span(study, query, touches)
    workspace = study.scene.workspace
    orders = study.rows("orders")
    until = last_moment(
        study.as_of,
        timezone=workspace.timezone,
        day_starts_minutes=workspace.day_starts_minutes,
    )
    bought = purchases(orders, until, knows_hours=has_hours(orders, workspace.timezone))
    found = hanging(
        bought,
        touches,
        terms=terms,
        first=span.first,
        last=span.last,
    )
    return _told(study, found, span, unknown)


def _span(study: Study, query: JourneysQuery, touches: pl.DataFrame) -> Span:
    """Return the asked days; by default the last complete ones that are known.

    Where only touches name partners no day before the first of them: nobody could be
    told from others then.
    """
    first, last = asked_days(query)
    if last is None:
        last = min(study.as_of - timedelta(days=1), study.scene.last_day)
    last = min(last, study.as_of)
    if first is not None:
        return Span(first, last)
    first = last - timedelta(days=PERIOD_DAYS - 1)
    oldest = touches["date"].min()
    if isinstance(oldest, date) and not study.has("orders", "kol_id"):
        first = min(max(first, oldest), last)
    return Span(first, last)


def _refused(unknown: Concentration, missing: str) -> Concentration:
    return Concentration(
        None, None, None, None, None, unknown.limit, 0, missing=missing
    )


def _told(
    study: Study, found: Hanging, span: Span, unknown: Concentration
) -> Concentration:
    limit = unknown.limit
    share = found.share
    rows = tuple(
        Dependence(
            source=one.id,
            name=_name(study, one.id, is_partner=one.is_kol and one.id != KOL),
            new_users=one.new_users,
            share=one.new_users / found.new_users if found.new_users else 0.0,
            revenue=one.revenue / MONEY_SCALE,
            revenue_share=one.revenue / found.revenue if found.revenue > 0 else 0.0,
            is_kol=one.is_kol,
        )
        for one in largest(found.sources, MOST_ROWS)
    )
    missing = ""
    if not found.is_named:
        missing = note(
            "nothing names a KOL: orders.kol_id, an events.campaign_id that begins with"
            " kol:, or the channel kol would"
        ).text()
    elif not found.new_users:
        missing = note("nobody bought for the first time in these days").text()
    part, low, high = share or (None, None, None)
    return Concentration(
        kol_share=part,
        kol_low=low,
        kol_high=high,
        top5_share=found.top,
        hhi=found.hhi,
        limit=limit,
        n=found.new_users,
        state=found.state(limit),
        rows=rows,
        roi_marginal=_marginal(study),
        reading=_reading(found, span, limit),
        missing=missing,
    )


def _name(study: Study, source: str, *, is_partner: bool) -> Name:
    if not source:
        return Name("未知来源", "Unknown")
    if is_partner:
        return Name(source, source)
    return study.scene.entity_name("channel", source)


def _marginal(study: Study) -> float | None:
    """Return what the next unit of money on the channel of partners brings."""
    spend = study.scene.facts.get("spend")
    if spend is None or KOL not in spend["channel"].unique().to_list():
        return None
    fitted = fitted_of(study).get(KOL)
    found = None if fitted is None else fitted.response
    return None if found is None else found.slope(found.spend)


def _reading(found: Hanging, span: Span, limit: float) -> str:
    share = found.share
    if share is None:
        return ""
    part, low, high = share
    said = {
        "share": formats.rate(part),
        "interval": formats.interval(formats.rate(low), formats.rate(high)),
        "limit": formats.rate(limit),
        "n": formats.count(found.new_users),
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
    }
    state = found.state(limit)
    if state == "red":
        return note(
            "KOLs bring {share} of new customers, {interval} at 95 %: beyond the limit"
            " of {limit}, and no chance; n {n}, {first} to {last}",
            **said,
        ).text()
    if state == "watch":
        return note(
            "KOLs bring {share} of new customers, {interval} at 95 %: beyond the limit"
            " of {limit}, not proven; n {n}, {first} to {last}",
            **said,
        ).text()
    return note(
        "KOLs bring {share} of new customers, {interval} at 95 %: within the limit of"
        " {limit}; n {n}, {first} to {last}",
        **said,
    ).text()
