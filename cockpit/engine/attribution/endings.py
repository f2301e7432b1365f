"""How many of the journeys that are still open will end without an order.

A journey without an order is known to be one only when its look-back has ended. Until
then experience speaks: of the journeys that once stood where this one stands - their
last touch of the same channel, their first, second or a later one, silent for as long -
some went on to another touch or to an order, and the others ended there. Their share is
what an open journey counts for. Summed over the open journeys of some days that is the
expected number of those that end on these days, and conversions and endings are of the
same days again, as they are once everything is known.

A limit of silence ("lost after a week") would be simpler and wrong: journeys that order
at once are known on the spot, those that come back late are not, and people who come
back within weeks are common. On the sample a limit of 3 days put the rate of conversion
15 % too low, one of 17 days 8 %; see ``docs/journeys.md``.

The share is an empirical survival function of recurrent silences, told apart by what is
known of a journey when it falls silent; each silence of the history is seen to its end,
so that nothing in it is censored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

HISTORY_DAYS: Final = 90
"""Newest days whose look-back has ended, that are learned from."""
LEAST_ENDED: Final = 300
"""Journeys without an order in these days: a share of them is known to 6 points."""
LEAST_ALIKE: Final = 30
"""Of one channel and place, else journeys of all are taken together."""
LAST_PLACE: Final = 3
"""The third touch and later ones are alike."""
STUDIED: Final = 2_000_000
"""Touches that are looked at about; of more, those of some users, always the same."""
HOUR: Final = 3_600
_FINE: Final = 2.0**20
"""Chances are multiples of its inverse: their sums are exact in any order."""
_STATE: Final = ("code", "place")
SILENCE_COLUMNS: Final = {
    "code": pl.UInt16(),
    "place": pl.UInt32(),
    "hours": pl.Int32(),
    "count": pl.Int64(),
}
"""Of silences counted: channel of the touch before, its place, whole hours until the
next touch or the order; null: nothing came within the look-back."""


@dataclass(frozen=True, slots=True, eq=False)
class Endings:
    """What experience says of silent journeys.

    Attributes:
        first: First day that was learned from; ``last`` the last one, inclusive.
        ended: Journeys that ended without an order on these days (of those studied).
        silences: ``SILENCE_COLUMNS``.
    """

    first: date
    last: date
    ended: int
    silences: pl.DataFrame

    @property
    def is_known(self) -> bool:
        """Whether there is enough to learn from."""
        return self.ended >= LEAST_ENDED

    def chances(self, states: pl.DataFrame) -> NDArray[np.float64]:
        """Return of each open journey the share of its like that ended there.

        Args:
            states: ``code``, ``place`` and ``silence`` (seconds since its last touch).
        """
        everybody = _Curve.of(self.silences)
        found = np.empty(states.height)
        places = states.with_row_index("at").partition_by(*_STATE, as_dict=True)
        alike = self.silences.partition_by(*_STATE, as_dict=True)
        for state, rows in places.items():
            curve = _Curve.of(alike[state]) if state in alike else everybody
            curve = curve if curve.ended >= LEAST_ALIKE else everybody
            silence = rows["silence"].to_numpy().astype(np.float64)
            found[rows["at"].to_numpy()] = curve.chance(silence)
        return np.round(found * _FINE) / _FINE


@dataclass(frozen=True, slots=True, eq=False)
class _Curve:
    """How many silences ended for good, and how many lasted longer than each hour."""

    ended: int
    longer: NDArray[np.float64]

    @classmethod
    def of(cls, silences: pl.DataFrame) -> "_Curve":
        passing = silences.filter(pl.col("hours").is_not_null())
        hours = passing["hours"].to_numpy()
        counts = np.bincount(hours, passing["count"].to_numpy())
        # The last place is 0: nothing lasted longer than the longest.
        longer = np.append(np.cumsum(counts[::-1])[::-1], 0.0)
        return cls(int(silences["count"].sum() - counts.sum()), longer)

    def chance(self, silence: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the share that ended, of those silent for so many seconds."""
        hours = np.clip(silence / HOUR, 0.0, len(self.longer) - 1.0)
        longer = np.interp(hours, np.arange(len(self.longer)), self.longer)
        share: NDArray[np.float64] = self.ended / np.maximum(self.ended + longer, 1.0)
        return share


