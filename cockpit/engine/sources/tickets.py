"""Whether a ticket is still open, and whether anybody has answered it."""

import polars as pl

from cockpit.engine.sources import vocabulary

CLOSED, NEW, DOING = "closed", "new", "doing"
"""What ``ticket_status.toml`` knows of a status."""


def standing(frame: pl.DataFrame, has: frozenset[str]) -> dict[str, pl.Expr]:
    """Say how tickets stand.

    Args:
        frame: Cleaned complaints, every column of the table.
        has: Columns that the file really has.

    Returns:
        ``is_open``: no closing time, and no status that says it is closed.
        ``is_unanswered``: open, and without a reply; a file that does not tell when it
        replied has replied where the status says that somebody works on it. What is
        not known is open and unanswered: silence must not look like an answer.
    """
    said = frame.get_column("status")
    meant, _ = vocabulary.canonical(said, "ticket_status", other="")
    is_closed = pl.col("closed_time").is_not_null() | pl.lit(meant == CLOSED).fill_null(
        value=False
    )
    if "reply_time" in has:
        is_answered = pl.col("reply_time").is_not_null()
    else:
        is_answered = pl.lit(meant == DOING).fill_null(value=False)
    return {"is_open": ~is_closed, "is_unanswered": ~is_closed & ~is_answered}
