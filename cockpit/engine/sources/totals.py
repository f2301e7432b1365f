"""Total rows of an export are not rows: they are held against the sum of the rows."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from cockpit.engine.sources.cells import tidy
from cockpit.engine.sources.numbers import clean_money, clean_whole
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.store import Folder, KeptPart

_ADDED_UP: Final = ("money", "whole")


def mismatches(
    totals: Sequence[pl.DataFrame],
    folder: Folder,
    parts: Sequence[KeptPart],
    plan: Plan,
) -> tuple[str, ...]:
    """Return the columns whose total row says something else than the rows add up to.

    With several total rows (subtotals) none of them need be the sum of all, so a
    column fits if one of them is.

    Args:
        totals: Total rows as cells, columns ``c0`` ...
        folder: Where the parts are.
        parts: The rows.
        plan: How the file is read.
    """
    feeds = [feed for feed in plan.feeds if feed.kind in _ADDED_UP]
    if not totals or not feeds:
        return ()
    frames = [folder.place / part.frame for part in parts]
    sums = {feed.canonical: 0 for feed in feeds}
    if frames:
        added = pl.scan_parquet(frames).select(pl.col(list(sums)).sum()).collect()
        sums = dict(zip(added.columns, added.row(0), strict=True))
    rows = pl.concat(totals)
    wrong = []
    for feed in feeds:
        cells = rows.to_series(feed.place)
        if feed.kind == "money":
            said = clean_money(cells, unit=feed.unit, is_comma=plan.is_comma).values
        else:
            said = clean_whole(tidy(cells), is_comma=plan.is_comma).values
        filled = said.drop_nulls()
        if filled.len() and sums[feed.canonical] not in filled.to_list():
            wrong.append(feed.column)
    return tuple(wrong)
