"""The chain ladder by hand: factors, completion, intervals, back-test, refusals."""

from datetime import date, timedelta

import numpy as np
import pytest

from cockpit.engine.ltv.backtest import Backtest, backtest
from cockpit.engine.ltv.chain_ladder import (
    forecast,
    lacking_weeks,
    ladder,
    weights,
)
from cockpit.engine.ltv.triangle import Triangle, together, triangles
from cockpit.text.notes import Note
from tests.engine.ltv.triangles import AGES, triangle
from tests.engine.tables import Row, instant, order
from tests.engine.users.books import bought, kept

COURSE = (10.0, 12.0, 15.0, 18.0, 19.0, 20.0)


def test_cohorts_that_all_go_the_same_way_are_completed_exactly() -> None:
    same = triangle([COURSE] * 20)
    found = forecast(same, weights(same))
    assert found.used.factors == pytest.approx(np.array(COURSE[1:]) / COURSE[:-1])
    worth = found.worth(range(20))
    assert worth is not None
    assert worth.values == pytest.approx(COURSE)
    assert worth.interval(30) == pytest.approx((20, 20))
    assert worth.customers == 20_000
    young = found.worth([19])
    assert young is not None
    assert young.at(30) == pytest.approx(20)
    assert young.is_predicted(30)
    assert not young.is_predicted(0)


def test_a_factor_is_weighted_by_volume_over_the_newest_twelve_weeks() -> None:
    """The first weeks went another way; they are too old to matter."""
    old, new = [(10.0, 90.0, *COURSE[2:])] * 5, [COURSE] * 12
    odd = triangle([*old, *new], old=60)
    sums = odd.revenue.copy()
    sums[-1] *= 3  # a large week counts as three
    sums[-1, :, 1:] += sums[-1, :, :1]
    found = ladder(Triangle(odd.slices, odd.ages, odd.customers, sums, odd.as_of))
    assert found.factors[0] == pytest.approx((11 * 12 + 3 * (12 + 10)) / (14 * 10))
    assert found.weeks.tolist() == [12] * 5
    assert found.customers[0] == 12_000


def test_an_age_is_known_when_the_last_customer_has_completed_it() -> None:
    pieces = triangle([COURSE] * 3)
    for old, known in ((0, 0), (1, 1), (7, 1), (8, 2), (30, 5), (31, 6), (400, 6)):
        assert triangle([COURSE] * 3, old=old).known[-1] == known
    assert pieces.at(pieces.slices[1].last + timedelta(days=1)).known.tolist() == [2, 1]


def test_seven_weeks_are_too_few_and_it_says_how_many_more() -> None:
    seven, eight = triangle([COURSE] * 11), triangle([COURSE] * 12)
    assert lacking_weeks(seven, 28) == 1
    assert lacking_weeks(eight, 28) == 0
    found = forecast(seven, weights(seven)).worth([10])
    assert found is not None
    assert found.at(21) is not None
    assert found.at(28) is None
    assert found.interval(28) is None
    enough = forecast(eight, weights(eight)).worth([11])
    assert enough is not None
    assert enough.at(28) == pytest.approx(19)


def test_few_customers_lean_on_the_whole() -> None:
    whole = ladder(triangle([COURSE] * 20))
    flat = (10.0, 10.0, 10.0, 10.0, 10.0, 10.0)
    tiny = triangle([flat] * 20, customers=5)  # 60 in twelve weeks
    found = forecast(tiny, weights(tiny), base=whole).used
    assert found.factors[0] == pytest.approx(0.3 * 1 + 0.7 * 1.2)
    large = triangle([flat] * 20, customers=100)
    assert forecast(large, weights(large), base=whole).used.factors[0] == 1


