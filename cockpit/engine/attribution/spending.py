"""Spend and revenue of each channel day by day, and the responses fitted to them."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from cockpit.engine.attribution.adstock import REACH
from cockpit.engine.attribution.curves import Response
from cockpit.engine.attribution.response import Days, respond
from cockpit.engine.ltv.value import margin_of
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.metrics.revenue import KEYS, Basis, revenue_rows
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.scene import Scene
from cockpit.text.notes import Note

FITTED_DAYS: Final = 180
MARGIN_DAYS: Final = 28
STALE_DAYS: Final = 7
"""A channel that ends so many days before the others is not late: it is off."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What is known of a channel's response.

    Attributes:
        found: The response, or what is missing for one.
        basis: Whose revenue.
        margin: Share of revenue left after goods; 1 where their cost is not known.
        first: First day that was looked at; ``last`` the last one, inclusive.
        is_settled: Whether nothing restates the last day any more.
    """

    found: Response | Note
    basis: Basis
    margin: float
    first: date
    last: date
    is_settled: bool

    @property
    def response(self) -> Response | None:
        """The response; None where it is refused."""
        return None if isinstance(self.found, Note) else self.found

    @property
    def refused(self) -> Note | None:
        """What is missing; None: nothing."""
        return self.found if isinstance(self.found, Note) else None


def responses(
    scene: Scene,
    first: date | None = None,
    last: date | None = None,
    *,
    channels: Container[str] | None = None,
) -> dict[str, Fitted]:
    """Fit the response of every channel that has spend in the days, by id.

    Args:
        scene: Facts, files and day.
        first: First day, inclusive; None: 180 days up to the last.
        last: Last one, at most the last complete day; None: of each channel the last
            that no source of its figures restates.
        channels: Only these; None: all.
    """
    spend = scene.facts.get("spend")
    if spend is None:
        return {}
    rows = revenue_rows(spend, scene.facts.get("sales"), scene.basis, whole=False)
    bare = spend.filter(~pl.col("channel").is_in(rows["channel"].unique().to_list()))
    rows = pl.concat(
        [rows, bare.select(*KEYS, roi_value=None, roi_spend="spend")],
        how="vertical_relaxed",
    )
    by_day = (
        rows.lazy()
        .filter(pl.col("date") < scene.as_of)
        .group_by("channel", "date")
        .agg(pl.col("roi_spend", "roi_value").sum() / MONEY_SCALE)
        .sort("channel", "date")
        .collect()
    )
    names = by_day["channel"].unique().sort()
    wanted = [name for name in names if channels is None or name in channels]
    return dict(_fits(scene, by_day, first, last, wanted))


def _fits(
    scene: Scene,
    by_day: pl.DataFrame,
    first: date | None,
    last: date | None,
    wanted: Iterable[str],
) -> Iterator[tuple[str, Fitted]]:
    spending = by_day.filter(pl.col("roi_spend") > 0)
    newest = spending["date"].max()
    if not isinstance(newest, date):
        return
    settling = Settling(scene.records)
    calendar = scene.facts.get("calendar")
    special = frozenset() if calendar is None else frozenset(calendar["date"])
    # A stopped channel has days without spend after its last one, a late one has none.
    ends = dict(spending.group_by("channel").agg(pl.col("date").max()).iter_rows())
    for channel in wanted:
        if channel not in ends:
            continue
        basis = scene.basis.by_channel[channel]
        tables = ("ad_spend", "orders") if basis == "orders" else ("ad_spend",)
        lag = max(settling.of(channel).get(table, 0) for table in tables)
        settled = scene.as_of - (lag + 1) * _DAY
        is_late = newest - ends[channel] < STALE_DAYS * _DAY
        known = ends[channel] if is_late else newest
        end = min(known, settled if last is None else min(last, scene.as_of - _DAY))
        start = end - (FITTED_DAYS - 1) * _DAY if first is None else first
        own = by_day.filter(pl.col("channel") == channel)
        days = _days(own, start, end, special)
        if days is not None:
            margin = _margin(scene, channel, end)
            is_settled = end <= settled
            found = respond(days)
            yield channel, Fitted(found, basis, margin, start, end, is_settled)


def _margin(scene: Scene, channel: str, end: date) -> float:
    months = (end - (MARGIN_DAYS - 1) * _DAY, end)
    return margin_of(scene.facts.get("sales"), months, channel)


def _days(
    own: pl.DataFrame, start: date, end: date, special: frozenset[date]
) -> Days | None:
    """Lay a channel's days out without a gap, with a lead; None: nothing in them."""
    oldest = own["date"].min()
    if not isinstance(oldest, date) or end < oldest or end < start:
        return None
    start = max(start, oldest)
    begin = max(oldest, start - (REACH - 1) * _DAY)
    count = (end - begin).days + 1
    rows = own.filter(pl.col("date").is_between(begin, end))
    if not rows.filter(pl.col("date") >= start, pl.col("roi_spend") > 0).height:
        return None
    at = (rows["date"] - begin).dt.total_days().to_numpy()
    spend, revenue = np.zeros(count), np.zeros(count)
    spend[at], revenue[at] = rows["roi_spend"].to_numpy(), rows["roi_value"].to_numpy()
    is_usual = [begin + n * _DAY not in special for n in range(count)]
    return Days(begin, spend, revenue, is_usual, lead=(start - begin).days)
