"""Value by cost: both sides of the same customers, margin, payback."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from cockpit.engine.ltv.chain_ladder import Worth
from cockpit.engine.ltv.value import (
    margin_of,
    payback_days,
    price,
    spend_of,
    window_cohorts,
)
from tests.engine.ltv.triangles import MONDAY, triangle, weeks

AGES = (0, 7, 14, 90)


def worth(*values: float) -> Worth:
    curve = np.array(values)
    draws = np.outer(np.linspace(0.9, 1.1, 41), curve)
    return Worth(AGES, curve, draws, 50 * draws, 50, 4)


def test_payback_is_the_first_day_that_value_times_margin_covers_the_cost() -> None:
    curve = worth(10, 17, 24, 100)
    assert payback_days(curve, 10, 1) == 0
    assert payback_days(curve, 12, 1) == 2
    assert payback_days(curve, 12, 0.5) == 14
    assert payback_days(curve, 24.5, 1) == 15
    assert payback_days(curve, 101, 1) is None
    assert payback_days(worth(10, 17, np.nan, np.nan), 20, 1) is None


def test_the_ratio_and_its_interval() -> None:
    found = price(worth(10, 17, 24, 100), 2_500, 0.4)
    assert found is not None
    assert (found.cac, found.ratio) == (50, 2)
    assert found.low == pytest.approx(1.81, abs=0.005)
    assert found.high == pytest.approx(2.19, abs=0.005)
    assert found.payback_days is None
    assert price(worth(10, 17, 24, 100), 0, 1) is None
    unknown = price(worth(10, 17, 24, np.nan), 2_500, 1)
    assert unknown is not None
    assert (unknown.ratio, unknown.low, unknown.high) == (None, None, None)


def spend(*rows: tuple[str, str, int]) -> pl.DataFrame:
    found = [(date.fromisoformat(on), name, 10_000 * cost) for on, name, cost in rows]
    return pl.DataFrame(found, schema=["date", "channel", "spend"], orient="row")


def test_spend_is_that_of_the_days_of_the_cohorts() -> None:
    rows = spend(
        ("2026-01-04", "douyin", 1_000),
        ("2026-01-05", "douyin", 1),
        ("2026-01-11", "tmall", 2),
        ("2026-01-12", "douyin", 500),
        ("2026-01-25", "douyin", 4),
        ("2026-01-26", "douyin", 9_000),
    )
    first, _, third = weeks(3)
    assert spend_of(rows, [first, third], None) == 7
    assert spend_of(rows, [first, third], "douyin") == 5


def test_cohorts_of_the_window_have_spend_on_every_day() -> None:
    many = triangle([(1.0,) * 6] * 40)
    assert window_cohorts(many, spent=None)[0] == 40 - 25
    assert window_cohorts(many, spent=None, days=14) == [38, 39]
    spent = (MONDAY, MONDAY.replace(day=20))
    assert window_cohorts(many, spent=spent, days=400) == [0, 1]


def test_the_margin_is_of_days_whose_goods_have_a_cost() -> None:
    rows = [("2026-01-05", "douyin", 100, 20, 40, 0), ("2026-01-06", "douyin", 900, 0, 0, 3),
            ("2026-01-05", "tmall", 120, 0, 0, 0)]  # fmt: skip
    columns = ["day", "channel", "gmv_paid", "refunds", "cogs", "costless_lines"]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    sales = frame.with_columns(date=pl.col("day").str.to_date())
    days = (MONDAY, MONDAY.replace(day=11))
    assert margin_of(sales, days, "douyin") == 0.5
    assert margin_of(sales, days, "tmall") == 0.8  # that of everything
    assert margin_of(sales, (MONDAY.replace(day=8), days[1]), None) == 1
    assert margin_of(None, days, None) == 1
