"""What conditions say of a course: samples, baselines, streaks, lists."""

import pytest

from cockpit.engine.alarms.observation import Point
from cockpit.snapshot.condition import Condition
from tests.engine.alarms.courses import (
    LOW,
    START,
    WHOLE,
    Cell,
    Play,
    feed,
    path,
    rates,
    rule,
    values,
    when,
)

FALL = when("change", vs="prev", op="<", than="-10%")
NEEDS_50 = {"min": 50, "proof_below": 500}


def streak(reading: str, length: int = 2) -> Condition:
    return when(
        "change", vs="prev", op="<", than="-10%", streak=length, reading=reading
    )


def test_below_the_least_sample_nothing_is_known() -> None:
    small = rule(sample=NEEDS_50)
    assert path(small, [(2, 49), (20, 50)]) == ["unknown:sample", "ok"]


def test_a_breach_that_is_not_proven_is_hollow() -> None:
    """4 of 50 is 8 %: the bound of 95 % reaches 16 %. 8 % of 500 is taken as it is."""
    play = Play(rule(sample=NEEDS_50), words={"is_proportion": True})
    assert play.over([(20, 50), (4, 50)]) == ["ok", "ok+blind"]
    assert "hollow" in play.state.overlays
    assert play.state.reason == "sample"
    assert play.over([(20, 50), (4, 50), (40, 500)])[-1] == "firing"


def test_a_breach_that_is_proven_fires_on_a_small_sample() -> None:
    """0 of 50: (0 - 0.1)^2 * 50 = 0.5 > 1.6449^2 * 0.1 * 0.9 = 0.2435."""
    small = rule(sample=NEEDS_50)
    assert path(small, [(0, 50)], is_proportion=True) == ["firing"]


def test_between_the_samples_what_is_not_breached_is_false() -> None:
    """10 of 100 is not below 10 %; that it is not, is unproven: no green."""
    small = rule(sample=NEEDS_50)
    assert path(small, [(10, 100)], is_proportion=True) == ["ok+unproven"]
    assert path(small, [(20, 100)], is_proportion=True) == ["ok"]


def test_an_unproven_clear_is_false() -> None:
    """12 % of 100 is above 10 % and could be chance; 30 % could not."""
    small = rule(sample=NEEDS_50, clear=when(op=">=", than="10%"))
    cells: list[Cell] = [(0, 100), (12, 100), (30, 100)]
    assert path(small, cells, is_proportion=True) == ["firing", "firing", "ok"]


def test_a_sum_of_trials_that_is_no_proportion_needs_no_proof() -> None:
    assert path(rule(sample=NEEDS_50), [(4, 50)]) == ["firing"]


def test_thin_grains_are_pooled_as_far_as_the_rule_says() -> None:
    """20 + 20 + 20 users; 1 + 1 + 1 of them is 5 %. A gap ends the sum."""
    pooled = rule(sample={"min": 50, "pool": 3})
    thin = (1, 20)
    assert path(pooled, [thin, thin, thin]) == [
        "unknown:sample", "unknown:sample", "firing",
    ]  # fmt: skip
    assert path(pooled, [thin, None, thin, thin])[-1] == "unknown:sample"


def test_a_grain_that_was_used_does_not_count_again() -> None:
    """Sums of two days each: 1+2, 2+3, 3+4; the second one shares day 2."""
    twice = rule(when(op="<", than="10%", **{"for": 2}), sample={"min": 40, "pool": 2})
    thin = (1, 20)
    assert path(twice, [thin] * 4) == ["unknown:sample", "pending", "pending", "firing"]


def test_a_denominator_of_nothing_has_no_value() -> None:
    assert path(rule(), [(5, 0, 1000)]) == ["unknown:base<=0"]


def test_a_plain_sum_has_a_sample_of_its_own() -> None:
    assert path(rule(when(op="<", than="10")), [9, 10]) == ["firing", "ok"]


def test_a_change_without_its_baseline_is_unknown() -> None:
    assert path(rule(FALL), values("2.0 1.9 _ 1.9 1.7")) == [
        "unknown:baseline", "ok", "ok+blind", "unknown:baseline", "firing",
    ]  # fmt: skip


def test_a_change_from_nothing_is_unknown() -> None:
    assert path(rule(FALL), values("0 1.9"))[-1] == "unknown:base<=0"


def test_the_baseline_needs_a_sample_too() -> None:
    asking = rule(FALL, sample={"ref_min": 100})
    assert path(asking, [(20, 10, 99), (17, 10, 99)])[-1] == "unknown:baseline"
    assert path(asking, [(20, 10, 100), (17, 10, 99)])[-1] == "firing"


def test_the_same_weekday_last_week() -> None:
    weekly = rule(when("change", vs="prev:7", op="<", than="-10%"))
    assert path(weekly, values(f"2.0 {'1.0 ' * 6} 1.7"))[-2:] == [
        "unknown:baseline", "firing",
    ]  # fmt: skip


def test_a_difference_of_rates() -> None:
    down = rule(when("delta", vs="prev", op="<=", than="-2pp"))
    assert path(down, rates("10 8.1 6")) == ["unknown:baseline", "ok", "firing"]


