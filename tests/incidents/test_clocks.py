"""Deadlines by the boot clock, through sleep, jumps, reboots and drills."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.incidents.clocks import (
    NO_TIME,
    Deadline,
    RealClocks,
    Timeline,
    deadline_after,
    deadline_at,
    elapsed,
    followed,
    iso,
    jumped,
    reading,
    rebooted,
    resumed,
    seconds_left,
    seconds_of,
)
from cockpit.incidents.drill_clocks import DrillAnchor, DrillClocks, drill_anchor
from cockpit.incidents.events import Draft, Event
from tests.incidents.journal.making import NOON, HandClocks

YEARS = 365.25 * 86_400 * 10


def event(clocks: HandClocks, kind: str = "note.added") -> Event:
    now = reading(clocks)
    return Event(
        seq=1, id="", kind=kind, wall=iso(now.wall), boot=now.boot, boot_ns=now.boot_ns
    )


def begun(clocks: HandClocks) -> Timeline:
    return followed(NO_TIME, event(clocks))


@given(wait=st.floats(0, 1e6), jump=st.floats(-YEARS, YEARS))
def test_within_a_boot_the_wall_clock_does_not_matter(wait: float, jump: float) -> None:
    """A jump of ten years, a summer time, a leap day: the countdown goes on."""
    clocks = HandClocks()
    deadline = deadline_after(reading(clocks), 1_800)
    timeline = begun(clocks)
    clocks.wait(wait)
    clocks.seconds += jump
    seconds, is_uncertain = left(deadline, clocks, timeline)
    assert seconds == pytest.approx(1_800 - wait, abs=1e-6)
    assert not is_uncertain


def left(
    deadline: Deadline, clocks: HandClocks, timeline: Timeline
) -> tuple[float, bool]:
    found = seconds_left(deadline, reading(clocks), timeline)
    return found.seconds, found.is_uncertain


def reboot(clocks: HandClocks, down: float) -> None:
    clocks.seconds += down
    clocks.since_boot = 20.0
    clocks.boot += "+"


def test_after_a_reboot_the_wall_clock_says_what_was_missed() -> None:
    clocks = HandClocks()
    deadline, timeline = deadline_after(reading(clocks), 1_800), begun(clocks)
    reboot(clocks, 600)
    assert left(deadline, clocks, timeline) == (1_200, False)
    timeline = followed(timeline, event(clocks))
    clocks.wait(60)
    clocks.seconds += YEARS
    assert left(deadline, clocks, timeline) == (1_140, False)


def test_a_clock_that_went_back_over_a_reboot_is_uncertain() -> None:
    """It is at least as late as the last event says: the earlier deadline counts."""
    clocks = HandClocks()
    deadline, timeline = deadline_after(reading(clocks), 1_800), begun(clocks)
    clocks.wait(300)
    timeline = followed(timeline, event(clocks))
    reboot(clocks, -YEARS)
    assert left(deadline, clocks, timeline) == (1_500, True)
    timeline = followed(timeline, event(clocks))
    assert timeline.is_uncertain
    clocks.wait(100)
    assert left(deadline, clocks, timeline) == (1_400, True)


def test_a_wrong_clock_that_a_reboot_puts_right_costs_no_deadline() -> None:
    """It was ten years ahead for a while; only the reboot itself is not counted."""
    clocks = HandClocks()
    deadline, timeline = deadline_after(reading(clocks), 1_800), begun(clocks)
    clocks.seconds += YEARS
    clocks.wait(100)
    timeline = followed(timeline, event(clocks, "clock.jumped"))
    reboot(clocks, -YEARS)
    timeline = followed(timeline, event(clocks))
    clocks.wait(10)
    assert left(deadline, clocks, timeline) == (1_690, True)


def test_a_deadline_outlives_several_reboots() -> None:
    clocks = HandClocks()
    deadline, timeline = deadline_after(reading(clocks), 1_800), begun(clocks)
    for _ in range(3):
        clocks.wait(100)
        timeline = followed(timeline, event(clocks))
        reboot(clocks, 50)
        timeline = followed(timeline, event(clocks))
    assert left(deadline, clocks, timeline) == (1_350, False)


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["wait", "jump", "reboot"]), st.floats(-1e6, 1e6)),
        max_size=12,
    )
)
def test_a_countdown_never_runs_backwards_and_no_time_is_negative(
    steps: list[tuple[str, float]],
) -> None:
    """Whatever happens to the clocks, if each new boot writes its first event."""
    clocks = HandClocks()
    start = reading(clocks)
    deadline, timeline = deadline_after(start, 3_600), begun(clocks)
    before = 3_600.0
    for what, amount in steps:
        if what == "wait":
            clocks.wait(abs(amount))
        elif what == "jump":
            clocks.seconds += amount
        else:
            timeline = followed(timeline, event(clocks))
            reboot(clocks, amount)
            timeline = followed(timeline, event(clocks))
        now, _ = left(deadline, clocks, timeline)
        assert now <= before + 1e-5
        assert elapsed(start, reading(clocks), timeline).seconds >= 0
        before = now


def test_a_deadline_on_a_calendar_day_is_a_moment_too() -> None:
    clocks = HandClocks()
    deadline = deadline_at(reading(clocks), NOON + 86_400)
    clocks.wait(3_600)
    assert seconds_left(deadline, reading(clocks), begun(clocks)).seconds == 82_800


def written(draft: Draft | None, clocks: HandClocks) -> Event:
    assert draft is not None
    return event(clocks, draft.kind)


@pytest.mark.parametrize(("by", "is_told"), [(1.9, False), (2.1, True), (-3.0, True)])
def test_a_jump_of_the_wall_clock_is_told_once(by: float, is_told: bool) -> None:
    clocks = HandClocks()
    timeline = begun(clocks)
    clocks.wait(1_000)
    clocks.seconds += by
    timeline = followed(timeline, event(clocks))
    draft = jumped(timeline, reading(clocks))
    assert (draft is not None) == is_told
    if is_told:
        assert draft is not None
        assert draft.payload["by_seconds"] == by
        timeline = followed(timeline, written(draft, clocks))
        clocks.wait(5)
        assert jumped(timeline, reading(clocks)) is None


def test_a_reboot_is_told_once() -> None:
    clocks = HandClocks()
    assert rebooted(NO_TIME, reading(clocks)) is None
    timeline = begun(clocks)
    assert rebooted(timeline, reading(clocks)) is None
    reboot(clocks, 90)
    draft = rebooted(timeline, reading(clocks))
    assert draft is not None
    assert draft.payload == {"before": "boot-1", "seconds": 90.0, "is_uncertain": False}
    assert draft.once == "clock.rebooted:boot-1+"
    timeline = followed(timeline, written(draft, clocks))
    assert rebooted(timeline, reading(clocks)) is None
    assert jumped(timeline, reading(clocks)) is None


def test_a_sleep_is_told_once_with_what_fell_due() -> None:
    """Of two processes that wake up, one tells."""
    clocks = HandClocks()
    timeline, tick = begun(clocks), reading(clocks)
    clocks.wait(59)
    assert resumed(timeline, tick, reading(clocks), ["a"]) is None
    clocks.wait(3 * 86_400)
    draft = resumed(timeline, tick, reading(clocks), ["a", "b"])
    assert draft is not None
    assert draft.payload == {"seconds": 3 * 86_400 + 59.0, "fell_due": ["a", "b"]}
    timeline = followed(timeline, written(draft, clocks))
    clocks.wait(1)
    assert resumed(timeline, tick, reading(clocks), ["a", "b"]) is None
    assert resumed(timeline, reading(clocks), reading(clocks), []) is None


@given(wall=st.floats(0, 4e9))
def test_a_wall_time_is_read_as_it_was_written(wall: float) -> None:
    assert seconds_of(iso(wall)) == pytest.approx(wall, abs=2e-6)


def test_the_machines_clocks_go_forward() -> None:
    clocks = RealClocks(lambda: "2026-10-31")
    before = reading(clocks)
    time.sleep(0.01)
    after = reading(clocks)
    assert after.boot == before.boot == RealClocks().boot_id()
    assert after.boot_ns - before.boot_ns >= 9_000_000
    assert abs(after.wall - time.time()) < 5
    assert (clocks.data(), RealClocks().data()) == ("2026-10-31", "")


def test_a_drill_runs_faster_from_its_start(tmp_path: Path) -> None:
    real = HandClocks()
    anchor = drill_anchor(tmp_path / "drill.json", start=NOON - 50, speed=20, real=real)
    drill = DrillClocks(anchor, real, lambda: "then")
    assert (drill.wall(), drill.boot_ns()) == (NOON - 50, 0)
    real.wait(3)
    real.seconds += YEARS
    assert (drill.wall(), drill.boot_ns()) == (NOON + 10, 60_000_000_000)
    assert drill.data() == "then"
    assert drill.boot_id() not in {real.boot, RealClocks().boot_id()}


def test_all_processes_of_a_drill_have_one_time(tmp_path: Path) -> None:
    real, place = HandClocks(), tmp_path / "drill.json"
    first = drill_anchor(place, start=NOON, speed=20, real=real)
    real.wait(7)
    assert drill_anchor(place, start=NOON, speed=20, real=real) == first
    assert [*tmp_path.iterdir()] == [place]


@pytest.mark.parametrize("change", ["speed", "start", "boot"])
def test_another_drill_begins_anew(tmp_path: Path, change: str) -> None:
    real, place = HandClocks(), tmp_path / "drill.json"
    drill_anchor(place, start=NOON, speed=20, real=real)
    real = replace(real, boot="boot-2") if change == "boot" else real
    real.wait(7)
    start, speed = NOON + (change == "start"), 20.0 + (change == "speed")
    anchor = drill_anchor(place, start=start, speed=speed, real=real)
    assert anchor == DrillAnchor(start, speed, real.boot, real.boot_ns())
    assert drill_anchor(place, start=start, speed=speed, real=real) == anchor
