"""Acts on a step: what each does, and why it is refused."""

from typing import Any

import pytest

from cockpit.incidents.refusals import Refused
from cockpit.snapshot import acts
from tests.incidents.desk import LIN, MET, UNMET, ZHOU, Desk, small

SPEND: dict[str, Any] = {"metric": "spend", "op": "<=", "than": "0"}
TWO = small({"id": "one", "due": "30m"}, {"id": "two", "needs": ["one"]})
SENSED = small({"id": "pause", "sense": {**SPEND, "since": "done"}, "due": "30m"})


def desk_with(*steps: dict[str, Any], **more: Any) -> Desk:
    return Desk(sops=(small(*steps, **more),)).open()


def test_a_step_goes_from_ready_to_doing_to_claimed() -> None:
    desk = Desk(sops=(TWO,)).open()
    seen = [desk.standing("one")]
    for kind in (acts.StartStep, acts.ClaimStep):
        desk.step(kind, "one")
        seen.append(desk.standing("one"))
    assert seen == ["ready", "doing", "claimed"]
    assert desk.look("one").by == LIN


def test_a_step_that_needs_another_is_blocked_until_that_is_final() -> None:
    desk = Desk(sops=(TWO,)).open()
    assert desk.standing("two") == "blocked"
    with pytest.raises(Refused, match="do two: blocked: needs 1"):
        desk.claim("two")
    desk.claim("one")
    assert desk.standing("two") == "ready"


@pytest.mark.parametrize("begun", ["doing", "regressed"])
def test_a_step_that_was_begun_waits_when_what_it_needs_is_taken_back(
    begun: str,
) -> None:
    later = {"id": "two", "needs": ["one"], "sense": {**SPEND, "since": "done"}}
    desk = desk_with({"id": "one"}, later)
    desk.claim("one")
    desk.step(acts.StartStep, "two")
    if begun == "regressed":
        desk.claim("two")
        desk.sense("two", MET)
        desk.sense("two", UNMET)
    desk.step(acts.UnclaimStep, "one")
    assert desk.standing("two") == begun
    with pytest.raises(Refused, match="do two: blocked: needs 1"):
        desk.claim("two")
    with pytest.raises(Refused):
        desk.step(acts.StartStep, "two")
    desk.claim("one")
    desk.claim("two")


def test_what_data_suggest_is_not_confirmed_before_what_it_needs() -> None:
    later = {"id": "two", "needs": ["one"], "sense": SPEND, "sense_mode": "suggest"}
    desk = desk_with({"id": "one"}, later)
    desk.claim("one")
    desk.claim("two")
    desk.step(acts.UnclaimStep, "one")
    with pytest.raises(Refused, match="do two: blocked: needs 1"):
        desk.step(acts.VerifyStep, "two")


def test_a_claim_without_its_evidence_names_what_is_missing() -> None:
    desk = desk_with({
        "id": "one",
        "evidence": [
            {"id": "why", "type": "text", "required": True, "min": 10},
            {"id": "note", "type": "text"},
        ],
    })  # fmt: skip
    with pytest.raises(Refused, match="required evidence is missing: why"):
        desk.claim("one")
    with pytest.raises(Refused, match="why: at least 10 characters"):
        desk.enter("one", "why", "too short")
    desk.enter("one", "why", "long enough now")
    desk.claim("one")


def test_a_claim_is_taken_back() -> None:
    desk = Desk(sops=(TWO,)).open()
    desk.claim("one")
    desk.step(acts.UnclaimStep, "one", reason="too early")
    assert desk.standing("one") == "doing"
    assert desk.standing("two") == "blocked"


def test_data_verify_a_claim_and_take_it_back_when_it_turns_false() -> None:
    desk = Desk(sops=(SENSED,)).open()
    assert not desk.sense("pause", MET), "nobody claimed it"
    desk.claim("pause")
    desk.sense("pause", MET)
    assert desk.standing("pause") == "verified"
    desk.sense("pause", UNMET)
    assert desk.standing("pause") == "regressed"
    assert desk.look("pause").why == "data say otherwise: 1/2 at zero"
    desk.claim("pause")
    assert desk.standing("pause") == "claimed"


