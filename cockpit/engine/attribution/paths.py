"""Counted journeys: what every model of attribution is a function of."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cockpit.engine.attribution.naming import numbered

if TYPE_CHECKING:
    from cockpit.engine.attribution.journeys import Journeys

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint16]

PATH_COLUMNS: Final = {
    "path": pl.List(pl.UInt16()),
    "conversions": pl.Float64(),
    "value": pl.Float64(),
    "new": pl.Float64(),
    "nulls": pl.Float64(),
    "decay": pl.List(pl.Float64()),
    "decay_value": pl.List(pl.Float64()),
    "decay_new": pl.List(pl.Float64()),
}
"""Of :attr:`Paths.frame`, in this order."""
DECAYS: Final = {
    name: kind for name, kind in PATH_COLUMNS.items() if name.startswith("decay")
}
COUNTS: Final = ("conversions", "value", "new", "nulls")
AMOUNTS: Final = ("conversions", "value", "new")
"""What is credited."""
SEPARATOR: Final = ">"
DAY_SECONDS: Final = 86_400
FEW: Final = 10_000
CHUNK: Final = 500_000
"""Journeys weighed at a time: their touches as numbers take 40 bytes each."""


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Journeys with the same touches counted together.

    Attributes:
        channels: Code -> channel id, sorted.
        frame: ``PATH_COLUMNS``, one row a distinct path, in the order of their
            first journeys. ``path``:
            channel codes in time order, never empty. ``conversions``; ``value`` of
            them, in the unit of the source (1/10,000 from tables); ``new``: those that
            are a first purchase; ``nulls``: journeys without one. ``decay``,
            ``decay_value``, ``decay_new``: by position, the time-decay weights of each
            converting journey (they sum to 1), times 1, its value, 1 if it is a first
            purchase, summed over the journeys; null where times are not known.
        untouched: Rows of the source whose path names no channel: no model sees them.
    """

    channels: tuple[str, ...] = ()
    frame: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=PATH_COLUMNS)
    )
    untouched: int = 0

    def total(self, amount: str) -> float:
        """Return the sum of a column of numbers, rounded once."""
        return float(self.frame[amount].to_numpy().sum())

    def met(self) -> int:
        """Return how many channels have a touch; all have a code."""
        return self.frame["path"].explode().n_unique()


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """All touches of all paths in one row of numbers.

    Attributes:
        channels: How many codes there are.
        codes: Channel of each touch, path after path.
        starts: Place of the first touch of each path.
        lengths: Touches of each path.
        frame: The paths.
    """

    channels: int
    codes: Codes
    starts: Ints
    lengths: Ints
    frame: pl.DataFrame

    @classmethod
    def of(cls, paths: Paths) -> "Flat":
        """Lay out paths."""
        lengths = paths.frame["path"].list.len().cast(pl.Int64).to_numpy()
        return cls(
            len(paths.channels),
            paths.frame["path"].explode().to_numpy(),
            starts_of(lengths),
            lengths,
            paths.frame,
        )

    def amount(self, name: str) -> Floats:
        """Return a column of numbers of the paths."""
        return self.frame[name].to_numpy()

    def each(self, values: Floats) -> Floats:
        """Repeat a value of each path for each of its touches."""
        return np.repeat(values, self.lengths)

    def by_channel(self, weights: Floats) -> Floats:
        """Sum weights of touches by channel, in order: the same digits every time."""
        return sums_by(self.codes, weights, self.channels)


def sums_by(codes: NDArray[Any], weights: Floats, size: int) -> Floats:
    """Sum weights by code, in order: the same digits every time."""
    sums: NDArray[Any] = np.bincount(codes, weights, size)
    return sums.astype(np.float64, copy=False)


def starts_of(lengths: Ints) -> Ints:
    """Return where each of some runs begins."""
    starts = np.cumsum(lengths) - lengths
    return starts.astype(np.int64)


def counted(journeys: "Journeys", half_life_days: float) -> Paths:
    """Count journeys by path; open ones by the chance that they end without an order.

    Args:
        journeys: Converting ones, others, and open ones.
        half_life_days: Age at which a touch weighs half as much as one at the
            conversion; above 0.
    """
    if journeys.frame.is_empty():
        return Paths(journeys.channels, _with_open(Paths().frame, journeys.open))
    converted = pl.col("converted")
    counts = (
        journeys.frame.lazy()
        .with_row_index("row")
        .group_by("path", maintain_order=True)
        .agg(
            converted.sum().cast(pl.Float64).alias("conversions"),
            pl.col("value").filter(converted).sum().cast(pl.Float64),
            (converted & pl.col("is_first")).sum().cast(pl.Float64).alias("new"),
            (~converted).sum().cast(pl.Float64).alias("nulls"),
            pl.col("row"),
        )
        .collect()
    )
    decays = _decays(journeys.frame, counts, half_life_days * DAY_SECONDS)
    frame = counts.drop("row").with_columns(decays).select(*PATH_COLUMNS)
    return Paths(journeys.channels, _with_open(frame, journeys.open))


