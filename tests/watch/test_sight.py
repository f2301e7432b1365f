"""State and age of an alarm are those of the data, however and whenever one looks."""

import math
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cockpit import paths
from cockpit.cli.rule_past import backtest_rules
from cockpit.engine.alarms.states import InstanceState, since_minute
from cockpit.engine.alarms.trials.history import history
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import AlarmRow
from cockpit.watch.feeds import feeds
from cockpit.watch.judging import judge_all
from cockpit.watch.memory import States
from cockpit.watched import WatchedSession
from tests import outpost
from tests.watch.conftest import Watch

DAYS = 260
LONG = """\
[[rule]]
id = "never-calm"
title = "never calm"
metric = "cpc"
by = ["channel"]
fire = { of = "value", op = ">=", than = "2.4" }
clear = { of = "value", op = "<", than = "0.01", for = 2 }
severity = "yellow"
[[rule]]
id = "jump"
title = "jump"
metric = "cpc"
by = ["channel"]
fire = { of = "change", vs = "median:7", op = ">=", than = "40%" }
clear = { of = "change", vs = "median:7", op = "<", than = "10%", for = 3 }
severity = "yellow"
"""
RULES = outpost.RULES + LONG
LOOKS = (60, 141, 200, DAYS)


def course(seed: int) -> tuple[float, ...]:
    """Return costs that wander, with spikes and days without."""
    return tuple(
        0.0
        if (day * seed) % 37 == 5
        else round(1.4 + 0.5 * math.sin(day / (5 + seed)) + (day % (29 + seed) == 0), 2)
        for day in range(DAYS)
    )


COSTS = {
    "douyin": course(3),
    "tmall": course(5),
    "wechat": (*(1.0,) * 20, 2.5, *(1.0,) * (DAYS - 21)),
    "closed": (*(1.0,) * 20, 2.5),
}


def folded(session: WatchedSession, scene: Scene) -> dict[object, InstanceState]:
    """Judge every instance as a back-test does: grain by grain, each at its time."""
    found: dict[object, InstanceState] = {}
    rules = session.books.rules.rules
    for rule_id, observed in feeds(scene, rules, history_days=None).items():
        rule = session.books.rules.rule(rule_id)
        assert rule is not None
        for feed in observed:
            for labels in feed.instances:
                past = history(rule, feed, labels)
                if past is not None:
                    found[rule_id, labels] = past.newest
    return found


def age(state: InstanceState) -> tuple[object, ...]:
    """Tell a state and its age; who sees nothing gets older by the clock alone."""
    if state.reason and not state.alarm:
        return ("dark",)
    return state.status, since_minute(state), state.onset, state.alarm


@pytest.fixture(scope="module")
def sample(sample_cache: Path) -> Iterator[WatchedSession]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_CACHE_DIR", str(sample_cache))
        session = WatchedSession(paths.sample_folder())
        session.read()
        session.watch()
        yield session
        session.close()


@pytest.mark.parametrize("day", ["", "2026-10-27", "2026-07-02"])
def test_the_sample_is_judged_as_a_back_test_does(
    sample: WatchedSession, day: str
) -> None:
    scene = sample.scene(day)
    states = judge_all(sample.books.rules, scene, {}).states
    judged = {
        (rule, labels): age(one)
        for rule, instances in states.items()
        for labels, one in instances.items()
    }
    wanted = {at: age(one) for at, one in folded(sample, scene).items()}
    assert judged == wanted


def test_any_day_shows_the_alarms_that_the_back_test_has_then(
    watch: Watch, folder: Path
) -> None:
    session = watch(COSTS, writes=False, rules=RULES)
    past = backtest_rules(folder, (), is_sample=False, days=None).rows
    seen = 0
    for count in LOOKS:
        day = outpost.FIRST + timedelta(days=count)
        rows = session.alarms(as_of=f"{day}").rows
        shown = {named(row): row.since for row in rows if row.alarm}
        newest = f"{day - timedelta(days=1)}"
        wanted = {
            (one.rule, one.labels): one.since
            for one in past
            if one.fired <= newest and not (one.cleared and one.cleared <= newest)
        }
        assert shown == wanted, day
        seen += len(wanted)
    assert seen > 8


def named(row: AlarmRow) -> tuple[object, ...]:
    return row.rule, row.labels


def test_an_alarm_that_never_cleared_is_as_old_as_it_is(watch: Watch) -> None:
    every = watch(COSTS, writes=False, rules=RULES).alarms().rows
    rows = [row for row in every if row.rule == "never-calm"]
    (long,) = [row for row in rows if row.entity == "wechat"]
    fired = outpost.FIRST + timedelta(days=21)  # from the end of the day on
    assert (long.state, long.since[:10]) == ("firing", f"{fired}")
    (gone,) = [row for row in rows if row.entity == "closed"]
    assert (gone.state, gone.since[:10]) == ("firing", f"{fired}")
    assert "blind" in gone.overlays


def test_who_looked_every_day_sees_what_who_looks_once_does(watch: Watch) -> None:
    session = watch(COSTS, writes=False, rules=RULES)
    book, end = session.books.rules, outpost.FIRST + timedelta(days=DAYS)
    known: States = {}
    for back in range(40, -1, -1):
        scene = session.scene(f"{end - timedelta(days=back)}")
        known = judge_all(book, scene, known).states
    at_once = judge_all(book, session.scene(f"{end}"), {}).states
    assert alarms(known) == alarms(at_once)
    assert len(alarms(known)) > 2


def alarms(states: States) -> dict[object, tuple[object, ...]]:
    """Return those that burn, with their age."""
    return {
        (rule, labels): age(one)
        for rule, instances in states.items()
        for labels, one in instances.items()
        if one.alarm
    }


def test_a_restart_after_a_long_time_does_not_take_the_past_for_absent(
    watch: Watch,
) -> None:
    calm = {"douyin": (1.0,) * 10}
    watch(calm).close()
    later = watch({"douyin": (1.0,) * DAYS})
    (row,) = later.alarms().rows
    assert (row.state, row.since[:10]) == ("ok", f"{outpost.FIRST + timedelta(days=1)}")
    assert later.log is not None
    told = later.log.logbook.events_about("dear-clicks", row.labels)
    assert [event.kind for event in told] == ["alarm.cleared"]


def test_the_age_of_an_alarm_stays_when_its_files_go(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "sample"
    shutil.copytree(paths.sample_folder(), folder)
    session = WatchedSession(folder, writes=True)
    session.read()
    session.watch()
    before = {named(row): row.since for row in session.alarms().rows if row.alarm}
    shutil.rmtree(folder / "orders")
    session.refresh()
    while session.watch() or session.idle():
        pass  # users are counted when files are quiet
    rows = {named(row): row for row in session.alarms().rows}
    assert {at: rows[at].since for at in before} == before
    ltv = [row for row in rows.values() if row.rule == "ltv-cac-low" and row.alarm]
    assert ltv
    assert all("blind" in row.overlays for row in ltv)
    session.close()
