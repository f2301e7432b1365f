"""The snapshot: what is in focus, what presses, what may be done and what lacks."""

import pytest

from cockpit.snapshot import acts
from cockpit.snapshot.incidents import Figures, Sensed
from cockpit.text.i18n import speak
from tests.incidents.desk import DOUYIN, LIN, MET, PEOPLE, Desk, small


def test_an_empty_log_shows_what_could_be_opened() -> None:
    shown = Desk().book.snapshot(actor=LIN)
    assert (shown.rows, shown.actor) == ((), LIN)
    assert [word for word, _ in shown.sops][:2] == ["stop-the-bleeding", "churn-recall"]
    assert shown.roster == tuple(person.name for person in PEOPLE)


def test_what_is_reported_done_is_not_the_next_step() -> None:
    sense = {"metric": "spend", "op": "<=", "than": "0"}
    sop = small({"id": "one", "sense": sense}, {"id": "two", "needs": ["one"]})
    desk = Desk(sops=(sop,)).open()
    desk.claim("one")
    (row,) = desk.book.snapshot().rows
    assert row.next_step == "do two", "it comes next, as soon as data agree"
    desk.sense("one", MET)
    desk.claim("two")
    (row,) = desk.book.snapshot(focus="one").rows
    assert (row.next_step, row.next_seconds) == ("", None)


def test_a_cancelled_incident_has_no_next_step() -> None:
    desk = Desk().open()
    desk.on(acts.Cancel, reason="x")
    (row,) = desk.book.snapshot(show_closed=9).rows
    assert row.next_step == ""


def test_the_next_step_is_not_the_one_that_is_looked_at() -> None:
    desk = Desk(sops=(small({"id": "one"}, {"id": "two"}),)).open()
    (row,) = desk.book.snapshot(focus="two").rows
    assert row.next_step == "do one"


def test_countdowns_start_from_the_reading_of_the_snapshot() -> None:
    desk = Desk().open_for_alarm()
    desk.live(90)
    shown = desk.book.snapshot()
    assert shown.taken_at == desk.clocks.ticks / 1e9
    assert desk.look("take-command").seconds_left == 210.0
    assert shown.incidents[0].age_seconds == 90.0


def current(desk: Desk) -> str:
    return next(step.id for step in desk.view.steps if step.is_current)


def test_memory_items_come_first_then_what_is_most_urgent() -> None:
    sop = small(
        {"id": "late", "due": "4h"},
        {"id": "soon", "due": "1h"},
        {"id": "memory", "memory": True},
        {"id": "never"},
    )
    desk = Desk(sops=(sop,)).open()
    seen = []
    for _ in range(4):
        seen.append(current(desk))
        desk.claim(seen[-1])
    assert seen == ["memory", "soon", "late", "never"]


def test_what_is_blocked_or_put_off_is_never_in_focus() -> None:
    sop = small(
        {"id": "blocked", "due": "5m", "needs": ["free"]},
        {"id": "later", "due": "6m", "defer_until": "step:free"},
        {"id": "free", "due": "4h"},
    )
    assert current(Desk(sops=(sop,)).open()) == "free"


def test_the_operator_may_look_at_another_step() -> None:
    desk = Desk().open()
    shown = desk.book.snapshot(focus="review").incidents[0]
    assert [step.id for step in shown.steps if step.is_current] == ["review"]


def test_rows_are_red_first_and_then_by_what_is_due() -> None:
    red = small({"id": "one", "due": "4h"}, severity="red", title="red")
    soon = small({"id": "one", "due": "1h"}, id="soon", title="soon")
    later = small({"id": "one", "due": "2h"}, id="later", title="later")
    desk = Desk(sops=(later, soon, red))
    for word in ("later", "soon", "small"):
        desk.open(word)
    shown = desk.book.snapshot()
    assert [row.title for row in shown.rows] == ["red", "soon", "later"]
    assert [view.title for view in shown.incidents] == ["red", "soon", "later"]


def test_incidents_that_are_over_are_shown_only_if_asked_for() -> None:
    desk = Desk().open()
    desk.on(acts.Cancel, reason="x")
    assert desk.book.snapshot().rows == ()
    assert [row.state for row in desk.book.snapshot(show_closed=1).rows] == [
        "cancelled"
    ]


def test_what_may_be_done_and_what_the_rest_lacks() -> None:
    view = Desk().open().view
    assert set(view.may) == {"ack", "cancel", "hand_over"}
    assert view.why_not["contain"] == "nobody has acknowledged it"
    assert view.why_not["reopen"] == "the incident is opened"


def test_live_data_stand_beside_a_claim() -> None:
    desk = Desk().open_for_alarm()
    desk.enter("take-command", "commander", LIN)
    desk.enter("pause-inefficient", "paused", ["a"])
    desk.claim("pause-inefficient")
    live = Sensed(verdict="false", met=2, of=5, text="2/5 at zero")
    shown = desk.book.snapshot(sensed={("INC-0001", "pause-inefficient"): live})
    sensed = shown.incidents[0].steps[3].sensed
    assert (sensed.met, sensed.of, sensed.text) == (2, 5, "2/5 at zero")
    desk.sense("pause-inefficient", MET)
    assert desk.look("pause-inefficient").sensed.text == "2/2 at zero"


def test_a_repeating_step_shows_its_next_round() -> None:
    desk = Desk().open()
    desk.step(acts.SkipStep, "update", reason="stand-up")
    view = desk.look("update")
    assert (view.state, view.due[11:16], view.seconds_left) == (
        "skipped",
        "11:26",
        None,
    )


def test_money_is_shown_as_it_was_computed() -> None:
    desk = Desk().open()
    figures = Figures(incident="INC-0001", saved=712.0)
    shown = desk.book.snapshot(figures={"INC-0001": figures})
    assert shown.incidents[0].figures is figures


def test_trouble_of_the_log_is_shown() -> None:
    desk = Desk().open()
    desk.page.trouble = "NOT SAVED: the disk is full"
    assert desk.book.snapshot().trouble == "NOT SAVED: the disk is full"


def test_the_banner_is_pinned_until_the_end() -> None:
    desk = Desk().open("stop-the-bleeding", labels=DOUYIN)
    assert "DO NOT ADD BUDGET" in desk.view.banner
    desk.on(acts.Cancel, reason="x")
    assert desk.view.banner == ""


def test_data_are_passed_on_raw() -> None:
    sop = small({"id": "one", "do": "\x1b]52;c;x\x07 [/closing]"})
    assert Desk(sops=(sop,)).open().look("one").title == "\x1b]52;c;x\x07 [/closing]"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_event_is_told_in_words(language: str) -> None:
    from tests.incidents.test_fold import story

    desk = story()
    speak(language)  # type: ignore[arg-type]
    try:
        told = desk.view.timeline
    finally:
        speak("en")
    assert all(entry.text and entry.text != entry.kind for entry in told)
    assert {entry.kind: entry.tone for entry in told}["step.overdue"] == "red"
