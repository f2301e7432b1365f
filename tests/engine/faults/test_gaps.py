"""Hours and days that are missing where there usually are rows."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from cockpit.engine.faults.silences import silent_days, silent_hours
from tests.engine.faults.shops import by_code, sound
from tests.engine.tables import event, order

START = datetime.fromisoformat("2026-08-01T00:00")


def hours(counts: dict[datetime, int]) -> pl.DataFrame:
    rows = [(at.date(), at.hour, n) for at, n in counts.items() if n]
    return pl.DataFrame(rows, schema=["biz_date", "hour", "n"], orient="row")


def busy(days: int, *, usual: int = 40) -> dict[datetime, int]:
    """Business from 8 to 22, silence at night."""
    every = [START + timedelta(hours=n) for n in range(24 * days)]
    return {at: usual if 8 <= at.hour < 22 else 0 for at in every}


def test_planted_silences_are_found_to_the_hour() -> None:
    counts = busy(60)
    gone = [START + timedelta(days=40, hours=h) for h in (10, 11, 12)]
    gone += [START + timedelta(days=50, hours=9)]
    silent, of = silent_hours(hours(counts | dict.fromkeys(gone, 0)), newest_days=90)
    assert [at for at, _usual in silent] == gone
    # The span ends with the last hour that has any: 14 of each day.
    assert of == 60 * 14
    assert {usual for _at, usual in silent} == {40.0}


def test_nights_and_quiet_shops_are_no_gaps() -> None:
    assert silent_hours(hours(busy(60, usual=6)), newest_days=90) == ([], 0)
    assert silent_hours(hours(busy(60)), newest_days=90)[0] == []
    assert silent_hours(hours({}), newest_days=90) == ([], 0)


@pytest.mark.parametrize("seed", range(5))
def test_chance_alone_makes_hardly_any(seed: int) -> None:
    """Poisson counts of a mean of 10 are 0 once in 22,026 hours."""
    drawn = np.random.default_rng(seed).poisson(10, 24 * 90)
    counts = {START + timedelta(hours=n): int(k) for n, k in enumerate(drawn)}
    assert len(silent_hours(hours(counts), newest_days=90)[0]) <= 1


def test_a_gap_that_lasts_is_told_as_one(tmp_path: Path) -> None:
    start = datetime.fromisoformat("2026-10-01T12:00")
    events = [
        event("u1", (start + timedelta(days=day, minutes=n)).isoformat(), channel="kol")
        for day in range(30)
        for n in range(10)
        if day not in {10, 20}
    ]
    found = by_code(sound(tmp_path, events=events))["T203"]
    assert (found.n, found.of) == (2, 30)
    assert (found.first, found.last) == ("2026-10-11", "2026-10-21")
    assert found.severity == "red"
    assert found.details[0] == (
        "2026-10-21 12:00 to 2026-10-21 12:59: no event in 1 hours, usually 10 an hour"
    )


def test_days_without_a_row_of_a_source_that_has_some_every_day(tmp_path: Path) -> None:
    days = [START + timedelta(days=n) for n in range(60) if n not in {20, 21}]
    rows = [
        order(f"o{at:%m%d}-{n}", f"u{n}", at.isoformat(), 10, cogs=1)
        for at in days
        for n in range(12)
    ]
    found = by_code(sound(tmp_path, orders=rows))["S108"]
    assert (found.n, found.of) == (2, 60)
    assert found.details == ("2026-08-21, 2026-08-22",)
    assert found.severity == "yellow"


def test_a_shop_with_few_orders_may_have_days_without(tmp_path: Path) -> None:
    days = [START + timedelta(days=n) for n in range(60) if n % 10]
    rows = [order(f"o{at:%m%d}", "u1", at.isoformat(), 10, cogs=1) for at in days]
    assert "S108" not in by_code(sound(tmp_path, orders=rows))


@pytest.mark.parametrize("seed", range(5))
def test_a_shop_that_fades_away_has_no_missing_days(seed: int) -> None:
    """From 40 orders a day to 5: late days without any are nobody's loss."""
    usual = np.linspace(40, 5, 400)
    drawn = np.random.default_rng(seed).poisson(usual)
    days = [(START + timedelta(days=n)).date() for n in range(400)]
    counts = pl.DataFrame({"day": days, "n": drawn}).filter(pl.col("n") > 0)
    assert len(silent_days(counts)[0]) <= 1


def test_a_shop_that_is_closed_on_sundays_misses_none() -> None:
    days = [(START + timedelta(days=n)).date() for n in range(200)]
    counts = pl.DataFrame({"day": days, "n": [50] * 200})
    counts = counts.filter(pl.col("day").dt.weekday() < 7)
    assert silent_days(counts) == ([], 0)
