"""Weeks of a product: a price that packs do not move, and weeks without a sale."""

from datetime import date, timedelta

import polars as pl
import pytest

from cockpit.engine.users.demand.weeks import by_week, week_prices

FIRST = date(2026, 1, 5)


def monday(number: int) -> date:
    return FIRST + timedelta(weeks=number)


def sold(*sales: tuple[int, str, int, float]) -> pl.DataFrame:
    """Return lines: number of the week, pack, pieces, price of a piece."""
    return pl.DataFrame(
        [
            {"week": monday(week), "pack": pack, "pieces": pieces,
             "paid": round(pieces * price * 10_000)}
            for week, pack, pieces, price in sales
        ],
        schema={"week": pl.Date, "pack": pl.String, "pieces": pl.Int64, "paid": pl.Int64},
    )  # fmt: skip


def weeks(lines: pl.DataFrame, *open_weeks: int) -> list[tuple[float, float]]:
    known = pl.Series([monday(week) for week in open_weeks or range(10)])
    return list(by_week(lines, week_prices(lines), known).iter_rows())


def test_other_packs_do_not_move_the_price() -> None:
    """Small ones for 10, large ones for 30: 20 on average, whichever are bought."""
    lines = sold((0, "s", 9, 10), (0, "l", 1, 30), (1, "s", 1, 10), (1, "l", 9, 30))
    assert weeks(lines) == [(20, 10), (20, 10)]


def test_a_pack_costs_what_it_cost_before() -> None:
    lines = sold(
        (0, "s", 4, 10), (1, "s", 2, 12), (1, "l", 2, 30), (3, "s", 2, 14)
    )  # fmt: skip
    found = weeks(lines)
    assert [pieces for _, pieces in found] == [4, 4, 0, 2]
    assert [price for price, _ in found] == pytest.approx(
        [(10 * 8 + 30 * 2) / 10, (12 * 8 + 30 * 2) / 10, (12 * 8 + 30 * 2) / 10,
         (14 * 8 + 30 * 2) / 10]
    )  # fmt: skip


def test_weeks_of_which_the_files_say_nothing_are_not_empty() -> None:
    lines = sold((0, "s", 1, 10), (3, "s", 1, 10))
    assert weeks(lines, 0, 2, 3) == [(10, 1), (10, 0), (10, 1)]


def test_before_the_first_and_after_the_last_sale_there_is_nothing_to_buy() -> None:
    every = sold((0, "s", 1, 10), (1, "s", 1, 10), (2, "s", 1, 10), (3, "s", 1, 10))
    known = pl.Series([monday(week) for week in range(5)])
    mine = every.filter(pl.col("week").is_in([monday(1), monday(2)]))
    assert by_week(mine, week_prices(every), known).height == 2
    assert by_week(mine.clear(), week_prices(every), known).is_empty()
    assert week_prices(every.clear()).is_empty()
