"""What falls due: once, in order, whatever the clocks do."""

import pytest

from cockpit.incidents.timers import Rung, read_rung
from cockpit.snapshot import acts
from tests.incidents.desk import Desk, small

STEP = small({
    "id": "one", "due": "30m", "warn": "10m",
    "overdue": ["0m bell", "0m notify:commander", "10m escalate:growth-lead"],
})  # fmt: skip
MINUTE = 60.0


@pytest.fixture
def desk() -> Desk:
    return Desk(sops=(STEP,)).open()


def test_a_deadline_is_warned_of_missed_and_climbed(desk: Desk) -> None:
    told = [
        (event.kind, event.payload.get("how", ""), round(desk.clocks.now) % 86_400)
        for event in desk.live(41 * MINUTE)
    ]
    assert [one[:2] for one in told] == [
        ("step.warned", ""),
        ("step.overdue", ""),
        ("escalation.raised", "bell"),
        ("escalation.raised", "notify"),
        ("escalation.raised", "escalate"),
    ]


def test_an_overdue_event_says_when_it_fell_due(desk: Desk) -> None:
    due = desk.look("one").due
    events = desk.live(35 * MINUTE)
    missed = next(event for event in events if event.kind == "step.overdue")
    assert missed.payload["at"].startswith("2026-11-01T02:56:40")
    assert due == "2026-11-01T10:56:40+08:00", "the same instant"
    assert missed.actor == "system"


def test_a_step_done_in_time_is_never_overdue(desk: Desk) -> None:
    desk.claim("one")
    assert not desk.live(90 * MINUTE)


def test_a_step_done_late_stays_missed(desk: Desk) -> None:
    desk.live(31 * MINUTE)
    desk.claim("one")
    view = desk.look("one")
    assert (view.is_overdue, view.seconds_left) == (True, None)


def test_an_incident_that_is_over_is_never_overdue(desk: Desk) -> None:
    desk.on(acts.Cancel, reason="a test")
    assert not desk.live(90 * MINUTE)


def test_two_processes_tell_it_once(desk: Desk) -> None:
    other = desk.beside()
    desk.clocks.pass_seconds(50)
    desk.book.tick()
    other.book.tick()
    for _ in range(80):
        desk.clocks.pass_seconds(30)
        desk.book.tick()
        other.book.tick()
    kinds = desk.kinds()
    assert kinds.count("step.overdue") == 1
    assert kinds.count("escalation.raised") == 3
    assert "clock.resumed" not in kinds


def test_due_timers_fall_before_a_command_in_the_same_commit(desk: Desk) -> None:
    desk.clocks.pass_seconds(31 * MINUTE)
    events = desk.step(acts.ClaimStep, "one")
    kinds = [event.kind for event in events]
    assert kinds.index("step.overdue") < kinds.index("step.claimed")


class TestSleep:
    """A lid that was closed for three days rings once."""

    def test_one_event_lists_what_fell_due(self, desk: Desk) -> None:
        desk.live(MINUTE)
        events = desk.wait(3 * 86_400)
        assert [event.kind for event in events] == [
            "clock.resumed", "step.overdue", "escalation.raised", "escalation.raised",
            "escalation.raised",
        ]  # fmt: skip
        assert events[0].payload["fell_due"] == ["INC-0001/one"]
        assert all(event.payload["quiet"] for event in events[1:]), "no bell for each"

    def test_a_sleep_in_which_nothing_fell_due_is_told_too(self, desk: Desk) -> None:
        desk.live(MINUTE)
        events = desk.wait(10 * MINUTE)
        assert [event.kind for event in events] == ["clock.resumed"]
        assert events[0].payload["fell_due"] == []

    def test_a_program_that_starts_late_tells_what_it_missed(self, desk: Desk) -> None:
        desk.clocks.pass_seconds(86_400)
        desk.start()
        kinds = [event.kind for event in desk.book.tick()]
        assert kinds[:2] == ["clock.resumed", "step.overdue"]

    def test_a_program_that_starts_late_and_missed_nothing_is_still(
        self, desk: Desk
    ) -> None:
        desk.claim("one")
        desk.clocks.pass_seconds(86_400)
        desk.start()
        assert not desk.book.tick()


class TestClocks:
    """The countdown follows the clock that counts sleep."""

    @pytest.mark.parametrize("by", [-1.0, 1.0, 3_600.0, -315_360_000.0, 315_360_000.0])
    def test_a_wall_clock_that_is_set_moves_no_deadline(
        self, desk: Desk, by: float
    ) -> None:
        desk.live(MINUTE)
        desk.clocks.set_wall(by)
        assert desk.look("one").seconds_left == 29 * MINUTE
        kinds = [event.kind for event in desk.wait(1)]
        assert kinds == (["clock.jumped"] if abs(by) > 2 else [])

    def test_the_countdown_only_falls(self, desk: Desk) -> None:
        left = []
        for by in (0, 3_600, -7_200, 86_400, -86_400, 5):
            desk.clocks.set_wall(by)
            desk.wait(10)
            left.append(desk.look("one").seconds_left)
        assert left == [1790.0, 1780.0, 1770.0, 1760.0, 1750.0, 1740.0]

    def test_a_reboot_counts_the_time_it_took(self, desk: Desk) -> None:
        desk.clocks.reboot(5 * MINUTE)
        desk.start()
        assert desk.look("one").seconds_left == 25 * MINUTE
        assert [event.kind for event in desk.book.tick()] == ["clock.rebooted"]

    def test_after_a_reboot_with_a_clock_behind_it_is_uncertain(
        self, desk: Desk
    ) -> None:
        desk.clocks.reboot(5 * MINUTE, wall_error=-86_400)
        desk.start()
        left = desk.look("one").seconds_left
        assert left is not None
        assert 0 < left <= 30 * MINUTE, "never more than there was"
        assert desk.book.snapshot().clock_note == "clock uncertain"

    def test_what_fell_due_while_it_was_off_is_in_one_event(self, desk: Desk) -> None:
        desk.clocks.reboot(86_400)
        desk.start()
        events = desk.book.tick()
        assert events[0].kind == "clock.rebooted"
        assert events[0].payload["fell_due"] == ["INC-0001/one"]


@pytest.mark.parametrize(
    ("text", "rung"),
    [
        ("0m bell", Rung(0, "bell", "")),
        ("10m escalate:growth-lead", Rung(600, "escalate", "growth-lead")),
        ("1h notify:commander", Rung(3600, "notify", "commander")),
        ("bell", None),
        ("0m bell:x", None),
        ("0m escalate", None),
        ("1bd escalate:x", None),
        ("soon notify:x", None),
    ],
)
def test_a_rung_says_when_and_whom(text: str, rung: Rung | None) -> None:
    assert read_rung(text) == rung


def test_a_deadline_in_business_days_leaves_holidays_out() -> None:
    from datetime import date

    from cockpit.incidents.durations import Calendar

    calendar = Calendar(
        "Asia/Shanghai",
        days_off=frozenset({date(2026, 11, 3)}),
        days_on=frozenset({date(2026, 11, 7)}),
    )
    sop = small({"id": "one", "due": "5bd"})
    desk = Desk(sops=(sop,), calendar=calendar).open()
    assert desk.look("one").due == "2026-11-07T10:26:40+08:00", "Mon Wed Thu Fri Sat"
