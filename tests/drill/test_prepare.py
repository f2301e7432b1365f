"""A drill's workspace: the morning before the alarm, one rule, a clock that waits."""

import subprocess
import sys
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cockpit import paths
from cockpit.drill.beginning import begin, prepare_aside
from cockpit.drill.morning import HOT_FILE, lines_of
from cockpit.drill.plan import END, NOT_PLAYABLE, PLAYABLE, START, TESTS, kept
from cockpit.drill.play import scored
from cockpit.drill.prepare import only_rule, prepare
from cockpit.drill.sheet import as_text
from cockpit.engine.alarms.facts import metric_facts
from cockpit.incidents.parsing import shipped_sops
from cockpit.logbooks import clocks_of
from cockpit.rulebook import load_rules
from cockpit.settings.load import load
from cockpit.worker.live import read_pieces
from tests.speech import spoken

SOP = "stop-the-bleeding"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real sample, cut back."""
    with pytest.MonkeyPatch.context() as patch:
        cache = tmp_path_factory.mktemp("cache")
        patch.setenv(paths.CACHE_VARIABLE, str(cache))
        return prepare(SOP, speed=20)


def hours_in(workspace: Path) -> set[tuple[str, int]]:
    text = (workspace / HOT_FILE).read_bytes().decode("gb18030")
    return {(line.day, line.hour) for line in lines_of(text.partition("\n")[2])}


def test_the_files_end_before_the_first_dear_hour(workspace: Path) -> None:
    assert max(hours_in(workspace)) == ("2026-10-31", 7)


def test_what_is_still_to_come_is_in_order_and_never_pauses(workspace: Path) -> None:
    pieces = read_pieces(paths.drill_feed(workspace))
    times = [piece.at for piece in pieces]
    assert times == sorted(times)
    assert START < times[0] <= times[-1] <= END
    plan = kept(workspace)
    dear = {burn.campaign for burn in plan.burns}
    hours = [p for p in pieces if p.path == HOT_FILE]
    assert len(hours) == 9
    for piece in hours:
        assert dear <= {line.campaign for line in lines_of(piece.text)}
    assert sum(piece.path == TESTS for piece in pieces) == 8 + 1


def test_two_campaigns_burn_from_eight_to_the_end(workspace: Path) -> None:
    plan = kept(workspace)
    assert {plan.names[burn.campaign] for burn in plan.burns} == {
        "信息流_纸尿裤_拉新",
        "信息流_奶粉_通投",
    }
    hours = sorted({burn.start.astimezone(START.tzinfo).hour for burn in plan.burns})
    assert hours == list(range(8, 17))
    assert all(0 < burn.extra < burn.spend for burn in plan.burns)


def test_the_drilled_rule_is_the_only_one(workspace: Path) -> None:
    rules = load_rules(workspace, (), metrics=metric_facts())
    assert [rule.id for rule in rules.book.rules] == ["cpc-surge"]
    assert not rules.problems
    assert tomllib.loads(only_rule("roi-fall-3d"))["rule"][0]["id"] == "roi-fall-3d"


def test_the_configuration_has_no_mistake(workspace: Path) -> None:
    loaded = load(workspace)
    assert loaded.problems == ()
    assert loaded.config.workspace.now == START


def test_its_clock_runs_from_when_it_is_told_to(workspace: Path) -> None:
    """The wall clock of the log is the time of the data."""
    plan = kept(workspace)
    begin(workspace, plan)
    clocks = clocks_of(workspace)
    told = datetime.fromisoformat(clocks.data())
    assert timedelta(0) <= told - START < timedelta(minutes=5)
    assert told.tzinfo is not None
    wall = datetime.fromtimestamp(clocks.wall(), ZoneInfo(plan.timezone))
    assert abs(wall - told) < timedelta(seconds=5)


def test_every_shipped_procedure_is_playable_or_says_why_not() -> None:
    known = {sop.id for sop in shipped_sops()}
    assert {*PLAYABLE, *NOT_PLAYABLE} == known
    triggers = {sop.id: sop.trigger for sop in shipped_sops()}
    for sop, rule in PLAYABLE.items():
        assert f"rule:{rule}" in triggers[sop]


def test_a_drill_that_was_left_at_once_has_a_score_too(workspace: Path) -> None:
    """Before anything was written into its log."""
    plan = kept(workspace)
    found = scored(workspace, plan, plan.start)
    assert (found.grade, found.ended) == ("unseen", plan.start.isoformat())
    with spoken("en"):
        assert "not played" in as_text(found)


def test_the_process_that_draws_has_a_drill_prepared_and_loads_no_engine() -> None:
    """A fresh interpreter imports what plays a drill, and the app it is played in."""
    code = (
        "import sys, cockpit.drill.play, cockpit.app;"
        "print(sorted({'polars', 'numpy', 'narwhals'} & set(sys.modules)))"
    )
    argv = [sys.executable, "-c", code]
    told = subprocess.run(argv, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_drill_that_is_unknown_is_told_by_the_process_that_prepares_it() -> None:
    with pytest.raises(OSError, match="no-such-sop"):
        prepare_aside("no-such-sop", speed=20)
