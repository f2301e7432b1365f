"""Seeded numbers: one stream a table, so that a new table never shifts another.

Only uniform numbers are drawn from NumPy, whose raw PCG64 stream is stable over its
versions; every other distribution is a transform written out here.
"""

from hashlib import sha256
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Draws:
    """The random numbers of one named stream.

    Args:
        seed: Seed of the whole workspace.
        name: Name of the stream; another name gives independent numbers.
    """

    def __init__(self, seed: int, name: str) -> None:
        words = np.frombuffer(sha256(name.encode()).digest()[:16], dtype="<u4")
        sequence = np.random.SeedSequence(
            entropy=seed, spawn_key=tuple(int(word) for word in words)
        )
        self._generator = np.random.Generator(np.random.PCG64(sequence))

    def uniform(self, count: int) -> Floats:
        """Return ``count`` numbers in [0, 1)."""
        drawn: Floats = self._generator.random(count)
        return drawn

    def whole(self, count: int, low: int, high: int) -> Ints:
        """Return ``count`` whole numbers from ``low`` to ``high``, both inclusive."""
        return low + np.floor(self.uniform(count) * (high - low + 1)).astype(np.int64)

    def noise(self, count: int, spread: float) -> Floats:
        """Return factors around 1 with standard deviation ``spread``.

        The sum of four uniforms is close to a normal number and has no long tail, so
        that no factor is negative for a spread below 0.28.
        """
        total: Floats = self.uniform(4 * count).reshape(4, count).sum(axis=0)
        # Four uniforms have mean 2 and variance 4/12.
        return 1 + spread * (total - 2) * sqrt(3)

    def pick(self, count: int, weights: Floats) -> Ints:
        """Return ``count`` positions of ``weights``, each as often as its weight."""
        edges = np.cumsum(weights) / np.sum(weights)
        places = np.searchsorted(edges, self.uniform(count), side="right")
        return np.minimum(places, len(weights) - 1).astype(np.int64)


def diffuse(expected: Floats) -> Ints:
    """Round so that every running sum is within a half of the exact one."""
    running = np.floor(np.cumsum(expected) + 0.5).astype(np.int64)
    return np.diff(running, prepend=0)