def _with_open(paths: pl.DataFrame, journeys: pl.DataFrame) -> pl.DataFrame:
    """Add the chances of open journeys to those that ended without an order."""
    if journeys.is_empty():
        return paths
    sums = journeys.group_by("path", maintain_order=True).agg(pl.col("chance").sum())
    known = paths.join(sums, on="path", how="left", maintain_order="left")
    other = sums.join(paths, on="path", how="anti", maintain_order="left")
    nothing = pl.col("path").list.eval(pl.element() * 0.0)
    fresh = other.with_columns(
        nulls="chance",
        **{name: pl.lit(0.0) for name in AMOUNTS},
        **dict.fromkeys(DECAYS, nothing),
    )
    nulls = pl.col("nulls") + pl.col("chance").fill_null(0.0)
    both = [known.with_columns(nulls), fresh]
    return pl.concat([one.select(*PATH_COLUMNS) for one in both])


def _decays(
    journeys: pl.DataFrame, counts: pl.DataFrame, half_life: float
) -> list[pl.Series]:
    """Sum the weights of the converting journeys of each path, by position.

    ``counts`` has the ``row`` numbers of the journeys of each ``path``.
    """
    lengths = counts["path"].list.len().cast(pl.Int64).to_numpy()
    starts = starts_of(lengths)
    sums = np.zeros((len(AMOUNTS), int(lengths.sum())))
    places = pl.Series(
        "place", np.repeat(np.arange(counts.height), counts["row"].list.len())
    )
    ordered = journeys.select("converted", "value", "is_first", "ages")[
        counts["row"].explode()
    ].with_columns(places)
    for part in ordered.filter("converted").iter_slices(CHUNK):
        targets, weights = _weighed(part, starts, half_life)
        first, after = int(targets.min()), int(targets.max()) + 1
        for place, weight in enumerate(weights):
            sums[place, first:after] += np.bincount(targets - first, weight)
    return [listed(*pair, lengths) for pair in zip(DECAYS, sums, strict=True)]


def _weighed(
    part: pl.DataFrame, starts: Ints, half_life: float
) -> tuple[Ints, tuple[Floats, ...]]:
    """Return the place in all paths, and the weights, of each touch of journeys."""
    lengths = part["ages"].list.len().cast(pl.Int64).to_numpy()
    begins = starts_of(lengths)
    ages = part["ages"].explode().to_numpy().astype(np.float64)
    # From the youngest: with a short half-life 0.5^age alone would come to nothing.
    ages -= np.repeat(np.minimum.reduceat(ages, begins), lengths)
    weights = np.exp2(-ages / half_life)
    weights /= np.repeat(np.add.reduceat(weights, begins), lengths)
    position = np.arange(len(ages)) - np.repeat(begins, lengths)
    targets = np.repeat(starts[part["place"].to_numpy()], lengths) + position
    value = np.repeat(part["value"].to_numpy().astype(np.float64), lengths)
    new = np.repeat(part["is_first"].to_numpy().astype(np.float64), lengths)
    return targets, (weights, weights * value, weights * new)


def listed(name: str, values: Floats, lengths: Ints) -> pl.Series:
    """Cut a row of numbers into lists."""
    owner = pl.Series("at", np.repeat(np.arange(len(lengths)), lengths))
    flat = pl.DataFrame([owner.set_sorted(), pl.Series(name, values)])
    return flat.group_by("at", maintain_order=True).agg(name)[name]


def split(rows: pl.DataFrame, separator: str = SEPARATOR) -> Paths:
    """Read paths that are written out; equal ones are counted together.

    Args:
        rows: ``path`` (String, ``a > b > a``); numbers ``conversions``, ``value``,
            ``nulls``, ``new``: a missing column or null counts as 0.
        separator: Between touches; space around a channel does not count, and where
            none is named there is no touch.
    """
    numbers = [
        (pl.col(name) if name in rows.columns else pl.lit(0.0))
        .cast(pl.Float64)
        .fill_null(0.0)
        .alias(name)
        for name in COUNTS
    ]
    given = rows.select("path", *numbers)
    distinct = _distinct(given)
    channels, path = numbered(distinct["path"], f" {separator} ", few=FEW)
    if any(_is_loose(name, separator) for name in channels):
        given = given.with_columns(_tightened(separator))
        distinct = _distinct(given)
        channels, path = numbered(distinct["path"], separator, few=FEW)
    times = [pl.lit(None, kind).alias(name) for name, kind in DECAYS.items()]
    frame = distinct.with_columns(path, *times).select(*PATH_COLUMNS)
    return Paths(channels, frame, given["path"].null_count())


def _distinct(given: pl.DataFrame) -> pl.DataFrame:
    """Count equal texts together, in the order of their first rows."""
    touched = given.drop_nulls("path")
    # Equal texts have equal hashes; different ones seldom, and are then told apart.
    hashes = np.sort(touched["path"].hash().to_numpy())
    if (hashes[1:] != hashes[:-1]).all():
        return touched
    sums = [pl.col(name).sum() for name in COUNTS]
    return touched.group_by("path", maintain_order=True).agg(*sums)


def _is_loose(name: str, separator: str) -> bool:
    """Whether what was cut out is not yet a name."""
    return not name or name != name.strip() or separator in name


def _tightened(separator: str) -> pl.Expr:
    """Take all space from around the names, and touches without one; null if none."""
    literal = re.escape(separator)
    text = pl.col("path").str.replace_all(rf"\s*(?:{literal}\s*)+", separator)
    text = text.str.strip_chars().str.strip_prefix(separator)
    text = text.str.strip_suffix(separator)
    return pl.when(text != "").then(text)
