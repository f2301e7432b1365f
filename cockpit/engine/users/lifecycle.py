"""Growth accounting: who joined, came back, fell asleep and left, week by week.

A customer is active up to ``dormant_days`` after the last purchase, then dormant up to
``churned_days``, then churned. Every week's active customers are those of the week
before, plus new, activated and resurrected, less dormant ones; the same holds for the
two other states.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.users.gaps import Windows
from cockpit.engine.users.ledger import Ledger

WEEK_DAYS: Final = 7
BUYING: Final = ("new", "activated", "returning", "resurrected")
LEAVING: Final = ("dormant", "churned")
_MONDAY: Final = 3
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """All weeks.

    Attributes:
        flows: ``week`` (Monday), ``stage``, ``users``, ``revenue`` (net in the week,
            1/10,000; null for those who leave); stages without users are left out.
        stocks: ``week``, ``active``, ``dormant``, ``churned`` (customers at its end),
            ``existing`` and ``revenue`` (net of customers who had bought before the
            week, and of all; 1/10,000), one row a week without holes.
    """

    flows: pl.DataFrame
    stocks: pl.DataFrame


@dataclass(frozen=True, slots=True)
class StatusRules:
    """Days that part customers by status on one day.

    ``new``: first purchase within ``new_days``; else, with the last purchase within
    ``active_days``, ``reactivated`` if the pause before that purchase was longer than
    ``pause_days`` and ``active`` if not; else ``dormant`` within ``dormant_days``; else
    ``lost``.
    """

    new_days: int = 30
    active_days: int = 90
    pause_days: int = 90
    dormant_days: int = 180


def account(
    ledger: Ledger, first_seen: pl.DataFrame, *, terms: Windows, as_of: date
) -> Account:
    """Account for the customers of every week since the first purchase.

    Args:
        ledger: Paid orders; nobody is looked at after ``as_of``.
        first_seen: ``user``, ``seen`` (date): when a customer was first seen anywhere;
            whoever is not in it was first seen when buying.
        terms: From when a customer is dormant, and churned.
        as_of: The day that is looked from; the last week may not be over.
    """
    book = ledger.seen_on(as_of)
    visits = _visits(book, terms=terms)
    if visits.is_empty():
        return Account(_no_flows(), _no_stocks())
    bought = _staged(visits, first_seen)
    left = _leaving(visits, terms=terms, as_of=as_of)
    money = _money(book, visits)
    joined = bought.join(money, on=["user", "week"], how="left")
    flows = pl.concat(
        [
            joined.group_by("week", "stage").agg(
                users=pl.len().cast(pl.Int64), revenue=pl.col("net").sum()
            ),
            left.group_by("week", "stage").agg(
                users=pl.len().cast(pl.Int64), revenue=pl.lit(None, pl.Int64)
            ),
        ]
    )
    weeks = pl.DataFrame({"week": range(_week_of(visits), _number(as_of) + 1)})
    stocks = _stocks(weeks.cast(pl.Int32), bought, left, money)
    return Account(
        _dated(flows).sort("week", "stage"),
        _dated(stocks).select(*_no_stocks().columns),
    )


def status_counts(
    visits: pl.LazyFrame, *, as_of: date, rules: StatusRules
) -> dict[str, int]:
    """Count customers by status on one day; statuses without customers are left out.

    Args:
        visits: Paid orders: ``user_id``, ``date``, ``at`` (instant). The pause before
            the last purchase day is told in full days of 24 hours between instants.
        as_of: The day that ages are counted to, in business days.
        rules: What parts one status from the next.
    """
    by_day = visits.group_by("user_id", "date").agg(pl.col("at").max())
    previous = pl.col("at").sort_by("date").shift().last()
    users = by_day.group_by("user_id").agg(
        first=pl.col("date").min(),
        last=pl.col("date").max(),
        pause=pl.col("at").sort_by("date").last() - previous,
    )
    age = (pl.lit(as_of) - pl.col("last")).dt.total_days()
    is_new = (pl.lit(as_of) - pl.col("first")).dt.total_days() <= rules.new_days
    is_back = pl.col("pause").dt.total_days() > rules.pause_days
    recent = pl.when(is_back).then(pl.lit("reactivated")).otherwise(pl.lit("active"))
    status = (
        pl.when(is_new)
        .then(pl.lit("new"))
        .when(age <= rules.active_days)
        .then(recent)
        .when(age <= rules.dormant_days)
        .then(pl.lit("dormant"))
        .otherwise(pl.lit("lost"))
    )
    named = users.select(status=status)
    return dict(named.group_by("status").len().sort("status").collect().iter_rows())


def _number(day: date) -> int:
    return ((day - _EPOCH).days + _MONDAY) // WEEK_DAYS


def _week(days: pl.Expr) -> pl.Expr:
    """Number weeks from Monday to Sunday; ``days`` since the epoch."""
    return (days + _MONDAY) // WEEK_DAYS


def _monday(week: pl.Expr) -> pl.Expr:
    """Days from the epoch to the week's first day."""
    return week * WEEK_DAYS - _MONDAY


def _week_of(visits: pl.DataFrame) -> int:
    return int(visits.select(pl.col("week").min()).item())


