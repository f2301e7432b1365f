"""Total rows of an export are not rows: they are held against the sum of the rows."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from cockpit.engine.sources.cells import tidy
from cockpit.engine.sources.numbers import clean_money, clean_whole
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.rejects import rejects
from cockpit.engine.sources.store import Folder, KeptPart
from cockpit.engine.sources.total_words import TOTAL_WORDS, TOTALS
from cockpit.engine.tables import LINE
from cockpit.text.notes import note

CODE: Final = "total_row"
EXPECTED: Final = note("a row of its own: this one adds up others")
_COUNTED: Final = ("whole",)
_ADDED_UP: Final = ("money", *_COUNTED)
_STOCKS: Final = ("_total", "_cum")
_HEADS: Final = frozenset(
    {
        "visitors", "cart_users", "fav_users", "buyers_ordered", "buyers_paid",
        "buyers_new", "buyers_old", "members_active",
    }
)  # fmt: skip
"""Counts of different people: who comes on two days counts once in a total."""
_NAMES: Final = {
    "ad_spend": (
        "channel", "account", "campaign_id", "campaign_name", "plan_id", "plan_name",
        "creative_id", "creative_name",
    ),
    "shop_daily": ("shop", "channel"),
    "private_domain_daily": ("owner", "group_id", "group_name"),
}  # fmt: skip
"""Tables whose exports hold sums among their rows -> columns that say so."""


def spoken_of(table: str, columns: Mapping[str, pl.Series], height: int) -> pl.Series:
    """Tell rows that read well but say that they are sums: a subtotal of a day.

    Args:
        table: Canonical table.
        columns: Cleaned columns.
        height: Rows.
    """
    names = [name for name in _NAMES.get(table, ()) if name in columns]
    is_total = pl.repeat(value=False, n=height, eager=True)
    for name in names:
        is_total |= columns[name].is_in(TOTAL_WORDS).fill_null(value=False)
    return is_total


def among(rows: pl.DataFrame, lines: pl.Series) -> pl.DataFrame:
    """Return the rows that are sums of others, of those in some lines.

    Args:
        rows: Cells, columns ``c0`` ... and ``_line``.
        lines: Of rows that could not be read.
    """
    out = rows.filter(rows.get_column(LINE).is_in(lines.implode()))
    words = [name for name, dtype in out.schema.items() if dtype == pl.String]
    if not words or not out.height:
        return out.clear()
    is_total = pl.any_horizontal(pl.col(words).str.contains(TOTALS))
    return out.filter(is_total.fill_null(value=False))


def marked(lines: pl.Series) -> pl.DataFrame:
    """Return the quarantine of rows that are sums of others."""
    return rejects(lines, EXPECTED, code=CODE)


def mismatches(
    totals: Sequence[pl.DataFrame],
    folder: Folder,
    parts: Sequence[KeptPart],
    plan: Plan,
    *,
    has_changed: bool,
) -> tuple[str, ...]:
    """Return the columns whose total row says something else than the rows add up to.

    With several total rows (subtotals) none of them need be the sum of all, so a
    column fits if one of them is, or all of them together.

    Args:
        totals: Total rows as cells, columns ``c0`` ...
        folder: Where the parts are.
        parts: The rows.
        plan: How the file is read.
        has_changed: Whether amounts were changed from another currency: what the rows
            keep adds up to something else than what the file says.
    """
    kinds = _COUNTED if has_changed else _ADDED_UP
    feeds = [
        feed
        for feed in plan.feeds
        if feed.kind in kinds and not _is_never_added(feed.canonical)
    ]
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
        fit = {*filled.to_list(), filled.sum()}
        if filled.len() and sums[feed.canonical] not in fit:
            wrong.append(feed.column)
    return tuple(wrong)


def _is_never_added(canonical: str) -> bool:
    return canonical in _HEADS or canonical.endswith(_STOCKS)
