"""Scores by both tie rules, the map, and who moves."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.users.rfm import moves, quintile_breaks, rfm_users
from cockpit.engine.users.rfm_map import rfm_map, segment_of_cell
from cockpit.snapshot.rfm import Ties
from tests.conftest import few
from tests.engine.tables import Row, day
from tests.engine.users.books import bought, kept

AS_OF = day("2026-04-01")
AMOUNTS = st.lists(st.integers(-50, 50), min_size=5, max_size=40)


def one_order_each(amounts: list[int]) -> list[Row]:
    return bought(
        *((f"u{i:03}", "2026-03-01", amount) for i, amount in enumerate(amounts))
    )


def scored(amounts: list[int], ties: Ties) -> pl.DataFrame:
    return rfm_users(kept(one_order_each(amounts)), as_of=AS_OF, ties=ties)


def test_every_cell_belongs_to_exactly_one_segment() -> None:
    cells = segment_of_cell()
    assert set(cells) == set(product(range(1, 6), repeat=3))
    assert set(cells.values()) == set(rfm_map())
    assert cells[5, 5, 5] == "champions"
    assert cells[1, 5, 5] == "cannot-lose"
    assert cells[1, 1, 1] == "lost"
    assert cells[5, 1, 1] == "new-customer"


def test_a_customer_is_measured_from_the_last_purchase() -> None:
    book = kept(
        bought(
            ("ada", "2026-03-01", 10),
            ("ada", "2026-03-20", 5),
            ("bob", "2026-04-01", 1),
        )
    )
    users = rfm_users(book, as_of=AS_OF, ties="breaks")
    assert users.select("user", "recency_days", "frequency", "monetary").rows() == [
        (0, 12, 2, 150_000),
        (1, 0, 1, 10_000),
    ]


@given(AMOUNTS)
@settings(max_examples=few(15), deadline=None)
def test_breaks_are_those_of_numpy_and_equal_values_score_equally(
    amounts: list[int],
) -> None:
    paid = [abs(amount) for amount in amounts]
    users = scored(paid, "breaks")
    limits = np.quantile(np.array(paid) * 10_000, [0.2, 0.4, 0.6, 0.8])
    assert quintile_breaks(users["monetary"]) == pytest.approx(tuple(limits))
    expected = [1 + int((limits < amount * 10_000 - 1e-6).sum()) for amount in paid]
    assert users["m"].to_list() == expected
    assert users["f"].to_list() == [1] * len(paid)
    assert users["r"].to_list() == [5] * len(paid)


@given(AMOUNTS)
@settings(max_examples=few(15), deadline=None)
def test_ntile_makes_groups_of_equal_size_and_breaks_ties_by_user_id(
    amounts: list[int],
) -> None:
    paid = [abs(amount) for amount in amounts]
    users = scored(paid, "ntile")
    size, larger = divmod(len(paid), 5)
    sizes = [size + (group < larger) for group in range(5)]
    order = sorted(range(len(paid)), key=lambda place: (paid[place], place))
    groups = [group for group, count in enumerate(sizes, 1) for _ in range(count)]
    expected = dict(zip(order, groups, strict=True))
    assert users["m"].to_list() == [expected[place] for place in range(len(paid))]


def test_moves_say_where_customers_came_from() -> None:
    kinds = pl.Enum(list(rfm_map()))
    before = pl.DataFrame(
        {"user": [0, 1], "segment": pl.Series(["loyal", "loyal"], dtype=kinds)}
    )
    after = pl.DataFrame(
        {
            "user": [0, 1, 2],
            "segment": pl.Series(["loyal", "at-risk", "new-customer"], dtype=kinds),
        }
    )
    assert moves(before, after).rows() == [
        (None, "new-customer", 1),
        ("loyal", "at-risk", 1),
        ("loyal", "loyal", 1),
    ]
