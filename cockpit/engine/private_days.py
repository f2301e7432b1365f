"""What happened in a private community on each day, from counters that only grow."""

from typing import Final

import polars as pl

COUNTERS: Final = {
    "msgs": "msgs_cum",
    "members_with_msg": "members_with_msg_cum",
    "groups_with_msg": "groups_with_msg_cum",
}
"""Daily figure -> the counter ("to date") it is the difference of."""
_KEY: Final = ("owner", "group_id", "group_name")


def by_day(rows: pl.DataFrame) -> pl.DataFrame:
    """Turn counters into what was added on each day.

    A day's figure is its counter less that of the day before, of the same owner and
    group. Where the day before is missing nobody knows how the growth falls on the
    days between, and where a counter falls it was begun anew: both stay blank, as the
    first day does. A figure that the file tells itself is kept.

    Args:
        rows: Of the table ``private_domain_daily``, one a day, owner and group.

    Returns:
        The same rows by owner, group and day, with ``msgs`` filled and with
        ``members_with_msg`` and ``groups_with_msg`` (Int64).
    """
    frame = rows.sort(*_KEY, "date", nulls_last=False)
    gap = pl.col("date") - pl.col("date").shift(1).over(_KEY)
    follows = gap == pl.duration(days=1)
    for name, counter in COUNTERS.items():
        grown = pl.col(counter) - pl.col(counter).shift(1).over(_KEY)
        added = pl.when(follows & (grown >= 0)).then(grown)
        told = pl.col(name) if name in frame.columns else pl.lit(None, pl.Int64)
        frame = frame.with_columns(pl.coalesce(told, added).alias(name))
    return frame
