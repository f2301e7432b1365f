"""What holds for every course: against a second model, and over restarts."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cockpit.engine.alarms.observation import Reason
from cockpit.engine.alarms.rounds import fold
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState, transition_of
from cockpit.snapshot.condition import Condition
from tests.conftest import few
from tests.engine.alarms.courses import START, WHOLE, Cell, Play, path, rule, when
from tests.engine.alarms.model import Figure, Model

COURSES = st.lists(
    st.one_of(
        st.none(),
        st.tuples(
            st.integers(0, 12),
            st.sampled_from([0, 10, 10, 10]),
            st.sampled_from([5, 50]),
        ),
    ),
    min_size=1,
    max_size=40,
)
"""Ratios of 0.0 to 1.2, some of them over nothing, a third of them thin."""
HOLDS = st.integers(1, 3)


@st.composite
def fire_conditions(draw: st.DrawFn) -> Condition:
    """Any condition that the model knows and that fires when something falls."""
    op = draw(st.sampled_from(["<", "<="]))
    hold = {"for": draw(HOLDS)}
    kind = draw(st.sampled_from(["value", "prev", "median:7", "streak"]))
    if kind == "value":
        return when(op=op, than=draw(st.sampled_from(["50%", "80%"])), **hold)
    than = draw(st.sampled_from(["-10%", "-25%", "0%"]))
    if kind == "streak":
        reading = draw(st.sampled_from(["literal", "cumulative"]))
        words = {"streak": draw(st.integers(1, 3)), "reading": reading}
        return when("change", vs="prev", op=op, than=than, **words, **hold)
    return when("change", vs=kind, op=op, than=than, **hold)


@st.composite
def clear_conditions(draw: st.DrawFn) -> Condition:
    """A value, or a change against the day before or what is usual."""
    hold = {"for": draw(HOLDS)}
    kind = draw(st.sampled_from(["value", "prev", "median:7"]))
    if kind == "value":
        return when(op=">=", than="60%", **hold)
    return when("change", vs=kind, op=">=", than="0%", **hold)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """A rule of the model, at times with attention and green beside."""
    clear = draw(clear_conditions())
    extra = draw(
        st.sampled_from(
            [
                {},
                {"watch": when("change", vs="prev", op="<", than="0%")},
                {"good": when(op=">", than="90%", **{"for": 2})},
            ]
        )
    )
    fire = draw(fire_conditions())
    return rule(
        fire, clear=clear, sample={"min": draw(st.sampled_from([0, 20]))}, **extra
    )


TROUBLE: list[Reason] = ["error", "schema", "stale"]
BAD = st.dictionaries(st.integers(0, 39), st.sampled_from(TROUBLE), max_size=4)


@given(fire_conditions(), clear_conditions(), st.sampled_from([0, 20]), COURSES)
@settings(max_examples=few(150))
def test_a_second_model_sees_the_same_states(
    fire: Condition, clear: Condition, least: int, course: list[Figure]
) -> None:
    start = next(
        (at for at, each in enumerate(course) if each is not None), len(course)
    )
    model = Model(fire, clear, least).path(course[start:])
    the_rule = rule(fire, clear=clear, sample={"min": least})
    assert path(the_rule, [*course]) == ["-"] * start + model


@given(rules(), COURSES, BAD)
@settings(max_examples=few(60))
def test_what_is_unknown_never_clears(
    the_rule: Rule, course: list[Cell], bad: dict[int, Reason]
) -> None:
    play = Play(the_rule, bad)
    before: InstanceState | None = None
    for newest in range(len(course)):
        play.at(course, newest)
        after = play.states.get(WHOLE)
        was_on = before is not None and before.status in {"firing", "recovering"}
        if was_on and after is not None and after.marks.endswith("u"):
            assert after.status in {"firing", "recovering"}
            assert after.alarm
        before = after


@given(rules(), COURSES, BAD, st.sets(st.integers(0, 39), max_size=3))
@settings(max_examples=few(60))
def test_a_restart_from_the_log_comes_to_the_same_states(
    the_rule: Rule, course: list[Cell], bad: dict[int, Reason], restarts: set[int]
) -> None:
    lasting, restarted = Play(the_rule, bad), Play(the_rule, bad)
    for newest in range(len(course)):
        lasting.at(course, newest)
        restarted.at(course, newest)
        if newest in restarts:
            log = msgspec.json.encode([each.payload() for each in restarted.told])
            told = [transition_of(each) for each in msgspec.json.decode(log)]
            restarted.states = fold(told).get("r", {})
            assert restarted.at(course, newest).transitions == ()
        assert restarted.states == lasting.states
    assert restarted.told == lasting.told


@given(rules(), COURSES, st.tuples(st.integers(0, 12), st.just(10), st.just(50)))
@settings(max_examples=few(60))
def test_a_restated_newest_grain_is_as_if_it_had_come_so(
    the_rule: Rule, course: list[Cell], restated: Cell
) -> None:
    course = [(5, 10, 50), *course]
    last = len(course) - 1
    changed, straight = Play(the_rule), Play(the_rule)
    final = [*course[:-1], restated]
    for newest in range(last + 1):
        changed.at(course, newest)
        straight.at(final, newest)
    changed.at(final, last)
    assert changed.state == straight.state


@given(rules(), COURSES, BAD)
@settings(max_examples=few(60))
def test_a_history_at_once_ends_where_grain_by_grain_ends(
    the_rule: Rule, course: list[Cell], bad: dict[int, Reason]
) -> None:
    at_once, in_turn = Play(the_rule, bad), Play(the_rule, bad)
    at_once.at(course, len(course) - 1)
    in_turn.over(course)
    assert at_once.states == in_turn.states


@given(rules(), COURSES, BAD)
@settings(max_examples=few(30))
def test_judging_is_pure(
    the_rule: Rule, course: list[Cell], bad: dict[int, Reason]
) -> None:
    play = Play(the_rule, bad)
    play.at(course, len(course) // 2)
    known = dict(play.states)
    first = play.at(course, len(course) - 1)
    again = Play(the_rule, bad, states=dict(known))
    second = again.at(course, len(course) - 1)
    assert (second.states, second.transitions) == (first.states, first.transitions)


@given(rules(), COURSES)
@settings(max_examples=few(30))
def test_an_edit_never_ends_an_alarm_by_itself(
    the_rule: Rule, course: list[Cell]
) -> None:
    """Only the new rule's own clear condition can, at the newest grain."""
    play = Play(the_rule)
    play.over(course)
    before = play.states.get(WHOLE)
    play.rule = replace(the_rule, clear=(when(op=">", than="500%"),))
    play.at(course, len(course) - 1)
    if before is not None and before.status in {"firing", "recovering"}:
        assert play.state.status == "firing"
        assert play.state.alarm == before.alarm
        assert play.state.grain == START + len(course) - 1
