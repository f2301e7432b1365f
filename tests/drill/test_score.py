"""The score: times against deadlines, what burnt, and a grade that follows."""

from datetime import datetime

import pytest

from cockpit.drill.score import Score, score
from cockpit.snapshot import acts
from tests.drill.builders import NINE, DrillTime, desk, plan
from tests.incidents.desk import MET, Desk


def scored(sitting: Desk, clocks: DrillTime) -> Score:
    sitting.book.tick()
    return score(plan(), sitting.book.state, now=clocks.time)


def pause(sitting: Desk, *campaigns: str) -> None:
    sitting.enter("pause-inefficient", "paused", list(campaigns))
    sitting.claim("pause-inefficient")


def command(sitting: Desk) -> None:
    sitting.on(acts.Acknowledge)
    sitting.enter("take-command", "commander", "Lin")
    sitting.claim("take-command", "freeze-budget")
    sitting.enter("check-data", "cause", "real")
    sitting.claim("check-data")


def test_nobody_there_is_no_score() -> None:
    clocks = DrillTime()
    found = score(plan(), Desk(clocks=clocks).book.state, now=clocks.time)
    assert (found.grade, found.incident, found.money) == ("unseen", "", None)


def test_a_pause_in_time_loses_what_burnt_until_then() -> None:
    """08:00 to 09:20 at 120 an hour are 160; paused at 09:01 it had been 122."""
    sitting, clocks = desk()
    clocks.pass_seconds(180)
    command(sitting)
    clocks.pass_seconds(1020)
    pause(sitting, "c1", "c2")
    found = scored(sitting, clocks)
    assert found.money is not None
    assert found.money.lost == pytest.approx(160)
    assert found.money.best == pytest.approx(122)
    assert found.money.avoidable == pytest.approx(38)
    assert found.money.paused_after == {"信息流_纸尿裤": 1200, "信息流_奶粉": 1200}
    assert found.grade == "passed"
    assert found.missed == ()
    steps = {step.id: step for step in found.steps}
    assert steps["take-command"].result == "in_time"
    assert steps["take-command"].took_seconds == pytest.approx(180)
    assert steps["take-command"].due_seconds == 300
    assert steps["pause-inefficient"].proof == "claimed"
    assert steps["fix-tracking"].result == "not_needed"
    assert steps["backup-test"].result == "open"


def test_data_that_prove_the_pause_are_told() -> None:
    sitting, clocks = desk()
    pause(sitting, "c1", "c2")
    clocks.pass_seconds(60)
    sitting.sense("pause-inefficient", MET)
    steps = {step.id: step for step in scored(sitting, clocks).steps}
    assert steps["pause-inefficient"].proof == "verified"
    assert steps["pause-inefficient"].took_seconds == 0


def test_a_campaign_that_nobody_pauses_burns_to_the_end() -> None:
    """c1 burns from 08:00 to 11:00, c2 until 09:10; c3 was cheap all the time."""
    sitting, clocks = desk()
    clocks.pass_seconds(600)
    pause(sitting, "c2", "c3")
    clocks.pass_seconds(6600)
    found = scored(sitting, clocks)
    assert found.money is not None
    assert found.money.lost == pytest.approx(60 * 3 + 60 * 7 / 6)
    assert found.money.burning == ("信息流_纸尿裤",)
    assert found.money.others == ("搜索",)
    assert found.grade == "failed"


def test_a_step_of_containment_that_was_late_is_told() -> None:
    sitting, clocks = desk()
    pause(sitting, "c1", "c2")
    clocks.pass_seconds(400)
    command(sitting)
    clocks.pass_seconds(1500)
    found = scored(sitting, clocks)
    assert found.grade == "late"
    assert set(found.missed) == {"take-command", "freeze-budget", "update"}
    results = {step.id: step.result for step in found.steps}
    assert results["take-command"] == "late"
    assert results["update"] == "missed"


def test_taking_a_pause_back_lets_it_burn_again() -> None:
    sitting, clocks = desk()
    pause(sitting, "c1", "c2")
    sitting.step(acts.UnclaimStep, "pause-inefficient", reason="too early")
    clocks.pass_seconds(3600)
    found = scored(sitting, clocks)
    assert found.money is not None
    assert found.money.lost == pytest.approx(240)


def test_a_false_alarm_is_a_failed_drill() -> None:
    sitting, clocks = desk()
    sitting.on(acts.Cancel, reason="looks fine to me")
    clocks.pass_seconds(3600)
    found = scored(sitting, clocks)
    assert found.grade == "failed"
    assert datetime.fromisoformat(found.ended) == NINE, "nothing after it counts"
