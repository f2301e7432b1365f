"""Leaping over calm grains: the same states as judging one after the other."""

from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cockpit.engine.alarms.calm import Calm
from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.observation import Feed
from cockpit.engine.alarms.plan import prepare
from cockpit.engine.alarms.rounds import through
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState, newborn
from cockpit.snapshot.condition import Condition
from tests.conftest import few
from tests.engine.alarms.courses import START, WHOLE, Cell, feed, rule, when


@st.composite
def conditions(draw: st.DrawFn, *, falls: bool) -> Condition:
    """Any condition of the language, at thresholds that the courses often meet."""
    ops = ["<", "<", "<=", "=="] if falls else [">", ">=", ">=", "!="]
    op = draw(st.sampled_from(ops))
    words: dict[str, Any] = {"for": draw(st.integers(1, 3))}
    if draw(st.sampled_from([True, False, False, False])):
        words["of_last"] = words["for"] + draw(st.integers(0, 3))
    of = draw(st.sampled_from(["value", "change", "delta"]))
    if of == "value":
        words["over"] = draw(st.sampled_from([1, 1, 1, 5]))
        than = draw(st.sampled_from(["60%", "90%"] if falls else ["110%", "160%"]))
        return when(op=op, than=than, **words)
    words["vs"] = draw(st.sampled_from(["prev", "prev:7", "median:7", "median:4w"]))
    if draw(st.booleans()) and words["vs"] in {"prev", "median:4w"}:
        words["streak"] = draw(st.integers(1, 3))
        readings = ["literal", "cumulative", "total"]
        words["reading"] = draw(st.sampled_from(readings))
        words.pop("of_last", None)
    unit = "%" if of == "change" else "pp"
    size = draw(st.sampled_from(["10", "20", "50"]))
    return when(of, op=op, than=f"{'-' if falls else '+'}{size}{unit}", **words)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """A rule of one or two conditions, its samples and what ends it."""
    falls = draw(st.booleans())
    fire = draw(st.lists(conditions(falls=falls), min_size=1, max_size=2))
    clear = draw(st.lists(conditions(falls=not falls), max_size=1))
    sample = {
        "min": draw(st.sampled_from([0, 20])),
        "ref_min": draw(st.sampled_from([0, 150])),
        "proof_below": draw(st.sampled_from([0, 500])),
        "pool": draw(st.sampled_from([1, 3])),
    }
    return rule(*fire, clear=clear, sample=sample)


@st.composite
def courses(draw: st.DrawFn) -> list[Cell]:
    """Mostly calm, with gaps, thin grains, nothing to divide by, and other levels."""
    chance = Random(draw(st.integers(0, 2**32)))
    wild = draw(st.sampled_from([0.0, 0.02, 0.1]))
    cells: list[Cell] = []
    level = 10
    for _ in range(draw(st.integers(1, 150))):
        kind = chance.random() / wild if wild else 1.0
        if kind < 1:
            level = chance.choice([6, 8, 9, 10, 11, 12, 20])
        cells.append((level * 10 + chance.choice([-1, 0, 0, 1]), 100, 100))
        if kind < 0.3:
            cells[-1] = chance.choice([None, (10, 0, 100), (10, 10, 5)])
    return [(100, 100, 100), *cells]


def ended(
    the_rule: Rule, made: Feed, *, chunk: int = 0
) -> tuple[InstanceState, InstanceState]:
    plan = prepare(the_rule, made)
    course = Course(plan, made, WHOLE)
    state = newborn("r", plan.hash, WHOLE, plan.kind, START, plan.lag)
    calm = Calm(course, made.newest, chunk=chunk) if chunk else None
    return through(course, state, made.newest, 5, calm=calm)


@given(
    rules(),
    courses(),
    st.sampled_from(["", "apart", "bad", "sums", "not weighted", "proportion"]),
    st.sampled_from([7, 32, 1_024]),
)
@settings(max_examples=few(150))
def test_a_history_that_is_leapt_through_ends_as_one_that_is_walked(
    the_rule: Rule, course: list[Cell], trait: str, chunk: int
) -> None:
    some = range(START + 1, START + len(course), 11)
    traits: dict[str, dict[str, Any]] = {
        "apart": {"apart": frozenset(some)},
        "bad": {"bad": {WHOLE: dict.fromkeys(some, "stale")}},
        "not weighted": {"is_weighted": False},
        "proportion": {"is_proportion": True},
    }
    words = traits.get(trait, {})
    if trait == "sums":
        course = [cell[0] if isinstance(cell, tuple) else None for cell in course]
    made = feed(course, **words)
    assert ended(the_rule, made, chunk=chunk) == ended(the_rule, made)


@given(st.integers(0, 2**32), st.sampled_from(["prev", "prev:7", "median:7"]))
@settings(max_examples=few(4), deadline=None)
@example(0, "median:7")
def test_so_it_does_by_the_hour(seed: int, vs: str) -> None:
    chance = Random(seed)
    cells: list[Cell] = [
        (chance.choice([9, 10, 10, 10, 11, 11, 16]), 10, 100) for _ in range(900)
    ]
    surge = when("change", vs=vs, op=">=", than="+50%")
    calm = when("change", vs=vs, op="<", than="+25%", **{"for": 3})
    hours = feed(cells, grain="1h")
    found = rule(surge, clear=calm, grain="1h")
    assert ended(found, hours, chunk=256) == ended(found, hours)


