"""Planted needs, price responses and late refunds, found in the files as they are."""

import json
from datetime import date, datetime, timedelta
from functools import cache
from math import exp, log

import numpy as np
import polars as pl
import pytest

from tests.sample.reading import WORKSPACE, deeds, lines_of, orders, truth

NOW = datetime(2026, 10, 31, 10)  # noqa: DTZ001 - local time, as the files have it
DAY = timedelta(days=1)


@cache
def members() -> pl.DataFrame:
    """Users with a planted need: user, need."""
    found = []
    for need, said in truth()["needs"]["segments"].items():
        number = int(said["first"].removeprefix("U"))
        numbers = [number]
        for step in said["steps"].split():
            number += int(step)
            numbers.append(number)
        found += [{"user": f"U{each:07d}", "need": need} for each in numbers]
    return pl.DataFrame(found)


@cache
def shares() -> pl.DataFrame:
    """Of every member: which share of its topics, pages and searches each one is."""
    told = deeds().filter(pl.col("props").is_not_null())
    said = {text: json.loads(text) for text in told["props"].unique()}
    words = pl.DataFrame(
        [
            {"props": text, "token": f"{key}={value}"}
            for text, pairs in said.items()
            for key, value in pairs.items()
            if isinstance(value, str)
        ]
    )
    counted = told.join(words, on="props").group_by("user", "token").len()
    share = pl.col("len") / pl.col("len").sum().over("user")
    return (
        counted.with_columns(share=share)
        .pivot("token", index="user", values="share")
        .fill_null(0.0)
        .sort("user")
    )


