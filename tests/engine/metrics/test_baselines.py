"""Numbers are held against the right days, or against nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.engine.metrics.baselines import baseline, change_of
from cockpit.engine.periods import base_windows, year_before
from cockpit.snapshot.health import BASES, Base

LAST = date(2026, 3, 29)


def values(**by_shift: float) -> dict[date, float]:
    return {LAST - timedelta(days=int(s[1:])): v for s, v in by_shift.items()}


@pytest.mark.parametrize(
    ("base", "known", "expected"),
    [
        ("prev", values(d1=3), 3),
        ("prev:7", values(d7=4), 4),
        ("prev:7", values(d6=4), None),
        ("median:4w", values(d7=1, d14=5, d21=2), 2),
        ("median:4w", values(d7=1, d14=5), None),
        ("median:7", values(d1=1, d2=2, d3=3, d4=4, d5=9), 3),
        ("median:7", values(d1=1, d2=2, d3=3, d4=4), None),
        ("year", values(d365=8), 8),
    ],
)
def test_a_single_day_is_held_against(
    base: Base, known: dict[date, float], expected: float | None
) -> None:
    found = baseline(
        base, last=LAST, days=1, value_of=lambda first, _: known.get(first)
    )
    assert found == expected


def test_a_promotion_is_no_measure_of_a_plain_day() -> None:
    known = values(d7=1, d14=100, d21=2, d28=3)
    promotion = {LAST - timedelta(days=14)}
    found = baseline(
        "median:4w", last=LAST, days=1, special_days=promotion,
        value_of=lambda first, _: known.get(first),
    )  # fmt: skip
    assert found == 2


@given(
    st.sampled_from(BASES),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sampled_from([1, 7, 28, 90]),
)
def test_windows_never_reach_into_what_they_are_compared_with(
    base: Base, last: date, days: int
) -> None:
    first = last - timedelta(days=days - 1)
    for start, end in base_windows(base, last=last, days=days):
        assert start <= end < first or base == "year"
        if base not in {"prev:28", "year"}:
            assert (end - start).days == days - 1


def test_the_year_before_a_leap_day_is_the_28th() -> None:
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_a_rate_changes_by_points_and_all_else_by_a_share() -> None:
    assert change_of(0.15, 0.10, is_rate=True) == pytest.approx(0.05)
    assert change_of(150, 100, is_rate=False) == pytest.approx(0.5)
    assert change_of(150, 0, is_rate=False) is None
    assert change_of(None, 1, is_rate=False) is None
