"""Members of the private domain, as the files have them, without cockpit."""

from datetime import date, datetime
from functools import cache

import polars as pl
import pytest

from tests.sample.reading import WORKSPACE, lines_of, orders, truth

LAST = date(2026, 10, 30)
NOW = datetime(2026, 10, 31, 10)  # noqa: DTZ001 - local time, as the files have it
JOINED = "加企微时间"


@cache
def users() -> pl.DataFrame:
    """Every registered user: user_id, registered, joined (null: never)."""
    archive = pl.read_parquet(WORKSPACE / "users/*.parquet").select(
        user_id="用户ID", registered="注册时间", joined=JOINED
    )
    recent = [
        {
            "user_id": row["用户ID"],
            "registered": _moment(row["注册时间"]),
            "joined": _moment(row[JOINED]) if row[JOINED] else None,
        }
        for path in sorted((WORKSPACE / "users").glob("*.csv"))
        for row in lines_of(path, "gb18030")
    ]
    times = {"registered": pl.Datetime("us"), "joined": pl.Datetime("us")}
    archive = archive.cast(times)  # type: ignore[arg-type]
    return pl.concat([archive, pl.DataFrame(recent, schema_overrides=times)])


def _moment(cell: str) -> datetime:
    return datetime.strptime(cell, "%Y/%m/%d %H:%M")  # noqa: DTZ007 - local time


@cache
def buyers() -> pl.DataFrame:
    """Every buyer with a whole day to count: stratum, days, delay (null: no member)."""
    paid = orders().filter(pl.col("is_paid") & (pl.col("day") <= LAST))
    of_first_day = pl.col("day") == pl.col("day").min()
    firsts = (
        paid.group_by("user_id")
        .agg(first=pl.col("day").min(), value=pl.col("paid").filter(of_first_day).sum())
        .filter(pl.col("first") < LAST)
        .join(users(), on="user_id", how="left")
    )
    ordered = sorted(firsts["value"])
    limits = [ordered[int(at / 5 * (len(ordered) - 1))] for at in range(1, 5)]
    fifth = sum((pl.col("value") > limit).cast(pl.Int32) for limit in limits)
    since = (pl.col("joined").dt.date() - pl.col("first")).dt.total_days()
    return firsts.select(
        "user_id",
        "first",
        stratum=pl.struct(pl.col("first").dt.truncate("1mo"), fifth=fifth),
        days=(pl.lit(LAST) - pl.col("first")).dt.total_days(),
        delay=since.clip(lower_bound=0),
    )


@cache
def later() -> pl.DataFrame:
    """Later orders of buyers: those of :func:`buyers`, and ``age`` in days."""
    paid = orders().filter(pl.col("is_paid") & (pl.col("day") <= LAST))
    age = (pl.col("day") - pl.col("first")).dt.total_days()
    joined = paid.join(buyers(), on="user_id").with_columns(age=age)
    return joined.filter(pl.col("age") > 0)


def test_some_thousand_users_joined_after_they_registered() -> None:
    joined = users().drop_nulls("joined")
    assert joined.height == truth()["private_lift"]["joined"]
    assert 0.05 < joined.height / users().height < 0.2
    assert joined.filter(pl.col("joined") < pl.col("registered")).is_empty()
    assert joined["joined"].max() <= NOW  # type: ignore[operator]


def test_members_order_more_often_than_all_others_taken_together() -> None:
    """1.94 times as often; 1.58 among customers of the same month and value."""
    said = truth()["private_lift"]
    members = buyers().filter(pl.col("delay") < pl.col("days"))
    after = later().filter(pl.col("age") > pl.col("delay")).height
    days = int((members["days"] - members["delay"]).sum())
    assert members.height == said["members"] + said["unmatched"]
    assert said["orders"] <= after
    assert said["years"] == pytest.approx(days / 365, rel=0.01)
    others = buyers().filter(pl.col("delay").is_null())
    theirs = later().filter(pl.col("delay").is_null()).height
    crude = (after / days) / (theirs / int(others["days"].sum()))
    assert said["crude"] == pytest.approx(crude)
    assert said["lift"] == pytest.approx(1.6, abs=0.03)
    assert said["crude"] > 1.9


def test_the_lift_is_that_of_every_day_against_the_same_day_of_others() -> None:
    """A row a user and day: members' days, joined with what others did on them."""
    said = truth()["private_lift"]
    days = (
        buyers()
        .with_columns(age=pl.int_ranges(1, pl.col("days") + 1))
        .explode("age")
        .drop_nulls("age")
        .join(
            later().group_by("user_id", "age").len("orders"), ("user_id", "age"), "left"
        )
        .with_columns(pl.col("orders").fill_null(0))
    )
    key = ("stratum", "age")
    rates = (
        days.filter(pl.col("delay").is_null())
        .group_by(key)
        .agg(rate=pl.col("orders").mean(), there=pl.len())
        .filter(pl.col("there") > 1)
    )
    own = days.filter(pl.col("age") > pl.col("delay")).join(rates, on=key)
    assert own["user_id"].n_unique() == said["members"]
    assert own["stratum"].n_unique() == said["strata"]
    assert own["orders"].sum() == said["orders"]
    expected = own.select(pl.col("rate").sum()).item()
    assert said["matched_frequency"] == pytest.approx(expected / own.height * 365)
    assert said["lift"] == pytest.approx(said["orders"] / expected)
