"""The cells of a column to the values of its canonical column."""

from typing import Final

import polars as pl

from cockpit.engine.sources import cells, numbers, shares, times, vocabulary
from cockpit.engine.sources.cells import Cleaned
from cockpit.engine.sources.feeds import Feed
from cockpit.engine.sources.kinds import may_be_negative
from cockpit.engine.sources.records import SourceSpec

_VOCABULARIES: Final = {
    "channel": "channels",
    "event": "event_names",
    "producer": "producer_modes",
}
_WORDS: Final = frozenset({"text", "status", *_VOCABULARIES})


def typed(
    raw: pl.Series, feed: Feed, spec: SourceSpec, *, is_comma: bool
) -> tuple[Cleaned, list[str]]:
    """Clean a column.

    Args:
        raw: Its cells.
        feed: What it is taken for.
        spec: The source.
        is_comma: Whether the comma is the decimal sign.

    Returns:
        The column, and the words in it that its vocabulary should list and does not.
    """
    if feed.kind in {"instant", "date"}:
        zone = spec.zone_of_days if feed.is_day else spec.timezone
        return times.clean_instant(raw, feed.how, zone), []
    if feed.kind == "id":
        is_user = feed.canonical == "user_id"
        return (cells.clean_user if is_user else cells.clean_id)(raw), []
    if feed.kind in _WORDS:
        return _worded(raw, feed)
    is_signed = may_be_negative(spec.table, feed.canonical)
    return _counted(raw, feed, is_comma=is_comma, is_signed=is_signed), []


def _counted(raw: pl.Series, feed: Feed, *, is_comma: bool, is_signed: bool) -> Cleaned:
    match feed.kind:
        case "money":
            return numbers.clean_money(
                raw, unit=feed.unit, is_comma=is_comma, is_signed=is_signed
            )
        case "whole":
            return numbers.clean_whole(raw, is_comma=is_comma, is_signed=is_signed)
        case "hour":
            return numbers.clean_hour(raw)
        case "flag":
            return cells.clean_flag(raw)
        case "exact" if feed.unit == shares.PERCENT:
            return shares.clean_percent(raw, is_comma=is_comma)
        case _:
            return numbers.clean_exact(raw, is_comma=is_comma)


def _worded(raw: pl.Series, feed: Feed) -> tuple[Cleaned, list[str]]:
    text = cells.clean_text(raw)
    unlisted: list[str] = []
    if feed.kind == "status":
        values, unlisted = vocabulary.canonical(
            text.values, "order_status", other=vocabulary.UNKNOWN_STATUS
        )
    elif feed.kind in _VOCABULARIES:
        values, _ = vocabulary.canonical(text.values, _VOCABULARIES[feed.kind])
    else:
        values = text.values
    return Cleaned(values, text.unread, text.expected), unlisted