def rand_index(table: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> float:
    """Adjusted Rand index of a table of counts (Hubert and Arabie, 1985)."""
    both, rows, columns = (
        float((counts * (counts - 1) // 2).sum())
        for counts in (table, table.sum(axis=1), table.sum(axis=0))
    )
    total = table.sum()
    chance = rows * columns / (total * (total - 1) / 2)
    return float((both - chance) / ((rows + columns) / 2 - chance))


def clusters(points: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[int]:
    """Four groups by Lloyd's rule, from seeds that lie far from each other."""
    seeds = [points[0]]
    for _ in range(3):
        apart = [((points - seed) ** 2).sum(axis=1) for seed in seeds]
        seeds.append(points[np.min(apart, axis=0).argmax()])
    centres = np.array(seeds)
    for _ in range(30):
        distance = ((points[:, None, :] - centres[None]) ** 2).sum(axis=2)
        nearest = distance.argmin(axis=1)
        centres = np.array([points[nearest == at].mean(axis=0) for at in range(4)])
    return [int(at) for at in nearest]


def test_four_needs_are_found_again_by_what_members_do() -> None:
    """Plain clusters of shares agree with who was given which need, to 0.9 at least."""
    whole = members().join(shares(), on="user").sort("user")
    found = clusters(whole.drop("user", "need").to_numpy())
    names = sorted(whole["need"].unique())
    table = np.zeros((4, 4), np.int64)
    for need, cluster in zip(whole["need"], found, strict=True):
        table[names.index(need), cluster] += 1
    assert rand_index(table) >= 0.9


def test_every_member_shows_enough_and_some_of_it_is_noise() -> None:
    """Five events of a half year or more a head; a fifth to a third are of other kinds."""
    said = truth()["needs"]
    assert members()["user"].n_unique() == members().height == said["users"]
    recent = pl.col("at") > NOW - timedelta(days=180)
    told = deeds().filter(pl.col("props").is_not_null() & recent)
    counts = members().join(told, on="user").group_by("user").len()
    assert counts.height == said["users"]
    assert int(counts["len"].min()) >= 5  # type: ignore[arg-type]
    for need, each in said["segments"].items():
        mine = members().filter(pl.col("need") == need)
        assert mine.height == each["users"]
        topics = shares().join(mine, on="user", how="semi")
        own = f"topic={each['context']}"
        means = {
            name: topics[name].to_numpy().mean()
            for name in topics.columns
            if name.startswith("topic=")
        }
        assert 0.05 < 1 - means[own] / sum(means.values()) < 0.33


def test_nobody_is_active_on_a_further_day_or_earlier_in_it() -> None:
    """Every event that was put in has one without properties before it on its day."""
    day = pl.col("at").dt.date()
    usual = deeds().filter(pl.col("props").is_null()).group_by("user", day=day)
    put_in = deeds().filter(pl.col("props").is_not_null()).group_by("user", day=day)
    both = put_in.agg(pl.col("at").min()).join(
        usual.agg(start=pl.col("at").min()), on=["user", "day"], how="left"
    )
    assert both["start"].null_count() == 0
    assert both.filter(pl.col("at") < pl.col("start")).is_empty()


@cache
def views() -> pl.DataFrame:
    """Views of the price test: need, price, whether they ended in a purchase."""
    paid = orders().filter(pl.col("paid_at").is_not_null())
    bought = paid.select("product_id", "paid_at", user="user_id")
    seen = deeds().filter(pl.col("price_seen").is_not_null()).with_row_index("view")
    after = pl.col("paid_at") - pl.col("at")
    hits = seen.join(bought, on=["user", "product_id"]).filter(
        after.is_between(timedelta(0), DAY)
    )
    return seen.join(members(), on="user").select(
        "need", "user", "at", price="price_seen",
        is_bought=pl.col("view").is_in(hits["view"].implode()),
    )  # fmt: skip


def fitted(price: list[int], is_bought: list[bool]) -> tuple[float, float, float]:
    """Level and slope of a logit by Newton's steps, and the slope's standard error."""
    x = np.column_stack([np.ones(len(price)), -np.array(price) / 100])
    y = np.array(is_bought, float)
    found = np.zeros(2)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-(x @ found)))
        spread = np.linalg.inv((x.T * (chance * (1 - chance))) @ x)
        found = found + spread @ (x.T @ (y - chance))
    return float(found[0]), float(found[1]) / 100, float(spread[1, 1]) ** 0.5 / 100


def test_price_responses_are_found_again_from_views_and_orders() -> None:
    """By the rule that the truths name, within the interval of a logit of one's own."""
    said = truth()["price_test"]
    best = {}
    for need, each in said["segments"].items():
        mine = views().filter(pl.col("need") == need)
        assert (mine.height, mine["is_bought"].sum()) == (each["views"], each["buys"])
        level, slope, error = fitted(
            mine["price"].to_list(), mine["is_bought"].to_list()
        )
        assert abs(slope - each["slope"]) < 1.96 * error
        if each["buys"] >= 400:
            # The mark-up rule: at the best price the elasticity is -1.
            price = min(
                range(150, 400),
                key=lambda at: abs(slope * at / (1 + exp(level - slope * at)) - 1),
            )
            assert price == pytest.approx(each["best_price"], abs=20)
            best[need] = price
    assert best["prenatal-safety"] > best["beginner-howto"] > best["second-child-value"]
    assert "stock-up" not in best, "it has too few views for a curve"


def test_truths_of_the_price_test_agree_with_each_other() -> None:
    for each in truth()["price_test"]["segments"].values():
        mean = each["mean_price"]
        chance = 1 / (1 + exp(each["slope"] * mean - each["level"]))
        up = 1 / (1 + exp(each["slope"] * mean * 1.0001 - each["level"]))
        numeric = (log(up) - log(chance)) / log(1.0001)
        assert each["elasticity"] == pytest.approx(numeric, abs=1e-3)
        assert sum(views for views, _ in each["by_price"].values()) == each["views"]
        assert sum(buys for _, buys in each["by_price"].values()) == each["buys"]


def test_prices_are_shown_evenly_and_unbought_views_are_far_from_orders() -> None:
    said = truth()["price_test"]
    for need in ("prenatal-safety", "second-child-value", "beginner-howto"):
        counts = views().filter(pl.col("need") == need)["price"].value_counts()
        assert sorted(counts["price"].to_list()) == said["grid"]
        assert np.ptp(counts["count"].to_numpy()) <= 1
    formula = orders().filter(pl.col("product_id") == said["product_id"])
    left = views().filter(~pl.col("is_bought")).select("user", seen="at")
    near = left.join(formula, left_on="user", right_on="user_id").filter(
        (pl.col("created") - pl.col("seen").dt.date()).abs() <= 7 * DAY
    )
    assert left.height > 5_000
    assert near.is_empty()


def test_some_refunds_come_weeks_after_the_payment() -> None:
    """None is in the future, none without an amount; a fifth later than 15 days."""
    said = truth()["refund_tail"]
    refunded = orders().filter(pl.col("refund") > 0)
    assert refunded["refunded_at"].null_count() == 0
    assert orders().filter(pl.col("refund") == 0)["refunded_at"].is_null().all()
    after = refunded["refunded_at"] - refunded["paid_at"]
    assert refunded.height == said["refunds"]
    # The files are to the minute, the truths to the second.
    for days, count in said["later_than_days"].items():
        assert abs(int((after > int(days) * DAY).sum()) - count) <= 3
    assert 0.15 <= said["shares"]["15"] <= 0.25
    assert refunded["refunded_at"].max() <= NOW  # type: ignore[operator]
    assert timedelta(0) < after.min() <= after.max() < 31 * DAY  # type: ignore[operator]


def test_goods_have_an_id_that_views_and_orders_share() -> None:
    """Stages of formula are one product, as sizes of nappies are."""
    formula = orders().filter(
        pl.col("product_id") == truth()["price_test"]["product_id"]
    )
    assert set(formula["product"]) == {"奶粉1段", "奶粉2段", "奶粉3段"}
    seen = set(deeds()["product_id"].drop_nulls())
    assert seen <= set(orders()["product_id"])
    row = lines_of(WORKSPACE / "orders/订单_202610.csv", "gb18030")[0]
    assert row["商品类目"]


def test_needs_show_on_the_day_in_progress_too() -> None:
    today = deeds().filter(pl.col("at").dt.date() == date(2026, 10, 31))
    assert today["props"].drop_nulls().len() > 10
