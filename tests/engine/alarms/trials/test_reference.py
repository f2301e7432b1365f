"""The engine judges as a second, slow reading of the same sentences does."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.alarms.observation import Feed, Point, Reason
from cockpit.engine.alarms.rounds import judge
from cockpit.engine.alarms.rules import Conditions, Rule, SamplePolicy
from cockpit.engine.alarms.states import InstanceState
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.condition import Condition
from tests.conftest import few
from tests.engine.alarms.trials.reference import Grain, Reference

ORIGIN = 739_000
OVER = ("blind", "error", "hollow", "unproven")

operators = st.sampled_from(("<", "<=", ">", ">="))
holds = st.integers(1, 3)
values = st.builds(
    Condition,
    op=operators,
    than=st.sampled_from(("20%", "25%", "50%")),
    for_=holds,
    proof=st.sampled_from(("point", "point", "wilson95")),
)
changes = st.builds(
    Condition,
    of=st.sampled_from(("change", "change", "delta")),
    vs=st.sampled_from(("prev", "prev:7", "median:7", "median:4w")),
    op=operators,
    than=st.sampled_from(("-50%", "-20%", "0%", "25%")),
    for_=holds,
)
streaks = st.builds(
    Condition,
    of=st.just("change"),
    vs=st.sampled_from(("prev", "median:7")),
    op=operators,
    than=st.sampled_from(("-20%", "0%", "25%")),
    streak=st.integers(1, 3),
)
readings = st.builds(
    Condition,
    of=st.just("change"),
    vs=st.just("prev"),
    op=operators,
    than=st.sampled_from(("-20%", "0%", "25%")),
    streak=st.integers(2, 3),
    reading=st.sampled_from(("cumulative", "total")),
)
of_some = st.builds(
    Condition,
    op=operators,
    than=st.sampled_from(("20%", "25%", "50%")),
    for_=st.integers(1, 2),
    of_last=st.integers(2, 3),
)
conditions = st.one_of(values, changes, streaks, readings, of_some)


def some(least: int) -> st.SearchStrategy[Conditions]:
    return st.lists(conditions, min_size=least, max_size=2).map(tuple)


unheld = st.builds(Condition, op=operators, than=st.sampled_from(("20%", "50%")))
over = st.builds(
    Condition,
    op=operators,
    than=st.just("50%"),
    proof=st.just("wilson95"),
    over=st.just(3),
)
rules = st.builds(
    Rule,
    id=st.just("r"),
    metric=st.just("cvr"),
    fire=some(1),
    clear=some(0),
    watch=st.lists(unheld, max_size=1).map(tuple),
    good=st.lists(st.one_of(unheld, over), max_size=1).map(tuple),
    sample=st.builds(
        SamplePolicy,
        min=st.sampled_from((0, 10)),
        proof_below=st.sampled_from((0, 40)),
        ref_min=st.sampled_from((0, 60)),
        pool=st.just(1),
    ),
)
pooling = st.builds(
    Rule,
    id=st.just("r"),
    metric=st.just("cvr"),
    fire=st.tuples(values),
    clear=st.tuples(values),
    sample=st.builds(
        SamplePolicy,
        min=st.sampled_from((10, 30)),
        proof_below=st.sampled_from((0, 40)),
        pool=st.integers(2, 3),
    ),
)
sums = st.sampled_from(((1, 4), (2, 10), (5, 20), (4, 20), (10, 20), (6, 40), (20, 40), (0, 20), (0, 0)))  # fmt: skip
grains = st.one_of(
    *[sums.map(lambda pair: (*pair, pair[1]))] * 6, st.just("_"), st.just("err")
)
series: st.SearchStrategy[list[Grain]] = st.lists(grains, min_size=1, max_size=40)


def engine_path(rule: Rule, course: list[Grain]) -> list[str]:
    """Judge every grain when it is the newest one."""
    points = {
        ORIGIN + at: Point(*grain)
        for at, grain in enumerate(course)
        if not isinstance(grain, str)
    }
    bad: dict[int, Reason] = {
        ORIGIN + at: "error" for at, grain in enumerate(course) if grain == "err"
    }
    states: dict[Labels, InstanceState] = {}
    path = []
    for at in range(len(course)):
        feed = Feed(
            grain="1d",
            newest=ORIGIN + at,
            instances={(): points},
            bad={(): bad},
            scale=Fraction(1),
            is_proportion=True,
        )
        now = feed.due(ORIGIN + at)
        states = judge(rule, feed, states, now=now).states
        path.append(written(states.get(())))
    return path


def written(state: InstanceState | None) -> str:
    if state is None:
        return "_"
    word = state.written.split("+", maxsplit=1)[0]
    shown = {name for name in OVER if name in state.overlays}
    if word == "unknown:error":
        shown.discard("error")
    return "+".join([word, *sorted(shown)])


@settings(max_examples=few(150))
@given(rules, series)
def test_the_engine_and_the_slow_reading_agree(rule: Rule, course: list[Grain]) -> None:
    """What an error inside a window of m of n does is left open."""
    if any(condition.of_last for condition in (*rule.fire, *rule.clear)):
        course = ["_" if grain == "err" else grain for grain in course]
    assert engine_path(rule, course) == Reference(rule, course, proves=True).path()


@settings(max_examples=few(100))
@given(pooling, series)
def test_they_agree_on_pooled_samples(rule: Rule, course: list[Grain]) -> None:
    assert engine_path(rule, course) == Reference(rule, course, proves=True).path()
