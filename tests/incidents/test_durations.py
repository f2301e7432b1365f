"""Durations, and business days on a calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cockpit.incidents.durations import (
    EVERY_WEEKDAY,
    Calendar,
    Duration,
    after,
    parse_duration,
    seconds,
)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("0m", Duration()),
        ("90s", Duration(90)),
        ("5m", Duration(300)),
        ("2h", Duration(7200)),
        ("1d", Duration(86_400)),
        ("5bd", Duration(business_days=5)),
        ("", None),
        ("5", None),
        ("5 m", None),
        ("-5m", None),
        ("1h30m", None),
        ("9999999m", None),
    ],
)
def test_a_duration_is_a_number_and_a_unit(
    text: str, duration: Duration | None
) -> None:
    assert parse_duration(text) == duration


def test_seconds_cannot_be_told_of_business_days() -> None:
    assert (seconds(""), seconds("2m")) == (0, 120)
    with pytest.raises(ValueError, match="5bd"):
        seconds("5bd")


FRIDAY = datetime(2026, 10, 30, 17, 0, tzinfo=UTC)


def test_business_days_leave_the_weekend_out() -> None:
    assert after(FRIDAY, Duration(business_days=1), EVERY_WEEKDAY) == timedelta(days=3)
    assert after(FRIDAY, Duration(business_days=5), EVERY_WEEKDAY) == timedelta(days=7)


def test_a_calendar_makes_holidays_and_working_saturdays() -> None:
    calendar = Calendar(
        days_off=frozenset({date(2026, 11, 2)}), days_on=frozenset({date(2026, 10, 31)})
    )
    assert after(FRIDAY, Duration(business_days=2), calendar) == timedelta(days=4)


def test_business_days_keep_the_local_time_over_a_clock_change() -> None:
    """Berlin sets its clocks back on Sunday, 25 October 2026: that day has 25 hours."""
    friday = datetime(2026, 10, 23, 15, 0, tzinfo=UTC)
    span = after(friday, Duration(business_days=1), Calendar("Europe/Berlin"))
    assert span == timedelta(days=3, hours=1)


def test_a_calendar_without_working_days_ends_all_the_same() -> None:
    class Never(frozenset[date]):
        def __contains__(self, _day: object) -> bool:
            return True

    calendar = Calendar(days_off=Never())
    assert after(FRIDAY, Duration(business_days=1), calendar) > timedelta(days=3000)
