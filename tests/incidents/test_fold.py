"""The fold: pure, strict about order, tolerant of what a newer release may write."""

import pytest
from msgspec.structs import replace

from cockpit.incidents.events import Event
from cockpit.incidents.fold import Gap, fold, fold_all
from cockpit.incidents.state import EMPTY, alarm_key, state_hash
from cockpit.snapshot import acts
from tests.incidents.desk import DOUYIN, LIN, MET, Desk

KEY = alarm_key("cpc-surge", DOUYIN)


def story() -> Desk:
    """An incident with a bit of everything."""
    desk = Desk().open_for_alarm(budgets={"a": 100.0})
    desk.on(acts.Acknowledge)
    desk.enter("take-command", "commander", LIN)
    desk.claim("take-command", "freeze-budget")
    desk.live(2400)
    desk.enter("pause-inefficient", "paused", ["a"])
    desk.claim("pause-inefficient")
    desk.sense("pause-inefficient", MET)
    desk.on(acts.AddNote, text="two of five")
    return desk


def test_one_by_one_or_all_at_once_gives_the_same_state() -> None:
    events = story().ledger.events
    state = EMPTY
    for event in events:
        state = fold(state, event)
    assert state_hash(state) == state_hash(fold_all(EMPTY, events))


def test_a_state_that_is_folded_on_is_not_changed() -> None:
    events = story().ledger.events
    half = fold_all(EMPTY, events[: len(events) // 2])
    before = state_hash(half)
    fold_all(half, events[len(events) // 2 :])
    assert state_hash(half) == before


def test_an_event_that_is_known_changes_nothing() -> None:
    desk = story()
    assert fold(desk.book.state, desk.ledger.events[-1]) is desk.book.state


def test_a_missing_event_is_an_error() -> None:
    events = story().ledger.events
    with pytest.raises(Gap, match="event 3 after event 1"):
        fold_all(EMPTY, [events[0], events[2]])


def test_what_a_newer_release_wrote_only_counts() -> None:
    desk = story()
    last = desk.ledger.events[-1]
    news = [
        replace(last, seq=last.seq + 1, kind="incident.painted", payload={"x": 1}),
        replace(last, seq=last.seq + 2, kind="weather.changed", incident=""),
        replace(last, seq=last.seq + 3, incident="INC-0777", kind="note.added"),
    ]
    state = fold_all(desk.book.state, news)
    before = desk.book.state.incidents["INC-0001"]
    assert state.seq == last.seq + 3
    assert state.incidents == {"INC-0001": replace(before, version=before.version + 1)}


@pytest.mark.parametrize(
    ("kinds", "status", "alarm"),
    [
        (["alarm.pending"], "pending", ""),
        (["alarm.pending", "alarm.fired"], "firing", "cpc-surge-1"),
        (["alarm.fired", "alarm.blind"], "firing", "cpc-surge-1"),
        (["alarm.fired", "alarm.recovering"], "recovering", "cpc-surge-1"),
        (["alarm.fired", "alarm.recovering", "alarm.cleared"], "ok", ""),
        (["alarm.watch"], "ok", "cpc-surge-1"),
        (["alarm.cleared", "alarm.unknown"], "unknown", "cpc-surge-1"),
        (["alarm.fired", "grain.restated"], "firing", "cpc-surge-1"),
    ],
)
def test_an_alarm_stands_as_its_last_transition_says(
    kinds: list[str], status: str, alarm: str
) -> None:
    desk = Desk()
    for kind in kinds:
        desk.alarm(kind)
    known = desk.book.state.alarms[KEY]
    assert (known.status, known.alarm, known.engine) == (status, alarm, {"n": 1})


def test_an_alarm_knows_since_when_it_stands_so() -> None:
    desk = Desk()
    desk.alarm("alarm.fired")
    began = desk.book.state.alarms[KEY].since
    desk.clocks.pass_seconds(600)
    desk.alarm("alarm.fired")
    assert desk.book.state.alarms[KEY].since == began, "still the same state"


def test_the_hash_tells_one_state_from_another() -> None:
    desk = story()
    before = state_hash(desk.book.state)
    desk.on(acts.AddNote, text="x")
    assert state_hash(desk.book.state) != before


def test_every_kind_of_event_that_the_page_lists_is_folded() -> None:
    """Those without a state of their own only count."""
    kinds = (
        "session.started", "session.ended", "session.recovered", "import.done",
        "import.refused", "clock.jumped", "clock.resumed", "clock.rebooted",
    )  # fmt: skip
    state = EMPTY
    for number, kind in enumerate(kinds, 1):
        event = Event(
            seq=number, id="x", kind=kind, wall="2026-11-01T00:00:00.000000+00:00",
            boot="b", boot_ns=number,
        )  # fmt: skip
        state = fold(state, event)
    assert (state.seq, state.alarms, state.incidents) == (len(kinds), {}, {})
