"""The facts of one file, and how they follow when the file grows.

A fact is cut along a key (a business day, a user) so that no row of it depends on rows
of another key value. When rows are appended, exactly the key values among them are
computed again from the whole file, the others stay: the same result as from scratch,
to the last digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import narwhals as nw
import polars as pl

from cockpit.engine.facts import registers, rollups, shops
from cockpit.engine.facts.backend import Rollup, run, scan
from cockpit.engine.sources.records import FileRecord, Part

PARTIAL_VERSION: Final = 6
"""Raised whenever a rollup changes, so that what an older version kept is a miss."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One rollup of a table, and the key along which it falls apart.

    Attributes:
        row_key: Column of the table; ``fact_key`` the same in the fact.
        is_people: True for facts about single users: large, computed last.
    """

    name: str
    rollup: Rollup
    row_key: str
    fact_key: str
    is_people: bool = False


def facts_of(record: FileRecord, *, active_events: tuple[str, ...]) -> tuple[Fact, ...]:
    """Return the facts that are made of a file's table."""
    cube = partial(rollups.spend_cube, id_level=record.id_level)
    active = partial(rollups.activity, active_events=active_events)
    day = ("biz_date", "date")
    user = ("user_id", "user_id")
    facts = {
        "ad_spend": (Fact("spend", cube, "date", "date"),),
        "orders": (
            Fact("paid", rollups.paid_cube, *day),
            Fact("created", rollups.created_cube, "created_date", "date"),
            Fact("buyers", rollups.buyer_summary, *user, is_people=True),
        ),
        "events": (
            Fact("touches", rollups.touch_cube, *day),
            Fact("activity", active, *day, is_people=True),
        ),
        "users": (Fact("users", _first_seen, *user, is_people=True),),
        "complaints": (
            Fact("complained", rollups.complained_orders, *day),
            Fact("tickets", registers.ticket_rows, *day),
        ),
        "campaigns": (
            Fact("campaigns", registers.newest_plans, "campaign_id", "campaign"),
        ),
        "competitors": (Fact("competitors", registers.sightings, "date", "date"),),
        "calendar": (Fact("calendar", _named_days, "date", "date"),),
        "identity": (),
        "paths": (),
        "content_posts": (),
        "creatives": (),
        "experiments": (),
        "exposures": (),
        "private_domain_daily": (),
        "shop_daily": (Fact("shops", shops.shop_cube, "date", "date"),),
        "requests": (),
        "prices": (),
        "metric_series": (Fact("series", rollups.series_cube, *day),),
    }
    return facts[record.table]


def compute(fact: Fact, record: FileRecord) -> pl.DataFrame:
    """Compute a fact from the whole file."""
    return run(fact.rollup, scan(record))


def extend(
    fact: Fact, old: pl.DataFrame, record: FileRecord, tail: Sequence[Part]
) -> pl.DataFrame:
    """Bring a fact up to date after an append.

    Args:
        fact: Which one.
        old: Its frame before.
        record: The file, tail included.
        tail: The parts that were appended.

    Returns:
        The same rows as :func:`compute` gives, in another order.
    """
    touched = scan(record, tail).select(fact.row_key).unique().collect()
    rows = _of_keys(scan(record), touched)
    kept = old.join(
        touched, left_on=fact.fact_key, right_on=fact.row_key, how="anti",
        nulls_equal=True,
    )  # fmt: skip
    return pl.concat([kept, run(fact.rollup, rows).select(kept.columns)])


def appended(record: FileRecord, *, known_rows: int) -> Sequence[Part] | None:
    """Return the parts after the first ``known_rows`` rows; None if none begins there.

    Parts may have been joined since; then there is no seam and all is computed again.
    """
    seen = 0
    for index, part in enumerate(record.parts):
        if seen == known_rows:
            return record.parts[index:]
        seen += part.rows
    return () if seen == known_rows else None


def rows_of(record: FileRecord) -> int:
    """Return how many rows the parts hold."""
    return sum(part.rows for part in record.parts)


def _of_keys(rows: pl.LazyFrame, touched: pl.DataFrame) -> pl.LazyFrame:
    """Keep the rows of the touched keys; of days by a range, which skips row groups."""
    key = touched.columns[0]
    if touched.schema[key] == pl.Date and touched[key].null_count() == 0:
        days = touched[key].sort()
        in_range = pl.col(key).is_between(days.min(), days.max())
        rows = rows.filter(in_range)
        if days.len() == (days.max() - days.min()).days + 1:  # type: ignore[operator, union-attr]
            return rows
    return rows.join(touched.lazy(), on=key, how="semi", nulls_equal=True)


def _first_seen(users: rollups.Frame) -> rollups.Frame:
    return users.select("user_id", "acq_channel", date=nw.col("biz_date"))


def _named_days(calendar: rollups.Frame) -> rollups.Frame:
    return calendar.select("date", "kind", "name")
