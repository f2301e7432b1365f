"""Acts on an incident as a whole, and what each of them lacks."""

import pytest
from msgspec.structs import replace

from cockpit.incidents.gates import MOST_NAMED, firing
from cockpit.incidents.refusals import Refused
from cockpit.incidents.report import exported_draft
from cockpit.incidents.state import Alarm, Incident, State, alarm_key
from cockpit.snapshot import acts
from cockpit.text.i18n import Language
from tests.incidents.desk import DOUYIN, LIN, ZHOU, Desk, small
from tests.speech import spoken

ONE = small({"id": "one"}, {"id": "later", "phase": "review"})


def desk_at(state: str) -> Desk:
    """An incident in this state."""
    desk = Desk(sops=(ONE,)).open()
    if state in ("acked", "contained", "resolved", "closed"):
        desk.on(acts.Acknowledge)
    if state in ("contained", "resolved", "closed"):
        desk.claim("one")
        desk.on(acts.MarkContained)
    if state in ("resolved", "closed"):
        desk.claim("later")
        desk.on(acts.Resolve)
    if state == "closed":
        export(desk)
        desk.on(acts.Close)
    if state == "cancelled":
        desk.on(acts.Cancel, reason="a test")
    assert desk.view.state == state
    return desk


def export(desk: Desk) -> None:
    desk.book.record(
        lambda state: [exported_draft(state.incidents[desk.incident_id], "r.md")],
        actor=LIN,
    )


ALLOWED = {
    acts.Acknowledge: {"open"},
    acts.MarkContained: {"acked"},
    acts.Resolve: {"contained"},
    acts.Close: {"resolved"},
    acts.Cancel: {"open", "acked"},
    acts.Reopen: {"resolved", "closed"},
}


@pytest.mark.parametrize("kind", ALLOWED, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    "state", ["open", "acked", "contained", "resolved", "closed", "cancelled"]
)
def test_every_transition_is_allowed_or_refused(
    state: str, kind: type[acts.OnIncident]
) -> None:
    desk = desk_at(state)
    if state == "acked":
        desk.claim("one")
    if state == "contained":
        desk.claim("later")
    if state == "resolved":
        export(desk)
    more = {"reason": "x"} if kind in (acts.Cancel, acts.Reopen) else {}
    if state in ALLOWED[kind]:
        desk.on(kind, **more)
        assert desk.view.state != state
    else:
        with pytest.raises(Refused):
            desk.on(kind, **more)
        assert desk.view.state == state


def test_who_acknowledges_commands() -> None:
    desk = desk_at("acked")
    assert desk.view.commander == LIN
    with pytest.raises(Refused, match="the incident is acknowledged"):
        desk.on(acts.Acknowledge)


def test_an_acknowledgement_leaves_a_commander_in_command() -> None:
    desk = Desk().open()
    desk.on(acts.Assign, role="commander", person=ZHOU)
    desk.on(acts.Acknowledge)
    assert desk.view.commander == ZHOU


def test_a_commander_named_by_the_procedure_takes_the_incident_over() -> None:
    sop = small(
        {
            "id": "take",
            "due": "30m",
            "evidence": [{"id": "commander", "type": "choice", "from": "roster"}],
        },
        clock="acked",
        roles=["commander"],
    )
    desk = Desk(sops=(sop,)).open()
    desk.enter("take", "commander", ZHOU)
    assert (desk.view.state, desk.view.commander) == ("acked", ZHOU)
    assert desk.look("take").seconds_left == 1800.0
    desk.enter("take", "commander", LIN)
    assert (desk.view.state, desk.view.commander) == ("acked", LIN)


def test_a_clock_may_begin_with_the_acknowledgement() -> None:
    sop = small({"id": "one", "due": "30m"}, clock="acked")
    desk = Desk(sops=(sop,)).open()
    assert desk.look("one").seconds_left is None
    desk.live(600)
    desk.on(acts.Acknowledge)
    assert desk.look("one").seconds_left == 1800.0


def test_command_is_handed_over_to_another_person() -> None:
    desk = desk_at("acked")
    with pytest.raises(Refused, match="Lin commands already"):
        desk.on(acts.HandOver, person=LIN)
    desk.on(acts.HandOver, person=ZHOU, text="two campaigns are paused")
    assert desk.view.commander == ZHOU
    assert (
        desk.view.timeline[-1].text == "handed over to Zhou: two campaigns are paused"
    )


def test_the_severity_is_set_with_a_reason() -> None:
    desk = Desk(sops=(ONE,)).open()
    with pytest.raises(Refused, match="expected one of red, yellow, watch"):
        desk.on(acts.SetSeverity, severity="pink", reason="x")
    desk.on(acts.SetSeverity, severity="red", reason="it spreads")
    assert desk.view.severity == "red"


