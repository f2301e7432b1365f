"""Shares that a file may write times 100: ``80.5`` for 0.805, and no sign says so."""

from typing import Final

import msgspec
import polars as pl

from cockpit.engine.sources.cells import Cleaned, tidy
from cockpit.engine.sources.feeds import Feed
from cockpit.engine.sources.headers import header
from cockpit.engine.sources.numbers import NUMBER, clean_exact, decimals
from cockpit.engine.tables import EXACT

PERCENT: Final = "percent"
_SHARES: Final = frozenset({"reply_rate"})
_NAMES: Final = frozenset({"replypercentage"})


def marked(feed: Feed, sample: pl.DataFrame) -> Feed:
    """Mark a column of shares that are written times 100.

    Its header says so; or it is a name that always does; or one of its first cells is
    above 1, which no share is. Without any of these a cell is taken as it stands.
    """
    if feed.kind != "exact" or feed.canonical not in _SHARES or feed.unit:
        return feed
    name = header(feed.column)
    is_percent = name.unit == PERCENT or name.plain in _NAMES
    if not is_percent:
        cells = tidy(sample.to_series(feed.place))
        plain = cells.filter(~cells.str.ends_with("%").fill_null(value=True))
        is_percent = bool((decimals(plain, dtype=NUMBER) > 1).any())
    return msgspec.structs.replace(feed, unit=PERCENT) if is_percent else feed


def clean_percent(cells: pl.Series, *, is_comma: bool) -> Cleaned:
    """Read percentages to shares, with or without a sign."""
    read = clean_exact(cells, is_comma=is_comma)
    is_signed = tidy(cells).str.ends_with("%").fill_null(value=False)
    frame = pl.select(value=read.values, signed=is_signed)
    hundredth = (pl.col("value") / 100).cast(EXACT)
    value = pl.when("signed").then(pl.col("value")).otherwise(hundredth)
    values = frame.select(value.alias(cells.name)).to_series()
    return Cleaned(values, read.unread, read.expected)
