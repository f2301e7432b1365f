"""Users as rows, beside what their events can be taken apart by.

A user counts once: for the first of the day's elements that its events name. So the
elements add up, though a user may be seen on several devices.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import narwhals as nw
import polars as pl

from cockpit.engine.deeds import is_deed_of_any
from cockpit.engine.facts.backend import scan
from cockpit.engine.facts.people import RETENTION_DAYS, first_days
from cockpit.engine.facts.rollups import activity
from cockpit.engine.sources.records import FileRecord
from cockpit.engine.views.study import Study
from cockpit.engine.why.dimensions import REST, ROW_DIMENSIONS

TABLE: Final = "events"
_TOLD: Final = "_told"
"""Suffix of a column: whether the file has the dimension at all."""
_KEY: Final = ("date", "user")


def active_rows(
    study: Study, records: Sequence[FileRecord], days: Sequence[date], channel: str
) -> pl.DataFrame:
    """Return active users, a row a user and day.

    Args:
        study: Whose terms say which events make a user active.
        records: Files of the table ``events``.
        days: Business days that are read.
        channel: Only events of this one; empty: all.

    Returns:
        ``date``, ``hour`` (null), ``channel`` (of the first event), ``campaign``
        (null), ``dau`` (1), a column a dimension.
    """
    deeds = _deeds(study, records, days)
    if channel:
        deeds = deeds.filter(pl.col("channel") == channel)
    users = _users(deeds, "channel")
    return _dressed(users.with_columns(dau=pl.lit(1, pl.Int64)).collect())


def cohort_rows(
    study: Study, records: Sequence[FileRecord], days: Sequence[date]
) -> pl.DataFrame:
    """Return users first seen on some days, and whether they were back.

    The element is that of the first day's events; the channel that of the cohort, as
    :func:`cockpit.engine.facts.people.retention` has it.

    Returns:
        ``date`` (of the cohort), ``hour`` (null), ``channel``, ``campaign`` (null),
        ``cohort`` (1), ``retained_1``, ``retained_7``, ``retained_30`` (1 or 0), a
        column a dimension.
    """
    firsts = study.memory.once(("why firsts", study.as_of), lambda: _firsts(study))
    cohort = firsts.lazy().filter(pl.col("date").is_in(days))
    own = _users(_deeds(study, records, days))
    rows = cohort.join(own, on=_KEY, how="left")
    later = {day + timedelta(days=age) for day in days for age in RETENTION_DAYS}
    seen = _deeds(study, records, sorted(later)).select(_KEY).unique()
    for age in RETENTION_DAYS:
        back = seen.select(
            pl.col("date") - timedelta(days=age),
            "user",
            pl.lit(1, pl.Int64).alias(f"retained_{age}"),
        )
        rows = rows.join(back, on=_KEY, how="left").with_columns(
            pl.col(f"retained_{age}").fill_null(0)
        )
    told = [
        pl.lit(any({*one.tables[TABLE]} & record.present for record in records)).alias(
            f"_{one.id}{_TOLD}"
        )
        for one in ROW_DIMENSIONS
        if TABLE in one.tables
    ]  # who was known by a table alone has no event, and no element either
    return _dressed(rows.with_columns(*told, cohort=pl.lit(1, pl.Int64)).collect())


def _firsts(study: Study) -> pl.DataFrame:
    """Return ``user``, ``date`` (first seen) and ``channel`` of everybody."""
    deeds: pl.LazyFrame = activity(
        nw.from_native(study.rows(TABLE)), active_events=study.terms.active_events
    ).to_native()
    users = None
    if "users" in study.scene.tables:
        users = study.rows("users").with_columns(date="biz_date")
    opened = deeds.select(pl.col("date").min().alias("open"))
    firsts = first_days(deeds, users).join(opened, how="cross")
    known = firsts.filter(pl.col("first") >= pl.col("open"))
    return known.select("user", "channel", date="first").collect(engine="streaming")


def _deeds(
    study: Study, records: Sequence[FileRecord], days: Sequence[date]
) -> pl.LazyFrame:
    """Return what made users active on some days, with every dimension."""
    names = study.terms.active_events
    is_active = nw.col("event_name").is_in(names) if names else is_deed_of_any()
    frames = []
    for record in records:
        rows = scan(record).filter(pl.col("biz_date").is_in(days))
        active: pl.LazyFrame = nw.from_native(rows).filter(is_active).to_native()
        user = pl.coalesce("user_id", "anon_id")
        named = active.filter(user.is_not_null())
        frames.append(
            named.select(
                pl.col("biz_date").alias("date"),
                user.alias("user"),
                "event_time",
                "channel",
                *_elements(record),
            )
        )
    return pl.concat(frames)


def _elements(record: FileRecord) -> list[pl.Expr]:
    found = []
    for dimension in ROW_DIMENSIONS:
        columns = dimension.tables.get(TABLE)
        if columns is None:
            continue
        found.append(pl.coalesce(columns).alias(f"_{dimension.id}"))
        is_told = bool({*columns} & record.present)
        found.append(pl.lit(is_told).alias(f"_{dimension.id}{_TOLD}"))
    return found


def _users(deeds: pl.LazyFrame, *more: str) -> pl.LazyFrame:
    """Make a row a user and day: the first that its events name of everything."""
    names = [*more, *(f"_{d.id}" for d in ROW_DIMENSIONS if TABLE in d.tables)]
    told = [f"{name}{_TOLD}" for name in names if name not in more]
    ordered = deeds.sort("event_time", maintain_order=True)
    return ordered.group_by(_KEY, maintain_order=True).agg(
        *(pl.col(name).drop_nulls().first() for name in names),
        *(pl.col(name).any() for name in told),
    )


def _dressed(rows: pl.DataFrame) -> pl.DataFrame:
    """Tell blanks of files that have a column from files that have none."""
    for dimension in ROW_DIMENSIONS:
        if TABLE not in dimension.tables:
            continue
        name = f"_{dimension.id}"
        blank = pl.when(pl.col(f"{name}{_TOLD}")).then(pl.lit(REST))
        rows = rows.with_columns(pl.coalesce(name, blank).alias(name)).drop(
            f"{name}{_TOLD}"
        )
    return rows.with_columns(
        hour=pl.lit(None, pl.Int8), campaign=pl.lit(None, pl.String)
    )
