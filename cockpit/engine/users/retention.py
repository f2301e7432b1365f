"""Who came back: cohorts by their first day against later days, weeks or months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

import polars as pl

from cockpit.snapshot.retention import Cohort

COMEBACK_COLUMNS: Final = ("cohort", "offset", "retained", "net")
DAYS_IN_WEEK: Final = 7
SHORTEST_MONTH: Final = 28
MONTHS: Final = 12
DAY: Final = timedelta(days=1)
_EPOCH: Final = date(1970, 1, 1)
_MONDAY: Final = 3
"""Days from the first Monday of the count of weeks to the epoch, a Thursday."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Which cells there are.

    Attributes:
        cohort: Length of a cohort and of the later periods.
        days: Later days of daily cohorts; others have every later period.
        window: Days by which a later span is longer than its first day; 0: exactly the
            day, week or month.
        in_spans: Later "days" are spans of 24 hours after the user's own first
            instant, so they end a day later.
    """

    cohort: Cohort = "day"
    days: tuple[int, ...] = (1, 7, 30)
    window: int = 0
    in_spans: bool = False


class Cell(NamedTuple):
    """A cohort's later span: ``first`` to ``last`` day, inclusive."""

    cohort: int
    offset: int
    first: date
    last: date


def period(cohort: Cohort, day: str) -> pl.Expr:
    """Number the day, week or month that a column's days are in (Int32)."""
    days = pl.col(day).cast(pl.Date)
    if cohort == "month":
        return days.dt.year() * MONTHS + days.dt.month().cast(pl.Int32) - 1
    count = days.to_physical()
    return count if cohort == "day" else (count + _MONDAY) // DAYS_IN_WEEK


def start_of(cohort: Cohort, number: int) -> date:
    """Return the first day of a numbered day, week (Monday) or month."""
    if cohort == "month":
        year, month = divmod(number, MONTHS)
        return date(year, month + 1, 1)
    days = number if cohort == "day" else number * DAYS_IN_WEEK - _MONDAY
    return _EPOCH + days * DAY


def sizes(cohorts: pl.LazyFrame, grid: Grid) -> dict[int, int]:
    """Count the users of each cohort.

    Args:
        cohorts: One row a user with ``first`` (date).
        grid: How long a cohort is.

    Returns:
        Users by the number of the cohort, the earliest first.
    """
    number = period(grid.cohort, "first").alias("cohort")
    counts = cohorts.group_by(number).len().sort("cohort").collect(engine="streaming")
    return dict(counts.iter_rows())


def cells(cohorts: Sequence[int], grid: Grid, *, as_of: date) -> list[Cell]:
    """Return every cell whose later span has begun by a day.

    Args:
        cohorts: Numbers of the cohorts.
        grid: Their length, and which later spans.
        as_of: The day.
    """
    found = []
    for number in cohorts:
        for offset in _offsets(number, grid, as_of):
            first = start_of(grid.cohort, number + offset)
            if first <= as_of:
                found.append(Cell(number, offset, first, _last_day(first, grid)))
    return found


def comebacks(
    cohorts: pl.LazyFrame, seen: pl.LazyFrame, grid: Grid
) -> dict[tuple[int, int], tuple[int, int]]:
    """Count who came back in which later span, and what they brought.

    Args:
        cohorts: One row a user: ``user``, ``first`` (date).
        seen: ``user``, ``is_back`` (false: only its money counts), ``net`` (Int64), and
            ``date``; with spans of 24 hours ``age`` instead, full spans since the
            user's first instant.
        grid: Which cells.

    Returns:
        Users and the sum of ``net`` by cohort and offset; cells without any are left
        out.
    """
    number = period(grid.cohort, "first").alias("cohort")
    rows = seen.join(cohorts.select("user", number), on="user")
    hits = pl.concat(_hits(rows, grid))
    counts = (
        hits.group_by("user", "cohort", "offset")
        .agg(pl.col("is_back").any(), pl.col("net").sum())
        .group_by("cohort", "offset")
        .agg(retained=pl.col("is_back").sum(), net=pl.col("net").sum())
        .select(COMEBACK_COLUMNS)
        .collect(engine="streaming")
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in counts.iter_rows()}


def _offsets(number: int, grid: Grid, as_of: date) -> Sequence[int]:
    if grid.cohort == "day":
        return sorted(set(grid.days))
    now = pl.select(pl.lit(as_of).alias("day")).select(period(grid.cohort, "day"))
    return range(int(now.item()) - number + 1)


def _last_day(first: date, grid: Grid) -> date:
    if grid.window or grid.cohort == "day":
        return first + (grid.window + grid.in_spans) * DAY
    if grid.cohort == "week":
        return first + (DAYS_IN_WEEK - 1) * DAY
    later = first.replace(day=SHORTEST_MONTH) + 4 * DAY
    return later.replace(day=1) - DAY


def _hits(rows: pl.LazyFrame, grid: Grid) -> list[pl.LazyFrame]:
    """Give each row the offsets whose span it lies in: one frame an offset or shift."""
    keep = ("user", "cohort", "is_back", "net")
    if grid.cohort == "day":
        age = (
            pl.col("age") if grid.in_spans else period("day", "date") - pl.col("cohort")
        )
        aged = rows.select(*keep, age=age.cast(pl.Int32))
        return [
            aged.filter(pl.col("age").is_between(day, day + grid.window)).select(
                *keep, offset=pl.lit(day, pl.Int32)
            )
            for day in sorted(set(grid.days))
        ]
    later = period(grid.cohort, "date") - pl.col("cohort")
    placed = rows.select(*keep, "date", offset=later.cast(pl.Int32))
    if not grid.window:
        return [placed.filter(pl.col("offset") >= 0).drop("date")]
    shortest = DAYS_IN_WEEK if grid.cohort == "week" else SHORTEST_MONTH
    return [
        _shifted(placed, grid, shift) for shift in range(grid.window // shortest + 1)
    ]


def _shifted(placed: pl.LazyFrame, grid: Grid, shift: int) -> pl.LazyFrame:
    """Rows that a span reaches which began some periods before their own."""
    name = "1w" if grid.cohort == "week" else "1mo"
    back = f"-{shift}{name[1:]}"
    start = pl.col("date").dt.truncate(name).dt.offset_by(back)
    within = (pl.col("date") - start).dt.total_days() <= grid.window
    return (
        placed.filter(within)
        .with_columns(pl.col("offset") - shift)
        .filter(pl.col("offset") >= 0)
        .drop("date")
    )
