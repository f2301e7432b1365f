"""Acts on alarms: take note, silence, retire, rebase."""

import pytest

from cockpit.incidents.refusals import Refused
from cockpit.incidents.state import alarm_key
from cockpit.snapshot import acts
from tests.incidents.desk import DOUYIN, LIN, Desk

KEY = alarm_key("cpc-surge", DOUYIN)
MATCHERS = (("rule", "cpc-surge"), ("channel", "douyin"))


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.alarm("alarm.fired")
    return desk


def test_an_alarm_without_an_incident_is_acknowledged_itself(desk: Desk) -> None:
    act = acts.AcknowledgeAlarm(rule="cpc-surge", labels=DOUYIN, alarm="cpc-surge-1")
    desk.act(act)
    assert desk.book.state.alarms[KEY].acked_by == LIN
    with pytest.raises(Refused, match="Lin has acknowledged it"):
        desk.act(act)


def test_an_alarm_with_an_incident_acknowledges_that() -> None:
    desk = Desk().open_for_alarm()
    desk.act(acts.AcknowledgeAlarm(rule="cpc-surge", labels=DOUYIN))
    assert desk.view.state == "acked"


def test_the_acknowledgement_ends_with_the_alarm(desk: Desk) -> None:
    desk.act(acts.AcknowledgeAlarm(rule="cpc-surge", labels=DOUYIN))
    desk.alarm("alarm.cleared")
    desk.alarm("alarm.fired")
    assert desk.book.state.alarms[KEY].acked_by == ""


def test_a_silence_needs_a_reason_and_an_end(desk: Desk) -> None:
    for until, reason, why in (
        ("4h", "", "the reason is missing"),
        ("yesterday", "x", "expected a duration"),
        ("2020-01-01T00:00", "x", "is in the past"),
    ):
        with pytest.raises(Refused, match=why):
            desk.act(acts.SetSilence(matchers=MATCHERS, until=until, reason=reason))
    with pytest.raises(Refused, match="say which alarms"):
        desk.act(acts.SetSilence(matchers=(), until="4h", reason="x"))


def test_a_silence_expires_by_itself(desk: Desk) -> None:
    desk.act(acts.SetSilence(matchers=MATCHERS, until="4h", reason="a sale"))
    assert desk.book.state.silences["SIL-0001"].ended == ""
    events = desk.live(4 * 3600)
    assert [event.kind for event in events] == ["silence.expired"]
    assert desk.book.state.silences["SIL-0001"].ended == "expired"


def test_a_silence_is_lifted_once(desk: Desk) -> None:
    desk.act(acts.SetSilence(matchers=MATCHERS, until="4h", reason="a sale"))
    desk.act(acts.LiftSilence(silence="SIL-0001"))
    with pytest.raises(Refused, match="that silence is over"):
        desk.act(acts.LiftSilence(silence="SIL-0001"))
    with pytest.raises(Refused, match="no such silence"):
        desk.act(acts.LiftSilence(silence="SIL-0009"))


def test_an_instance_is_retired_and_keeps_what_the_engine_knew(desk: Desk) -> None:
    desk.act(acts.RetireInstance(rule="cpc-surge", labels=DOUYIN))
    alarm = desk.book.state.alarms[KEY]
    assert (alarm.status, alarm.engine) == ("retired", {"n": 1})


def test_a_rebase_waits_for_the_engine(desk: Desk) -> None:
    seq = desk.act(acts.Rebase(rule="cpc-surge", labels=DOUYIN, reason="new level"))[
        0
    ].seq
    alarm = desk.book.state.alarms[KEY]
    assert (alarm.asked, alarm.asked_seq, alarm.status) == ("rebase", seq, "firing")
    desk.alarm("alarm.rebased")
    assert desk.book.state.alarms[KEY].asked == ""


def test_an_alarm_that_nobody_saw_cannot_be_acted_on(desk: Desk) -> None:
    with pytest.raises(Refused, match="no such alarm: cpc-surge"):
        desk.act(acts.AcknowledgeAlarm(rule="cpc-surge"))
