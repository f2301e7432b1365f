"""Whole evaluations: first sight, what is journaled, restating, edited rules."""

from msgspec.structs import replace

from cockpit.engine.alarms.observation import Feed, Observation, Point
from cockpit.engine.alarms.rounds import (
    MOST_INSTANCES,
    ask_unruled,
    fold,
    judge,
    retire,
    trace,
)
from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.alarms.states import transition_of
from cockpit.engine.alarms.step import step
from cockpit.snapshot.alarms import Labels
from tests.engine.alarms.courses import (
    START,
    WHOLE,
    Play,
    feed,
    points,
    rates,
    rule,
    when,
)

HOLD = {"for": 2}
BAND = rule(clear=when(op=">=", than="12%", **HOLD))
A, B = (("channel", "a"),), (("channel", "b"),)
BY_CHANNEL = replace(BAND, by=("channel",))


def kinds(play: Play) -> list[str]:
    return [each.kind for each in play.told]


def test_history_is_judged_in_silence_and_only_its_end_is_told() -> None:
    play = Play(BAND)
    play.at(rates("9 12 12 9 12"), 4)
    assert play.state.written == "recovering"
    assert kinds(play) == ["alarm.recovering"]
    assert play.told[0].was == ""


def test_history_at_once_and_grain_by_grain_come_to_the_same() -> None:
    cells = rates("10 9 _ 12 11 9 12 12 9")
    at_once, in_turn = Play(BAND), Play(BAND)
    at_once.at(cells, 8)
    in_turn.over(cells)
    assert replace(at_once.state, entered=0) == replace(in_turn.state, entered=0)


def test_a_trace_tells_every_transition_of_the_history() -> None:
    cells = rates("10 9 12 12")
    told = trace(BAND, feed(cells), WHOLE)
    assert [each.kind for each in told] == [
        "alarm.cleared", "alarm.fired", "alarm.recovering", "alarm.cleared",
    ]  # fmt: skip
    assert [each.grain for each in told] == [START, START + 1, START + 2, START + 3]


def test_what_does_not_change_is_not_journaled() -> None:
    play = Play(BAND)
    play.over(rates("10 11 10 13"))
    assert kinds(play) == ["alarm.cleared"]


def test_every_count_is_journaled() -> None:
    play = Play(rule(when(op="<", than="10%", **{"for": 3})))
    play.over(rates("9 9 9"))
    assert kinds(play) == ["alarm.pending", "alarm.pending", "alarm.fired"]


def test_judging_again_tells_nothing() -> None:
    play = Play(BAND)
    cells = rates("10 9")
    play.over(cells)
    before = play.state
    assert play.at(cells, 1).transitions == ()
    assert play.state == before


def test_several_grains_at_once_are_judged_one_after_the_other() -> None:
    play = Play(BAND)
    cells = rates("10 9 12 12")
    play.at(cells, 0)
    play.at(cells, 3)
    assert kinds(play)[1:] == ["alarm.fired", "alarm.recovering", "alarm.cleared"]


def test_an_earlier_view_judges_nothing() -> None:
    play = Play(BAND)
    cells = rates("10 9")
    play.over(cells)
    assert play.at(cells, 0).transitions == ()
    assert play.state.status == "firing"


def test_the_newest_grain_is_judged_again_from_the_state_before() -> None:
    play = Play(BAND)
    play.over(rates("10 9"))
    play.at(rates("10 15"), 1)
    assert play.state.written == "ok"
    play.at(rates("10 9"), 1)
    assert play.state.written == "firing"
    assert kinds(play) == [
        "alarm.cleared", "alarm.fired", "alarm.cleared", "alarm.fired",
    ]  # fmt: skip
    assert len({each.state.alarm for each in play.told} - {""}) == 1


def test_a_restated_count_is_counted_once() -> None:
    play = Play(BAND)
    play.over(rates("9 12"))
    play.at(rates("9 13"), 1)
    assert play.state.written == "recovering"


def test_an_older_grain_that_flips_is_reported_and_changes_nothing() -> None:
    play = Play(BAND)
    play.over(rates("10 11 11"))
    play.at(rates("10 9 11"), 2)
    assert kinds(play) == ["alarm.cleared", "grain.restated"]
    assert (play.told[-1].grain, play.told[-1].reason) == (START + 1, "fires")
    assert play.state.written == "ok"
    assert play.last is not None
    assert [ask.kind for ask in play.last.asks] == ["restated"]


def test_a_flip_is_reported_once_and_its_return_again() -> None:
    play = Play(BAND)
    play.over(rates("10 11 11"))
    play.at(rates("10 9 11"), 2)
    play.at(rates("10 9 11"), 2)
    assert kinds(play).count("grain.restated") == 1
    play.at(rates("10 11 11 11"), 3)
    assert play.told[-1].reason == "fires_not"


def test_a_gap_that_is_filled_without_a_breach_is_no_flip() -> None:
    play = Play(BAND)
    play.over(rates("10 _ 11"))
    play.at(rates("10 11 11"), 2)
    assert "grain.restated" not in kinds(play)


def test_an_edited_rule_keeps_the_alarm_until_the_new_one_clears() -> None:
    play = Play(BAND)
    play.over(rates("9 12"))
    alarm = play.state.alarm
    play.rule = rule(clear=when(op=">=", than="30%", **HOLD))
    play.at(rates("9 12"), 1)
    assert (play.state.written, play.state.alarm) == ("firing", alarm)
    assert play.state.clear_holds == ()