def test_a_person_cannot_verify_what_data_verify() -> None:
    desk = Desk(sops=(SENSED,)).open()
    desk.claim("pause")
    with pytest.raises(Refused, match="data alone verify"):
        desk.step(acts.VerifyStep, "pause")


def test_a_person_confirms_what_data_only_suggest() -> None:
    desk = desk_with({"id": "one", "sense": SPEND, "sense_mode": "suggest"})
    assert not desk.sense("one", MET)
    desk.step(acts.VerifyStep, "one")
    assert desk.standing("one") == "verified"


def test_a_step_that_waits_for_data_cannot_be_claimed() -> None:
    desk = desk_with(
        {"id": "wait", "kind": "wait", "sense": SPEND, "sense_mode": "tick"}
    )
    with pytest.raises(Refused, match="data alone decide it"):
        desk.claim("wait")
    desk.sense("wait", MET)
    assert desk.standing("wait") == "verified"


def test_a_skip_needs_a_reason() -> None:
    desk = Desk(sops=(TWO,)).open()
    with pytest.raises(Refused, match="the reason is missing"):
        desk.step(acts.SkipStep, "one", reason="  ")
    desk.step(acts.SkipStep, "one", reason="stand-up says so")
    assert desk.look("one").why == "stand-up says so (Lin)"
    assert desk.standing("two") == "ready", "skipped is final"


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ("", "a second person must agree"),
        ("lin", "nobody is called lin; did you mean Lin"),
        (LIN, "somebody else"),
        ("Nobody", "nobody is called Nobody"),
    ],
)
def test_a_skip_by_two_needs_another_name_on_the_roster(second: str, why: str) -> None:
    desk = desk_with({"id": "one", "skip": "two-person"})
    with pytest.raises(Refused, match=why):
        desk.step(acts.SkipStep, "one", reason="x", second=second)
    desk.step(acts.SkipStep, "one", reason="x", second=ZHOU)
    assert desk.look("one").why == "x (Lin with Zhou)"


def test_what_must_never_be_skipped_is_not() -> None:
    desk = desk_with({"id": "one", "skip": "never"})
    with pytest.raises(Refused, match="cannot be skipped"):
        desk.step(acts.SkipStep, "one", reason="x")


def test_a_deferral_until_a_time_ends_by_itself() -> None:
    desk = Desk(sops=(TWO,)).open()
    desk.step(acts.DeferStep, "one", until="10m", reason="waiting for the console")
    assert desk.standing("one") == "deferred"
    desk.live(599)
    assert desk.standing("one") == "deferred"
    desk.live(2)
    assert desk.standing("one") == "ready"


def test_a_deferral_until_a_step_ends_with_that_step() -> None:
    desk = Desk(sops=(small({"id": "one"}, {"id": "two"}),)).open()
    desk.step(acts.DeferStep, "two", until="step:one")
    desk.claim("one")
    desk.wait(1)
    assert desk.standing("two") == "ready"


def test_steps_cannot_wait_for_each_other() -> None:
    desk = Desk(sops=(small({"id": "one"}, {"id": "two"}),)).open()
    desk.step(acts.DeferStep, "two", until="step:one")
    with pytest.raises(Refused, match="wait for each other"):
        desk.step(acts.DeferStep, "one", until="step:two")


@pytest.mark.parametrize("until", ["yesterday", "2026-01-01", "0m", "", "step:moon"])
def test_a_deferral_needs_a_moment_to_come(until: str) -> None:
    desk = Desk(sops=(TWO,)).open()
    with pytest.raises(Refused):
        desk.step(acts.DeferStep, "one", until=until)


def test_a_time_without_a_zone_is_local() -> None:
    desk = Desk(sops=(TWO,)).open()
    desk.step(acts.DeferStep, "one", until="2026-11-01T12:00")
    assert desk.look("one").why == "until 11-01 12:00"
    assert desk.view.timeline[-1].text == "put off do one until 11-01 12:00"


