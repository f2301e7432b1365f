"""Attribution in exact fractions, straight from the definitions: a second source."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, permutations
from math import factorial

Touches = tuple[str, ...]
Coalition = frozenset[str]
Game = Callable[[Coalition], Fraction]
ZERO = Fraction(0)


@dataclass(frozen=True)
class Row:
    """Journeys with the same touches."""

    path: Touches
    conversions: int
    nulls: int
    value: Fraction = ZERO
    new: int = 0

    @property
    def journeys(self) -> int:
        return self.conversions + self.nulls


def channels_of(rows: Iterable[Row]) -> list[str]:
    return sorted({channel for row in rows for channel in row.path})


def windows(path: Touches, order: int) -> list[Touches]:
    """Windows of so many touches; equal ones that follow each other are one."""
    if len(path) <= order:
        return [path]
    every = [path[at : at + order] for at in range(len(path) - order + 1)]
    return [
        one for at, one in enumerate(every) if at == 0 or one != every[at - 1]
    ]  # fmt: skip


@dataclass(frozen=True)
class Markov:
    """What a chain brings a journey, and without each channel."""

    whole: dict[str, Fraction]
    without: dict[str, dict[str, Fraction]]

    def effects(self, amount: str) -> dict[str, Fraction]:
        whole = self.whole[amount]
        return {name: 1 - left[amount] / whole for name, left in self.without.items()}

    def credits(self, amount: str, total: Fraction) -> dict[str, Fraction]:
        effects = self.effects(amount)
        return {name: total * e / sum(effects.values()) for name, e in effects.items()}


AMOUNTS = ("conversions", "value", "new")


def markov(rows: list[Row], order: int) -> Markov:
    """Count a chain and solve it, whole and without each channel."""
    start: dict[Touches, Fraction] = defaultdict(Fraction)
    moves: dict[Touches, dict[Touches, Fraction]] = defaultdict(
        lambda: defaultdict(Fraction)
    )
    out: dict[Touches, Fraction] = defaultdict(Fraction)
    ends: dict[Touches, dict[str, Fraction]] = defaultdict(
        lambda: defaultdict(Fraction)
    )
    for row in rows:
        if not row.journeys:
            continue
        states = windows(row.path, order)
        start[states[0]] += row.journeys
        for before, after in pairwise(states):
            moves[before][after] += row.journeys
        for state in states:
            out[state] += row.journeys
        for amount in AMOUNTS:
            ends[states[-1]][amount] += getattr(row, amount)
    journeys = sum(start.values())

    def brought(removed: str | None) -> dict[str, Fraction]:
        left = [state for state in out if removed not in state]
        matrix = [
            [Fraction(one == other) - moves[one][other] / out[one] for other in left]
            for one in left
        ]
        found = {}
        for amount in AMOUNTS:
            worth = _solved(matrix, [ends[one][amount] / out[one] for one in left])
            found[amount] = sum(
                (start[one] / journeys * w for one, w in zip(left, worth, strict=True)),
                ZERO,
            )
        return found

    return Markov(brought(None), {name: brought(name) for name in channels_of(rows)})


def _solved(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """Solve equations by Gauss-Jordan elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(len(rows)):
        pivot = next(row for row in range(at, len(rows)) if rows[row][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other, row in enumerate(rows):
            if other != at and row[at]:
                rows[other] = [
                    a - row[at] * b for a, b in zip(row, rows[at], strict=True)
                ]
    return [row[-1] for row in rows]


def shapley(players: list[str], game: Game) -> dict[str, Fraction]:
    """Average what a player adds over all orders of arrival."""
    values = dict.fromkeys(players, ZERO)
    for order in permutations(players):
        for at, player in enumerate(order):
            before = frozenset(order[:at])
            values[player] += game(before | {player}) - game(before)
    return {name: value / factorial(len(players)) for name, value in values.items()}


def conversions_of_subsets(rows: list[Row]) -> Game:
    return lambda those: sum(
        (Fraction(row.conversions) for row in rows if set(row.path) <= those), ZERO
    )


def rate_of_subsets(rows: list[Row]) -> Game:
    return lambda those: _rate([row for row in rows if set(row.path) <= those])


def rate_of_exact_sets(rows: list[Row]) -> Game:
    return lambda those: _rate([row for row in rows if set(row.path) == those])


def _rate(rows: list[Row]) -> Fraction:
    journeys = sum(row.journeys for row in rows)
    return (
        Fraction(sum(row.conversions for row in rows), journeys) if journeys else ZERO
    )
