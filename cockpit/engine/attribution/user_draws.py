"""Draws of users: the ROI of every told combination in each, from the same weights."""

import polars as pl
from scipy.sparse import csr_array

from cockpit.engine.attribution.paths import Floats
from cockpit.engine.attribution.resampling import drawn_ratios


def drawn_rois(told: pl.DataFrame, lines: pl.DataFrame) -> Floats:
    """Draw the ROI of every told combination.

    Args:
        told: ``kind`` and ``key`` of each.
        lines: One row a journey: ``user``, ``converted``, ``value``, ``cost``, and its
            key of each kind.

    Returns:
        Combination x draw; NaN without cost.
    """
    cells = _cells(told, lines)
    alike = _alike(cells)
    cells = cells.join(alike, on="user").sort("row", "place")
    shape = (told.height, alike.height)
    places = (cells["row"].to_numpy(), cells["place"].to_numpy())
    first, second = (
        csr_array((cells[name].to_numpy(), places), shape=shape)
        for name in ("revenue", "cost")
    )
    return drawn_ratios(first, second, alike["users"].to_numpy())


def _cells(told: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return ``row`` of ``told``, ``user``, ``revenue``, ``cost``: 0 where unknown."""
    numbered = told.select("kind", "key").with_row_index("row")
    parts = [
        lines.lazy()
        .select(key=pl.col(kind), user="user", converted="converted", value="value",
                cost="cost")
        .join(numbered.filter(kind=kind).lazy(), on="key")
        .group_by("row", "user")
        .agg(
            revenue=pl.col("value").filter("converted").sum(), cost=pl.col("cost").sum()
        )
        for kind in numbered["kind"].unique(maintain_order=True)
    ]  # fmt: skip
    return pl.concat(pl.collect_all(parts))


def _alike(cells: pl.DataFrame) -> pl.DataFrame:
    """Return ``user``, one of all who did exactly the same, their ``users``, ``place``.

    Most people bought nothing after the same few touches. Whom of them a draw takes is
    the same: only how many, which is Poisson too.
    """
    deed = pl.struct("row", "revenue", "cost").hash()
    return (
        cells.lazy()
        .group_by("user")
        # Sums of hashes do not depend on the order of rows.
        .agg(deeds=deed.sum(), rows=pl.len())
        .group_by("deeds", "rows")
        .agg(pl.col("user").min(), users=pl.len())
        .sort("user")
        .select("user", "users")
        .with_row_index("place")
        .collect()
    )
