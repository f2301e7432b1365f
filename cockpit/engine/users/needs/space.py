"""The space in which users are near or far: kinds of behaviour weigh the same in it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from cockpit.engine.users.needs.features import Floats, Plan, Table

_FARTHEST: Final = 3.0
"""Numbers farther out than so many interquartile ranges are taken as so far out."""
_MOST_AXES: Final = 10
_NUMBERS_WEIGHT: Final = 0.5
"""Of a kind of behaviour that is told by numbers alone: they are unknown of many users,
who then form a lump in the middle."""
_NO_SPREAD: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """How features become coordinates.

    Shares by their square root (Hellinger), less its mean; numbers by median and
    interquartile range. Each kind of behaviour is divided by the spread along its
    longest axis (multiple factor analysis; Escofier & Pages 1994), so that ten search
    words do not outweigh one price. Then the axes that hold more than the mean
    variance (Kaiser 1960), at most ``_MOST_AXES``.

    Attributes:
        shares: How many of the features are shares.
        centre: Of each feature, and ``scale`` what it is divided by.
        axes: Features by axes.
    """

    shares: int
    centre: Floats
    scale: Floats
    axes: Floats

    def place(self, table: Table) -> Floats:
        """Return the coordinates of users, a row each."""
        raw = np.array(table.steady)
        raw[:, : self.shares] = np.sqrt(raw[:, : self.shares])
        wide = _limited((raw - self.centre) / self.scale, self.shares)
        placed: Floats = wide @ self.axes
        return placed


def space(plan: Plan, sample: Table) -> Space:
    """Fit the space to users.

    Raises:
        ValueError: If no feature differs between them.
    """
    shares = len(plan.tokens)
    raw = np.array(sample.steady)
    raw[:, :shares] = np.sqrt(raw[:, :shares])
    centre, scale = _robust(raw, shares)
    wide = _limited((raw - centre) / scale, shares)
    weights, spread = _block_weights(wide, plan)
    if not spread:
        raise ValueError("no feature differs between users")
    balanced = wide * weights
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(balanced, rowvar=False)))
    order = np.argsort(-values, kind="stable")
    holding = values[order] > values.mean()
    holding[0] = True  # axes that all hold as much, or a single one
    kept = order[holding][:_MOST_AXES]
    # What is used scales limited features, so weights go into the axes.
    return Space(shares, centre, scale, weights[:, None] * vectors[:, kept])


def _robust(raw: Floats, shares: int) -> tuple[Floats, Floats]:
    """Return centre and scale of each column; a column without spread gets scale 1."""
    centre, scale = np.zeros(raw.shape[1]), np.ones(raw.shape[1])
    centre[:shares] = raw[:, :shares].mean(axis=0)
    for column in range(shares, raw.shape[1]):
        known = raw[:, column][~np.isnan(raw[:, column])]
        low, middle, high = np.quantile(known, [0.25, 0.5, 0.75]) if len(known) else (
            0.0, 0.0, 0.0
        )  # fmt: skip
        centre[column] = middle
        spread = high - low or (float(known.std()) if len(known) else 0.0)
        scale[column] = spread if spread > _NO_SPREAD else 1.0
    return centre, scale


def _limited(scaled: Floats, shares: int) -> Floats:
    """Limit the numbers; an unknown one is in the middle."""
    scaled[:, shares:] = np.clip(
        np.nan_to_num(scaled[:, shares:]), -_FARTHEST, _FARTHEST
    )
    return scaled


def _block_weights(wide: Floats, plan: Plan) -> tuple[Floats, int]:
    """Return the weight of each column, and how many families differ at all."""
    families, shares = plan.families, len(plan.tokens)
    weights = np.zeros(wide.shape[1])
    spread = 0
    for family in dict.fromkeys(families):
        columns = [at for at, name in enumerate(families) if name == family]
        block = np.atleast_2d(np.cov(wide[:, columns], rowvar=False))
        longest = float(np.linalg.eigvalsh(block)[-1]) if len(wide) > 1 else 0.0
        if longest > _NO_SPREAD:
            weight = 1.0 if columns[0] < shares else _NUMBERS_WEIGHT
            weights[columns] = weight / np.sqrt(longest)
            spread += 1
    return weights, spread