@pytest.mark.parametrize(
    ("reading", "text", "expected"),
    [
        ("literal", "2.0 1.7 1.4", "firing"),
        ("literal", "2.0 1.9 1.5", "ok"),
        ("cumulative", "2.0 1.9 1.7", "firing"),
        ("cumulative", "2.0 2.1 1.7", "ok"),
        ("cumulative", "2.0 2.0 1.7", "ok"),
        ("total", "2.0 2.1 1.7", "firing"),
        ("total", "2.0 1.9 1.8", "ok"),
    ],
)
def test_a_streak_is_read_in_three_ways(reading: str, text: str, expected: str) -> None:
    """Each change; the right sign and the total; the total alone."""
    assert path(rule(streak(reading)), values(text))[-1] == expected


@pytest.mark.parametrize("reading", ["literal", "cumulative", "total"])
def test_a_streak_of_too_few_grains_is_false(reading: str) -> None:
    falling = rule(streak(reading))
    assert path(falling, values("2.0 1.7 _ 1.4 1.1")) == [
        "ok", "ok", "ok+blind", "ok", "ok",
    ]  # fmt: skip


def test_a_streak_is_false_before_it_is_unknown() -> None:
    """Sample of 10 on the newest day: false if the day before rose, else unknown."""
    falling = rule(streak("literal"), sample={"min": 50})
    assert path(falling, [(20, 10, 60), (21, 10, 60), (10, 10, 10)])[-1] == "ok"
    assert path(falling, [(20, 10, 60), (17, 10, 60), (10, 10, 10)])[-1] == "ok+blind"


def test_a_streak_against_a_median_needs_its_own_grains_only() -> None:
    """Five usual days, then three that are each 20 % below what is usual."""
    below = rule(when("change", vs="median:7", op="<", than="-10%", streak=3))
    assert path(below, values(f"{'1.0 ' * 5} 0.8 0.8 0.8"))[-2:] == [
        "unknown:baseline",
        "firing",
    ]


def test_a_missing_grain_that_arrives_is_judged_with_its_window() -> None:
    play = Play(rule(streak("literal")))
    play.over(values("2.0 _ 1.4"))
    assert play.state.written == "ok"
    play.at(values("2.0 1.7 1.4"), 2)
    assert play.state.written == "firing"


def test_two_of_three() -> None:
    often = rule(when(op="<", than="10%", of_last=3, **{"for": 2}))
    assert path(often, rates("9 11 9 11 11")) == ["ok", "ok", "firing", "ok", "ok"]


def test_of_so_many_an_unknown_could_be_either() -> None:
    often = rule(when(op="<", than="10%", of_last=3, **{"for": 2}))
    assert path(often, rates("11 9 _ 11")) == [
        "ok", "ok", "ok+blind", "unknown:absent",
    ]  # fmt: skip
    assert path(often, rates("11 11 _ 11"))[-1] == "ok"


def test_any_of_a_list_fires() -> None:
    either = rule(LOW, when(op=">", than="90%"))
    assert path(either, rates("50 9 95")) == ["ok", "firing", "firing"]


def test_a_missing_baseline_is_left_out_while_another_condition_knows() -> None:
    either = rule(LOW, when("change", vs="prev:7", op="<", than="-10%"))
    assert path(either, rates("50 9 50")) == ["ok", "firing", "ok"]


def test_the_baseline_of_what_made_it_fire_is_not_left_out() -> None:
    """It fell; the day after the gap nobody knows whether it still falls."""
    either = rule(LOW, FALL)
    cells = rates("50 40 _ 40")
    assert path(either, cells) == ["ok", "firing", "firing+blind", "firing+blind"]


def test_another_unknown_makes_the_list_unknown_unless_one_is_true() -> None:
    """A change from 0 is unknown."""
    either = rule(LOW, FALL)
    assert path(either, rates("0 50"))[-1] == "firing+blind"
    assert path(either, rates("0 9"))[-1] == "firing"


def test_holding_is_counted_for_each_condition() -> None:
    """Below 10 % must hold for two; above 90 % for two: one of each is neither."""
    two = {"for": 2}
    either = rule(when(op="<", than="10%", **two), when(op=">", than="90%", **two))
    assert path(either, rates("9 95 9 9")) == [
        "pending",
        "pending",
        "pending",
        "firing",
    ]


def test_sums_of_several_grains_skip_gaps() -> None:
    """Over three present grains: 0 + 30 + 0 of 300 is 10 %."""
    over = rule(LOW, good=when(op="<=", than="10%", over=3))
    cells: list[Cell] = [(10, 100), (30, 100), None, (11, 100), (20, 100)]
    assert path(over, cells)[-2:] == ["ok+unproven", "ok+unproven"]
    cells = [(10, 100), (10, 100), None, (10, 100), (20, 100)]
    assert path(over, cells)[-2:] == ["ok", "ok+unproven"]


def test_where_nothing_is_pooled_the_figures_are_those_of_the_grain() -> None:
    play = Play(rule(FALL))
    play.over([(20, 10, 70), (15, 10, 80)])
    assert (play.state.value, play.state.n) == (1.5, 80)
    assert play.state.change == pytest.approx(-0.25)


def test_later_grains_are_not_seen() -> None:
    """The feed may hold them already: they are not closed or not mature."""
    play = Play(rule(FALL))
    play.at(values("2.0 1.7 9.9"), 1)
    assert play.state.written == "firing"
    assert feed(values("2.0 1.7")).instances[WHOLE][START] == Point(2, 1, 1000)
