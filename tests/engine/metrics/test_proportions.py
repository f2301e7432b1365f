"""Differences of proportions, and which of many to believe."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cockpit.engine.metrics.proportions import adjusted, two_proportions
from tests.conftest import few


def test_a_pooled_z_test_gives_the_p_of_the_chi_square_of_the_table() -> None:
    table = [[120, 380], [186, 1364]]
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert two_proportions((120, 500), (186, 1550)) == pytest.approx(expected)


def test_equal_or_certain_proportions_do_not_differ() -> None:
    assert two_proportions((5, 10), (50, 100)) == 1
    assert two_proportions((0, 10), (0, 100)) == 1
    assert two_proportions((10, 10), (100, 100)) == 1


@given(st.lists(st.floats(0, 1), max_size=12))
@settings(max_examples=few(25), deadline=None)
def test_p_values_are_adjusted_as_scipy_does(p_values: list[float]) -> None:
    found = adjusted(p_values)
    expected = stats.false_discovery_control(p_values) if p_values else []
    assert found == pytest.approx(list(expected))
