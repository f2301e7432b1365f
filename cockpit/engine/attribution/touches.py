"""What of an event is a touch: of which channel, at which stage, by whom.

A touch is an event with a channel that is not an impression. An event that names no
channel is told by its source and medium. Whoever has no user id is known by the
anonymous id: a visitor of its own until somebody says who it is.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import polars as pl

from cockpit.engine.sources.vocabulary import known
from cockpit.engine.tables import LINE

STAGES: Final = ("discover", "consider", "intend", "buy")
"""Stage code -> id."""
_STAGE_OF_EVENT: Final = MappingProxyType(
    {"view_item": 1, "register": 1, "cart": 2, "order": 2, "pay": 3}
)
"""Canonical event name -> stage code; any other event is a discovery."""
_STAGE_OF_TOUCH: Final = MappingProxyType(
    {"view": 1, "cart": 2, "order": 2, "checkout": 2, "pay": 3, "purchase": 3}
)
"""``touch_type`` -> stage code, where it says more than the name of the event."""
IMPRESSIONS: Final = frozenset({"impression", "impressions", "曝光", "展示", "展现"})
_SEEN: Final = 255
"""In the place of a stage: an impression."""
_ORGANIC: Final = "organic"
COLUMNS: Final = (
    "user_id", "anon_id", "event_time", "biz_date", "event_name", "channel", "source",
    "medium", "touch_type", "conversion", "conversion_value", "event_id", LINE,
)  # fmt: skip
"""Columns of the table ``events`` that are read."""


def touch_rows(events: pl.DataFrame) -> pl.DataFrame:
    """Tell of each event what attribution wants to know.

    Args:
        events: ``COLUMNS`` of the table ``events``.

    Returns:
        A row an event, in the order given: ``who`` (user id, else anonymous id),
        ``is_anonymous``, ``at`` (milliseconds since 1970), ``date``, ``channel`` (null:
        unknown), ``stage`` (UInt8), ``is_impression``, ``is_conversion``, ``value``
        (1/10,000, 0 where unknown), ``event_id``, ``_line``.
    """
    name = _coded(events["event_name"], _STAGE_OF_EVENT)
    kind = _coded(events["touch_type"], _STAGE_OF_TOUCH)
    is_conversion = (pl.col("conversion") == 1).fill_null(value=False)
    is_impression = (pl.col("_name") == _SEEN) | (pl.col("_kind") == _SEEN)
    return (
        _with_channels(events)
        .with_columns(name.alias("_name"), kind.alias("_kind"))
        .select(
            "event_id",
            LINE,
            who=pl.coalesce("user_id", "anon_id"),
            is_anonymous=pl.col("user_id").is_null(),
            at=pl.col("event_time").dt.epoch("ms"),
            date="biz_date",
            channel="channel",
            stage=pl.when(is_conversion)
            .then(pl.lit(len(STAGES) - 1, pl.UInt8))
            .otherwise(pl.max_horizontal("_name", "_kind")),
            is_impression=is_impression & ~is_conversion,
            is_conversion=is_conversion,
            value=pl.when(is_conversion).then("conversion_value").fill_null(0),
        )
    )


def channel_of(source: str | None, medium: str | None) -> str | None:
    """Return the channel of a visit that says only where it came from.

    What the vocabulary of channels calls organic in the medium is organic, whoever sent
    it; else the source decides, else the medium. Words that are not listed stay as they
    are.
    """
    if medium is not None and known("channels", medium) == _ORGANIC:
        return _ORGANIC
    for word in (source, medium):
        meant = None if word is None else known("channels", word)
        if meant is not None:
            return meant
    return source or medium or None


def _with_channels(events: pl.DataFrame) -> pl.DataFrame:
    """Fill in channels from source and medium, where the file has them."""
    told = ["source", "medium"]
    if all(events[name].null_count() == events.height for name in told):
        return events
    has_any = pl.any_horizontal(pl.col(told).is_not_null())
    pairs = events.filter(pl.col("channel").is_null() & has_any).select(told).unique()
    meant = [channel_of(source, medium) for source, medium in pairs.rows()]
    names = pairs.with_columns(pl.Series("_meant", meant, pl.String))
    return events.join(
        names, on=told, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(channel=pl.coalesce("channel", "_meant"))


def _coded(words: pl.Series, codes: Mapping[str, int]) -> pl.Series:
    """Give each word its stage, or the code of an impression; null: 0."""
    said = words.unique().drop_nulls().to_list()
    meant = {word: codes.get(word.casefold(), 0) for word in said}
    meant |= {word: _SEEN for word in said if word.casefold() in IMPRESSIONS}
    if not any(meant.values()):
        return pl.repeat(0, words.len(), dtype=pl.UInt8, eager=True)
    return words.replace_strict(meant, default=0, return_dtype=pl.UInt8).fill_null(0)
