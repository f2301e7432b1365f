"""Shapley values of channels in two games over sets of channels.

Shapley 1953, A value for n-person games: what a channel adds to those before it, on
average over all orders in which channels could come. Zhao, Mahboobi & Bagheri 2018,
Shapley value methods for attribution modeling in online advertising.
"""

from dataclasses import dataclass, replace
from math import comb
from typing import Final

import numpy as np

from cockpit.engine.attribution.credits import (
    Credits,
    credited,
    in_proportion,
    joined,
    named,
)
from cockpit.engine.attribution.paths import Floats, Ints, Paths, sums_by
from cockpit.engine.attribution.sets import Sets, sets_of
from cockpit.text.notes import Note, note

MOST_PLAYERS: Final = 16
"""All coalitions of so many are looked at: 65,536."""
FEW_JOURNEYS: Final = 30
"""A rate of fewer is anything between 0 and 1 within its interval."""
SAID: Final = 5
"""Channels that a warning names."""


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """All sets as coalitions of players.

    Attributes:
        player: Channel -> player.
        players: How many there are.
        amounts: Coalition x amount of the paths of exactly these players.
        journeys: Coalition -> journeys likewise.
        others: Channels that are one player together.
    """

    player: Ints
    players: int
    amounts: Floats
    journeys: Floats
    others: int


def shapley_conversions(paths: Paths) -> Credits:
    """Credit the game in which a coalition has the conversions of its paths.

    Its paths are those that need nobody else. The Shapley value of this game is an
    equal split of each path's conversions among its channels, for any number of them.
    """
    split = sets_of(paths).equal_split()
    return replace(
        credited("shapley_conversions", paths, list(split.T)),
        effects=named(paths, split[:, 0]),
    )


def shapley_rate(paths: Paths) -> Credits:
    """Credit the game in which a coalition has the conversion rate of its paths.

    Value and new customers are those of a journey of such paths. A channel without
    which paths convert better has a credit below 0.

    Returns:
        Credits: Shapley values times all journeys. ``effects``: Shapley values of
        the rate. Above ``MOST_PLAYERS`` channels those with the fewest journeys play as
        one, share its credit like an equal split would, and a warning says so.
        Another one names channels with fewer than ``FEW_JOURNEYS``.
    """
    sets = sets_of(paths)
    table = _table(sets)
    values = shapley_values(_rate(_subsets(table.amounts), _subsets(table.journeys)))
    shares = _dealt(values, table, sets)
    amounts = in_proportion(paths, list(shares.T))
    return replace(
        credited("shapley_rate", paths, amounts),
        effects=named(paths, shares[:, 0]),
        figures={"players": table.players, "coalitions": len(table.journeys)},
        warning=joined(_together(table), _thin(paths, sets)),
    )


def _together(table: _Table) -> Note | None:
    if not table.others:
        return None
    return note("{n} channels with the fewest journeys play as one", n=table.others)


def _thin(paths: Paths, sets: Sets) -> Note | None:
    """Name channels whose rates are of a handful of journeys, yet count in full."""
    reach = sets.reach()
    few = np.flatnonzero((reach > 0) & (reach < FEW_JOURNEYS))
    if not len(few):
        return None
    names = ", ".join(paths.channels[code] for code in few[:SAID])
    more = len(few) - SAID
    said = names if more <= 0 else f"{names} +{more}"
    return note(
        "fewer than {least} journeys have {channels}: the rates with them are noise",
        least=FEW_JOURNEYS,
        channels=said,
    )


def rate_of_exact_sets(paths: Paths) -> dict[str, float]:
    """Return the Shapley values where a coalition has the rate of exactly its paths.

    Paths of fewer channels do not count for it; a coalition without a path has 0. It
    credits nothing: the values sum to the rate of the paths that have every channel.
    """
    sets = sets_of(paths)
    table = _table(sets)
    values = shapley_values(_rate(table.amounts, table.journeys))
    return named(paths, _dealt(values, table, sets)[:, 0])


def shapley_values(game: Floats) -> Floats:
    """Return player x column from coalition x column.

    Args:
        game: What every coalition has; bit i of its number says whether player i is
            in it. There are 2^n coalitions.
    """
    size, columns = game.shape
    players = size.bit_length() - 1
    weights = _weights(players)
    values = np.zeros((players, columns))
    for player in range(players):
        pairs = game.reshape(-1, 2, 1 << player, columns)
        added = pairs[:, 1] - pairs[:, 0]
        weight = weights.reshape(-1, 2, 1 << player)[:, 0, :, None]
        values[player] = (added * weight).reshape(-1, columns).sum(axis=0)
    return values


def _weights(players: int) -> Floats:
    """Return how probable it is that exactly these players come before one more."""
    sizes = np.bitwise_count(np.arange(1 << players, dtype=np.uint32))
    by_size = [1 / (players * comb(players - 1, n)) for n in range(players)]
    return np.array([*by_size, 0.0])[sizes]


def _subsets(exact: Floats) -> Floats:
    """Sum over all subsets of each coalition (the zeta transform)."""
    sums = exact.copy()
    for player in range(len(exact).bit_length() - 1):
        pairs = sums.reshape(-1, 2, 1 << player, *exact.shape[1:])
        pairs[:, 1] += pairs[:, 0]
    return sums


def _rate(amounts: Floats, journeys: Floats) -> Floats:
    some = np.where(journeys > 0, journeys, 1.0)[:, None]
    rate: Floats = np.where(journeys[:, None] > 0, amounts / some, 0.0)
    return rate


def _table(sets: Sets) -> _Table:
    player, players = _players(sets)
    coalition = np.zeros(len(sets.words), np.int64)
    for channel in range(sets.channels):
        coalition |= sets.holding(channel).astype(np.int64) << player[channel]
    amounts, journeys = (
        np.stack([sums_by(coalition, one, 1 << players) for one in columns], axis=1)
        for columns in (sets.amounts.T, sets.journeys[None])
    )
    present = int((sets.reach() > 0).sum())
    others = present - players + 1 if players < present else 0
    return _Table(player, players, amounts, journeys[:, 0], others)


def _players(sets: Sets) -> tuple[Ints, int]:
    """Return the player of each channel, one of its own while there are few.

    The last player is of those that have none of their own.
    """
    reach = sets.reach()
    present = np.argsort(-reach, kind="stable")[: int((reach > 0).sum())]
    own = present if len(present) <= MOST_PLAYERS else present[: MOST_PLAYERS - 1]
    players = min(len(present), MOST_PLAYERS)
    player = np.full(sets.channels, players - 1)
    player[own] = np.arange(len(own))
    return player, players


def _dealt(values: Floats, table: _Table, sets: Sets) -> Floats:
    """Give each channel the value of its player, or its part of it."""
    reach = sets.reach()
    shares = np.where(reach[:, None] > 0, values[table.player], 0.0)
    if not table.others:
        return shares
    together = (table.player == table.players - 1) & (reach > 0)
    split, reach = sets.equal_split()[together], reach[together]
    for place, column in enumerate(split.T):
        parts = column if column.sum() > 0 else reach
        shares[together, place] *= parts / parts.sum()
    return shares