def test_an_edited_rule_counts_from_nothing() -> None:
    play = Play(rule(when(op="<", than="10%", **HOLD)))
    play.over(rates("9"))
    play.rule = rule(when(op="<", than="9.5%", **HOLD))
    play.at(rates("9"), 0)
    assert play.state.written == "pending"
    assert play.state.fire_holds == ((1, START),)


def test_a_title_is_no_edit() -> None:
    play = Play(BAND)
    play.over(rates("9 12"))
    play.rule = replace(BAND, title="other")
    assert play.at(rates("9 12"), 1).transitions == ()


def test_instances_of_other_dimensions_are_not_judged_and_asked_about() -> None:
    play = Play(BAND)
    play.over(rates("9"))
    cells = points(rates("9 12"))
    by_channel = Feed(grain="1d", newest=START + 1, instances={A: cells})
    seen = judge(BY_CHANNEL, by_channel, play.states, now=0)
    assert seen.states[WHOLE] == play.state
    assert seen.states[A].status == "recovering"
    assert [(ask.kind, ask.labels) for ask in seen.asks] == [("retire", WHOLE)]


def test_an_instance_without_a_rule_is_asked_about() -> None:
    play = Play(BAND)
    play.over(rates("9"))
    asks = ask_unruled(RuleBook(), play.states.values())
    assert [(ask.kind, ask.rule) for ask in asks] == [("retire", "r")]


def test_a_long_absent_instance_is_asked_about_and_stays() -> None:
    play = Play(replace(BAND, retire_after=2 * 1440))
    play.over(rates("9 _"))
    assert play.last is not None
    assert play.last.asks == ()
    later = play.at(rates("9 _ _"), 2)
    assert [ask.kind for ask in later.asks] == ["retire"]
    assert play.state.status == "firing"


def test_a_retired_instance_comes_back_only_with_later_data() -> None:
    play = Play(BAND)
    play.over(rates("9 _"))
    play.states[WHOLE], told = retire(play.state, now=0)
    assert told.kind == "alarm.retired"
    play.at(rates("9 _ _"), 2)
    assert play.state.retired == START + 1
    play.at(rates("9 _ _ 9"), 3)
    assert play.state.written == "firing"
    assert play.state.onset == START + 3


def test_more_than_a_thousand_instances_are_an_error_of_the_rest() -> None:
    cells = points(rates("9"))
    many: dict[Labels, dict[int, Point]] = {
        (("channel", f"{n:04}"),): cells for n in range(MOST_INSTANCES + 2)
    }
    crowded = Feed(grain="1d", newest=START, instances=many)
    seen = judge(BY_CHANNEL, crowded, {}, now=crowded.due(START))
    assert len(seen.states) == MOST_INSTANCES
    assert len(seen.problems) == 1
    again = judge(BY_CHANNEL, crowded, seen.states, now=crowded.due(START))
    assert len(again.states) == MOST_INSTANCES


def test_an_instance_that_is_not_in_the_feed_is_absent() -> None:
    cells = points(rates("10 9"))
    both = Feed(grain="1d", newest=START, instances={A: cells, B: cells})
    states = judge(BY_CHANNEL, both, {}, now=both.due(START)).states
    one = replace(both, newest=START + 1, instances={A: cells})
    after = judge(BY_CHANNEL, one, states, now=one.due(START + 1)).states
    assert (after[A].written, after[B].written) == ("firing", "ok+blind")


def test_another_grain_keeps_the_alarm_and_counts_from_nothing() -> None:
    """Hours of a day, then the day itself: recovering begins anew."""
    hourly = replace(BAND, grain="1h")
    day = 700_000
    first = day * 24
    cells = {first: Point(9, 100, 100), first + 1: Point(12, 100, 100)}
    hours = Feed(grain="1h", newest=first + 1, instances={WHOLE: cells})
    states = judge(hourly, hours, {}, now=hours.due(first + 1)).states
    assert states[WHOLE].status == "recovering"
    alarm = states[WHOLE].alarm
    days = Feed(
        grain="1d",
        newest=day,
        instances={WHOLE: {day: Point(11, 100, 100)}},
        by_day=True,
    )
    after = judge(hourly, days, states, now=days.due(day)).states[WHOLE]
    assert (after.written, after.alarm, after.kind) == ("firing", alarm, "1d")
    assert "by_day" in after.overlays


def test_a_feed_that_cannot_be_judged_asks_nothing_and_flips_nothing() -> None:
    play = Play(BAND)
    play.over(rates("9 9"))
    broken = Feed(grain="1d", newest=START + 2, instances={}, problem="error")
    seen = judge(BAND, broken, play.states, now=0)
    assert seen.asks == ()
    assert [each.kind for each in seen.transitions] == ["alarm.blind"]
    assert seen.states[WHOLE].written == "firing+error"


def test_transitions_survive_the_log() -> None:
    play = Play(BAND)
    play.over(rates("10 9 _ 12"))
    for each in play.told:
        assert transition_of(each.payload()) == each
    assert fold(play.told)["r"][WHOLE].status == "recovering"


def test_one_step_is_what_a_round_does() -> None:
    cells = rates("10 9 12")
    state = None
    for at in range(3):
        seen = feed(cells, at)
        looked = Observation(seen, WHOLE, START + at)
        state, told = step(BAND, state, looked, seen.due(START + at))
        assert len(told) == 1
    assert state is not None
    assert state.written == "recovering"


def test_cohorts_mature_late() -> None:
    """A lag of two grains: due at the end of the second day after the cohort's."""
    late = feed(rates("10"), lag=2)
    assert late.due(START) == (START + 3) * 1440
