"""Which events are something that a user did in the product, and not elsewhere.

Attribution wants every touch. Whoever clicks on an advertisement has not been here yet,
and who only saw one has done nothing: neither makes anybody active, or known.
"""

from typing import Final

import narwhals as nw
import polars as pl

ELSEWHERE: Final = ("impression", "ad_click")
"""Canonical names of events that happen outside of the product."""
_SEEN: Final = "impression"
"""A ``touch_type`` that says the same of an event of any name."""


def is_deed() -> pl.Expr:
    """Tell of rows of the table ``events`` whether a user did something."""
    is_seen = pl.col("touch_type").fill_null("") == _SEEN
    return ~is_seen & ~pl.col("event_name").is_in(ELSEWHERE)


def is_deed_of_any() -> nw.Expr:
    """Tell the same where frames may be of another library."""
    is_seen = nw.col("touch_type").fill_null("") == _SEEN
    return ~is_seen & ~nw.col("event_name").is_in(ELSEWHERE)
