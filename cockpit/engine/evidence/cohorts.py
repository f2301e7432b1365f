"""Cohorts of new users: which ones broke, what they are held against, who they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import polars as pl

from cockpit.engine.deeds import is_deed
from cockpit.engine.evidence.affected import business_time, special_days
from cockpit.engine.evidence.answers import needs
from cockpit.engine.evidence.case import Case
from cockpit.engine.facts.backend import scan
from cockpit.engine.views.scene import Scene
from cockpit.text.notes import Note, note

NEWEST: Final = 3
"""Cohorts that are looked at where nobody knows the onset."""
BASE_COHORTS: Final = 28
ENOUGH_COHORTS: Final = 7
STEPS: Final = ("visit", "register", "view_item", "cart", "order", "pay")
"""What a user can do on the first day, the deepest last."""
_NEW_USERS: Final = {
    "user": pl.String,
    "first": pl.Date,
    "channel": pl.String,
    "step": pl.String,
    "platform": pl.String,
    "is_back": pl.Boolean,
    "last": pl.Date,
}


@dataclass(frozen=True, slots=True)
class Cohorts:
    """First days of new users.

    Attributes:
        days: Of the cohorts in question, ascending; all of them can be read.
        base: Of those they are held against, ascending: earlier, not in the calendar.
    """

    days: tuple[date, ...]
    base: tuple[date, ...]


class Counts(NamedTuple):
    """Users of some cohorts, and how many of them were back on the next day."""

    users: int
    back: int

    @property
    def rate(self) -> float | None:
        """D1; None without users."""
        return self.back / self.users if self.users else None


def affected_cohorts(case: Case) -> Cohorts | Note:
    """Return the cohorts since the onset whose second day is complete.

    Without an onset the newest three. They are held against the nearest 28 readable
    cohorts before them.
    """
    frame = case.scene.facts.get("retention")
    if frame is None:
        return needs("events")
    known = frame.filter(
        pl.col("is_whole"),
        pl.col("retained_1").is_not_null(),
        pl.col("date") + pl.duration(days=1) < case.scene.as_of,
    )
    days = sorted(known["date"])
    onset = None if case.onset is None else business_time(case.scene, case.onset)
    chosen = days[-NEWEST:] if onset is None else [d for d in days if d >= onset.date()]
    if not chosen:
        return note("no cohort can be read yet: its second day must be complete")
    special = special_days(case.scene)
    earlier = [day for day in days if day < chosen[0] and day not in special]
    base = earlier[-BASE_COHORTS:]
    if len(base) < ENOUGH_COHORTS:
        return note(
            "needs at least {enough} earlier cohorts; there are {n}",
            enough=ENOUGH_COHORTS,
            n=len(base),
        )
    return Cohorts(tuple(chosen), tuple(base))


def new_users(scene: Scene, days: Iterable[date]) -> pl.DataFrame:
    """Find the users whose first day is one of these, and what became of them.

    The first day is the earlier one of the ``users`` table and of the events, as for
    retention. Impressions make nobody active.

    Returns:
        One row a user: ``user``, ``first`` (date), ``channel`` (null: unknown),
        ``step`` (the deepest of ``STEPS`` on the first day, null if none),
        ``platform``, ``is_back`` (seen on the day after), ``last`` (last day seen).
    """
    wanted = list(days)
    if not wanted:
        return pl.DataFrame(schema=_NEW_USERS)
    seen = _events(scene)
    first = _first_days(scene, seen).filter(pl.col("first").is_in(wanted))
    recent = seen.filter(pl.col("biz_date") >= min(wanted))
    rows = first.join(recent, on="user", how="left").collect()
    day_after = pl.col("first") + pl.duration(days=1)
    fate = rows.group_by("user").agg(
        pl.col("first", "known").first(),
        is_back=(pl.col("biz_date") == day_after).any(),
        last=pl.max_horizontal(pl.col("biz_date").max(), pl.col("first").first()),
    )
    return (
        fate.join(_first_day(rows), on="user", how="left")
        .with_columns(channel=pl.coalesce("known", "channel"))
        .select(*_NEW_USERS)
        .sort("first", "user")
    )


def _first_day(rows: pl.DataFrame) -> pl.DataFrame:
    """What each user did on the first day: earliest channel and platform, last step."""
    rank = pl.col("event_name").replace_strict(
        STEPS, range(len(STEPS)), default=None, return_dtype=pl.Int8
    )
    return (
        rows.filter(pl.col("biz_date") == pl.col("first"))
        .sort("event_time", "channel", "platform", nulls_last=True)
        .group_by("user", maintain_order=True)
        .agg(
            pl.col("channel", "platform").drop_nulls().first(),
            step=rank.max(),
        )
        .with_columns(
            step=pl.col("step").replace_strict(
                range(len(STEPS)), STEPS, default=None, return_dtype=pl.String
            )
        )
    )


def rows_of(scene: Scene, table: str) -> pl.LazyFrame | None:
    """Return the rows of a table, all files together; None without the table."""
    records = [r for r in scene.records if r.table == table and r.parts]
    return pl.concat([scan(record) for record in records]) if records else None


def _events(scene: Scene) -> pl.LazyFrame:
    events = rows_of(scene, "events")
    if events is None:
        return pl.LazyFrame(
            schema={
                "user": pl.String,
                "biz_date": pl.Date,
                "event_time": pl.Datetime("us", "UTC"),
                "event_name": pl.String,
                "channel": pl.String,
                "platform": pl.String,
            }
        )
    return (
        events.filter(is_deed(), pl.col("biz_date") <= scene.as_of)
        .with_columns(user=pl.coalesce("user_id", "anon_id"))
        .filter(pl.col("user").is_not_null())
        .select("user", "biz_date", "event_time", "event_name", "channel", "platform")
    )


def _first_days(scene: Scene, seen: pl.LazyFrame) -> pl.LazyFrame:
    """One row a user: ``user``, ``first``, ``known`` (channel by the users table)."""
    first = seen.group_by("user").agg(pl.col("biz_date").min().alias("seen"))
    users = rows_of(scene, "users")
    if users is None:
        return first.select("user", first="seen", known=pl.lit(None, pl.String))
    registered = (
        users.filter(pl.col("biz_date").is_not_null())
        .group_by(user="user_id")
        .agg(
            pl.col("biz_date").min().alias("day"),
            pl.col("acq_channel")
            .sort_by("biz_date", "acq_channel")
            .first()
            .alias("known"),
        )
    )
    return first.join(registered, on="user", how="full", coalesce=True).select(
        "user", first=pl.min_horizontal("seen", "day"), known="known"
    )