def silences_of(
    journeys: pl.DataFrame, direct: int, first: date, last: date
) -> pl.DataFrame:
    """Count the silences that began on some days, both inclusive.

    A touch that an earlier order of its user has had is none to wait after: only what
    came after that order makes a journey that is open.

    Args:
        journeys: Of a bucket, open ones too: ``CUT_COLUMNS``, ``converted``, ``date``.
        direct: Code of the touches that are not in ``path``.
        first: First day.
        last: Last one.
    """
    is_next = (pl.col("user") == pl.col("user").shift()) & pl.col("converted").shift()
    # Touches as old as the earlier order, or older, are its own.
    mine = pl.when(is_next).then((pl.col("at") - pl.col("at").shift()) / 1_000)
    asked = (
        journeys.lazy()
        .with_columns(mine=pl.when("converted").then(mine))
        .filter(pl.col("date") >= first)
        .with_row_index("journey")
    )
    began = pl.col("date") - pl.duration(days=pl.col("age") // (24 * HOUR))
    is_same = pl.col("journey") == pl.col("journey").shift(-1)
    until = pl.when(is_same).then(pl.col("age").shift(-1)).when("converted").then(0)
    place = pl.int_range(1, pl.len() + 1).over("journey").clip(upper_bound=LAST_PLACE)
    return (
        _touches(asked, direct)
        .filter(pl.col("mine").is_null() | (pl.col("age") < pl.col("mine")))
        .with_columns(
            hours=(pl.col("age") - until) // HOUR, place=place.cast(pl.UInt32)
        )
        .filter(began.is_between(first, last))
        .group_by(*_STATE, "hours")
        .agg(pl.len().cast(pl.Int64).alias("count"))
        .cast(pl.Schema(SILENCE_COLUMNS))
        .collect()
    )


def _touches(journeys: pl.LazyFrame, direct: int) -> pl.LazyFrame:
    """One row a touch, direct ones that a path leaves out too, in order of time."""
    told = ("journey", "converted", "date", "mine")
    kept = journeys.select(*told, code="path", age="ages").explode("code", "age")
    skipped = (
        journeys.filter(pl.col("skipped") > 0)
        .select(*told, code=pl.lit(max(direct, 0), pl.UInt16), age="beside")
        .explode("age")
    )
    return pl.concat([kept, skipped]).sort(
        "journey", "age", descending=[False, True], maintain_order=True
    )


def states_of(journeys: pl.DataFrame, direct: int) -> pl.DataFrame:
    """Return where open journeys stand: ``code``, ``place``, and ``at`` as they have.

    Args:
        journeys: ``CUT_COLUMNS``, without an order.
        direct: Code of the touches that are not in ``path``.
    """
    # The last touch is that of age 0; where the path has none such it was direct.
    is_kept = pl.col("ages").list.last() == 0
    touches = pl.col("path").list.len() + pl.col("skipped")
    return journeys.select(
        code=pl.when(is_kept)
        .then(pl.col("path").list.last())
        .otherwise(pl.lit(max(direct, 0), pl.UInt16)),
        place=touches.clip(upper_bound=LAST_PLACE).cast(pl.UInt32),
        at="at",
    )


def studied(touches: int) -> pl.Expr:
    """Tell whose touches are looked at: of everybody, or of some, always the same.

    Args:
        touches: Of everybody.
    """
    # The highest bits of a hash are its bucket.
    return pl.col("user") % max(touches // STUDIED, 1) == 0


def endings_of(counts: Iterable[pl.DataFrame], first: date, last: date) -> Endings:
    """Add up silences of some days, counted bucket by bucket."""
    every = pl.concat([pl.DataFrame(schema=SILENCE_COLUMNS), *counts])
    silences = (
        every.group_by(*_STATE, "hours")
        .agg(pl.col("count").sum())
        .sort(*_STATE, "hours")
    )
    ended = silences.filter(pl.col("hours").is_null())["count"].sum()
    return Endings(first, last, int(ended), silences)