def test_an_extension_keeps_the_first_deadline_and_the_miss_counts() -> None:
    desk = Desk(sops=(TWO,)).open()
    desk.step(acts.ExtendDeadline, "one", by="15m", reason="console is down")
    view = desk.look("one")
    assert (view.seconds_left, view.first_due) == (2700.0, "2026-11-01T10:56:40+08:00")
    events = desk.live(1801)
    assert [(e.kind, e.payload["is_moved"]) for e in events] == [("step.overdue", True)]
    assert desk.look("one").is_overdue
    events = desk.live(900)
    assert [(e.kind, e.payload["is_moved"]) for e in events] == [
        ("step.overdue", False)
    ]


def test_an_extension_must_lead_into_the_future() -> None:
    desk = Desk(sops=(TWO,)).open()
    desk.live(7200)
    with pytest.raises(Refused, match="still be in the past"):
        desk.step(acts.ExtendDeadline, "one", by="15m", reason="x")


def test_several_steps_are_claimed_at_once() -> None:
    desk = Desk(sops=(small({"id": "one"}, {"id": "two"}),)).open()
    events = desk.on(acts.ClaimMany, steps=("one", "two"))
    assert [event.kind for event in events] == ["step.claimed", "step.claimed"]


def test_bulk_never_touches_what_data_verify() -> None:
    desk = Desk(sops=(small({"id": "one"}, {"id": "two", "sense": SPEND}),)).open()
    with pytest.raises(Refused, match="claim each alone: do two"):
        desk.on(acts.ClaimMany, steps=("one", "two"))
    assert desk.standing("one") == "ready", "all or nothing"


def test_of_a_group_one_step_is_done_and_the_others_turn_inactive() -> None:
    sop = small({"id": "a", "one_of": "x"}, {"id": "b", "one_of": "x"})
    desk = Desk(sops=(sop,)).open()
    desk.step(acts.StartStep, "a")
    assert desk.standing("b") == "inactive"
    desk.claim("a")
    with pytest.raises(Refused, match="another step of its group is done"):
        desk.claim("b")


def test_an_unknown_step_names_the_nearest() -> None:
    desk = Desk(sops=(TWO,)).open()
    with pytest.raises(Refused, match="no such step: onne; did you mean one"):
        desk.claim("onne")


class TestRepeatingSteps:
    """An update every half hour, on a fixed grid from the opening."""

    def desk(self) -> Desk:
        return desk_with({"id": "post", "every": "30m", "phase": "comms"})

    def test_a_round_done_early_is_followed_by_one_due_a_round_later(self) -> None:
        desk = self.desk()
        desk.live(540)
        desk.claim("post")
        view = desk.look("post")
        assert (view.state, view.due[11:16], view.rounds) == ("claimed", "11:26", 1)

    def test_the_next_round_begins_when_the_last_one_ends(self) -> None:
        desk = self.desk()
        desk.claim("post")
        desk.live(1799)
        assert desk.standing("post") == "claimed"
        desk.live(1)
        view = desk.look("post")
        assert (view.state, view.seconds_left) == ("ready", 1800.0)

    def test_a_round_done_late_covers_the_one_it_falls_into(self) -> None:
        desk = self.desk()
        events = desk.live(2400)
        assert [event.kind for event in events] == ["step.overdue"]
        desk.claim("post")
        assert desk.look("post").due[11:16] == "11:56"

    def test_a_round_can_be_skipped(self) -> None:
        desk = self.desk()
        desk.step(acts.SkipStep, "post", reason="stand-up")
        desk.live(1800)
        assert desk.standing("post") == "ready"

    def test_rounds_end_when_the_incident_is_resolved(self) -> None:
        desk = self.desk()
        desk.claim("post")
        for kind in (acts.Acknowledge, acts.MarkContained, acts.Resolve):
            desk.on(kind)
        assert not desk.live(7200)
