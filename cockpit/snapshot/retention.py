"""The retention view: one row a cohort and later day."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope
from cockpit.snapshot.health import How

Cohort = Literal["day", "week", "month"]
COHORTS: Final[tuple[Cohort, ...]] = Cohort.__args__  # type: ignore[attr-defined]
Basis = Literal["activity", "purchase"]
BASES: Final[tuple[Basis, ...]] = Basis.__args__  # type: ignore[attr-defined]
Mode = Literal["calendar", "24h"]
MODES: Final[tuple[Mode, ...]] = Mode.__args__  # type: ignore[attr-defined]


class RetentionQuery(msgspec.Struct, frozen=True, tag="retention"):
    """Which cohorts, and what counts as coming back.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        first: First cohort day, ISO, inclusive; empty: all.
        last: Last cohort day, ISO, inclusive; empty: all.
        cohort: Cohorts by day, week (Monday) or calendar month.
        basis: ``activity``: first seen, then a qualifying event; ``purchase``: first
            paid order, then another one.
        mode: ``calendar``: business days; ``24h``: spans of 24 hours after the very
            first event (cohorts by day only).
        window: Days of a range, for goods that are bought seldom: active at any time
            in ``[day, day + window]``; 0 is exactly that day (or period).
        days: Later days of daily cohorts; empty: 1, 7 and 30.
        channel: Only users that this channel brought; empty: all.
    """

    as_of: str = ""
    first: str = ""
    last: str = ""
    cohort: Cohort = "day"
    basis: Basis = "activity"
    mode: Mode = "calendar"
    window: int = 0
    days: tuple[int, ...] = ()
    channel: str = ""


class RetentionRow(msgspec.Struct, frozen=True, eq=False):
    """One cell.

    Attributes:
        cohort: First day of the cohort, ISO.
        size: Its users.
        day: Days from the cohort's first day to the first day of the later period.
        retained: Users of the cohort who came back then.
        rate: retained / size; None for an empty cohort.
        low: Lower end of the 95 % Wilson interval.
        high: Upper end.
        mature: Whether the later period is over for every user, settled.
        offset: Periods after the cohort's (days, weeks or months), 0 is its own.
        revenue: Net revenue of the cohort in that period, whole currency units; None
            by activity.
    """

    cohort: str
    size: int
    day: int
    retained: int
    rate: float | None
    low: float | None
    high: float | None
    mature: bool
    offset: int
    revenue: float | None = None


class RetentionSnapshot(Envelope, frozen=True, eq=False, tag="retention"):
    """Answer of ``cockpit show retention``; immature cells are there and say so.

    Attributes:
        query: What was asked, as it was understood.
        reading: One sentence on the cohort that stands out; may be empty.
        missing: Why there are no rows.
    """

    query: RetentionQuery = RetentionQuery()
    rows: tuple[RetentionRow, ...] = ()
    reading: str = ""
    missing: str = ""
    how: dict[str, How] = {}
