"""Members against others like them: by hand, by simulation, by what must not matter."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import exp, log, sqrt

import numpy as np
import polars as pl
import pytest

from cockpit.engine.users.ledger import DAY_COLUMNS, FIRST_COLUMNS, Ledger
from cockpit.engine.users.lift import Lift, lift

FIRST = date(2026, 1, 1)
LAST = FIRST + timedelta(days=100)
User = tuple[int, int, list[int]]
"""First day, value of the first order, days of later orders; days from ``FIRST`` on."""


def shop(users: Iterable[User]) -> Ledger:
    """Build a ledger of these users, numbered as they come."""
    rows = [
        (number, FIRST + timedelta(days=day), 1, value if day == first else 1, 1)
        for number, (first, value, later) in enumerate(users)
        for day in (first, *later)
    ]
    days = pl.DataFrame(rows, schema=DAY_COLUMNS, orient="row")
    merged = days.group_by("user", "date").agg(pl.col("orders", "paid", "net").sum())
    firsts = merged.group_by("user").agg(first=pl.col("date").min()).sort("user")
    return Ledger(
        days=merged.cast(pl.Schema(DAY_COLUMNS)).sort("user", "date"),
        firsts=firsts.with_columns(channel=pl.lit(None, pl.String)).select(
            *FIRST_COLUMNS
        ),
    )


def joins(joined: dict[int, int]) -> pl.DataFrame:
    """Return who joined on which day."""
    rows = [(user, FIRST + timedelta(days=day)) for user, day in joined.items()]
    schema = {"user": pl.UInt32(), "joined": pl.Date()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_a_comparison_of_four_users_is_that_of_the_hand() -> None:
    """Two members with 90 and 70 days; on days 11 to 30 one of them has joined."""
    found = lift(
        shop(
            [
                (0, 10, [5, 20, 60]),  # joined after 10 days: 2 orders in 90 days
                (0, 10, [10, 50]),  # joined after 30 days: 1 order in 70 days
                (0, 10, [8, 25]),  # half an order
                (0, 10, [70]),  # one order
            ]
        ),
        joins({0: 10, 1: 30}),
        last=LAST,
    )
    # Of two others one ordered on day 25 (one member) and on day 70 (both members).
    expected = 0.5 + 2 * 0.5
    assert found.ratio == pytest.approx(3 / expected)
    assert (found.members.users, found.members.orders) == (2, 3)
    assert found.members.years == pytest.approx(160 / 365)
    assert found.members.frequency == pytest.approx(3 / 160 * 365)
    assert (found.others.users, found.others.seen) == (2, 2)
    assert found.others.orders == pytest.approx(expected)
    assert found.others.years == pytest.approx(160 / 365)
    assert found.others.frequency == pytest.approx(expected / 160 * 365)
    assert found.others.crude == pytest.approx(3 / 200 * 365)
    assert found.crude == pytest.approx((3 / 160) / (3 / 200))
    # Of the first member both orders are expected, of the second one of day 70 only.
    own = ((2 - 2 * 1.0) / 3) ** 2 + ((1 - 2 * 0.5) / 3) ** 2
    theirs = 2 * (((0.5 - 0.75) / 1.5) ** 2 + ((1.0 - 0.75) / 1.5) ** 2)
    half = 1.959964 * sqrt(own + theirs)
    assert found.low == pytest.approx(3 / expected * exp(-half))
    assert found.high == pytest.approx(3 / expected * exp(half))


def test_only_the_same_month_and_value_are_compared() -> None:
    """In February and among dear first orders nobody is like the members."""
    cheap = [(0, 10, [50])] * 6
    found = lift(
        shop([*cheap, (0, 99, [50]), (40, 10, [50])]),
        joins({0: 5, 6: 5, 7: 45}),
        last=LAST,
    )
    assert (found.members.users, found.others.users) == (1, 5)
    assert (found.unmatched, found.strata, found.dropped) == (2, 1, 2)
    assert found.ratio == pytest.approx(1)


def test_time_before_joining_and_the_day_of_joining_do_not_count() -> None:
    found = lift(
        shop([(0, 10, [3, 5, 6]), (0, 10, [6]), (0, 10, [6])]), joins({0: 5}), last=LAST
    )
    assert found.members.orders == 1
    assert found.ratio == pytest.approx(1)


def test_joining_before_the_first_order_counts_from_that_on() -> None:
    users: list[User] = [(9, 10, [20]), (9, 10, [20]), (9, 10, [20])]
    early, same = (lift(shop(users), joins({0: day}), last=LAST) for day in (-30, 9))
    assert early == same
    assert early.members.years == pytest.approx(91 / 365)


def test_without_time_or_without_orders_there_is_no_ratio() -> None:
    nobody = lift(shop([]), joins({}), last=LAST)
    assert (nobody.ratio, nobody.members.users, nobody.strata) == (None, 0, 0)
    idle = lift(shop([(0, 10, [])] * 4), joins({0: 3}), last=LAST)
    assert (idle.ratio, idle.members.frequency, idle.members.users) == (None, None, 1)
    today = lift(shop([(0, 10, [50])] * 4), joins({0: 100}), last=LAST)
    assert (today.ratio, today.members.users, today.unmatched) == (None, 0, 0)


def drawn(seed: int, *, members: int, others: int, effect: float) -> Lift:
    """Draw a shop whose members order ``effect`` times as often once they joined.

    Users differ in how often they order, twice as much as Poisson would have it; the
    rate falls with the days since the first order, and is higher late in a month.
    """
    draws = np.random.default_rng(seed)
    users: list[User] = []
    joined = {}
    for number in range(members + others):
        first = int(draws.integers(0, 40))
        level = 0.06 * draws.gamma(2, 0.5) * (2 if first % 31 > 20 else 1)
        delay = int(draws.integers(0, 30)) if number < members else 10_000
        ages = np.arange(1, 101 - first)
        rate = level * np.where(ages < 20, 2, 1) * np.where(ages > delay, effect, 1)
        bought = ages[draws.random(len(ages)) < rate]
        users.append((first, int(draws.integers(1, 6)), (first + bought).tolist()))
        if number < members:
            joined[number] = first + delay
    return lift(shop(users), joins(joined), last=LAST)


def test_a_planted_ratio_is_found_again() -> None:
    found = drawn(1, members=700, others=900, effect=1.6)
    assert found.ratio == pytest.approx(1.6, rel=0.08)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 1.6 < found.high
    assert found.high / found.low < 1.3


def test_without_an_effect_the_interval_holds_one_as_often_as_it_says() -> None:
    """Of 40 draws 95 % is 38; fewer than 34 has a chance of one in a hundred."""
    draws = [drawn(seed, members=80, others=120, effect=1.0) for seed in range(40)]
    held = [one for one in draws if (one.low or 9) < 1 < (one.high or 0)]
    assert len(held) >= 34
    logs = [log(one.ratio or 0) for one in draws]
    assert float(np.mean(logs)) == pytest.approx(0, abs=0.06)
    widths = [log((one.high or 0) / (one.ratio or 1)) / 1.96 for one in draws]
    assert float(np.mean(widths)) == pytest.approx(float(np.std(logs)), rel=0.35)


def test_the_names_of_users_do_not_matter() -> None:
    users: list[User] = [
        (n % 35, 1 + n % 4, [n % 35 + 7 + n % 11, n % 35 + 40]) for n in range(60)
    ]
    joined = {n: n % 35 + n % 9 for n in range(0, 60, 3)}
    turned = [59 - n for n in range(60)]
    told = lift(shop(users), joins(joined), last=LAST)
    again = lift(
        shop([users[n] for n in turned]),
        joins({59 - user: day for user, day in joined.items()}),
        last=LAST,
    )
    assert again.ratio == pytest.approx(told.ratio, rel=1e-12)
    assert again.low == pytest.approx(told.low, rel=1e-12)
    assert again.others.orders == pytest.approx(told.others.orders, rel=1e-12)
