"""Every way from one state into another."""

import pytest

from cockpit.engine.alarms.observation import Reason
from tests.engine.alarms.courses import LOW, START, Play, feed, path, rates, rule, when

BAND = rule(clear=when(op=">=", than="12%", **{"for": 2}))
"""Fires below 10 %, clears at 12 % or more for two grains."""
THRICE = rule(when(op="<", than="10%", **{"for": 3}))


def test_the_first_grain_is_judged_at_once() -> None:
    assert path(BAND, rates("9")) == ["firing"]
    assert path(BAND, rates("10")) == ["ok"]
    assert path(THRICE, rates("9")) == ["pending"]


def test_there_is_no_instance_before_its_first_grain() -> None:
    assert path(BAND, [None, None, *rates("10")]) == ["-", "-", "ok"]


def test_a_breach_fires_after_it_has_held() -> None:
    assert path(THRICE, rates("10 9 9 9")) == ["ok", "pending", "pending", "firing"]


def test_a_breach_that_does_not_hold_is_forgotten() -> None:
    assert path(THRICE, rates("9 9 10 9 9")) == [
        "pending", "pending", "ok", "pending", "pending",
    ]  # fmt: skip


def test_a_gap_does_not_count_and_does_not_forget() -> None:
    assert path(THRICE, rates("9 9 _ 9")) == [
        "pending", "pending", "pending+blind", "firing",
    ]  # fmt: skip


def test_the_onset_is_the_first_grain_that_breached() -> None:
    play = Play(THRICE)
    play.over(rates("10 9 9 9"))
    assert play.state.onset == START + 1
    assert play.state.since == START + 3


def test_it_clears_after_the_clear_condition_has_held() -> None:
    assert path(BAND, rates("9 12 12 9")) == ["firing", "recovering", "ok", "firing"]


def test_a_new_alarm_has_a_new_id() -> None:
    play = Play(BAND)
    play.over(rates("9 12 12 9"))
    fired = [each.state.alarm for each in play.told if each.kind == "alarm.fired"]
    assert len(set(fired)) == 2


def test_between_the_thresholds_it_goes_on_firing() -> None:
    assert path(BAND, rates("9 11 11")) == ["firing"] * 3


def test_the_band_undoes_the_count_without_a_flap() -> None:
    play = Play(BAND)
    states = play.over(rates("9 12 11 12 12"))
    assert states == ["firing", "recovering", "firing", "recovering", "ok"]
    assert play.state.flaps == ()


def test_firing_again_while_recovering_is_a_flap_of_the_same_alarm() -> None:
    play = Play(BAND)
    play.over(rates("9 12 9"))
    assert play.state.flaps == (START + 2,)
    assert len({each.state.alarm for each in play.told}) == 1


def test_three_flaps_within_24_grains_are_flapping() -> None:
    play = Play(BAND)
    play.over(rates("9 12 9 12 9 12"))
    assert "flapping" not in play.state.overlays
    play.at(rates("9 12 9 12 9 12 9"), 6)
    assert "flapping" in play.state.overlays


def test_a_gap_never_clears() -> None:
    assert path(BAND, rates("9 12 _ 12 12")) == [
        "firing", "recovering", "firing+blind", "recovering", "ok",
    ]  # fmt: skip


def test_fire_wins_over_clear() -> None:
    both = rule(LOW, clear=when(op="<", than="20%"))
    assert path(both, rates("9 9 15")) == ["firing", "firing", "ok"]


def test_without_a_clear_condition_not_firing_clears() -> None:
    assert path(rule(), rates("9 10")) == ["firing", "ok"]


def test_an_unknown_clear_counts_as_unknown() -> None:
    """The clear condition has no grain a week before."""
    needs_week = rule(LOW, clear=when("change", vs="prev:7", op=">=", than="0%"))
    assert path(needs_week, rates("9 12")) == ["firing", "firing+blind"]


def test_ok_that_cannot_see_is_blind_until_it_is_stale() -> None:
    """Due a day after the gap: within 1.5 grains. Another day: past it."""
    assert path(BAND, rates("10 _ _ 10")) == [
        "ok", "ok+blind", "unknown:absent", "ok",
    ]  # fmt: skip


def test_the_clock_alone_makes_it_stale() -> None:
    """36 hours after the last known grain was due, with nothing new to judge."""
    play = Play(BAND)
    cells = rates("10 _")
    play.over(cells)
    due = feed(cells, 0).due(START)
    play.at(cells, 1, now=due + 36 * 60)
    assert play.state.written == "ok+blind"
    play.at(cells, 1, now=due + 36 * 60 + 1)
    assert play.state.written == "unknown:absent"


def test_how_long_it_may_be_blind_can_be_said() -> None:
    patient = rule(stale_after=3 * 1440)
    assert path(patient, rates("10 _ _ _ _")) == [
        "ok", "ok+blind", "ok+blind", "ok+blind", "unknown:absent",
    ]  # fmt: skip


def test_a_breach_after_blindness_fires() -> None:
    assert path(BAND, rates("10 _ 9")) == ["ok", "ok+blind", "firing"]


def test_an_error_changes_nothing_and_freezes_every_count() -> None:
    cells = rates("9 12 99 12")
    assert path(BAND, cells, bad={2: "error"}) == [
        "firing", "recovering", "recovering+error", "ok",
    ]  # fmt: skip
    assert path(THRICE, rates("9 9 99 9"), bad={2: "error"}) == [
        "pending", "pending", "pending+error", "firing",
    ]  # fmt: skip


def test_an_error_at_first_is_unknown() -> None:
    assert path(BAND, rates("9 10"), bad={0: "error"}) == ["unknown:error", "ok"]


@pytest.mark.parametrize("why", ["schema", "immature", "stale"])
def test_what_cannot_be_used_is_unknown(why: Reason) -> None:
    assert path(BAND, rates("10 9"), bad={1: why}) == ["ok", "ok+blind"]


def test_a_broken_feed_is_named_before_the_gap_in_it() -> None:
    play = Play(BAND)
    play.over(rates("10"))
    play.words = {"problem": "schema"}
    play.at(rates("10 _"), 1)
    assert play.state.written == "ok+blind"
    assert play.state.reason == "schema"


def test_absence_fires_where_the_rule_says_so() -> None:
    strict = rule(LOW, no_data="fire")
    assert path(strict, rates("10 _ 10")) == ["ok", "firing", "ok"]


def test_watch_lies_over_ok_only() -> None:
    watched = rule(LOW, watch=when(op="<", than="12%"), clear=when(op=">=", than="11%"))
    assert path(watched, rates("13 11 9 11 _")) == [
        "ok", "watch", "firing", "watch", "ok+blind",
    ]  # fmt: skip


def test_green_is_earned_where_the_rule_asks_for_more() -> None:
    asking = rule(LOW, good=when(op=">=", than="20%"))
    assert path(asking, rates("15 20")) == ["ok+unproven", "ok"]


def test_a_ratio_of_unknown_weight_fires_and_is_never_green() -> None:
    """There is no sample to ask for and nothing to prove."""
    asking = rule(LOW, sample={"min": 50, "proof_below": 500})
    play = Play(asking, words={"is_weighted": False, "is_proportion": True})
    assert play.over([(15, 100, 0), (9, 100, 0)]) == ["ok+unproven", "firing"]
    assert "unweighted" in play.state.overlays


def test_a_source_without_hours_wears_a_badge() -> None:
    play = Play(BAND, words={"by_day": True})
    play.over(rates("10"))
    assert play.state.overlays == ("by_day",)
