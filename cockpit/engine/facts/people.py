"""Facts about users, merged over files: new customers, active users, retention."""

from typing import Final

import polars as pl

RETENTION_DAYS: Final = (1, 7, 30)
VALUE_DAYS: Final = (30, 90)
"""Days after the first paid order within which a customer's revenue is added up."""
EVERYONE: Final = pl.lit(None, pl.String)
"""The channel of rows that count the whole."""
_CHANNEL_PLACES: Final = 2**24
_EPOCH: Final = 2**62
"""Makes an instant, in microseconds, positive: below 2 ** 63."""
_DAY_PLACE: Final = 2**63 * _CHANNEL_PLACES


def first_purchases(buyers: pl.LazyFrame) -> pl.LazyFrame:
    """Find the day and the channel of each user's first paid order.

    Args:
        buyers: Buyer summaries of any number of files.

    Returns:
        One row a user: ``user_id``, ``first`` (date), ``channel`` (null: unknown).
        Ties of the instant go to the channel that sorts first.
    """
    names = buyers.select(pl.col("channel").drop_nulls().unique().sort()).collect()
    firsts = (
        buyers.select("user_id", key=_first_key(names["channel"]))
        .group_by("user_id")
        .agg(pl.col("key").min())
        .select(
            "user_id",
            first=(pl.col("key") // _DAY_PLACE).cast(pl.Int32).cast(pl.Date),
            code=(pl.col("key") % _CHANNEL_PLACES).cast(pl.Int64),
        )
    )
    named = names.lazy().with_row_index("code").cast({"code": pl.Int64})
    return firsts.join(named, on="code", how="left").drop("code")


def acquisitions(buyers: pl.LazyFrame, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Count new customers by the day and channel of their first paid order.

    Args:
        buyers: Buyer summaries of any number of files.
        lines: Net revenue of the same files, as
            :func:`cockpit.engine.facts.rollups.net_lines` gives it.

    Returns:
        ``date``, ``channel`` (null: unknown), ``new_customers``, and ``revenue_30``,
        ``revenue_90``: what they brought on that day and in as many days after it, so
        far (net of refunds, 1/10,000).
    """
    firsts = first_purchases(buyers)
    age = (pl.col("date") - pl.col("first")).dt.total_days()
    within = {f"revenue_{days}": age.is_between(0, days) for days in VALUE_DAYS}
    revenue = (
        lines.join(firsts, on="user_id")
        .filter(age.is_between(0, max(VALUE_DAYS)))
        .group_by("first", "channel")
        .agg(
            pl.when(is_young).then("net").otherwise(0).sum().alias(name)
            for name, is_young in within.items()
        )
    )
    keys = ["first", "channel"]
    counts = firsts.group_by(keys).agg(new_customers=pl.len().cast(pl.Int64))
    return (
        counts.join(revenue, on=keys, how="left", nulls_equal=True)
        .with_columns(pl.col(*within).fill_null(0))
        .rename({"first": "date"})
    )


def _first_key(channels: pl.Series) -> pl.Expr:
    """Pack day, instant and channel into a number that sorts as the three do.

    The least number of a user is its first order: four times as fast as sorting.
    """
    at = pl.coalesce("first_paid", pl.col("first_date").cast(pl.Datetime("us", "UTC")))
    day = pl.col("first_date").to_physical().cast(pl.Int128)
    instant = at.to_physical().cast(pl.Int128) + _EPOCH
    code = pl.col("channel").replace_strict(
        channels,
        pl.int_range(channels.len(), eager=True),
        default=channels.len(),
        return_dtype=pl.Int64,
    )
    return day * _DAY_PLACE + instant * _CHANNEL_PLACES + code


def active_users(activity: pl.LazyFrame) -> pl.LazyFrame:
    """Count distinct users by day, for the whole and by channel.

    Args:
        activity: ``date``, ``user``, ``channel`` of any number of files; repeats are
            allowed.

    Returns:
        ``date``, ``channel``, ``is_whole``, ``dau``.
    """
    whole = activity.select("date", "user").unique().group_by("date").agg(_users())
    by_channel = (
        activity.filter(pl.col("channel").is_not_null())
        .select("date", "user", "channel")
        .unique()
        .group_by("date", "channel")
        .agg(_users())
    )
    return _whole_and_parts(whole, by_channel)


def retention(activity: pl.LazyFrame, users: pl.LazyFrame | None) -> pl.LazyFrame:
    """Count each day's new users and how many were active 1, 7 and 30 days later.

    A user is new on the first day it was seen, by the ``users`` table or by its events,
    whichever is earlier; its channel is the one of the table, else of that first day.
    Cohorts of days before the first event are left out: nobody could be seen then.

    Args:
        activity: ``date``, ``user``, ``channel``.
        users: ``user_id``, ``date``, ``acq_channel``, or None without such a table.

    Returns:
        ``date`` (of the cohort), ``channel``, ``is_whole``, ``cohort`` (users) and
        ``retained_1``, ``retained_7``, ``retained_30`` (users, null where the later
        day has no events at all).
    """
    seen = activity.select("date", "user").unique()
    first = first_days(activity, users)
    starts = first.join(seen.select(pl.col("date").min().alias("open")), how="cross")
    cohorts = starts.filter(pl.col("first") >= pl.col("open")).drop("open")
    age = (pl.col("date") - pl.col("first")).dt.total_days()
    later = (
        seen.join(cohorts, on="user")
        .with_columns(age=age)
        .filter(pl.col("age").is_in(RETENTION_DAYS))
    )
    days = seen.select("date").unique()
    whole = _cohort_counts(cohorts, later, days, keys=["first"])
    parts = _cohort_counts(
        cohorts.filter(pl.col("channel").is_not_null()),
        later.filter(pl.col("channel").is_not_null()),
        days,
        keys=["first", "channel"],
    )
    return _whole_and_parts(whole, parts)


def complaint_counts(complained: pl.LazyFrame) -> pl.LazyFrame:
    """Count distinct orders complained about by day, for the whole and by channel.

    Args:
        complained: ``date``, ``complained``, ``channel``; repeats are allowed.

    Returns:
        ``date``, ``channel``, ``is_whole``, ``complaints``.
    """
    count = pl.col("complained").n_unique().cast(pl.Int64).alias("complaints")
    whole = complained.group_by("date").agg(count)
    known = complained.filter(pl.col("channel").is_not_null())
    return _whole_and_parts(whole, known.group_by("date", "channel").agg(count))


def first_days(activity: pl.LazyFrame, users: pl.LazyFrame | None) -> pl.LazyFrame:
    """Find the first day of each user, by its events or by the ``users`` table.

    Args:
        activity: ``date``, ``user``, ``channel``; repeats are allowed.
        users: ``user_id``, ``date``, ``acq_channel``, or None without such a table.

    Returns:
        One row a user: ``user``, ``first`` (date), ``channel`` (of the table, else of
        the first day; null: unknown).
    """
    seen = (
        activity.sort("date", "channel", nulls_last=True)
        .unique("user", keep="first", maintain_order=True)
        .select("user", first="date", channel="channel")
    )
    if users is None:
        return seen
    known = (
        users.filter(pl.col("date").is_not_null())
        .sort("date", "acq_channel", nulls_last=True)
        .unique("user_id", keep="first", maintain_order=True)
        .select(user="user_id", known="date", acq_channel="acq_channel")
    )
    both = seen.join(known, on="user", how="full", coalesce=True)
    return both.select(
        "user",
        first=pl.min_horizontal("first", "known"),
        channel=pl.coalesce("acq_channel", "channel"),
    )


def _cohort_counts(
    cohorts: pl.LazyFrame, later: pl.LazyFrame, days: pl.LazyFrame, *, keys: list[str]
) -> pl.LazyFrame:
    sizes = cohorts.group_by(keys).agg(cohort=pl.len().cast(pl.Int64))
    kept = later.group_by(keys).agg(
        (pl.col("age") == age).sum().cast(pl.Int64).alias(f"retained_{age}")
        for age in RETENTION_DAYS
    )
    counts = sizes.join(kept, on=keys, how="left", nulls_equal=True)
    for age in RETENTION_DAYS:
        observed = days.select(
            (pl.col("date") - pl.duration(days=age)).alias("first"),
            pl.lit(0, pl.Int64).alias("_seen"),
        )
        retained = pl.coalesce(f"retained_{age}", "_seen")
        counts = (
            counts.join(observed, on="first", how="left")
            .with_columns(
                pl.when(pl.col("_seen").is_not_null())
                .then(retained)
                .alias(f"retained_{age}")
            )
            .drop("_seen")
        )
    return counts.rename({"first": "date"})


def _users() -> pl.Expr:
    return pl.len().cast(pl.Int64).alias("dau")


def _whole_and_parts(whole: pl.LazyFrame, parts: pl.LazyFrame) -> pl.LazyFrame:
    return pl.concat(
        [
            whole.with_columns(channel=EVERYONE, is_whole=pl.lit(value=True)),
            parts.with_columns(is_whole=pl.lit(value=False)),
        ],
        how="diagonal",
    )