def test_a_role_goes_to_somebody_on_the_roster() -> None:
    desk = Desk().open()
    desk.on(acts.Assign, role="buyer", person=ZHOU)
    assert desk.look("freeze-budget").owner == ZHOU
    with pytest.raises(Refused, match="no such role: byer; did you mean buyer"):
        desk.on(acts.Assign, role="byer", person=ZHOU)


def test_contained_names_every_step_that_is_not_done() -> None:
    desk = Desk().open()
    desk.on(acts.Acknowledge)
    assert desk.view.why_not["contain"] == (
        "steps are not done: 1 Take command, 2 Turn off automatic budget rules,"
        " 3 Check CPC and clicks in the console, 4 Pause the weak campaigns"
    )


def test_alarms_that_fire_are_overridden_with_a_reason_only() -> None:
    desk = Desk(sops=(ONE,)).open_for_alarm(sop="small")
    desk.on(acts.Acknowledge)
    desk.claim("one", "later")
    desk.on(acts.MarkContained)
    assert "override" in desk.view.may
    with pytest.raises(Refused, match="alarms still fire"):
        desk.on(acts.Resolve)
    desk.on(acts.Resolve, override="the platform is wrong")
    assert desk.view.timeline[-1].text == (
        "resolved while alarms fire: the platform is wrong"
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "alarms still fire: CPC surge (Douyin feed)"),
        ("zh_CN", "CPC 突涨 (抖音 信息流)"),
    ],
)
def test_alarms_that_fire_are_called_what_people_call_them(
    language: Language, told: str
) -> None:
    alarm, incident = burning(1)
    with spoken(language):
        (lack,) = firing(State(alarms=alarm), incident)
        assert lack.text().endswith(told)


def test_of_a_flood_of_alarms_only_the_first_are_named() -> None:
    alarms, incident = burning(1_000)
    with spoken("en"):
        (lack,) = firing(State(alarms=alarms), incident)
        assert lack.text().count("CPC surge") == MOST_NAMED
        assert lack.text().endswith(f"and {1_000 - MOST_NAMED} more")


def burning(count: int) -> tuple[dict[str, Alarm], Incident]:
    """So many alarms that fire, and the incident that holds them."""
    names = {"en": ("CPC surge", "Douyin feed"), "zh_CN": ("CPC 突涨", "抖音 信息流")}
    alarms = {
        alarm_key("cpc-surge", labels): Alarm(
            rule="cpc-surge", labels=labels, status="firing", names=names
        )
        for labels in ((("channel", f"ch{at}"),) for at in range(count))
    }
    incident = Desk(sops=(ONE,)).open().incident
    return alarms, replace(incident, alarms=tuple(alarms))


def test_an_alarm_that_went_blind_is_not_clear() -> None:
    desk = Desk(sops=(ONE,)).open_for_alarm(sop="small")
    desk.alarm("alarm.blind")
    desk.on(acts.Acknowledge)
    desk.claim("one", "later")
    desk.on(acts.MarkContained)
    with pytest.raises(Refused, match="alarms still fire"):
        desk.on(acts.Resolve)


def test_data_clear_alarms_and_only_people_end_incidents() -> None:
    desk = Desk(sops=(ONE,)).open_for_alarm(sop="small")
    desk.alarm("alarm.cleared")
    desk.live(90_000)
    assert desk.view.state == "open"


def test_a_step_put_off_may_wait_for_the_close_but_not_longer() -> None:
    desk = desk_at("contained")
    desk.step(acts.DeferStep, "later", until="5d")
    desk.on(acts.Resolve)
    export(desk)
    with pytest.raises(Refused, match="steps are not done: 2 do later"):
        desk.on(acts.Close)
    desk.step(acts.ResumeStep, "later")
    desk.claim("later")
    export(desk)
    desk.on(acts.Close)


def test_a_report_with_blanks_closes_nothing() -> None:
    sop = small({
        "id": "one", "evidence": [{"id": "why", "type": "text", "required": True}],
    })  # fmt: skip
    desk = Desk(sops=(sop,)).open()
    desk.on(acts.Acknowledge)
    export(desk)
    assert desk.view.blanks == ("one.why",)
    desk.enter("one", "why", "because")
    desk.claim("one")
    desk.on(acts.MarkContained)
    desk.on(acts.Resolve)
    with pytest.raises(Refused, match="exported with blanks: export it again"):
        desk.on(acts.Close)
    export(desk)
    desk.on(acts.Close)


