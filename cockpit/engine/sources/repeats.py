"""Counts rows that say exactly what another row of their file says."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from cockpit.engine.sources.store import Folder, KeptPart

HASH: Final = "hash"
DAY: Final = "day"
_ROWS_AT_ONCE: Final = 4_000_000
"""Hashes are compared in so many turns that memory does not grow with the file."""


def repeats(
    folder: Folder, parts: Sequence[KeptPart], before: Sequence[KeptPart]
) -> int:
    """Return how many rows repeat an earlier one.

    Args:
        folder: Of the file.
        parts: Written last.
        before: Parts that were there already.
    """
    rows = sum(part.rows for part in parts)
    days = sorted({day for part in parts for day in part.days})
    if not rows:
        return 0
    new = pl.scan_parquet([folder.place / part.seen for part in parts])
    known = None
    if before and days:
        files = [folder.place / part.seen for part in before]
        in_days = pl.col(DAY).is_between(days[0], days[-1])
        known = pl.scan_parquet(files).filter(in_days)
    turns = rows // _ROWS_AT_ONCE + 1
    found = rows
    for turn in range(turns):
        is_due = pl.col(HASH) % turns == turn
        fresh = new.filter(is_due).select(HASH).unique()
        if known is not None:
            earlier = known.filter(is_due).select(HASH)
            fresh = fresh.join(earlier, on=HASH, how="anti")
        found -= fresh.select(pl.len()).collect().item()
    return found