def noisy(rng: np.random.Generator, number: int) -> Triangle:
    """Twenty weeks of ``number`` customers each; one in a hundred brings 100 late."""
    base = triangle([COURSE] * 20, customers=number)
    late = rng.binomial((number // 100), 0.01, base.customers.shape) * 100.0
    revenue = base.revenue.copy()
    revenue[:, :, 2:] += late[:, :, None]
    return Triangle(base.slices, base.ages, base.customers, revenue, base.as_of)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    hits = 0
    for _ in range(30):
        drawn = noisy(rng, 500)
        worth = forecast(drawn, weights(drawn)).worth(range(20))
        assert worth is not None
        low, high = worth.interval(30) or (0.0, 0.0)
        hits += low <= 20 + 1 <= high
    assert 25 <= hits <= 30


def test_a_backtest_of_a_steady_shop_is_right_and_of_a_changed_one_is_not() -> None:
    steady = backtest(triangle([COURSE] * 40), 30)
    assert isinstance(steady, Backtest)
    assert steady.mape == pytest.approx(0, abs=1e-12)
    assert (steady.cohorts, steady.seen) == (8, 7)
    better = (10.0, 12.0, 18.0, 30.0, 38.0, 40.0)
    changed = backtest(triangle([COURSE] * 28 + [better] * 12), 30)
    assert isinstance(changed, Backtest)
    assert changed.mape > 0.05


def test_each_week_of_a_backtest_is_predicted_before_its_outcome_is_known() -> None:
    rng = np.random.default_rng(5)
    wild = [np.cumsum(rng.uniform(1, 9, len(AGES))).tolist() for _ in range(40)]
    told = backtest(triangle(wild), 30)
    assert isinstance(told, Backtest)
    assert told.cohorts == 8
    assert told.mape > 0.05, "no week's outcome stands in its own prediction"


def returns(*, days: int) -> tuple[list[Row], date]:
    """A shop of 40 weeks: half of each first order is given back days later.

    Since week 26 customers give back everything, which nobody can know beforehand.
    """
    monday = date(2026, 1, 5)
    rows = []
    for week in range(40):
        for n in range(30):
            at = monday + timedelta(days=7 * week + n % 7)
            back = at + timedelta(days=days)
            rows.append(
                order(
                    f"{week}-{n}",
                    f"u{week}-{n}",
                    f"{at}T09:00",
                    100,
                    refund_amount=1_000_000 if week >= 26 else 500_000,
                    refund_time=instant(f"{back}T09:00"),
                )
            )
            again = at + timedelta(days=10)
            rows.append(order(f"b{week}-{n}", f"u{week}-{n}", f"{again}T09:00", 10))
    return rows, monday + timedelta(days=7 * 40 + 40)


def test_a_backtest_does_not_know_of_refunds_that_came_later() -> None:
    rows, as_of = returns(days=20)
    ((_, known),) = triangles(kept(rows), as_of=as_of, horizons=(30,)).items()
    told = backtest(known, 30)
    assert isinstance(told, Backtest)
    # All these customers bring 10 in the end; seven days old they had brought 100.
    assert told.came == pytest.approx(told.customers * 10)
    assert told.predicted > told.customers * 50
    assert told.error == pytest.approx(told.predicted / told.came - 1)
    then = date(2026, 9, 7)
    back = known.at(then)
    newest = back.sums[-1] / back.sizes[-1]
    assert newest[0] == 100
    past = triangles(kept(rows, until="2026-09-07"), as_of=then, horizons=(30,))[None]
    for cohort, ages in enumerate(back.known):
        assert back.sums[cohort, :ages] == pytest.approx(past.sums[cohort, :ages])


def test_what_is_looked_at_later_knows_of_the_refunds_of_the_days_between() -> None:
    rows, as_of = returns(days=20)
    parts = triangles(kept(rows), as_of=as_of, horizons=(30,), lag=30)
    then = date(2026, 9, 7)
    assert parts[None].at(then).sums[-1][0] == 0, "known by the day of looking"
    one = parts[None].at(date(2026, 8, 3)).sums
    both = together([parts[None], parts[None]]).at(date(2026, 8, 3)).sums
    assert both == pytest.approx(2 * one)


def test_a_backtest_without_history_says_what_is_missing() -> None:
    refused = backtest(triangle([COURSE] * 12), 30)
    assert isinstance(refused, Note)
    assert "more weeks of customers" in refused.text()


def test_revenue_is_booked_to_cohort_channel_and_age() -> None:
    rows = bought(
        ("ada", "2026-01-31", 100),
        ("ada", "2026-02-01", 10),  # one day later
        ("ada", "2026-02-14", 20),  # 14 days
        ("ada", "2026-03-02", 40),  # 30 days
        ("ada", "2026-03-03", 999),  # 31 days: beyond
        ("bob", "2026-02-02", 7),
        ("cyd", "2026-03-09", 5),  # today: not complete
    )
    ledger = kept(rows)
    found = triangles(ledger, as_of=date(2026, 3, 9), horizons=(30,))[None]
    assert found.ages == AGES
    weeks = [(s.first.isoformat(), s.last.isoformat()) for s in found.slices[:3]]
    assert weeks == [
        ("2026-01-26", "2026-01-31"),
        ("2026-02-01", "2026-02-01"),
        ("2026-02-02", "2026-02-08"),
    ]
    assert found.sizes[:3].tolist() == [1, 0, 1]
    assert found.sums[0].tolist() == [100, 110, 130, 130, 130, 170]
    assert found.sums[2].tolist() == [7] * 6
    assert found.sizes.sum() == 2
    assert together([found, found]).sizes.sum() == 4


def test_without_a_complete_day_there_is_no_triangle() -> None:
    ledger = kept(bought(("ada", "2026-01-31", 100)))
    assert triangles(ledger, as_of=date(2026, 1, 31), horizons=(30,)) == {}


def test_a_shop_that_wins_nobody_any_more_keeps_its_last_cohorts() -> None:
    ledger = kept(bought(*((f"u{n}", "2026-01-05", 10) for n in range(3))))
    (whole,) = triangles(ledger, as_of=date(2026, 12, 31), horizons=(30,)).values()
    assert whole.slices[-1].first <= date(2026, 1, 5) <= whole.slices[-1].last
    assert whole.sizes[-1] == 3
