"""How far people come: visit, look, cart, order, pay, in this order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import polars as pl

from cockpit.engine.attribution.purchases import has_hours
from cockpit.engine.attribution.stitching import Links
from cockpit.engine.attribution.touches import channel_of
from cockpit.engine.tables import INSTANT

STEPS: Final = ("visit", "view_item", "cart", "order", "pay")
"""Canonical events, in the order in which people come through them."""
DEED_COLUMNS: Final = {
    "who": pl.UInt64(),
    "at": pl.Int64(),
    "date": pl.Date(),
    "step": pl.String(),
}
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Step:
    """Users who came so far.

    Attributes:
        name: One of ``STEPS``.
        users: Who came through all steps before it and this one, in order, within the
            look-back after the first.
        gap_p50: Median seconds since the step before, of each user's first time here;
            None at the first step, or without anybody.
        gap_p90: 90th percentile of the same.
    """

    name: str
    users: int
    gap_p50: float | None = None
    gap_p90: float | None = None


def deeds_of(
    events: pl.LazyFrame, orders: pl.LazyFrame, links: Links, *, timezone: str
) -> pl.DataFrame:
    """Return what people did that is a step: ``DEED_COLUMNS``, sorted by user and time.

    Orders of files that know only days come at the end of the day, after what else was
    done on it.

    Args:
        events: Rows of the table ``events``.
        orders: Rows of the table ``orders``: made is ``order``, paid is ``pay``.
        links: Whose an anonymous id is.
        timezone: Of business days.
    """
    late = 0 if has_hours(orders, timezone) else _DAY_MS - 1
    rows = (
        events.filter(pl.col("event_name").is_in(STEPS))
        .select(
            who=pl.coalesce("user_id", "anon_id"),
            is_anonymous=pl.col("user_id").is_null(),
            at=pl.col("event_time").dt.epoch("ms"),
            date="biz_date",
            step="event_name",
        )
        .collect()
    )
    known = links.owned(rows).select("who", "at", "date", "step")
    parts = [known, *(_bought(orders, step, day, late) for step, day in _ORDER_DAYS)]
    whole = pl.concat(parts).filter(pl.col("who").is_not_null())
    deeds = whole.with_columns(who=pl.col("who").hash()).unique()
    return deeds.select(*DEED_COLUMNS).sort("who", "at", "step")


_ORDER_DAYS: Final = (("order", "created_date"), ("pay", "biz_date"))


def _bought(orders: pl.LazyFrame, step: str, day: str, late: int) -> pl.DataFrame:
    first, second = "order_time", "pay_time"
    at = pl.coalesce(first, second) if step == "order" else pl.coalesce(second, first)
    is_it = pl.lit(value=True) if step == "order" else pl.col("is_paid")
    return (
        orders.filter(is_it, pl.col("user_id").is_not_null())
        .select(
            who="user_id",
            at=pl.coalesce(at, pl.col(day).cast(INSTANT)).dt.epoch("ms") + late,
            date=day,
            step=pl.lit(step),
        )
        .collect()
    )


def funnel(
    deeds: pl.DataFrame,
    *,
    look_back_days: int,
    first: date | None = None,
    last: date | None = None,
) -> tuple[Step, ...]:
    """Count who came how far, whatever they did in between.

    A user is at a step if there are events of all steps up to it, each not before the
    one before it, and the last within the look-back after the first: of all ways to
    choose them the one that comes farthest counts. Steps that nobody ever took are not
    asked for; without anybody at the first there are none.

    Args:
        deeds: :func:`deeds_of`.
        look_back_days: Of 24 hours.
        first: First day of the first step, inclusive; None: no end.
        last: Last one; later steps may follow it.
    """
    steps = _there(deeds)
    if not steps:
        return ()
    begins = deeds.lazy().filter(pl.col("step") == steps[0])
    if first is not None:
        begins = begins.filter(pl.col("date") >= first)
    if last is not None:
        begins = begins.filter(pl.col("date") <= last)
    # The start of the newest chain up to each event: starts only grow with time, so
    # the newest event of the step before has the newest start.
    reached = begins.select("who", "at", start="at").sort("at")
    began = _users(reached)
    if not began:
        return ()
    found = [Step(steps[0], began)]
    for _, name in pairwise(steps):
        reached = _next(reached, deeds, name, look_back_days)
        found.append(_measured(name, reached))
        reached = reached.select("who", "at", "start")
    return tuple(found)


def _there(deeds: pl.DataFrame) -> Sequence[str]:
    known = set(deeds["step"].unique())
    return [step for step in STEPS if step in known]


def _next(
    reached: pl.LazyFrame, deeds: pl.DataFrame, name: str, look_back_days: int
) -> pl.LazyFrame:
    """Go one step on: ``who``, ``at``, ``start``, ``gap`` (seconds)."""
    before = reached.with_columns(before="at")
    return (
        deeds.lazy()
        .filter(pl.col("step") == name)
        .select("who", "at")
        .sort("at")
        .join_asof(before, on="at", by="who", check_sortedness=False)
        .filter(pl.col("at") - pl.col("start") <= look_back_days * _DAY_MS)
        .with_columns(gap=(pl.col("at") - pl.col("before")) / 1_000)
    )


def _users(reached: pl.LazyFrame) -> int:
    return int(reached.select(pl.col("who").n_unique()).collect().item())


def _measured(name: str, reached: pl.LazyFrame) -> Step:
    """Count users, and measure the gap before each one's first time here."""
    own = reached.group_by("who").agg(pl.col("gap").sort_by("at").first())
    users, p50, p90 = (
        own.select(
            users=pl.len(),
            p50=pl.col("gap").quantile(0.5, "linear"),
            p90=pl.col("gap").quantile(0.9, "linear"),
        )
        .collect()
        .row(0)
    )
    return Step(name, users, p50, p90)


def people_of(events: pl.LazyFrame, channel: str, links: Links) -> pl.DataFrame:
    """Return ``who`` (hash) of everybody with an event of a channel."""
    told = ("channel", "source", "medium")
    ways = events.select(told).unique().collect()
    meant = [row for row in ways.iter_rows() if channel == _meant(*row)]
    wanted = pl.DataFrame(meant, schema=dict.fromkeys(told, pl.String()), orient="row")
    rows = (
        events.join(wanted.lazy(), on=told, how="semi", nulls_equal=True)
        .select(
            who=pl.coalesce("user_id", "anon_id"),
            is_anonymous=pl.col("user_id").is_null(),
            at=pl.col("event_time").dt.epoch("ms"),
        )
        .collect()
    )
    return links.owned(rows).select(pl.col("who").hash()).unique()


def _meant(channel: str | None, source: str | None, medium: str | None) -> str | None:
    return channel if channel is not None else channel_of(source, medium)


def ended_by(as_of: date, look_back_days: int) -> date:
    """Return the last day whose look-back has ended before the as-of day."""
    return as_of - timedelta(days=look_back_days + 1)
