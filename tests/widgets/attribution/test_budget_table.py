"""What the line below the budget says of a ceiling: a number only where there is one."""

from msgspec.structs import replace

from cockpit.snapshot.budget import BudgetRow
from cockpit.widgets.attribution.budget_table import ceiling_of
from tests import attribution_builders

ROW: BudgetRow = attribution_builders.budget().rows[1]
"""Douyin: 7.7k a day, from 5.39k to 11.5k were seen, a ceiling of 9.24k."""


def test_a_ceiling_among_the_spends_seen_is_told_with_its_interval() -> None:
    said = ceiling_of(ROW, "CNY")
    assert said.endswith("ceiling ¥9.24k a day (¥8.47k..¥10.8k)")


def test_ends_outside_what_was_seen_are_bounds() -> None:
    open_ended = replace(
        ROW,
        ceiling_low=None, ceiling_low_kind="below",
        ceiling_high=None, ceiling_high_kind="beyond",
    )  # fmt: skip
    assert ceiling_of(open_ended, "CNY").endswith("a day (<¥5.39k..>¥17.3k)")


def test_a_ceiling_below_all_spends_has_no_number() -> None:
    below = replace(ROW, ceiling=None, ceiling_kind="below")
    assert ceiling_of(below, "CNY").endswith(
        "ceiling below ¥5.39k a day, the least seen: more spend than this never paid"
    )


def test_a_ceiling_beyond_all_that_can_be_told_says_up_to_where() -> None:
    beyond = replace(ROW, ceiling=None, ceiling_kind="beyond")
    assert ceiling_of(beyond, "CNY").endswith(
        "no ceiling up to ¥17.3k a day, 1.5 x the most seen"
    )


def test_a_ceiling_above_the_spends_seen_is_called_extrapolated() -> None:
    above = replace(ROW, ceiling=12_000.0, ceiling_kind="extrapolated")
    assert ceiling_of(above, "CNY").endswith("extrapolated")
    assert "¥12.0k a day" in ceiling_of(above, "CNY")


def test_a_channel_without_a_fit_says_what_is_missing() -> None:
    baidu = attribution_builders.budget().rows[2]
    assert "spend hardly varies" in ceiling_of(baidu, "CNY")
