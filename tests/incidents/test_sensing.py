"""What data say: verified, regressed, frozen evidence; and nothing from nothing."""

import pytest

from cockpit.incidents.sensing import (
    budgets_seen,
    escalation_target,
    evidence_frozen,
    wanted_steps,
)
from cockpit.snapshot import acts
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceRow
from cockpit.snapshot.incidents import Sensed
from tests.incidents.desk import LIN, MET, UNMET, Desk


@pytest.fixture
def desk() -> Desk:
    desk = Desk().open_for_alarm(budgets={"a": 100.0})
    desk.enter("take-command", "commander", LIN)
    return desk


def ranked(revision: str = "r1") -> Evidence:
    return Evidence(
        function="inefficient_campaigns",
        version=1,
        data_revision=revision,
        as_of="2026-11-01T10:00:00+08:00",
        title=Name("低效计划", "Weak campaigns"),
        rows=(
            EvidenceRow("c1", "Campaign 1", (120.0,)),
            EvidenceRow("c2", "Two", (80.0,)),
        ),
    )


def freeze(desk: Desk, evidence: Evidence) -> int:
    events = desk.book.record(
        lambda state: evidence_frozen(state, "INC-0001", "pause-inefficient", evidence),
        actor="data",
    )
    return len(events)


def test_unknown_moves_nothing(desk: Desk) -> None:
    desk.enter("pause-inefficient", "paused", ["c1"])
    desk.claim("pause-inefficient")
    assert not desk.sense("pause-inefficient", Sensed())
    desk.sense("pause-inefficient", MET)
    assert not desk.sense("pause-inefficient", Sensed()), "absence takes nothing back"
    assert desk.standing("pause-inefficient") == "verified"


def test_what_the_log_says_already_is_not_said_again(desk: Desk) -> None:
    desk.enter("pause-inefficient", "paused", ["c1"])
    desk.claim("pause-inefficient")
    assert desk.sense("pause-inefficient", MET)
    assert not desk.sense("pause-inefficient", MET)
    assert desk.sense("pause-inefficient", UNMET)
    assert not desk.sense("pause-inefficient", UNMET)
    assert not desk.sense("pause-inefficient", MET), "it needs a new claim"


def test_the_time_of_the_data_at_the_claim_is_kept(desk: Desk) -> None:
    desk.clocks.data_time = "2026-11-01T10:20:00+08:00"
    desk.enter("pause-inefficient", "paused", ["c1"])
    desk.claim("pause-inefficient")
    record = desk.incident.steps["pause-inefficient"]
    assert record.since_data == "2026-11-01T10:20:00+08:00"


def test_only_steps_that_can_be_moved_are_looked_at(desk: Desk) -> None:
    assert wanted_steps(desk.book.state, "INC-0001") == ()
    desk.enter("pause-inefficient", "paused", ["c1"])
    desk.claim("pause-inefficient")
    assert wanted_steps(desk.book.state, "INC-0001") == ("pause-inefficient",)
    desk.sense("pause-inefficient", MET)
    desk.wait(1)
    assert wanted_steps(desk.book.state, "INC-0001") == (
        "pause-inefficient", "verify-recovery",
    )  # fmt: skip
    desk.on(acts.Cancel, reason="x")
    assert wanted_steps(desk.book.state, "INC-0001") == ()


def test_a_step_that_waits_regresses_and_comes_back_by_data_alone(desk: Desk) -> None:
    desk.step(acts.ResumeStep, "verify-recovery")
    seen = []
    for found in (MET, UNMET, MET):
        desk.sense("verify-recovery", found)
        seen.append(desk.standing("verify-recovery"))
    assert seen == ["verified", "regressed", "verified"]


def test_computed_evidence_is_frozen_once_a_revision(desk: Desk) -> None:
    assert [freeze(desk, ranked()), freeze(desk, ranked()), freeze(desk, ranked("r2"))] == [
        1, 0, 1,
    ]  # fmt: skip
    shown = desk.look("pause-inefficient").evidence
    assert shown is not None
    assert (shown.data_revision, shown.rows[0].label) == ("r2", "Campaign 1")


def test_what_is_chosen_comes_from_the_frozen_rows(desk: Desk) -> None:
    from cockpit.incidents.refusals import Refused

    freeze(desk, ranked())
    with pytest.raises(Refused, match="c9 is none of c1, c2"):
        desk.enter("pause-inefficient", "paused", ["c9"])
    desk.enter("pause-inefficient", "paused", ["c2"])
    field = desk.look("pause-inefficient").fields[0]
    assert field.choices == (("c1", "Campaign 1"), ("c2", "Two"))


def test_only_budgets_that_changed_are_journaled(desk: Desk) -> None:
    state = desk.book.state
    assert budgets_seen(state, "INC-0001", {"a": 100.0}) == ()
    drafts = budgets_seen(state, "INC-0001", {"a": 100.0, "b": 50.0})
    assert [draft.payload for draft in drafts] == [{"budgets": {"b": 50.0}}]


def test_a_guard_calls_the_first_name_on_the_ladders(desk: Desk) -> None:
    by_id = {sop.id: sop for sop in desk.sops}
    assert escalation_target(by_id["stop-the-bleeding"]) == "growth-lead"
    assert escalation_target(by_id["refined-ops"]) == "commander"
