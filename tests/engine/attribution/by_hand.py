"""Combinations and responses once more, in plain loops: to hold the engine against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cockpit.engine.attribution.paths import Floats
from cockpit.engine.attribution.response import Days
from cockpit.engine.attribution.saturation import FAMILIES, Family, elasticities, values

Trip = tuple[str, str, int | None]
"""User, path in letters, value; None without an order."""


@dataclass
class Sum:
    """What the journeys of one combination come to."""

    journeys: int = 0
    orders: int = 0
    revenue: float = 0.0
    cost: float = 0.0


def summed(trips: Sequence[Trip], spend: Mapping[str, float]) -> dict[str, Sum]:
    """Add up combinations in order (``ab``); touch by touch."""
    met: dict[str, int] = {}
    for _, path, _ in trips:
        for letter in path:
            met[letter] = met.get(letter, 0) + 1
    found: dict[str, Sum] = {}
    for _, path, value in trips:
        name = "".join(dict.fromkeys(path))
        one = found.setdefault(name, Sum())
        one.journeys += 1
        if value is not None:
            one.orders += 1
            one.revenue += value
        for letter in path:
            one.cost += spend[letter] / met[letter]
    return found


@dataclass
class Curve:
    """A response: revenue of a day by its spend."""

    family: Family
    elasticity: float
    level: float
    unit: float

    def revenue(self, spend: float) -> float:
        """Return the revenue of a day."""
        x, e = np.asarray(spend / self.unit), np.asarray(self.elasticity)
        return self.level * float(values(self.family, x, e))


def fitted(days: Days) -> Curve:
    """Fit every curve by ``lstsq``, one at a time; weights until they stand still."""
    numbers = [days.first.toordinal() + at for at in range(len(days.spend))]
    unit = float(np.median(days.spend))
    course = np.log(days.revenue)
    design = np.array([_columns(number, numbers) for number in numbers])
    weights = np.ones(len(numbers))
    for _ in range(30):
        errors = _best(days.spend / unit, course, design, weights)[3]
        scale = np.median(np.abs(errors)) / 0.6745
        bent = np.minimum(1.0, 1.345 * scale / np.maximum(np.abs(errors), 1e-12))
        before, weights = weights, bent
        if np.allclose(before, weights, atol=1e-6):
            break
    found = _best(days.spend / unit, course, design, weights)
    family, elasticity, factors, errors = found
    smearing = (weights * np.exp(errors)).sum() / weights.sum()
    level = np.mean([np.exp(row @ factors) for row in design[-28:]]) * smearing
    return Curve(family, elasticity, float(level), unit)


def _columns(number: int, numbers: Sequence[int]) -> list[float]:
    """Seven weekdays, time, and time since each bend, eight weeks apart."""
    last = numbers[-1]
    found = [float(number % 7 == day) for day in range(7)] + [(number - last) / 56]
    bend = last - 56
    while bend > numbers[0] + 28:
        found.append(max(number - bend, 0) / 56)
        bend -= 56
    return found


def _best(
    x: Floats, course: Floats, design: Floats, weights: Floats
) -> tuple[Family, float, Floats, Floats]:
    root = np.sqrt(weights)
    best: tuple[Family, float, Floats, Floats] | None = None
    least = np.inf
    for family in FAMILIES:
        for elasticity in elasticities():
            left = course - np.log(values(family, x, np.asarray(elasticity)))
            weighted = design * root[:, None]
            factors: Floats = np.linalg.lstsq(weighted, left * root)[0].astype(float)
            errors = left - design @ factors
            squares = float((weights * errors**2).sum())
            if squares < least * (1 - 1e-12):
                least, best = squares, (family, float(elasticity), factors, errors)
    assert best is not None
    return best
