"""Combinations of channels: costs by hand, draws that can be checked, sums."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from cockpit.engine.attribution import resampling
from cockpit.engine.attribution.combinations import (
    MOST,
    Combinations,
    combine,
    touch_prices,
)
from cockpit.engine.attribution.journeys import JOURNEY_COLUMNS, Journeys
from cockpit.engine.attribution.leads import Combination
from tests.conftest import few

Trip = tuple[str, str, int | None]
"""User, path in letters, value; None without an order."""


def journeys(trips: Sequence[Trip], channels: Sequence[str] = "abc") -> Journeys:
    """Return journeys by hand; letters are channels in alphabetical order."""
    names = sorted({user for user, _, _ in trips})
    frame = pl.DataFrame(
        [
            {
                "user": names.index(user),
                "order": None if value is None else at,
                "converted": value is not None,
                "date": date(2026, 7, 1),
                "value": value or 0,
                "is_first": False,
                "path": ["abc".index(letter) for letter in path],
                "ages": [0] * len(path),
                "stages": [0] * len(path),
            }
            for at, (user, path, value) in enumerate(trips)
        ],
        schema=JOURNEY_COLUMNS,
    )
    return Journeys(tuple(channels), frame)


def row(found: Combinations, name: str, kind: str = "ordered") -> Combination:
    return next(
        one for one in found.rows if (one.kind, "".join(one.channels)) == (kind, name)
    )


BY_HAND: list[Trip] = [
    ("ann", "ab", 300),  # a is met 6 times, b 4 times
    ("ben", "ba", 200),
    ("ben", "aab", None),
    ("cat", "a", 100),
    ("dan", "a", None),
    ("eve", "b", None),
]


def test_a_touch_costs_its_share_of_the_spend() -> None:
    spend = {"a": 60.0, "b": 80.0}
    prices = touch_prices(journeys(BY_HAND), spend)
    assert prices == {"a": 10.0, "b": 20.0, "c": None}
    assert touch_prices(journeys(BY_HAND), {"c": 5.0})["c"] == 0.0


def test_combinations_are_what_one_would_add_up_by_hand() -> None:
    found = combine(journeys(BY_HAND), {"a": 60.0, "b": 80.0})
    first = row(found, "ab")
    # ann's touches 10 + 20, ben's 10 + 10 + 20: repeats are of the same combination.
    assert (first.journeys, first.orders, first.revenue, first.cost) == (2, 1, 300, 70)
    assert first.roi == pytest.approx(300 / 70)
    other = row(found, "ba")
    assert (other.journeys, other.orders, other.revenue, other.cost) == (1, 1, 200, 30)
    both = row(found, "ab", "set")
    assert (both.journeys, both.orders, both.revenue, both.cost) == (3, 2, 500, 100)
    single = row(found, "a")
    assert (single.journeys, single.orders, single.revenue, single.cost) == (
        2,
        1,
        100,
        20,
    )
    assert not [
        one for one in found.rows if one.kind == "set" and len(one.channels) < 2
    ]


def test_the_base_is_the_single_channel_that_most_is_spent_on() -> None:
    """Of those with enough orders; b costs more but has 99."""
    trips: list[Trip] = [(f"a{n}", "a", 10) for n in range(100)]
    trips += [(f"b{n}", "b", 10) for n in range(99)]
    assert combine(journeys(trips), {"a": 50.0, "b": 900.0}).base == "a"
    more: list[Trip] = [*trips, ("b99", "b", 10)]
    assert combine(journeys(more), {"a": 50.0, "b": 900.0}).base == "b"
    asked = combine(journeys(more), {"a": 50.0, "b": 900.0}, against="a")
    assert asked.base == "a"
    assert (row(asked, "a").ratio_low, row(asked, "a").ratio_high) == (1.0, 1.0)
    assert combine(journeys(more), {"a": 50.0}, against="c").base == ""


def test_a_channel_whose_spend_nobody_knows_has_no_cost() -> None:
    found = combine(journeys(BY_HAND), {"a": 60.0})
    for name in ("ab", "ba", "b"):
        one = row(found, name)
        assert (one.cost, one.roi, one.low, one.ratio_low) == (None,) * 4
    assert row(found, "a").cost == 20


def test_direct_visits_cost_nothing_and_return_nothing_by_cost() -> None:
    names = ("direct", "tmall", "z")
    trips: list[Trip] = [("ann", "a", 300), ("ben", "ab", 100), ("cat", "b", 50)]
    found = combine(journeys(trips, names), {"tmall": 20.0})
    alone = row(found, "direct")
    assert (alone.cost, alone.roi, alone.low, alone.high) == (0, None, None, None)
    assert row(found, "directtmall").cost == 10
    assert found.base == "tmall"
    only = combine(journeys(trips[:1], names), {})
    assert (only.base, len(only.rows)) == ("", 1)
    assert only.rows[0].ratio_low is None


def test_a_handful_of_orders_has_no_interval() -> None:
    """One customer is in all draws alike: its end points would be the figure itself."""
    trips: list[Trip] = [(f"u{n}", "a", 10 + n) for n in range(10)]
    trips += [(f"v{n}", "ab", 10 + n) for n in range(9)]
    found = combine(journeys(trips), {"a": 50.0, "b": 20.0})
    few = row(found, "ab")
    assert few.roi is not None
    assert (few.low, few.high, few.ratio_low, few.ratio_high) == (None,) * 4
    assert row(found, "a").low is not None


def test_no_journeys_make_no_combinations() -> None:
    assert combine(Journeys(), {"a": 1.0}) == Combinations()


@settings(max_examples=few(15))
@given(
    st.lists(
        st.tuples(
            st.sampled_from("uvwxyz"),
            st.text("abc", min_size=1, max_size=5),
            st.none() | st.integers(0, 900),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_all_orders_revenue_and_spend_are_in_some_combination(
    trips: list[Trip],
) -> None:
    spend = {"a": 100.0, "b": 50.0, "c": 7.0}
    found = combine(journeys(trips), spend)
    met = {letter for _, path, _ in trips for letter in path}
    ordered = [one for one in found.rows if one.kind == "ordered"]
    sets = [one for one in found.rows if one.kind == "set" or len(one.channels) == 1]
    for rows in (ordered, sets):
        assert sum(one.journeys for one in rows) == len(trips)
        assert sum(one.orders for one in rows) == sum(v is not None for *_, v in trips)
        assert sum(one.revenue for one in rows) == sum(v or 0 for *_, v in trips)
        cost = sum(one.cost or 0 for one in rows)
        assert cost == pytest.approx(sum(spend[name] for name in met))
    for one in found.rows:
        if one.low is not None and one.high is not None:
            assert 0 <= one.low <= one.high
    assert combine(journeys(trips[::-1]), spend).base in {*met, ""}


def test_rare_combinations_are_counted_once_for_each_kind() -> None:
    names = [f"c{n:02}" for n in range(MOST + 5)]
    frame = pl.DataFrame(
        [
            {
                "user": n, "order": n, "converted": True, "date": date(2026, 7, 1),
                "value": 10, "is_first": True, "path": [n, (n + 1) % len(names)],
                "ages": [0, 0], "stages": [0, 0],
            }
            for n in range(len(names))
        ],
        schema=JOURNEY_COLUMNS,
    )  # fmt: skip
    found = combine(Journeys(tuple(names), frame), dict.fromkeys(names, 1.0))
    assert found.rare == {"ordered": (5, 5), "set": (5, 5)}
    assert len(found.rows) == 2 * MOST


def many(count: int = 2_000) -> list[Trip]:
    """Draw users of whom a third buys for about 100 after two touches of a."""
    random = np.random.default_rng(5)
    return [
        (f"u{n}", "aa", round(random.gamma(4, 25)) if random.random() < 1 / 3 else None)
        for n in range(count)
    ]


def test_the_interval_is_that_of_a_ratio_of_sums() -> None:
    """Against the delta method: var(R/C) = sum (r - roi c)^2 / C^2 over users."""
    trips = many()
    found = row(combine(journeys(trips), {"a": 60_000.0}), "a")
    assert found.roi is not None
    assert found.low is not None
    assert found.high is not None
    revenue = np.array([value or 0 for *_, value in trips])
    price = 60_000 / len(trips)
    error = np.sqrt(((revenue - found.roi * price) ** 2).sum()) / 60_000
    assert found.low == pytest.approx(found.roi - 1.96 * error, rel=0.01)
    assert found.high == pytest.approx(found.roi + 1.96 * error, rel=0.01)


def test_the_same_journeys_draw_the_same_digits_in_any_order() -> None:
    trips = many(300)
    assert combine(journeys(trips), {"a": 10.0}) == combine(
        journeys(trips[::-1]), {"a": 10.0}
    )


def test_journeys_of_one_user_are_drawn_together() -> None:
    """The same orders of 20 users instead of 400 are much less to go by."""
    trips = many(400)
    few_users = [
        (f"v{n % 20}", path, value) for n, (_, path, value) in enumerate(trips)
    ]
    spread = {}
    for name, rows in (("many", trips), ("few", few_users)):
        found = row(combine(journeys(rows), {"a": 10_000.0}), "a")
        assert found.low is not None
        assert found.high is not None
        spread[name] = found.high - found.low
    assert spread["few"] != pytest.approx(spread["many"], rel=1e-6)


def test_users_who_did_the_same_are_drawn_as_so_many() -> None:
    """900 alike in one column vary like 900 columns: by 1 / sqrt(900) of their sum."""
    once = np.ones(900, np.int64)
    apart = resampling.drawn_ratios(
        csr_array(np.full((1, 900), 2.0)),
        csr_array(np.array([[1.0] + [0.0] * 899])),
        once,
    )
    assert np.isnan(apart).any()  # its only user with a cost is not in every draw
    known = csr_array(np.array([[2.0, 0.0]]))
    cost = csr_array(np.array([[0.0, 1.0]]))
    drawn = resampling.drawn_ratios(known, cost, np.array([900, 1_000_000]))
    level = drawn[0] * 1_000_000 / (2.0 * 900)
    assert level.mean() == pytest.approx(1, abs=0.005)
    assert level.std() == pytest.approx(1 / 30, rel=0.1)


def test_weights_are_poisson() -> None:
    drawn = resampling.drawn_ratios(
        csr_array(np.eye(50)), csr_array(np.ones((50, 50)) * 0 + np.eye(50)),
        np.ones(50, np.int64),
    )  # fmt: skip
    # Weight by weight is 1, or not there in 1 of e draws.
    assert np.isnan(drawn).mean() == pytest.approx(np.exp(-1), abs=0.01)


def test_an_interval_needs_half_of_its_draws() -> None:
    half = np.array([np.nan] * 51 + [1.0] * 49)
    assert resampling.ends(half) == (None, None)
    assert resampling.ends(np.linspace(0, 1, 1001)) == pytest.approx((0.025, 0.975))


def two_courses(ours: float, theirs: float, count: int = 150) -> list[Trip]:
    """150 each after ab and after ba, whose values vary by a fifth; a alone pays 50."""
    random = np.random.default_rng(8)
    trips: list[Trip] = [(f"s{n}", "a", 50) for n in range(count)]
    for path, worth in (("ab", ours), ("ba", theirs)):
        values = worth * random.normal(1, 0.2, count)
        trips += [(f"{path}{n}", path, round(one)) for n, one in enumerate(values)]
    return trips


SPENT = {"a": 4_500.0, "b": 3_000.0}
"""10 for each touch of 150 trips of a, and of 300 of both."""


def test_the_first_combination_is_the_best_only_where_that_is_proven() -> None:
    clear = combine(journeys(two_courses(400, 300)), SPENT).leads["ordered"]
    assert (clear.best, clear.rival, clear.rivals) == (("a", "b"), ("b", "a"), 1)
    assert clear.is_proven
    assert clear.ratio == pytest.approx(4 / 3, rel=0.05)
    assert clear.low is not None
    assert clear.high is not None
    # By the delta method: each mean varies by 0.2 / sqrt(150), at the same costs.
    error = 4 / 3 * (2 * (0.04 + 0) / 150) ** 0.5
    assert clear.high - clear.low == pytest.approx(2 * 1.96 * error, rel=0.25)
    close = combine(journeys(two_courses(301, 300)), SPENT).leads["ordered"]
    assert not close.is_proven
    assert close.low is not None
    assert close.low < 1


def test_thin_rivals_are_not_held_against_the_first() -> None:
    thin: list[Trip] = [
        *two_courses(400, 300),
        *((f"t{n}", "ca", 9) for n in range(99)),
    ]
    found = combine(journeys(thin), {**SPENT, "c": 1.0}).leads["ordered"]
    assert (found.rivals, found.rival) == (1, ("b", "a"))


def test_the_same_journeys_as_a_set_are_no_rival() -> None:
    trips = [one for one in two_courses(400, 300) if not one[0].startswith("ba")]
    leads = combine(journeys(trips), SPENT).leads
    for kind in ("ordered", "set"):
        assert (leads[kind].rivals, leads[kind].rival) == (0, ())
        assert leads[kind].is_proven


def test_a_channel_that_alone_returns_more_is_named() -> None:
    trips = two_courses(400, 300)
    assert combine(journeys(trips), SPENT).leads["ordered"].single == ""
    richer: list[Trip] = [
        (user, path, 900 if path == "a" else value) for user, path, value in trips
    ]
    assert combine(journeys(richer), SPENT).leads["ordered"].single == "a"


def test_too_few_orders_lead_nowhere() -> None:
    assert combine(journeys(two_courses(400, 300, 49)), SPENT).leads == {}
