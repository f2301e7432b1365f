"""Pace against a compound path, and where the present course ends."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.engine.views.scene import TargetSpec, Workspace
from cockpit.engine.views.targets import due_after, fit_weeks, target_rows
from cockpit.snapshot.health import Target
from tests.engine.tables import order, record
from tests.engine.views.scenes import scene

SPEC = TargetSpec(
    metric="gmv_paid",
    start=date(2026, 3, 1),
    end=date(2026, 5, 23),  # 84 days
    growth=0.4,
    base=8_400.0,  # 100 a day
)


def test_forty_per_cent_in_six_months_is_577_a_month() -> None:
    """The published rule of thumb: 1.4 ** (1 / 6) = 1.0577."""
    six = due_after(6, rate=1, length=6, growth=0.4)
    assert six == pytest.approx(6 * 0.4 / log(1.4))
    first = due_after(1, rate=1, length=6, growth=0.4)
    second = due_after(2, rate=1, length=6, growth=0.4) - first
    assert second / first == pytest.approx(1.0577, abs=1e-4)


@given(st.floats(0.01, 1e6), st.integers(1, 400), st.floats(-0.5, 3))
def test_the_path_starts_at_nothing_and_only_rises(
    rate: float, length: int, growth: float
) -> None:
    path = [
        due_after(d, rate=rate, length=length, growth=growth) for d in range(length + 1)
    ]
    assert path[0] == pytest.approx(0)
    assert all(later > earlier for earlier, later in pairwise(path))


def test_no_growth_is_a_straight_line() -> None:
    assert due_after(10, rate=5, length=30, growth=0) == 50


def test_a_compound_course_is_fitted_exactly() -> None:
    fitted = fit_weeks([100 * 1.02**week for week in range(8)])
    assert fitted is not None
    middle, low, high = fitted.at(11)
    assert middle == pytest.approx(100 * 1.02**11)
    assert low == pytest.approx(middle, rel=1e-6)
    assert high == pytest.approx(middle, rel=1e-6)


def test_the_interval_is_the_textbook_one() -> None:
    """Expected from statsmodels 0.14: OLS of log sums, obs_ci at alpha 0.2."""
    sums = [100.0, 104.0, 99.0, 110.0, 108.0, 115.0, 112.0]
    fitted = fit_weeks(sums)
    assert fitted is not None
    middle, low, high = fitted.at(9)
    assert (middle, low, high) == pytest.approx(
        (122.08187293289788, 113.17839974286528, 131.68576099914122), rel=1e-9
    )


def test_a_short_or_broken_course_is_refused() -> None:
    assert fit_weeks([1.0] * 5) is None
    assert fit_weeks([1.0, 2.0, 0.0, 4.0, 5.0, 6.0]) is None


def target(
    folder: Path, *, now: str, per_day: int = 90, without: range = range(0)
) -> Target:
    start = date(2026, 3, 1)
    rows = [
        order(str(i), "a", f"{start + timedelta(days=i)}T08:00", per_day)
        for i in range(84)
        if i not in without
    ]
    workspace = Workspace(timezone="UTC", targets=(SPEC,))
    shown = scene(
        folder / "cache", [record(folder, "orders", rows)], now=now, workspace=workspace
    )
    return target_rows(shown)[0]


def test_pace_is_the_sum_so_far_over_what_is_due(tmp_path: Path) -> None:
    found = target(tmp_path, now="2026-03-29T10:00")  # 28 complete days
    assert found.actual == 28 * 90
    assert found.due == pytest.approx(due_after(28, rate=100, length=84, growth=0.4))
    assert found.pace == pytest.approx(found.actual / found.due)
    assert found.goal == pytest.approx(8_400 * 0.4 / log(1.4))
    assert found.projected is None
    assert "2" in found.reason


def test_a_flat_course_is_projected_flat_and_the_gap_is_shared_by_the_weeks(
    tmp_path: Path,
) -> None:
    found = target(tmp_path, now="2026-04-26T10:00")  # 56 days, 8 weeks
    assert found.projected == pytest.approx(-0.1)
    assert found.actual + sum([90] * 28) == pytest.approx(found.projected_path[-1])
    assert found.gap_per_week == pytest.approx((found.goal - 84 * 90) / 4)


def test_a_base_period_gives_the_daily_mean(tmp_path: Path) -> None:
    start = date(2026, 2, 1)
    rows = [
        order(str(i), "a", f"{start + timedelta(days=i)}T08:00", 50) for i in range(40)
    ]
    spec = replace(SPEC, base=(date(2026, 2, 1), date(2026, 2, 28)))
    workspace = Workspace(timezone="UTC", targets=(spec,))
    shown = scene(
        tmp_path / "cache", [record(tmp_path, "orders", rows)], now="2026-03-12T10:00",
        workspace=workspace,
    )  # fmt: skip
    found = target_rows(shown)[0]
    assert found.due == pytest.approx(due_after(11, rate=50, length=84, growth=0.4))


def test_an_empty_week_is_named_as_the_reason(tmp_path: Path) -> None:
    """There are weeks enough, but no line goes through one without figures."""
    found = target(tmp_path, now="2026-05-01T10:00", without=range(7, 14))
    assert found.reason == "no projection: a complete week has no figures"
