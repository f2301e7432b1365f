"""Markov chains over touches: what would be lost without a channel.

Anderl, Becker, von Wangenheim & Schumann 2016, Mapping the customer journey, IJRM
33:457-474: the removal effect of a channel is the share of conversions that is lost
when every state that holds it leads to no conversion. Nothing is simulated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cockpit.engine.attribution.chain import Chain, Flags, chain
from cockpit.engine.attribution.credits import (
    Credits,
    credited,
    in_proportion,
    named,
    with_one_sign,
)
from cockpit.engine.attribution.paths import Floats, Ints, Paths
from cockpit.engine.one_core import one_core

if TYPE_CHECKING:
    from scipy.sparse import csr_array

ORDERS: Final = (1, 2, 3, 4)
DIRECT_STATES: Final = 200
"""Up to here equations are solved by elimination; it takes the cube of the states."""
UNDER_WAY: Final = 1e-17
"""Probability still on its way at which walking on cannot change a digit."""
BLOCK: Final = 4_000_000
"""States x channels that walk at a time: 32 MB a table."""


@dataclass(frozen=True, slots=True, eq=False)
class Removal:
    """What a chain brings, and what is lost without each channel.

    Attributes:
        whole: Conversions, value and new customers a journey.
        lost: Channel x the same.
        states: Of the chain.
    """

    whole: Floats
    lost: Floats
    states: int

    @property
    def effects(self) -> Floats:
        """Return channel x amount: the share that is lost; 0 of nothing."""
        some = np.where(self.whole == 0, 1.0, self.whole)
        return self.lost / some


def markov(paths: Paths, order: int = 1) -> Credits:
    """Credit channels in proportion to their removal effects.

    The effect on value weights each conversion by the mean value per conversion of the
    paths that end in its last state; that on new customers likewise.

    Args:
        paths: With at least one conversion.
        order: Touches that a state remembers, one of ``ORDERS``.

    Returns:
        ``effects``: removal effects on conversions. ``figures``: ``order``, ``states``,
        ``p_conversion`` of the chain.
    """
    found = removal(paths, order)
    effects = found.effects
    shares, warning = with_one_sign(list(effects.T))
    return replace(
        credited("markov", paths, in_proportion(paths, shares)),
        effects=named(paths, effects[:, 0]),
        figures={
            "order": order,
            "states": found.states,
            "p_conversion": float(found.whole[0]),
        },
        warning=warning,
    )


def removal(paths: Paths, order: int) -> Removal:
    """Return what a chain of some order loses without each channel."""
    if order not in ORDERS:
        raise ValueError(f"no Markov chain of order {order}")
    found = chain(paths, order)
    size = len(found.start)
    solve = _eliminated if size <= DIRECT_STATES else _walked
    whole, lost = solve(found, len(paths.channels))
    return Removal(whole, lost, size)


def _eliminated(found: Chain, channels: int) -> tuple[Floats, Floats]:
    """Solve by elimination.

    With G = (I - Q)^-1, journeys reach the states S of a channel for the first time in
    state s with probability f, where f G[S, S] = (start G)[S]; all that they would
    bring from there on is lost.
    """
    with one_core():
        solved = np.linalg.inv(np.eye(len(found.start)) - found.moves.toarray())
        # Neither visits nor probabilities are below 0, only their rounding is.
        visits = np.maximum(solved, 0.0)
        worth, reached = visits @ found.ends, found.start @ visits
        lost = np.zeros((channels, worth.shape[1]))
        holding = found.holding(np.arange(channels))
        for channel in np.flatnonzero(holding.any(axis=0)):
            states = np.flatnonzero(holding[:, channel])
            first = np.linalg.solve(visits[np.ix_(states, states)].T, reached[states])
            lost[channel] = np.maximum(first, 0.0) @ worth[states]
        return found.start @ worth, lost


def _walked(found: Chain, channels: int) -> tuple[Floats, Floats]:
    """Solve by walking on until nobody is under way.

    What is not counted when the walk stops is less than what those still under way
    could bring: the error has a bound, and it is below the rounding of the numbers.
    """
    size = len(found.start)
    worth = _settled(found.moves, np.column_stack([found.ends, np.ones(size)]), None)
    worth = worth[:, :-1]
    back = found.moves.T.tocsr()
    lost = [
        _first_in(back, found, found.holding(some)).T @ worth
        for some in _blocks(channels, size)
    ]
    return found.start @ worth, np.concatenate(lost)


def _first_in(back: "csr_array[Any]", found: Chain, holding: Flags) -> Floats:
    """Return state x channel: the probability to meet the channel first there."""
    barred = np.column_stack([holding, np.zeros(len(holding), np.bool_)])
    start = np.broadcast_to(found.start[:, None], barred.shape)
    visits = _settled(back, np.where(barred, 0.0, start), barred)
    first: Floats = np.where(holding, (start + back @ visits)[:, :-1], 0.0)
    return first


def _settled(moves: "csr_array[Any]", begun: Floats, barred: Flags | None) -> Floats:
    """Sum begun + moves begun + moves^2 begun ...; nothing passes what is barred.

    The last column says how probable it is to be under way, whatever is barred.
    """
    total, step = begun.copy(), begun
    while step[:, -1].sum() > UNDER_WAY:
        step = moves @ step
        if barred is not None:
            step[barred] = 0.0
        total += step
    return total


def _blocks(channels: int, states: int) -> Iterator[Ints]:
    """Cut the channels so that a table of states by some of them stays small."""
    width = max(BLOCK // states, 1)
    for begin in range(0, channels, width):
        yield np.arange(begin, min(begin + width, channels))
