"""Which channels have reported for a day, of those that usually do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.facts.book import Facts
from cockpit.engine.periods import DAY

FRAME_OF: Final = {"ad_spend": "spend", "orders": "sales", "shop_daily": "sales"}
USUAL_DAYS: Final = 4
"""A channel with rows on so many of the last seven days is expected every day."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Days by table and channel.

    Attributes:
        days: Table -> channel -> days with rows.
        hours_today: Table -> channels that have hours on the day in progress.
    """

    days: dict[str, dict[str, frozenset[date]]]
    hours_today: dict[str, frozenset[str]]

    def missing(self, tables: Iterable[str], day: date) -> tuple[str, ...]:
        """Return the usual channels that have no rows on a day, sorted."""
        absent: set[str] = set()
        for table in tables:
            channels = self.days.get(table, {})
            absent |= {c for c in self._usual(table, day) if day not in channels[c]}
        return tuple(sorted(absent))

    def reports_by_hour(
        self, tables: Iterable[str], day: date, *, channel: str | None
    ) -> bool:
        """Whether the day in progress can be compared hour by hour.

        Args:
            tables: What the metric is made of; tables without channels do not count.
            day: The day in progress.
            channel: The one in question, or None for all that usually report.
        """
        for table in tables:
            if table not in FRAME_OF:
                return False
            expected = {channel} if channel else self._usual(table, day)
            if not expected <= self.hours_today.get(table, frozenset()):
                return False
        return True

    def _usual(self, table: str, day: date) -> set[str]:
        week = [day - i * DAY for i in range(1, 8)]
        return {
            channel
            for channel, days in self.days.get(table, {}).items()
            if sum(d in days for d in week) >= USUAL_DAYS
        }


def coverage(facts: Facts, *, as_of: date) -> Coverage:
    """Read the coverage off the cubes."""
    days: dict[str, dict[str, frozenset[date]]] = {}
    hours: dict[str, frozenset[str]] = {}
    for table, name in FRAME_OF.items():
        cube = facts.get(name)
        if cube is None:
            continue
        found = cube.group_by("channel").agg(pl.col("date").unique())
        days[table] = {
            channel: frozenset(dates)
            for channel, dates in found.iter_rows()
            if channel is not None
        }
        today = cube.filter((pl.col("date") == as_of) & pl.col("hour").is_not_null())
        hours[table] = frozenset(today["channel"].drop_nulls().unique())
    return Coverage(days, hours)
