"""Which grains a median takes, and which it leaves out."""

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from cockpit.engine.alarms.observation import (
    Feed,
    Point,
    business_minute,
    grain_of,
    grain_start,
    iso_grain,
    moment_of,
)
from cockpit.engine.alarms.rounds import judge, rebase
from cockpit.engine.alarms.rules import Rule
from tests.engine.alarms.courses import (
    START,
    WHOLE,
    Play,
    feed,
    path,
    rule,
    values,
    when,
)

SURGE = when("change", vs="median:7", op=">=", than="+50%")
WEEKS = when("change", vs="median:4w", op=">=", than="+50%")
CALM = when("change", vs="median:7", op="<", than="+25%")


def last(the_rule: Rule, text: str, **words: Any) -> str:
    return path(the_rule, values(text), **words)[-1]


def test_five_of_seven_days_are_enough() -> None:
    assert last(rule(SURGE), "1 1 1 1 1.5") == "unknown:baseline"
    assert last(rule(SURGE), "1 1 1 1 1 1.5") == "firing"


def test_the_nearest_seven_usable_days_count() -> None:
    """Four days at 1.4 are the majority of the last seven; the ones at 1 are older."""
    assert last(rule(SURGE), "1 1 1 1 1 1 1 1.4 1.4 1.4 1.4 2") == "ok"
    assert last(rule(SURGE), "1 1 1 1 1 1 1 1.4 1.4 1.4 1 2") == "firing"


def test_gaps_are_stepped_over() -> None:
    assert last(rule(SURGE), "1 1 1 _ _ _ 1 1 1.5") == "firing"


def test_it_reaches_back_four_times_as_far_and_no_farther() -> None:
    """Five days, then 23 gaps: the first of them is 28 days before the judged one."""
    assert last(rule(SURGE), f"1 1 1 1 1 {'_ ' * 23} 1.5") == "firing"
    assert last(rule(SURGE), f"1 1 1 1 1 {'_ ' * 24} 1.5") == "unknown:baseline"


def test_an_even_number_averages_the_middle_two() -> None:
    """The median is 1.2, and 1.8 is just 50 % more."""
    assert last(rule(SURGE), "1 1 1 1.4 1.4 1.4 1.8") == "firing"
    assert last(rule(SURGE), "1 1 1 1.4 1.4 1.4 1.799") == "ok"


def test_three_of_four_weekdays_are_enough() -> None:
    """Day 21 has three of its weekday before it; the days between do not matter."""
    week = "1 9 9 9 9 9 9 "
    assert last(rule(WEEKS), week * 3 + "1.5") == "firing"
    assert last(rule(WEEKS), week * 2 + "1.5") == "unknown:baseline"


def test_days_of_the_calendar_are_not_usual() -> None:
    """Without the two holidays four days are left."""
    apart = frozenset({START, START + 1})
    assert last(rule(SURGE), "1 1 1 1 1 1 1.5", apart=apart) == "unknown:baseline"


def test_days_that_cannot_be_used_are_not_usual() -> None:
    bad = {0: "immature"}
    assert last(rule(SURGE), "1 1 1 1 1 1.5", bad=bad) == "unknown:baseline"


def test_days_without_a_denominator_are_not_usual() -> None:
    cells = [(1, 0, 1000), *values("1 1 1 1 1.5")]
    assert path(rule(SURGE), cells)[-1] == "unknown:baseline"


def test_days_that_fired_are_not_usual() -> None:
    """Six days at 2 would become the usual level; they fired, so it stays 1."""
    rising = rule(SURGE, clear=CALM)
    assert last(rising, f"{'1 ' * 7} {'2 ' * 6} 2") == "firing"
    assert last(rising, f"{'1 ' * 7} {'2 ' * 6} 1.2") == "ok"


def test_a_recovering_day_is_usual() -> None:
    """Two days at 1.2 are taken: 5 x 1 and 2 x 1.2, and 1.5 is 50 % above 1."""
    slow = rule(
        SURGE, clear=when("change", vs="median:7", op="<", than="+25%", **{"for": 3})
    )
    play = Play(slow)
    play.over(values(f"{'1 ' * 5} 2 1.2 1.2"))
    assert play.state.status == "recovering"
    assert play.state.spans == ((START + 5, START + 5),)


def test_a_level_that_outlasts_the_reach_goes_on_firing_and_asks() -> None:
    play = Play(rule(SURGE, clear=CALM))
    play.over(values(f"{'1 ' * 5} {'2 ' * 28}"))
    assert play.state.written == "firing+blind"
    assert play.last is not None
    assert [ask.kind for ask in play.last.asks] == ["rebase"]


def test_a_rebase_makes_later_grains_usable() -> None:
    """Five days at the new level are its usual one; then it clears by itself."""
    play = Play(rule(SURGE, clear=CALM))
    cells = values(f"{'1 ' * 5} {'2 ' * 34}")
    play.over(cells[:33])
    play.states[WHOLE], told = rebase(play.state, now=0)
    assert told.kind == "alarm.rebased"
    play.at(cells, 32)
    assert play.state.rebased == START + 32
    after = []
    for newest in range(33, 39):
        play.at(cells, newest)
        after.append(play.state.written)
    assert after == [*["firing+blind"] * 5, "ok"]


def test_an_hour_is_held_against_the_same_hour_of_other_days() -> None:
    """Hour 9 costs 2 every day, the other hours 1: at 10 o'clock 2 is a surge."""
    first = grain_of(date(2026, 3, 1), 0)
    costs = {first + h: 2 if h % 24 == 9 else 1 for h in range(24 * 6)}
    costs[first + 24 * 5 + 10] = 2
    for hour, status in ((9, "ok"), (10, "firing")):
        newest = first + 24 * 5 + hour
        hours = feed([], grain="1h", instances={WHOLE: _points(costs)})
        seen = judge(
            rule(SURGE, grain="1h"), _until(hours, newest), {}, now=hours.due(newest)
        )
        assert seen.states[WHOLE].status == status


def test_grains_are_numbered_by_business_day_and_hour() -> None:
    day = date(2026, 3, 1)
    assert grain_of(day, 13) == grain_of(day) * 24 + 13
    assert grain_start(grain_of(day, 13), "1h").isoformat() == "2026-03-01T13:00:00"
    assert iso_grain(grain_of(day), "1d") == "2026-03-01"
    assert iso_grain(grain_of(day, 3), "1h") == "2026-03-01T03:00"


def test_a_business_minute_follows_the_cut_of_the_day() -> None:
    """03:30 in Shanghai is still the day before where days start at four."""
    instant = datetime(2026, 3, 1, 19, 30, tzinfo=UTC)
    minute = business_minute(instant, timezone="Asia/Shanghai", day_starts_minutes=240)
    assert moment_of(minute).isoformat() == "2026-03-01T23:30:00"


def _points(costs: dict[int, int]) -> dict[int, Point]:
    return {grain: Point(cost, 1, 1000) for grain, cost in costs.items()}


def _until(hours: Feed, newest: int) -> Feed:
    return replace(hours, newest=newest)
