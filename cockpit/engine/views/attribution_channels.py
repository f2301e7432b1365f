"""What is true of a channel whichever model credits it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.attribution.book import PathBook
from cockpit.engine.attribution.channels import Reach, Spent
from cockpit.engine.attribution.curves import interval
from cockpit.engine.attribution.spending import Fitted, responses
from cockpit.engine.ltv.value import RATIO_DAYS, margin_of
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.views.ltv_book import book as ltv_book
from cockpit.engine.views.ltv_rows import cohort_rows
from cockpit.engine.views.study import Study
from cockpit.snapshot.attribution import (
    AttributionRow,
    ChannelRow,
    Claim,
    CohortWorth,
    Maturity,
    Model,
)
from cockpit.snapshot.ltv import LtvQuery
from cockpit.text.notes import note

COHORTS: Final = 6
"""Newest months that are told."""
Days = tuple[date, date]
"""First and last business day, both inclusive."""


def channel_rows(
    study: Study,
    rows: Sequence[AttributionRow],
    spent: dict[str, Spent],
    reach: dict[str, Reach],
    book: PathBook,
) -> tuple[ChannelRow, ...]:
    """One row a channel, in the order of the credits."""
    shares: dict[str, list[tuple[float, Model]]] = {}
    for row in rows:
        shares.setdefault(row.channel, []).append((row.share, row.model))
    return tuple(
        _row(study, channel, found, spent.get(channel), reach.get(channel), book)
        for channel, found in shares.items()
    )


def _row(  # noqa: PLR0913, PLR0917 - a channel, and what each side says of it
    study: Study,
    channel: str,
    shares: list[tuple[float, Model]],
    spent: Spent | None,
    reach: Reach | None,
    book: PathBook,
) -> ChannelRow:
    low, high = min(shares), max(shares)
    met = reach or Reach()
    worth = _worth(study, channel)
    fitted = _fitted(study, channel)
    missing = []
    if spent is None:
        missing.append(note("no spend of this channel is known").text())
    elif fitted is not None and fitted.refused is not None:
        said = note("no marginal ROI: {why}", why=fitted.refused)
        missing.append(said.text())
    if not worth:
        missing.append(note("no LTV/CAC: no cohort has both a cost and a value").text())
    told = ChannelRow(
        channel=channel,
        name=study.scene.entity_name("channel", channel),
        touches=round(met.touches),
        journeys=round(met.journeys),
        cost=None if spent is None else spent.cost,
        share_low=low[0],
        share_high=high[0],
        widest=(high[1], low[1]) if len(shares) > 1 else (),
        claimed=None if spent is None else _claim(study, channel, spent, book),
        ltv_cac=worth,
        missing="; ".join(missing),
    )
    return told if fitted is None else _with_slope(told, fitted)


def _fitted(study: Study, channel: str) -> Fitted | None:
    """Return the response of a channel up to the as-of day; None without any spend."""
    key = ("responses", None, None, study.as_of)
    return study.memory.once(key, partial(responses, study.scene)).get(channel)


def _with_slope(row: ChannelRow, fitted: Fitted) -> ChannelRow:
    found = fitted.response
    if found is None:
        return row
    low, high = interval(found.drawn_slope(found.spend))
    ceiling = found.ceiling(fitted.margin)
    bounds = {"below": found.lowest, "beyond": found.farthest}
    return msgspec.structs.replace(
        row,
        roi_marginal=found.slope(found.spend),
        marginal_low=low,
        marginal_high=high,
        ceiling=ceiling.spend,
        ceiling_kind=ceiling.reach,
        ceiling_bound=bounds.get(ceiling.reach, ceiling.spend),
    )


def maturity(study: Study, last: date | None, channels: Iterable[str]) -> Maturity:
    """Say whether orders, touches or spend of the last day may still be restated.

    Args:
        study: With the sources' own settling days.
        last: Last day; None: paths are of no day.
        channels: That the figure is about.
    """
    if last is None:
        return "mature"
    settling = Settling(study.scene.records)
    tables = ("orders", "ad_spend", "events")
    lag = max(
        (settling.of(channel).get(t, 0) for channel in channels for t in tables),
        default=0,
    )
    return "provisional" if last + timedelta(days=lag) >= study.as_of else "mature"


def margin(study: Study, book: PathBook, channel: str) -> float | None:
    """Return the share of net revenue left after goods; None: their cost is unknown."""
    if book.first is None or book.last is None:
        return None
    sales = study.scene.facts.get("sales")
    if sales is None or not study.has("orders", "cogs"):
        return None
    return margin_of(sales, (book.first, book.last), channel)


def _claim(study: Study, channel: str, spent: Spent, book: PathBook) -> Claim | None:
    if spent.conversions is None and spent.value is None:
        return None
    window, basis = study.memory.once(
        ("claims", book.first, book.last), partial(_windows, study, book)
    ).get(channel, ("", ""))
    roi = None
    if spent.value is not None and spent.cost > 0:
        roi = spent.value / spent.cost
    return Claim(spent.conversions, spent.value, roi, window, basis)


def _windows(study: Study, book: PathBook) -> dict[str, tuple[str, str]]:
    """By channel, how the platforms name their window and what they book by."""
    named = [
        name
        for name in ("attribution_window", "conv_time_basis")
        if study.has("ad_spend", name)
    ]
    if not named:
        return {}
    days = pl.lit(value=True)
    if book.first is not None and book.last is not None:
        days = pl.col("date").is_between(book.first, book.last)
    found = (
        study.rows("ad_spend")
        .filter(days)
        .group_by("channel")
        .agg(
            pl.col(name).drop_nulls().unique().sort().str.join(" / ")
            for name in ("attribution_window", "conv_time_basis")
        )
        .collect()
    )
    return {channel: (window, basis) for channel, window, basis in found.iter_rows()}


def _worth(study: Study, channel: str) -> tuple[CohortWorth, ...]:
    """LTV/CAC of the months in which the channel brought customers, newest last."""
    if not study.has("orders", "user_id") or not study.has("ad_spend"):
        return ()
    key = ("cohorts of a channel", channel, study.as_of)
    return study.memory.once(key, partial(_cohorts, study, channel))


def _cohorts(study: Study, channel: str) -> tuple[CohortWorth, ...]:
    found = ltv_book(study, LtvQuery(channel=channel))
    if found is None:
        return ()
    rows = [row for row in cohort_rows(found) if row.ltv_cac is not None]
    return tuple(
        CohortWorth(
            cohort=row.entity,
            users=row.users,
            ltv_cac=row.ltv_cac,
            low=row.ratio_low,
            high=row.ratio_high,
            horizon=RATIO_DAYS,
            is_predicted=RATIO_DAYS in row.predicted,
        )
        for row in reversed(rows[:COHORTS])
    )