def test_a_report_is_of_what_was_done_last() -> None:
    desk = desk_at("contained")
    desk.claim("later")
    export(desk)
    desk.on(acts.Resolve)
    older = "something was done since the report: export it again"
    with pytest.raises(Refused, match=older):
        desk.on(acts.Close)
    export(desk)
    desk.on(acts.AddNote, text="one more thing")
    with pytest.raises(Refused, match=older):
        desk.on(acts.Close)
    export(desk)
    desk.alarm("alarm.cleared")
    desk.wait(600_000)
    desk.on(acts.Close)


def test_a_reopened_incident_is_reported_again() -> None:
    desk = desk_at("closed")
    desk.on(acts.Reopen, reason="it is back")
    assert desk.view.state == "open"
    assert desk.standing("one") == "claimed", "what was done stays done"
    desk.on(acts.Acknowledge)
    desk.on(acts.MarkContained)
    desk.on(acts.Resolve)
    with pytest.raises(Refused, match="was not exported"):
        desk.on(acts.Close)


def test_a_key_that_is_held_cannot_be_opened_or_reopened() -> None:
    desk = desk_at("closed")
    desk.open()
    assert len(desk.book.state.open_incidents) == 1
    with pytest.raises(Refused, match="INC-0002 is open for it"):
        desk.open()
    with pytest.raises(Refused, match="INC-0002 is open for the same alarms"):
        desk.on(acts.Reopen, reason="x")


def test_an_incident_by_hand_joins_its_alarm() -> None:
    desk = Desk()
    desk.alarm("alarm.fired")
    desk.open("stop-the-bleeding", rule="cpc-surge", labels=DOUYIN)
    assert desk.view.alarms == ("cpc-surge/douyin",)
    assert desk.view.title == "CPC surge: stop the bleeding: douyin"
    assert desk.incident.key == '["cpc-surge",[]]', "as its rule groups them"


def test_only_known_procedures_that_allow_it_are_opened_by_hand() -> None:
    desk = Desk(sops=(small({"id": "one"}, trigger=["rule:x"]),))
    with pytest.raises(Refused, match="only its rules open this procedure"):
        desk.open()
    with pytest.raises(Refused, match="no such procedure: smal; did you mean small"):
        desk.open("smal")


def test_nobody_acts_without_a_name() -> None:
    desk = Desk(sops=(ONE,))
    with pytest.raises(Refused, match="nobody has said who acts"):
        desk.book.do(acts.OpenIncident(sop="small"), actor=" ")


SHORT = small(
    {"id": "ack", "due": "15m", "memory": True},
    {"id": "cause", "needs": ["ack"]},
    clock="acked",
)


def test_who_acknowledges_has_taken_over() -> None:
    desk = Desk(sops=(SHORT,)).open()
    assert [event.kind for event in desk.on(acts.Acknowledge)] == [
        "incident.acked", "step.claimed",
    ]  # fmt: skip
    step = desk.look("ack")
    assert (step.state, step.by, step.is_overdue) == ("claimed", LIN, False)
    assert desk.standing("cause") == "ready"
    desk.wait(3_600)
    assert "step.overdue" not in desk.kinds(), "nobody is called for it"


def test_who_claims_the_take_over_once_more_is_not_refused() -> None:
    desk = Desk(sops=(SHORT,)).open()
    desk.on(acts.Acknowledge)
    version = desk.view.version
    assert desk.step(acts.ClaimStep, "ack") == ()
    assert [e.payload["step"] for e in desk.on(acts.ClaimMany, steps=("ack", "cause"))] == [
        "cause"
    ]  # fmt: skip
    assert desk.view.version == version + 1
    desk.actor = ZHOU
    assert desk.step(acts.ClaimStep, "ack") == (), "it is taken over, whoever says so"
    assert desk.look("ack").by == LIN
    with pytest.raises(Refused, match="claimed already"):
        desk.step(acts.ClaimStep, "cause")


def test_a_take_over_that_was_claimed_or_asks_for_more_is_left_alone() -> None:
    desk = Desk(sops=(SHORT,)).open()
    desk.claim("ack")
    assert [event.kind for event in desk.on(acts.Acknowledge)] == ["incident.acked"]
    asks = {"id": "why", "type": "text", "required": True}
    desk = Desk(sops=(small({"id": "ack", "evidence": [asks]}),)).open()
    desk.on(acts.Acknowledge)
    assert desk.standing("ack") == "ready"


def test_an_acknowledgement_after_reopening_claims_nothing_twice() -> None:
    desk = Desk(sops=(SHORT,)).open()
    desk.on(acts.Acknowledge)
    desk.claim("cause")
    desk.on(acts.MarkContained)
    desk.on(acts.Resolve)
    desk.on(acts.Reopen, reason="it is back")
    assert [event.kind for event in desk.on(acts.Acknowledge)] == ["incident.acked"]
