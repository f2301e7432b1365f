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
_STATE: Final = pl.Enum(["active", "dormant", "churned"])


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
    weeks = _weeks(ledger.seen_on(as_of))
    bought = _visits(weeks, terms=terms)
    if bought.is_empty():
        return Account(_no_flows(), _no_stocks())
    joined, came = _joining(bought, first_seen), _coming(bought)
    left = _leaving(bought, terms=terms, as_of=as_of)
    idle = _idle(weeks, bought)
    back = came.group_by("week", _stage_of_state()).agg(
        pl.col("users", "revenue").sum()
    )
    flows = pl.concat([joined, back, left])
    numbers = range(int(bought.select(pl.col("week").min()).item()), _number(as_of) + 1)
    stocks = _stocks(pl.DataFrame({"week": numbers}), joined, came, left, idle)
    return Account(
        _dated(flows).sort("week", "stage"),
        _dated(stocks).select(*_no_stocks().columns),
    )


def _number(day: date) -> int:
    return ((day - _EPOCH).days + _MONDAY) // WEEK_DAYS


def _week(days: pl.Expr) -> pl.Expr:
    """Number weeks from Monday to Sunday; ``days`` since the epoch."""
    return (days + _MONDAY) // WEEK_DAYS


def _monday(week: pl.Expr) -> pl.Expr:
    """Days from the epoch to the week's first day."""
    return week * WEEK_DAYS - _MONDAY


def _weeks(book: Ledger) -> pl.DataFrame:
    """One row a customer and week, sorted by both.

    ``last`` (day of the last purchase in it, in days since the epoch; null: only a
    refund was booked), ``net``.
    """
    day = pl.col("date").to_physical()
    return (
        book.days.lazy()
        .group_by("user", _week(day).alias("week"))
        .agg(
            last=pl.when(pl.col("orders") > 0).then(day).max(), net=pl.col("net").sum()
        )
        .sort("user", "week")
        .collect(engine="streaming")
    )


def _visits(weeks: pl.DataFrame, *, terms: Windows) -> pl.DataFrame:
    """Keep the weeks with a purchase.

    Besides: ``is_first``, ``state`` before the week (null for the first), ``next`` (the
    next week with a purchase, null: none yet).
    """
    is_first = (pl.col("user") != pl.col("user").shift()).fill_null(value=True)
    is_last = is_first.shift(-1).fill_null(value=True)
    pause = _monday(pl.col("week")) - 1 - pl.col("last").shift()
    state = (
        pl.when(pause <= terms.dormant_days)
        .then(pl.lit("active", _STATE))
        .when(pause <= terms.churned_days)
        .then(pl.lit("dormant", _STATE))
        .otherwise(pl.lit("churned", _STATE))
    )
    rows = weeks.lazy().filter(pl.col("last").is_not_null())
    return rows.with_columns(
        is_first=is_first,
        state=pl.when(~is_first).then(state),
        next=pl.when(~is_last).then(pl.col("week").shift(-1)),
    ).collect()


def _joining(bought: pl.DataFrame, first_seen: pl.DataFrame) -> pl.DataFrame:
    """Count first purchases by ``week`` and ``stage``: ``users``, ``revenue``."""
    seen = first_seen.lazy().select("user", seen=_week(pl.col("seen").to_physical()))
    was_known = (pl.col("seen") < pl.col("week")).fill_null(value=False)
    stage = pl.when(was_known).then(pl.lit("activated")).otherwise(pl.lit("new"))
    firsts = bought.lazy().filter("is_first").select("user", "week", "net")
    return (
        firsts.join(seen, on="user", how="left")
        .group_by("week", stage.alias("stage"))
        .agg(users=_count(), revenue=pl.col("net").sum())
        .collect()
    )


def _coming(bought: pl.DataFrame) -> pl.DataFrame:
    """Count later purchases by ``week`` and ``state``: ``users``, ``revenue``."""
    return (
        bought.lazy()
        .filter(~pl.col("is_first"))
        .group_by("week", pl.col("state").cast(pl.String))
        .agg(users=_count(), revenue=pl.col("net").sum())
        .collect()
    )


def _stage_of_state() -> pl.Expr:
    is_active = pl.col("state") == "active"
    stage = pl.when(is_active).then(pl.lit("returning"))
    return stage.otherwise(pl.lit("resurrected")).alias("stage")


def _leaving(bought: pl.DataFrame, *, terms: Windows, as_of: date) -> pl.DataFrame:
    """Count who falls out of a state: ``week``, ``stage``, ``users``, no ``revenue``.

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
            bought.lazy()
            .filter(falls <= today, stays)
            .group_by(_week(falls).alias("week"))
            .agg(users=_count(), revenue=pl.lit(None, pl.Int64))
            .select("week", "users", "revenue", stage=pl.lit(stage))
        )
    columns = ("week", "stage", "users", "revenue")
    return pl.concat(frames).select(columns).collect()


def _idle(weeks: pl.DataFrame, bought: pl.DataFrame) -> pl.DataFrame:
    """Add up refunds of weeks without a purchase: ``week``, ``existing``, ``revenue``.

    ``existing`` are those of customers who had bought before the week.
    """
    begun = bought.lazy().filter("is_first").select("user", begun="week")
    known = pl.when(pl.col("begun") < pl.col("week")).then("net").otherwise(0)
    return (
        weeks.lazy()
        .filter(pl.col("last").is_null())
        .join(begun, on="user", how="left")
        .group_by("week")
        .agg(existing=known.sum(), revenue=pl.col("net").sum())
        .collect()
    )


def _stocks(
    weeks: pl.DataFrame,
    joined: pl.DataFrame,
    came: pl.DataFrame,
    left: pl.DataFrame,
    idle: pl.DataFrame,
) -> pl.DataFrame:
    """Add up the flows of each week to what is there at its end."""
    users, state, stage = pl.col("users"), pl.col("state"), pl.col("stage")
    parts = [
        joined.group_by("week").agg(joined=users.sum(), first=pl.col("revenue").sum()),
        came.group_by("week").agg(
            woken=users.filter(state == "dormant").sum(),
            regained=users.filter(state == "churned").sum(),
            again=pl.col("revenue").sum(),
        ),
        left.group_by("week").agg(
            slept=users.filter(stage == "dormant").sum(),
            lost=users.filter(stage == "churned").sum(),
        ),
        idle,
    ]
    rows = weeks.cast(pl.Int32)
    for part in parts:
        rows = rows.join(part, on="week", how="left")
    came_back = pl.col("woken") + pl.col("regained")
    return (
        rows.fill_null(0)
        .sort("week")
        .with_columns(
            active=(pl.col("joined") + came_back - pl.col("slept")).cum_sum(),
            dormant=(pl.col("slept") - pl.col("lost") - pl.col("woken")).cum_sum(),
            churned=(pl.col("lost") - pl.col("regained")).cum_sum(),
            existing=pl.col("existing") + pl.col("again"),
            revenue=pl.col("revenue") + pl.col("again") + pl.col("first"),
        )
    )


def _count() -> pl.Expr:
    return pl.len().cast(pl.Int64)


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
