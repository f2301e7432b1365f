"""Days of orders that tell no time, from their numbers.

Some exports leave every time column empty and begin the number of an order with its
day: ``230523-401259871650473`` is of the 23rd of May 2023.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import polars as pl

from cockpit.engine.sources.cells import tidy
from cockpit.engine.sources.feeds import Feed
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.total_words import TOTAL_WORDS
from cockpit.engine.tables import INSTANT
from cockpit.snapshot.sources import ColumnUse
from cockpit.text.notes import note

_NUMBER: Final = r"^(\d{6})-\d{6,}$"
TIMES: Final = ("pay_time", "order_time")
"""Either tells the day of an order."""


def dated_by(table: str, feeds: Sequence[Feed], sample: pl.DataFrame) -> str:
    """Return the column of order numbers if each of them begins with a day.

    It is asked for only where a row of the sample has no time at all; otherwise, and
    where one number is of another kind, the result is empty.
    """
    places = {feed.canonical: feed for feed in feeds}
    if table != "orders" or "order_id" not in places or not sample.height:
        return ""
    times = [tidy(sample.to_series(places[n].place)) for n in TIMES if n in places]
    if times and not pl.select(pl.coalesce(times).is_null().any()).to_series()[0]:
        return ""
    numbers = tidy(sample.to_series(places["order_id"].place)).drop_nulls()
    numbers = numbers.filter(~numbers.is_in(TOTAL_WORDS))
    days = _days(numbers)
    is_told = numbers.len() and not days.null_count()
    return places["order_id"].column if is_told else ""


def uses_of(column: str) -> tuple[ColumnUse, ...]:
    """Say that days come from a column of numbers."""
    if not column:
        return ()
    told = note(
        "{column}: the day, from the order number, where no time is given",
        column=column,
    )
    return (ColumnUse("", "order_time", "number", told.text()),)


def instants(numbers: pl.Series, spec: SourceSpec) -> pl.Series:
    """Return the beginning of the business day that each number tells, in UTC."""
    start = _days(numbers).cast(pl.Datetime("us")) + timedelta(
        minutes=spec.day_starts_minutes
    )
    local = start.dt.replace_time_zone(
        spec.zone_of_days, ambiguous="earliest", non_existent="null"
    )
    return local.dt.convert_time_zone("UTC").cast(INSTANT)


def _days(numbers: pl.Series) -> pl.Series:
    digits = numbers.cast(pl.String).str.extract(_NUMBER, 1)
    return digits.str.to_date("%y%m%d", strict=False)
