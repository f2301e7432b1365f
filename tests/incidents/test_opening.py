"""Opening, linking, reopening: one open incident a key."""

from cockpit.incidents.opening import linking_drafts, reopening_drafts
from cockpit.snapshot import acts
from cockpit.snapshot.alarms import Labels
from tests.incidents.desk import DOUYIN, Desk, small

BAIDU: Labels = (("channel", "baidu"),)
ONE = small({"id": "one", "every": "30m"})


def test_an_incident_holds_what_it_was_opened_with() -> None:
    desk = Desk().open_for_alarm(
        budgets={"a": 100.0}, onset="2026-11-01T09:00", reason="cpc"
    )
    incident = desk.incident
    assert incident.id == "INC-0001"
    assert (incident.onset, incident.budgets_opened) == (
        "2026-11-01T09:00",
        {"a": 100.0},
    )
    assert incident.opened_data == "2026-11-01T10:00:00+08:00"
    assert incident.severity == "red"
    assert desk.view.alarms == ("cpc-surge/douyin",)


def test_the_same_key_opens_nothing_more() -> None:
    desk = Desk().open_for_alarm()
    desk.open_for_alarm()
    assert desk.kinds().count("incident.opened") == 1


def test_another_alarm_of_the_same_key_joins() -> None:
    desk = Desk().open_for_alarm()
    alarms = (("cpc-surge", DOUYIN), ("cpc-surge", BAIDU))
    events = desk.book.record(
        lambda state: linking_drafts(state, "INC-0001", alarms), actor="data"
    )
    assert [event.payload["labels"] for event in events] == [[["channel", "baidu"]]]
    desk.alarm("alarm.fired", labels=BAIDU)
    assert desk.view.labels == (DOUYIN, BAIDU)


def test_after_a_false_alarm_the_same_key_opens_a_new_one() -> None:
    desk = Desk().open_for_alarm()
    desk.on(acts.Cancel, reason="a test")
    desk.open_for_alarm()
    assert sorted(desk.book.state.incidents) == ["INC-0001", "INC-0002"]


def closed() -> Desk:
    desk = Desk(sops=(ONE,)).open()
    desk.on(acts.Acknowledge)
    desk.claim("one")
    for kind in (acts.MarkContained, acts.Resolve):
        desk.on(kind)
    return desk


def test_data_reopen_what_they_closed_over() -> None:
    desk = closed()
    desk.live(86_400)
    desk.book.record(
        lambda state: reopening_drafts(
            state,
            "INC-0001",
            (("cpc-surge", DOUYIN),),
            desk.book.occasion("data"),
            "again",
        ),
        actor="data",
    )
    assert desk.kinds()[-3:] == ["incident.reopened", "step.resumed", "alarm.linked"]
    assert desk.look("one").seconds_left == 1800.0, "its rounds begin again"


def test_a_key_that_is_held_is_not_reopened() -> None:
    desk = Desk(sops=(ONE,)).open()
    desk.on(acts.Cancel, reason="x")
    desk.open()
    state = desk.book.state
    assert reopening_drafts(state, "INC-0001", (), desk.book.occasion("data")) == ()


def test_two_alarms_at_once_are_two_incidents_with_two_numbers() -> None:
    desk = Desk().open_for_alarm()
    desk.open("churn-recall")
    shown = desk.book.snapshot()
    assert [row.incident for row in shown.rows] == ["INC-0001", "INC-0002"]
