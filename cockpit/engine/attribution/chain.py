"""The chain of a Markov model of paths: its states, counted from the paths."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from cockpit.engine.attribution.paths import (
    AMOUNTS,
    Flat,
    Floats,
    Ints,
    Paths,
    sums_by,
)

if TYPE_CHECKING:
    from scipy.sparse import csr_array

PART: Final = 1 << 18
"""Touches that are walked along at a time."""
SMALL_TABLE: Final = 1 << 16
"""Moves up to which those of each part are counted in a table of them all."""
TABLE: Final = 1 << 22
"""Windows, or pairs of states, up to which they are counted in a table of them all."""
Flags = NDArray[np.bool_]
Keys = NDArray[Any]
"""32 bits wide where windows fit into them, else 64."""


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """States and where they lead.

    Attributes:
        codes: State x place: channel code + 1 of its touches, 0 where it has fewer.
        start: State -> probability to begin there.
        moves: State x state: probability of the next one (CSR).
        ends: State x (conversion, value, new): what a journey that is in this state
            brings by ending there: the probability of a conversion, and that times
            what conversions at the ends of paths in this state are worth on average.
    """

    codes: NDArray[np.uint16]
    start: Floats
    moves: "csr_array[Any]"
    ends: Floats

    def holding(self, channels: Ints) -> Flags:
        """Return state x channel: whether a window holds it."""
        wanted = (channels + 1).astype(np.uint16)
        found = np.zeros((len(self.codes), len(channels)), np.bool_)
        for place in self.codes.T:
            found |= place[:, None] == wanted[None, :]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Walks:
    """Windows on all paths, as numbers to the base of channels + 1.

    Attributes:
        first: Path -> its first window; ``last`` its last one.
        left: Move -> window before; ``entered`` the window after.
        weights: Move -> journeys.
    """

    first: Keys
    last: Keys
    left: Keys
    entered: Keys
    weights: Floats

    def summed(self, space: int) -> "_Walks":
        """Sum equal moves, where windows are few enough for a table of all moves."""
        if space**2 > SMALL_TABLE:
            return self
        pairs = self.left.astype(np.int64) * space + self.entered
        table = sums_by(pairs, self.weights, space**2)
        found = np.flatnonzero(table)
        return replace(
            self, left=found // space, entered=found % space, weights=table[found]
        )


def chain(paths: Paths, order: int) -> Chain:
    """Count a chain.

    A state is a window of so many successive touches, or a whole shorter path; the
    next window begins a touch later. Equal windows that follow each other are one. A
    path counts as often as journeys took it.

    Args:
        paths: At least one with a journey.
        order: Touches in a window, 1 to 4.
    """
    from scipy.sparse import diags_array  # noqa: PLC0415 - for models only

    flat = Flat.of(_walked(paths))
    journeys = flat.amount("conversions") + flat.amount("nulls")
    space = (flat.channels + 1) ** order
    walks = _joined([_walks(part, order).summed(space) for part in _parts(flat)])
    states, number = _numbered(walks, space)
    size = len(states)
    begun = sums_by(number(walks.first), journeys, size)
    last = number(walks.last)
    moved = _moved(number(walks.left), number(walks.entered), walks.weights, size)
    out = moved.sum(axis=1) + sums_by(last, journeys, size)
    ends = [sums_by(last, flat.amount(name), size) / out for name in AMOUNTS]
    return Chain(
        _decoded(states, flat.channels + 1, order),
        begun / begun.sum(),
        (diags_array(1.0 / out) @ moved).tocsr(),
        np.stack(ends, axis=1),
    )


def _walked(paths: Paths) -> Paths:
    """Return the paths that any journey took."""
    is_walked = (paths.frame["conversions"] + paths.frame["nulls"]) > 0
    if is_walked.all():
        return paths
    return Paths(paths.channels, paths.frame.filter(is_walked))


def _parts(flat: Flat) -> Iterator[Flat]:
    """Cut paths into parts of which the numbers fit into the processor's cache."""
    ends = flat.starts + flat.lengths
    whole = len(flat.codes)
    cuts = np.searchsorted(ends, np.arange(PART, whole + PART, PART))
    begin = 0
    for end in np.unique(np.minimum(cuts + 1, len(ends))).tolist():
        touches = slice(int(flat.starts[begin]), int(ends[end - 1]))
        yield Flat(
            flat.channels,
            flat.codes[touches],
            flat.starts[begin:end] - touches.start,
            flat.lengths[begin:end],
            flat.frame[begin:end],
        )
        begin = end


def _joined(parts: list[_Walks]) -> _Walks:
    names = [field.name for field in fields(_Walks)]
    return _Walks(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in names)
    )


def _walks(flat: Flat, order: int) -> _Walks:
    """Follow the windows along each path."""
    base = flat.channels + 1
    kind = np.uint32 if base**order <= np.iinfo(np.uint32).max else np.uint64
    digits: Keys = flat.codes.astype(kind)
    digits += kind(1)
    keys = digits
    for _ in range(1, order):
        longer = digits.copy()
        longer[1:] += keys[:-1] * kind(base)
        longer[flat.starts] = digits[flat.starts]
        keys = longer
    # An equal window is none: what comes next leaves from the same state.
    is_move = np.empty(len(keys), np.bool_)
    is_move[1:] = keys[1:] != keys[:-1]
    for place in range(order):
        is_move[flat.starts[flat.lengths > place] + place] = False
    entered = np.flatnonzero(is_move)
    return _Walks(
        keys[flat.starts + np.minimum(flat.lengths, order) - 1],
        keys[flat.starts + flat.lengths - 1],
        keys[entered - 1],
        keys[entered],
        flat.each(flat.amount("conversions") + flat.amount("nulls"))[entered],
    )


def _numbered(walks: _Walks, space: int) -> tuple[Keys, Callable[[Keys], Ints]]:
    """Return the windows there are, in order, and what numbers them."""
    if space > TABLE:
        found = [np.unique(windows) for windows in (walks.first, walks.entered)]
        states = np.unique(np.concatenate(found))
        return states, lambda windows: np.searchsorted(states, windows)
    present = np.zeros(space, np.bool_)
    present[walks.first] = True
    present[walks.entered] = True
    places = np.cumsum(present) - 1
    return np.flatnonzero(present).astype(np.uint64), lambda windows: places[windows]


def _moved(left: Ints, entered: Ints, weights: Floats, size: int) -> "csr_array[Any]":
    """Sum moves by the states before and after, in order: the same digits each time."""
    from scipy.sparse import coo_array, csr_array  # noqa: PLC0415 - for models only

    if size**2 > TABLE:
        return coo_array((weights, (left, entered)), (size, size)).tocsr()
    table = sums_by(left * size + entered, weights, size**2)
    return csr_array(table.reshape(size, size))


def _decoded(states: Keys, base: int, order: int) -> NDArray[np.uint16]:
    digits = [
        states // np.uint64(base**place) % np.uint64(base) for place in range(order)
    ]
    return np.stack(digits, axis=1).astype(np.uint16)
