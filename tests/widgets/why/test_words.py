"""A waterfall ends where the number is now; numbers say their sign and their unit."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.snapshot.why import WhyRow, WhySnapshot
from cockpit.widgets.why import bars, words
from tests import why_builders
from tests.conftest import few
from tests.speech import spoken


@pytest.mark.parametrize(
    ("number", "unit", "written"),
    [
        (-0.98, "multiple", "-0.98"),
        (0.0012, "multiple", "+0.0012"),
        (0.0, "multiple", "+0"),
        (-0.000075, "multiple", "-0.0001"),
        (-0.021, "rate", "-2.1pp"),
        (12_400.0, "money", "+¥12.4k"),
        (-3.0, "count", "-3"),
        (None, "count", "-"),
    ],
)
def test_a_contribution_has_its_sign_and_unit(
    number: float | None, unit: str, written: str
) -> None:
    with spoken("en"):
        assert words.signed(number, unit, "CNY") == written


def test_an_unknown_unit_is_written_as_a_plain_number() -> None:
    assert words.value(2.61, "furlong", "CNY") == "2.61"


def test_a_factor_without_one_split_is_told_by_the_other() -> None:
    row = WhyRow("tree", "cpm", 1.0, 2.0, None, 0.4, 1.0)
    assert words.contribution(row, "lmdi") == 0.4
    assert words.contribution(row, "shapley") == 0.4


def test_mix_and_rate_of_an_element_are_one_line() -> None:
    found = words.elements(why_builders.why().rows, "lmdi")
    assert [one.key for one in found] == [
        "campaign=c-feed", "campaign=c-search", "campaign=c-live",
    ]  # fmt: skip
    assert (found[0].mix, found[0].rate, found[0].whole) == (-0.05, -0.71, -0.76)


STEPS = st.lists(st.floats(-1e6, 1e6), max_size=8)


@given(st.floats(-1e6, 1e6), STEPS)
@settings(max_examples=few(60))
def test_each_factor_begins_where_the_one_before_it_ends(
    base: float, steps: list[float]
) -> None:
    """And the last one ends at what the number is now."""
    rows = [
        WhyRow("tree", f"f{at}", None, None, step, None, None)
        for at, step in enumerate(steps)
    ]
    answer = WhySnapshot(base=base, now_value=math.fsum([base, *steps]))
    spans = bars.spans(answer, rows, "lmdi")
    assert spans[0] == (0.0, base)
    ends = [base, *(end for _start, end in spans[1:-1])]
    assert [start for start, _end in spans[1:-1]] == ends[:-1]
    assert ends[-1] == pytest.approx(spans[-1][1], abs=1e-6)
