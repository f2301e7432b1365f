"""Days of spend and revenue whose response is known."""

from datetime import date

import numpy as np

from cockpit.engine.attribution.paths import Floats
from cockpit.engine.attribution.response import Days
from cockpit.engine.attribution.saturation import Family, slopes, values

START = date(2026, 1, 5)
USUAL = 1000.0
WORTH = 3000.0


def made(
    seed: int = 1,
    *,
    family: Family = "michaelis",
    elasticity: float = 0.5,
    noise: float = 0.1,
    days: int = 180,
    spread: float = 0.2,
    lasting: float = 0.0,
) -> Days:
    """Draw days on which a spend of 1000 brings 3000 times weekday, trend and error.

    ``lasting`` is the correlation of a day's error with that of the day before.
    """
    random = np.random.default_rng(seed)
    spend = USUAL * np.exp(random.normal(0, spread, days))
    errors = random.normal(0, noise, days) if noise else np.zeros(days)
    for day in range(1, days) if lasting else ():
        errors[day] *= np.sqrt(1 - lasting**2)
        errors[day] += lasting * errors[day - 1]
    error = np.exp(errors)
    curve = values(family, spend / USUAL, np.asarray(elasticity))
    return Days(START, spend, base(days) * curve * error, [True] * days)


def base(days: int) -> Floats:
    """Return what a spend of 1000 brings on each day: weekday and straight trend."""
    time = np.arange(days)
    weekday = 1 + 0.2 * np.sin(2 * np.pi * time / 7)
    found: Floats = WORTH * weekday * np.exp(0.001 * time)
    return found


def slope(spend: float, family: Family, elasticity: float, days: int) -> float:
    """Return what one more unit really brings at the end of the days."""
    level = float(base(days)[-28:].mean())
    found = slopes(family, np.asarray(spend / USUAL), np.asarray(elasticity))
    return level * float(found) / USUAL
