"""What vanishes from the newest grain ends no alarm that it began."""

from cockpit.engine.alarms.observation import Feed, Point
from cockpit.engine.alarms.rounds import judge
from cockpit.engine.alarms.states import InstanceState
from cockpit.rulebook import default_rules
from cockpit.snapshot.alarms import Labels

A: Labels = (("channel", "a"),)
CALM, DEAR = Point(500, 500, 500), Point(1_000, 500, 500)


def judged(
    points: dict[int, Point], known: dict[Labels, InstanceState]
) -> InstanceState:
    rule = default_rules().rule("cpc-surge")
    assert rule is not None
    feed = Feed(grain="1d", newest=10, instances={A: points}, by_day=True)
    return judge(rule, feed, known, now=feed.due(10)).states[A]


def test_an_alarm_outlasts_the_figure_that_began_it() -> None:
    past = dict.fromkeys(range(10), CALM)
    fired = judged({**past, 10: DEAR}, {})
    gone = judged(past, {A: fired})
    again = judged(past, {A: gone})
    back = judged({**past, 10: DEAR}, {A: again})
    assert [one.status for one in (fired, gone, again, back)] == ["firing"] * 4
    assert ["blind" in one.overlays for one in (fired, gone, again, back)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert {one.alarm for one in (fired, gone, again, back)} == {fired.alarm}
    assert {len(one.marks) for one in (gone, again, back)} == {len(fired.marks)}


def test_what_was_calm_is_judged_again_from_the_state_before() -> None:
    past = dict.fromkeys(range(10), CALM)
    calm = judged({**past, 10: CALM}, {})
    dear = judged({**past, 10: DEAR}, {A: calm})
    assert (calm.status, dear.status) == ("ok", "firing")
    assert judged({**past, 10: CALM}, {A: dear}).status == "ok"
