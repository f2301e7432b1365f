"""Points of many instances as columns; one is made when it is looked at.

A rule that judges the newest grain of 200 channels looks at a few hundred of the two
hundred thousand points that five weeks of hours have. Making all of them takes seconds.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import polars as pl

from cockpit.engine.alarms.observation import Point
from cockpit.engine.metrics.catalogue import Grain
from cockpit.snapshot.alarms import Labels

_EPOCH: Final = 719_163
"""Ordinal of 1970-01-01, from which Polars counts its days."""
_SUMS: Final = ("numerator", "denominator", "n")

Columns = tuple[list[int], list[int], list[int | None], list[int]]
"""Grains, numerators, denominators and samples, row by row."""


class GrainPoints(Mapping[int, Point]):
    """The points of one instance: a part of columns, ordered by grain."""

    __slots__ = ("_columns", "_end", "_rows", "_start")

    def __init__(self, columns: Columns, start: int, end: int) -> None:
        self._columns, self._start, self._end = columns, start, end
        self._rows: dict[int, int] = {}

    @property
    def last(self) -> int:
        """The newest grain."""
        return self._columns[0][self._end - 1]

    def __len__(self) -> int:
        """Return how many grains are there."""
        return self._end - self._start

    def __iter__(self) -> Iterator[int]:
        """Give the grains, the oldest first."""
        return iter(self._columns[0][self._start : self._end])

    def __contains__(self, grain: object) -> bool:
        """Tell whether a grain is there."""
        return grain in (self._rows or self._index())

    def __getitem__(self, grain: int) -> Point:
        """Make the point of a grain."""
        row = (self._rows or self._index())[grain]
        _, over, under, n = self._columns
        return Point(over[row], under[row], n[row])

    def get(self, grain: int, default: object = None) -> Point | None:  # type: ignore[override]
        """Make the point of a grain; None if it is not there."""
        row = (self._rows or self._index()).get(grain)
        if row is None:
            assert default is None, "a point that is not there is None"
            return None
        _, over, under, n = self._columns
        return Point(over[row], under[row], n[row])

    def _index(self) -> dict[int, int]:
        self._rows = dict(zip(self, range(self._start, self._end), strict=True))
        return self._rows


def numbered(grain: Grain) -> pl.Expr:
    """Number the days, or hours, of a sheet as rules do."""
    day = pl.col("date").to_physical().cast(pl.Int64) + _EPOCH
    return day if grain == "day" else day * 24 + pl.col("hour").cast(pl.Int64)


def points_of(
    rows: pl.DataFrame, labels: Callable[[str | None], Labels], *, merged: bool
) -> dict[Labels, GrainPoints]:
    """Cut rows into instances.

    Args:
        rows: ``entity``, ``grain``, ``numerator``, ``denominator`` (null for a plain
            sum) and ``n``; ordered by grain, nothing unknown.
        labels: Of an entity; None is the whole.
        merged: All entities are one instance: what they did in a grain adds up.
    """
    if merged:
        bare = pl.col("denominator").is_not_null().any()
        under = pl.when(bare).then(pl.col("denominator").sum())
        summed = rows.group_by("grain").agg(
            pl.col("numerator").sum(), under.alias("denominator"), pl.col("n").sum()
        )
        rows = summed.sort("grain").with_columns(entity=pl.lit(None, pl.String))
    rows = rows.sort("entity", maintain_order=True)
    over, under_, n = (rows[name].to_list() for name in _SUMS)
    columns = (rows["grain"].to_list(), over, under_, n)
    found: dict[Labels, GrainPoints] = {}
    start = 0
    for length, entity in rows["entity"].rle().struct.unnest().iter_rows():
        end = start + length
        found[() if merged else labels(entity)] = GrainPoints(columns, start, end)
        start = end
    return found
