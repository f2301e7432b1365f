"""Until when a step is put off."""

import pytest

from cockpit.screens.incident_times import is_duration, until
from tests import incident_builders as incident

NOW = "2026-10-31T09:58:00+08:00"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("23:59", "2026-10-31T23:59:00+08:00"),
        ("9:58", "2026-11-01T09:58:00+08:00"),
        ("2h", "2026-10-31T11:58:00+08:00"),
        ("1d", "2026-11-01T09:58:00+08:00"),
        ("step 4", "step:pause-inefficient"),
        ("step:update", "step:update"),
        ("25:00", ""),
        ("99", ""),
        ("0m", ""),
        ("", ""),
    ],
)
def test_times_durations_and_steps_are_read(typed: str, meant: str) -> None:
    assert until(typed, incident.view(), now=NOW) == meant


def test_without_a_clock_only_steps_are_known() -> None:
    assert until("30m", incident.view(), now="") == ""
    assert until("4", incident.view(), now="") == "step:pause-inefficient"


def test_a_duration_has_a_unit() -> None:
    assert is_duration("15m")
    assert not is_duration("15")
    assert not is_duration("5bd")