def _visits(book: Ledger, *, terms: Windows) -> pl.DataFrame:
    """One row a customer and week with a purchase, sorted by both.

    ``last`` (day in days since the epoch), ``is_first``, ``state`` before the week
    (null for the first), ``next`` (the next week with a purchase, null: none yet).
    """
    day = pl.col("date").to_physical()
    rows = (
        book.days.lazy()
        .filter(pl.col("orders") > 0)
        .group_by("user", _week(day).alias("week"))
        .agg(last=day.max())
        .sort("user", "week")
        .collect(engine="streaming")
    )
    is_first = (pl.col("user") != pl.col("user").shift()).fill_null(value=True)
    is_last = is_first.shift(-1).fill_null(value=True)
    pause = _monday(pl.col("week")) - 1 - pl.col("last").shift()
    state = (
        pl.when(pause <= terms.dormant_days)
        .then(pl.lit("active"))
        .when(pause <= terms.churned_days)
        .then(pl.lit("dormant"))
        .otherwise(pl.lit("churned"))
    )
    return rows.with_columns(
        is_first=is_first,
        state=pl.when(~is_first).then(state),
        next=pl.when(~is_last).then(pl.col("week").shift(-1)),
    )


def _staged(visits: pl.DataFrame, first_seen: pl.DataFrame) -> pl.DataFrame:
    """Name the stage of who buys: ``user``, ``week``, ``stage``, ``state``."""
    seen = first_seen.select("user", seen=_week(pl.col("seen").to_physical()))
    was_known = (pl.col("seen") < pl.col("week")).fill_null(value=False)
    stage = (
        pl.when(pl.col("is_first") & was_known)
        .then(pl.lit("activated"))
        .when("is_first")
        .then(pl.lit("new"))
        .when(pl.col("state") == "active")
        .then(pl.lit("returning"))
        .otherwise(pl.lit("resurrected"))
    )
    return visits.join(seen, on="user", how="left").select(
        "user", "week", "state", stage=stage
    )


def _leaving(visits: pl.DataFrame, *, terms: Windows, as_of: date) -> pl.DataFrame:
    """Find when customers fall out of a state: ``week``, ``stage``.

    Somebody falls on the first day on which the pause is too long, unless a purchase in
    the same week makes good for it before the week ends.
    """
    today = (as_of - _EPOCH).days
    frames = []
    for stage, days in zip(
        LEAVING, (terms.dormant_days, terms.churned_days), strict=True
    ):
        falls = pl.col("last") + days + 1
        stays = pl.col("next").is_null() | (pl.col("next") > _week(falls))
        frames.append(
            visits.filter(falls <= today, stays).select(
                week=_week(falls), stage=pl.lit(stage)
            )
        )
    return pl.concat(frames)


def _money(book: Ledger, visits: pl.DataFrame) -> pl.DataFrame:
    """Net revenue by ``user`` and ``week``; ``is_known``: bought before that week.

    A refund in a week without a purchase is a row, too.
    """
    begun = visits.filter("is_first").select("user", begun="week")
    week = _week(pl.col("date").to_physical())
    return (
        book.days.lazy()
        .group_by("user", week.alias("week"))
        .agg(pl.col("net").sum())
        .join(begun.lazy(), on="user", how="left")
        .select("user", "week", "net", is_known=pl.col("begun") < pl.col("week"))
        .collect(engine="streaming")
    )


def _stocks(
    weeks: pl.DataFrame, bought: pl.DataFrame, left: pl.DataFrame, money: pl.DataFrame
) -> pl.DataFrame:
    """Add up the flows of each week to what is there at its end."""
    stage, state = pl.col("stage"), pl.col("state")
    came = bought.group_by("week").agg(
        joined=(stage != "returning").sum().cast(pl.Int64),
        woken=((stage == "resurrected") & (state == "dormant")).sum().cast(pl.Int64),
        regained=((stage == "resurrected") & (state == "churned")).sum().cast(pl.Int64),
    )
    went = left.group_by("week").agg(
        slept=(stage == "dormant").sum().cast(pl.Int64),
        lost=(stage == "churned").sum().cast(pl.Int64),
    )
    earned = money.group_by("week").agg(
        existing=pl.col("net").filter(pl.col("is_known").fill_null(value=False)).sum(),
        revenue=pl.col("net").sum(),
    )
    rows = weeks
    for frame in (came, went, earned):
        rows = rows.join(frame, on="week", how="left")
    flow = {name: pl.col(name) for name in ("joined", "woken", "regained")}
    slept, lost = pl.col("slept"), pl.col("lost")
    return (
        rows.fill_null(0)
        .sort("week")
        .with_columns(
            active=(flow["joined"] - slept).cum_sum(),
            dormant=(slept - lost - flow["woken"]).cum_sum(),
            churned=(lost - flow["regained"]).cum_sum(),
        )
    )


def _dated(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(week=_monday(pl.col("week")).cast(pl.Int32).cast(pl.Date))


def _no_flows() -> pl.DataFrame:
    return pl.DataFrame(
        schema={
            "week": pl.Date,
            "stage": pl.String,
            "users": pl.Int64,
            "revenue": pl.Int64,
        }
    )


def _no_stocks() -> pl.DataFrame:
    names = ("active", "dormant", "churned", "existing", "revenue")
    return pl.DataFrame(schema={"week": pl.Date, **dict.fromkeys(names, pl.Int64)})
