"""Points of many instances as columns; one is made when it is looked at.

A rule that judges the newest grain of 200 channels looks at a few thousand of the two
hundred thousand points that five weeks of hours have. Making all of them takes seconds.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final

import polars as pl

from cockpit.engine.alarms.observation import Point
from cockpit.engine.metrics.catalogue import Grain
from cockpit.snapshot.alarms import Labels

_EPOCH: Final = 719_163
"""Ordinal of 1970-01-01, from which Polars counts its days."""
_new_point: Final = tuple.__new__
"""A third of the time that a named tuple takes to name its parts."""


class Columns:
    """Numerators, denominators and samples, row by row.

    Args:
        rows: ``grain``, ``numerator``, ``denominator`` (all null for a plain sum) and
            ``n``.
    """

    def __init__(self, rows: pl.DataFrame) -> None:
        under, n = rows["denominator"], rows["n"]
        self._grains = rows["grain"]
        self.over: list[int] = rows["numerator"].to_list()
        self.under: list[int | None] = under.to_list()
        self.n: list[int] = self.under if under.equals(n) else n.to_list()  # type: ignore[assignment]

    @cached_property
    def grains(self) -> list[int]:
        """Grains, of which only who has gaps asks."""
        return self._grains.to_list()


class GrainPoints(Mapping[int, Point]):
    """The points of one instance: a part of columns, ordered by grain.

    Args:
        columns: Of all instances.
        start: First row of this one; there is one.
        end: After its last row.
        first: Grain of the first row; ``last`` of the last one.
    """

    __slots__ = (
        "_columns", "_end", "_is_dense", "_n", "_offset", "_over", "_rows", "_start",
        "_under", "first", "last",
    )  # fmt: skip

    def __init__(
        self, columns: Columns, start: int, end: int, *, first: int, last: int
    ) -> None:
        self._columns, self._start, self._end = columns, start, end
        self._over, self._under, self._n = columns.over, columns.under, columns.n
        self.first, self.last = first, last
        self._is_dense = last - first == end - start - 1
        self._offset = start - first
        self._rows: dict[int, int] = {}

    def __len__(self) -> int:
        """Return how many grains are there."""
        return self._end - self._start

    def __iter__(self) -> Iterator[int]:
        """Give the grains, the oldest first."""
        if self._is_dense:
            return iter(range(self.first, self.last + 1))
        return iter(self._columns.grains[self._start : self._end])

    def __contains__(self, grain: object) -> bool:
        """Tell whether a grain is there."""
        if self._is_dense:
            return isinstance(grain, int) and self.first <= grain <= self.last
        return grain in (self._rows or self._index())

    def __getitem__(self, grain: int) -> Point:
        """Make the point of a grain."""
        found = self.get(grain)
        if found is None:
            raise KeyError(grain)
        return found

    def get(self, grain: int, default: object = None) -> Point | None:  # type: ignore[override]
        """Make the point of a grain; None if it is not there."""
        if self._is_dense:
            row = grain + self._offset
        else:
            row = (self._rows or self._index()).get(grain, -1)
        if self._start <= row < self._end:
            return _new_point(Point, (self._over[row], self._under[row], self._n[row]))
        assert default is None, "a point that is not there is None"
        return None

    def rows(self) -> tuple[list[int], list[int], list[int | None], list[int]]:
        """Return grains, numerators, denominators and samples, the oldest first."""
        rows = slice(self._start, self._end)
        return list(self), self._over[rows], self._under[rows], self._n[rows]

    def _index(self) -> dict[int, int]:
        self._rows = dict(zip(self, range(self._start, self._end), strict=True))
        return self._rows


def numbered(grain: Grain) -> pl.Expr:
    """Number the days, or hours, of a sheet as rules do."""
    day = pl.col("date").to_physical().cast(pl.Int64) + _EPOCH
    return day if grain == "day" else day * 24 + pl.col("hour").cast(pl.Int64)


def by_instance(rows: pl.DataFrame, grain: Grain) -> pl.DataFrame:
    """Number the rows of a sheet, and sort them by entity and then by grain.

    Args:
        rows: ``date``, ``hour``, ``entity`` and anything else; each key once.
        grain: What a row is.

    Returns:
        The same with ``grain``. One whole number is what is sorted by: names of
        entities, compared row by row, take five times as long.
    """
    names = pl.Enum(rows["entity"].unique().drop_nulls().sort())
    code = pl.col("entity").cast(names).to_physical().cast(pl.Int64).fill_null(-1)
    numbers = rows.with_columns(grain=numbered(grain))
    return numbers.sort(code * 2**32 + pl.col("grain"))


def points_of(
    rows: pl.DataFrame, labels: Callable[[str | None], Labels], *, merged: bool
) -> dict[Labels, GrainPoints]:
    """Cut rows into instances.

    Args:
        rows: ``entity``, ``grain``, ``numerator``, ``denominator`` (null for a plain
            sum) and ``n``; ordered by entity and grain, nothing unknown.
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
    columns = Columns(rows)
    runs = rows["entity"].rle().struct.unnest()
    ends = runs["len"].cast(pl.Int64).cum_sum()
    starts = ends - runs["len"].cast(pl.Int64)
    firsts, lasts = rows["grain"].gather(starts), rows["grain"].gather(ends - 1)
    return {
        () if merged else labels(entity): GrainPoints(
            columns, start, end, first=first, last=last
        )
        for entity, start, end, first, last in zip(
            runs["value"], starts, ends, firsts, lasts, strict=True
        )
    }
