"""The five procedures that ship, each walked from its opening to its close."""

import pytest

from cockpit.incidents.parsing import shipped_sops
from cockpit.incidents.refusals import Refused
from cockpit.incidents.report import exported_draft
from cockpit.snapshot import acts
from tests.incidents.desk import LIN, MET, UNMET, WANG, ZHOU, Desk

IDS = [
    "stop-the-bleeding", "churn-recall", "placement-adjust", "complaint-priority",
    "refined-ops",
]  # fmt: skip


def finish(desk: Desk) -> None:
    """Contained, resolved, reported, closed."""
    desk.on(acts.MarkContained)
    desk.on(acts.Resolve)
    desk.book.record(
        lambda state: [exported_draft(state.incidents["INC-0001"], "r.md")], actor=LIN
    )
    desk.on(acts.Close)
    assert desk.view.state == "closed"


def test_five_procedures_ship() -> None:
    assert [sop.id for sop in shipped_sops()] == IDS


def test_stop_the_bleeding_is_walked_to_its_end() -> None:
    desk = Desk().open_for_alarm(budgets={"a": 100.0})
    desk.on(acts.Acknowledge)
    assert desk.look("take-command").is_current, "memory items first"
    desk.enter("take-command", "commander", LIN)
    desk.claim("take-command", "freeze-budget")
    assert desk.look("check-data").is_current
    desk.enter("check-data", "cause", "real")
    desk.claim("check-data")
    assert desk.standing("fix-tracking") == "inactive"
    assert desk.look("pause-inefficient").is_current, "due in 30 minutes"

    desk.enter("pause-inefficient", "paused", ["a", "b"])
    desk.claim("pause-inefficient")
    assert desk.standing("backup-test") == "blocked", "the pause is only claimed"
    desk.sense("pause-inefficient", UNMET)
    assert desk.standing("pause-inefficient") == "claimed"
    desk.sense("pause-inefficient", MET)
    assert desk.standing("pause-inefficient") == "verified"
    desk.wait(1)
    assert desk.standing("verify-recovery") == "ready", "its deferral ended"
    desk.on(acts.MarkContained)

    desk.enter("update", "text", "paused two of five campaigns")
    desk.claim("update")
    desk.enter("competitor-analysis", "matrix", [["a", "1"], ["b", "2"], ["c", "3"]])
    desk.enter(
        "competitor-analysis", "conclusion", "CPM is up and CTR is flat: " + "x" * 9
    )
    desk.claim("competitor-analysis")
    for evidence, value in (
        ("channel", "wechat"),
        ("budget", 2000),
        ("stop_loss", 500),
    ):
        desk.enter("backup-test", evidence, value)
    desk.claim("backup-test")
    desk.sense("backup-test", MET)
    desk.sense("verify-recovery", MET)
    with pytest.raises(Refused, match=r"10 Export and complete the review"):
        desk.on(acts.Resolve, override="x")
    desk.claim("review")
    with pytest.raises(Refused, match=r"alarms still fire: cpc-surge .douyin."):
        desk.on(acts.Resolve)
    desk.alarm("alarm.cleared")
    desk.on(acts.Resolve)
    with pytest.raises(Refused, match="the report was not exported"):
        desk.on(acts.Close)
    desk.book.record(
        lambda state: [exported_draft(state.incidents["INC-0001"], "r.md")], actor=LIN
    )
    desk.on(acts.Close)
    assert desk.view.state == "closed"
    assert desk.view.banner == "", "pinned until it is closed"


def test_a_tracking_fault_asks_for_one_more_step() -> None:
    desk = Desk().open()
    desk.enter("check-data", "cause", "tracking-fault")
    assert desk.standing("fix-tracking") == "ready"
    desk.enter("check-data", "cause", "unclear")
    assert desk.look("fix-tracking").why == "only if 3 says tracking fault"


def test_churn_recall_is_walked_to_its_end() -> None:
    desk = Desk().open("churn-recall")
    desk.on(acts.Acknowledge)
    desk.claim("ack")
    desk.enter("check-data", "cause", "real")
    desk.enter("locate", "segment", ["douyin", "v5.2"])
    desk.enter("recall-list", "size", 1200)
    desk.claim("check-data", "locate")
    desk.enter("recall-run", "control_pct", 10)
    with pytest.raises(Refused, match="needs 4"):
        desk.claim("recall-run")
    desk.claim("recall-list", "recall-run")
    desk.wait(1)
    desk.sense("verify", MET)
    with pytest.raises(Refused, match="No coupon for everybody; No push"):
        desk.on(acts.MarkContained)
    for guard in ("no-blanket-coupon", "quiet-hours"):
        desk.on(acts.AnswerGuard, guard=guard, reason="kept")
    finish(desk)


def test_placement_adjust_is_walked_to_its_end() -> None:
    desk = Desk().open("placement-adjust")
    desk.on(acts.Acknowledge)
    desk.enter("decompose", "driver", "cpc")
    desk.enter("shift", "moves", [["douyin", "-10%"]])
    desk.claim("ack", "decompose", "shift")
    desk.wait(1)
    desk.sense("verify", MET)
    finish(desk)


def test_complaint_priority_is_walked_to_its_end() -> None:
    desk = Desk().open("complaint-priority")
    desk.on(acts.Acknowledge)
    desk.enter("top-reasons", "reasons", ["leak"])
    desk.enter("fix-owner", "owners", [["leak", ZHOU, "2026-11-05"]])
    desk.claim("ack", "top-reasons", "fix-owner", "first-reply")
    desk.sense("first-reply", MET)
    finish(desk)


def test_refined_ops_is_walked_to_its_end() -> None:
    desk = Desk(actor=WANG).open("refined-ops")
    desk.on(acts.Acknowledge)
    desk.claim("ack", "segment")
    desk.enter("cut", "cells", ["douyin/2026-09"])
    desk.enter("lift", "tests", [["wechat", "new landing page"]])
    desk.claim("cut", "lift")
    finish(desk)
