"""Paths as sets of channels: which were met, not when or how often."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cockpit.engine.attribution.paths import (
    AMOUNTS,
    Flat,
    Floats,
    Ints,
    Paths,
    sums_by,
)

WORD = 64
"""Channels in a word of bits."""
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Sets:
    """Distinct sets of channels with what their journeys brought.

    Attributes:
        words: Set x word: bit b of word w says whether channel 64 w + b is in it.
        amounts: Set x (conversions, value, new).
        journeys: Set -> converting ones and others.
        channels: How many codes there are.
    """

    words: Words
    amounts: Floats
    journeys: Floats
    channels: int

    def holding(self, channel: int) -> NDArray[np.bool_]:
        """Return for each set whether a channel is in it."""
        word, bit = divmod(channel, WORD)
        held = (self.words[:, word] >> np.uint64(bit)) & np.uint64(1)
        return held.astype(np.bool_)

    def members(self) -> tuple[Ints, Ints]:
        """Return set and channel of everything that is in a set, by channel."""
        held = [np.flatnonzero(self.holding(code)) for code in range(self.channels)]
        codes = np.repeat(np.arange(self.channels), [len(rows) for rows in held])
        return np.concatenate([*held, np.zeros(0, np.int64)]), codes

    def reach(self) -> Floats:
        """Return the journeys that have each channel."""
        rows, codes = self.members()
        return sums_by(codes, self.journeys[rows], self.channels)

    def equal_split(self) -> Floats:
        """Return channel x amount, each set's split equally among what is in it."""
        rows, codes = self.members()
        sizes = np.bincount(rows, minlength=len(self.words))
        parts = self.amounts[rows] / sizes[rows][:, None]
        split = [sums_by(codes, part, self.channels) for part in parts.T]
        return np.stack(split, axis=1)


def sets_of(paths: Paths) -> Sets:
    """Count paths by the set of their channels; the same order every time."""
    flat = Flat.of(paths)
    words = [
        _word(flat, number) for number in range(-(-max(len(paths.channels), 1) // WORD))
    ]
    frame = pl.DataFrame({str(number): word for number, word in enumerate(words)})
    order = frame.select(pl.arg_sort_by(frame.columns, maintain_order=True)).to_series()
    ordered = frame[order].to_numpy().reshape(-1, len(words))
    fresh = np.ones(len(ordered), np.bool_)
    fresh[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    begins = np.flatnonzero(fresh)
    given = np.stack([flat.amount(name) for name in AMOUNTS], axis=1)
    rows = order.to_numpy()
    journeys = flat.amount("conversions") + flat.amount("nulls")
    return Sets(
        ordered[begins],
        _summed(given[rows], begins),
        _summed(journeys[rows], begins),
        len(paths.channels),
    )


def _word(flat: Flat, number: int) -> Words:
    """Return the bits of 64 channels of every path."""
    code = flat.codes.astype(np.int64) - WORD * number
    inside = (code >= 0) & (code < WORD)
    shift = np.where(inside, code, 0).astype(np.uint64)
    bits = np.where(inside, np.uint64(1) << shift, np.uint64(0))
    return np.bitwise_or.reduceat(bits, flat.starts) if len(bits) else bits


def _summed(values: Floats, begins: Ints) -> Floats:
    sums: Floats = np.add.reduceat(values, begins, axis=0) if len(begins) else values
    return sums
