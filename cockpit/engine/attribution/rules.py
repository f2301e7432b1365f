"""Rules that credit touches by their place alone: conventions, not findings."""

from typing import Final

import numpy as np
import polars as pl

from cockpit.engine.attribution.credits import Credits, credited
from cockpit.engine.attribution.paths import (
    AMOUNTS,
    Flat,
    Floats,
    Ints,
    Paths,
    sums_by,
)
from cockpit.snapshot.attribution import Model
from cockpit.text.notes import note

ENDS: Final = 0.4
"""Of the credit to the first touch, and again to the last one, in ``position``."""
DIRECT: Final = "direct"


def first(paths: Paths) -> Credits:
    """Credit the first touch."""
    flat = Flat.of(paths)
    return _single("first", paths, flat, flat.starts)


def last(paths: Paths) -> Credits:
    """Credit the last touch."""
    flat = Flat.of(paths)
    return _single("last", paths, flat, flat.starts + flat.lengths - 1)


def last_non_direct(paths: Paths, direct: str = DIRECT) -> Credits:
    """Credit the last touch that is not direct; a path of nothing else stays direct.

    Args:
        paths: To credit.
        direct: Channel id of visits that came from nowhere known.
    """
    flat = Flat.of(paths)
    ends = flat.starts + flat.lengths - 1
    if direct not in paths.channels:
        return _single("last_non_direct", paths, flat, ends)
    place = np.arange(len(flat.codes), dtype=np.int64)
    known = np.where(flat.codes == paths.channels.index(direct), -1, place)
    latest = np.maximum.reduceat(known, flat.starts) if len(known) else known
    return _single("last_non_direct", paths, flat, np.where(latest < 0, ends, latest))


def linear(paths: Paths) -> Credits:
    """Credit every touch alike."""
    flat = Flat.of(paths)
    return _weighted("linear", paths, flat, flat.each(1.0 / flat.lengths))


def linear_unique(paths: Paths) -> dict[str, float]:
    """Return the conversions of every channel where each one of a path counts alike.

    It is what the Shapley value of the conversions of subset paths comes to
    (:func:`cockpit.engine.attribution.shapley.shapley_conversions`).
    """
    alone = pl.col("path").list.unique()
    frame = paths.frame.with_columns(alone)
    flat = Flat.of(Paths(paths.channels, frame))
    credit = flat.by_channel(flat.each(flat.amount("conversions") / flat.lengths))
    return dict(zip(paths.channels, credit.tolist(), strict=True))


def position(paths: Paths) -> Credits:
    """Credit 40 % to the first touch, 40 % to the last and 20 % to those between.

    One touch gets all, two half each.
    """
    flat = Flat.of(paths)
    between = flat.lengths - 2
    inner = np.where(between > 0, (1 - 2 * ENDS) / np.maximum(between, 1), 0.0)
    weights = flat.each(inner)
    ends = np.where(between > 0, ENDS, 0.5)
    weights[flat.starts] = ends
    weights[flat.starts + flat.lengths - 1] = ends
    weights[flat.starts[flat.lengths == 1]] = 1.0
    return _weighted("position", paths, flat, weights)


def time_decay(paths: Paths) -> Credits:
    """Credit touches by their age: one a half-life older gets half as much.

    The weights of a journey sum to 1; they are counted with the paths. Refuses where
    the times of touches are not known.
    """
    decays = [paths.frame[name] for name in ("decay", "decay_value", "decay_new")]
    if any(decay.null_count() for decay in decays):
        missing = note("needs the times of touches: aggregated paths have none")
        return Credits("time_decay", refused=missing)
    flat = Flat.of(paths)
    amounts = [flat.by_channel(decay.explode().to_numpy()) for decay in decays]
    return credited("time_decay", paths, amounts)


def _single(model: Model, paths: Paths, flat: Flat, touches: Ints) -> Credits:
    """Credit one touch of each path."""
    codes = flat.codes[touches]
    amounts = [sums_by(codes, flat.amount(name), flat.channels) for name in AMOUNTS]
    return credited(model, paths, amounts)


def _weighted(model: Model, paths: Paths, flat: Flat, weights: Floats) -> Credits:
    """Credit all touches by weights that sum to 1 in each path."""
    amounts = [
        flat.by_channel(weights * flat.each(flat.amount(name))) for name in AMOUNTS
    ]
    return credited(model, paths, amounts)