@pytest.mark.parametrize(
    "condition",
    [
        when(op=">=", than="150%"),
        when("change", vs="median:7", op=">=", than="+50%"),
        when("change", vs="prev", op="<", than="-10%", streak=3),
        when("delta", vs="prev:7", op=">", than="20pp"),
    ],
)
def test_a_calm_year_is_one_leap(condition: Condition) -> None:
    made = feed([(100, 100)] * 400)
    plan = prepare(rule(condition), made)
    course = Course(plan, made, WHOLE)
    state = newborn("r", plan.hash, WHOLE, "1d", START + 30, 0)
    leapt = Calm(course, made.newest).leap(state)
    assert leapt.grain == made.newest - 2
    assert leapt.status == "ok"


SURGE = when("change", vs="median:7", op=">=", than="+25%")
FALL = when("change", vs="prev", op="<", than="-10%")
FLAT: list[Cell] = [(100, 100, 100)] * 30


@pytest.mark.parametrize(
    ("condition", "before", "cell", "words"),
    [
        pytest.param(when(op=">", than="150%"), FLAT, (100, 100, 5), {}, id="thin"),
        pytest.param(when(op=">", than="150%"), FLAT, None, {}, id="absent"),
        pytest.param(when(op=">", than="150%"), FLAT, (10, 0, 100), {}, id="over 0"),
        pytest.param(
            when(op="<", than="50%", over=5),
            [*FLAT, *[(0, 100, 100)] * 30],
            (60, 100, 100),
            {},
            id="a sum of several",
        ),
        pytest.param(
            when(op="<", than="50%", of_last=6, **{"for": 2}),
            [*FLAT, (0, 100, 100), (0, 100, 100)],
            (60, 100, 100),
            {},
            id="some of the last",
        ),
        pytest.param(when(op="!=", than="50%"), FLAT, (70, 100, 100), {}, id="unlike"),
        pytest.param(
            when("change", vs="prev", op="<", than="-10%", streak=3, reading="total"),
            [*FLAT, (97, 100, 100), (94, 100, 100)],
            (89, 100, 100),
            {},
            id="a total",
        ),
        pytest.param(FALL, [*FLAT, (0, 100, 100)], (90, 100, 100), {}, id="base 0"),
        pytest.param(FALL, [*FLAT, (100, 100, 5)], (100, 100, 5), {}, id="thin base"),
        pytest.param(
            SURGE,
            [*FLAT, *[(200, 100, 100)] * 7],
            (130, 100, 100),
            {"apart": frozenset(range(START + 30, START + 37))},
            id="days apart",
        ),
        pytest.param(
            SURGE,
            [*FLAT, *[None] * 8, *[(200, 100, 100)] * 3, *[(100, 100, 100)] * 2],
            (140, 100, 100),
            {},
            id="gaps",
        ),
        pytest.param(SURGE, FLAT[:4], (100, 100, 100), {}, id="no baseline"),
        pytest.param(
            SURGE,
            FLAT,
            (100, 100, 100),
            {"bad": {WHOLE: {START + at: "stale" for at in range(30, 60)}}},
            id="bad",
        ),
        pytest.param(SURGE, FLAT, (100, 100, 100), {"problem": "schema"}, id="blind"),
    ],
)
def test_only_what_is_certain_is_leapt_over(
    condition: Condition, before: list[Cell], cell: Cell, words: dict[str, Any]
) -> None:
    made = feed([*before, *[cell] * 4, *FLAT], **words)
    the_rule = rule(condition, sample={"min": 20, "ref_min": 50})
    course = Course(prepare(the_rule, made), made, WHOLE)
    state = newborn("r", "", WHOLE, "1d", START + len(before), 0)
    assert Calm(course, made.newest).leap(state) is state


def test_what_fires_is_usual_no_more() -> None:
    cells = [*FLAT, *[(200, 100, 100)] * 10, (130, 100, 100), (130, 100, 100), *FLAT]
    made = feed(cells)
    course = Course(prepare(rule(SURGE), made), made, WHOLE)
    state = newborn("r", "", WHOLE, "1d", START + 40, 0)
    calm = Calm(course, made.newest)
    assert calm.leap(state).grain > state.grain
    fired = replace(state, spans=((START + 30, START + 39),))
    assert calm.leap(fired) is fired


@pytest.mark.parametrize(
    ("cell", "is_leapt"), [((149, 100), True), ((150, 100), False)]
)
def test_what_is_at_the_threshold_is_judged_exactly(
    cell: Cell, *, is_leapt: bool
) -> None:
    made = feed([*[(100, 100)] * 40, cell, *[(100, 100)] * 40])
    course = Course(prepare(rule(when(op=">=", than="150%")), made), made, WHOLE)
    state = newborn("r", "", WHOLE, "1d", START, 0)
    leapt = Calm(course, made.newest).leap(state)
    assert leapt.grain == (made.newest - 2 if is_leapt else START + 38)
