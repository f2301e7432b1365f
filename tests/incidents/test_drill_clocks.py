"""The clocks of a drill: faster, alike in all processes, and never asleep."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cockpit.incidents.clocks import NANOSECONDS, NO_TIME, reading, resumed
from cockpit.incidents.drill_clocks import DrillClocks, drill_anchor, kept_anchor
from tests.incidents.ledger import SetClocks

START = datetime.fromisoformat("2026-10-31T08:45:00+08:00")


@pytest.fixture
def real() -> SetClocks:
    return SetClocks()


def drill(place: Path, real: SetClocks, zone: str = "Asia/Shanghai") -> DrillClocks:
    anchor = drill_anchor(
        place, start=START.timestamp(), speed=20, real=real, zone=zone
    )
    return DrillClocks(anchor, real, lambda: "somebody else's time")


def test_an_hour_passes_in_three_minutes(tmp_path: Path, real: SetClocks) -> None:
    clocks = drill(tmp_path / "drill.json", real)
    real.pass_seconds(180)
    assert clocks.wall() == (START + timedelta(hours=1)).timestamp()
    assert clocks.boot_ns() == 3600 * NANOSECONDS
    told = datetime.fromisoformat(clocks.data())
    assert told == START + timedelta(hours=1)
    assert told.utcoffset() == timedelta(hours=8)


def test_a_second_process_sees_the_same_time(tmp_path: Path, real: SetClocks) -> None:
    place = tmp_path / "drill.json"
    first = drill(place, real)
    real.pass_seconds(60)
    second = drill(place, real)
    assert first.wall() == second.wall()
    assert first.boot_id() == second.boot_id()
    assert kept_anchor(place) is not None


def test_it_stands_until_there_is_something_to_see(
    tmp_path: Path, real: SetClocks
) -> None:
    anchor = drill_anchor(
        tmp_path / "d", start=0.0, speed=20, real=real, lead_seconds=5
    )
    clocks = DrillClocks(anchor, real)
    real.pass_seconds(4)
    assert clocks.wall() == 0.0
    real.pass_seconds(2)
    assert clocks.wall() == 20.0


def test_without_a_zone_the_data_have_a_time_of_their_own(
    tmp_path: Path, real: SetClocks
) -> None:
    assert drill(tmp_path / "d", real, zone="").data() == "somebody else's time"


def test_a_minute_between_two_ticks_is_no_sleep(
    tmp_path: Path, real: SetClocks
) -> None:
    """At 240 times a second of the machine is four minutes: nobody was away."""
    clocks = drill(tmp_path / "d", real)
    before = reading(clocks)
    real.pass_seconds(30)
    assert resumed(NO_TIME, before, reading(clocks), []) is None
    asleep = reading(real)
    real.pass_seconds(600)
    assert resumed(NO_TIME, asleep, reading(real), []) is not None
