"""Shifts of clocks, held against the rules of the zones themselves."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from cockpit.engine.sources.times import clean_instant
from cockpit.engine.sources.wall_clocks import shift_of, to_local

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
# Clocks of these zones are changed within, at the edges of, and outside of these spans.
SPANS = (
    ("1986-04-20", "1986-05-10"),
    ("2025-03-01", "2025-04-15"),
    ("2025-10-26", "2025-10-27"),
    ("2026-06-01", "2026-06-30"),
    ("2026-03-30", "2026-10-24"),
    ("2001-01-01", "2030-01-01"),
)


def hours(span: tuple[str, str]) -> pl.Series:
    first, last = (datetime.fromisoformat(day) for day in span)
    return pl.datetime_range(first, last, "37m", eager=True)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("span", SPANS)
def test_the_quick_way_shows_what_the_rules_say(
    zone: str, span: tuple[str, str]
) -> None:
    instants = hours(span).dt.replace_time_zone("UTC")
    slowly = instants.dt.convert_time_zone(zone).dt.replace_time_zone(None)
    assert to_local(instants, zone).equals(slowly)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("span", SPANS)
def test_times_are_the_same_alone_and_beside_others(
    zone: str, span: tuple[str, str]
) -> None:
    cells = hours(span).dt.strftime("%Y-%m-%d %H:%M:%S")
    together = clean_instant(cells, "year first", zone).values
    far = pl.Series(["1960-01-01 00:00:00"])  # so far off that no shift is looked for
    slowly = clean_instant(pl.concat([far, cells]), "year first", zone).values[1:]
    assert together.equals(slowly)


def test_one_shift_is_found_only_where_clocks_stay() -> None:
    summer, autumn = hours(("2026-06-01", "2026-06-30")), hours(SPANS[2])
    assert shift_of(summer, "Europe/Berlin") == timedelta(hours=2)
    assert shift_of(autumn, "Europe/Berlin") is None
    assert shift_of(summer.clear(), "Europe/Berlin") is None
