"""Least squares of log revenue on weekdays, a trend and the log of a concave curve."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import stdtrit

from cockpit.engine.attribution.curves import DRAWS, Draws
from cockpit.engine.attribution.paths import Floats, Ints
from cockpit.engine.attribution.saturation import (
    FAMILIES,
    Family,
    elasticities,
    values,
)

PIECE: Final = 56
"""Days of one straight piece of the trend."""
LEVEL_DAYS: Final = 28
"""The present level is that of so many last days: each weekday as often."""
BEND: Final = 1.345
"""Residuals beyond so many standard deviations count less (95 % efficiency where errors
are normal)."""
_ROUNDS: Final = 30
_WEEK: Final = 7
_SEED: Final = 20_140
_LEAST_LEFT: Final = 0.1
_NORMAL: Final = 1.959964
_WEBB: Final = np.sqrt([0.5, 1.0, 1.5])


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted response, and what its draws need.

    Attributes:
        family: Of the least AICc.
        elasticity: At spend 1.
        level: Revenue at spend 1, whole units a day, at the end of the days.
        weights: Of the days, 1 or less.
        spread: Standard deviation of log spend beside weekday and trend, the oddest
            day aside.
        aicc: The least one.
        families: The least one of each family.
        weeks: Number of the week of each day.
        logs: Family and shape x day: logs of the curves that were tried.
        centre: Fitted log revenue by day; ``errors`` what each week is off by where
            all others are fitted.
        design: Day x column: weekdays and trend. ``present``: the same of the last
            days. ``smearing``: of logs to amounts.
    """

    family: Family
    elasticity: float
    level: float
    weights: Floats
    spread: float
    aicc: float
    families: dict[str, float]
    weeks: Ints
    logs: Floats
    centre: Floats
    errors: Floats
    design: Floats
    present: Floats
    smearing: float


def fitted(
    x: Floats,
    log_revenue: Floats,
    numbers: Ints,
    span: tuple[int, int],
    weights: Floats | None = None,
) -> Fit:
    """Fit weekday, trend and the concave curve.

    Args:
        x: Spend by day, by a usual day's; positive.
        log_revenue: By day.
        numbers: Proleptic ordinals of the days.
        span: First and last day that the trend is of.
        weights: Of the days; None: found from the residuals.
    """
    logs, design = _logs(x), _design(numbers, span)
    if weights is None:
        weights = _robust(design, log_revenue, logs)
    place, errors, sums = _least(design, log_revenue, logs, weights)
    steps = len(elasticities())
    basis, inverse = _projected(design, weights)
    root = np.sqrt(weights)
    present = _design(np.arange(span[1] - LEVEL_DAYS + 1, span[1] + 1), span)
    factors = inverse @ (root * (log_revenue - logs[place]))
    smearing = float(np.average(np.exp(errors), weights=weights))
    count = basis.shape[1] + 2
    weeks = (numbers - 1) // _WEEK
    best: dict[str, float] = {
        family: _aicc(sums[n * steps : (n + 1) * steps].min(), len(x), count)
        for n, family in enumerate(FAMILIES)
    }
    return Fit(
        family=FAMILIES[place // steps],
        elasticity=float(elasticities()[place % steps]),
        level=float(np.exp(present @ factors).mean()) * smearing,
        weights=weights,
        spread=_spread(np.log(x), design, weights),
        aicc=min(best.values()),
        families=best,
        weeks=weeks,
        logs=logs,
        centre=log_revenue - errors,
        errors=_unfitted(errors, weeks, design, np.log(x), weights)
        * _widened(weights, len(np.unique(weeks))),
        design=design,
        present=present,
        smearing=smearing,
    )


def _spread(log_spend: Floats, design: Floats, weights: Floats) -> float:
    """Return how much spend varies beside weekday and trend.

    Without the day that is farthest off: of a spend that was another one only once,
    that day alone would tell the whole response.
    """

    def spare(own: Floats) -> Floats:
        _, inverse = _projected(design, own)
        found: Floats = log_spend - design @ (inverse @ (np.sqrt(own) * log_spend))
        return found

    others = weights.copy()
    others[np.argmax(np.abs(spare(weights)))] = 0.0
    return float(np.sqrt(np.average(spare(others) ** 2, weights=others)))


def _robust(design: Floats, log_revenue: Floats, logs: Floats) -> Floats:
    """Return Huber weights of the days, of residuals that they leave themselves."""
    weights = np.ones(len(log_revenue))
    for _ in range(_ROUNDS):
        _, errors, _ = _least(design, log_revenue, logs, weights)
        # The residual of a median day is what errors are like, whatever the odd ones.
        scale = max(float(np.median(np.abs(errors))) / 0.6745, 1e-9)
        size = np.maximum(np.abs(errors) / scale, 1e-9)
        before, weights = weights, np.minimum(1.0, BEND / size)
        if np.allclose(before, weights, atol=1e-6):
            break
    return weights


def drawn(fit: Fit) -> Draws:
    """Fit again to draws: the fitted course, with the errors of whole weeks turned.

    Residuals of a week are multiplied by one weight of mean 0 and variance 1; the
    weights of a week are the same for every channel and every day of asking.
    """
    turned = np.stack([_turns(int(week)) for week in np.unique(fit.weeks)])
    place = np.searchsorted(np.unique(fit.weeks), fit.weeks)
    courses = fit.centre[:, None] + fit.errors[:, None] * turned[place]
    basis, inverse = _projected(fit.design, fit.weights)
    root = np.sqrt(fit.weights)
    curves = (fit.logs * root).T
    aside = curves - basis @ (basis.T @ curves)
    outcome = courses * root[:, None]
    # Sums of squares but for what all curves share.
    sums = (aside**2).sum(axis=0)[:, None] - 2 * (aside.T @ outcome)
    chosen = sums.argmin(axis=0)
    factors = inverse @ (outcome - curves[:, chosen])
    levels = np.exp(fit.present @ factors).mean(axis=0) * fit.smearing
    steps = len(elasticities())
    return Draws(chosen // steps, elasticities()[chosen % steps], levels)


def _unfitted(
    errors: Floats, weeks: Ints, design: Floats, log_spend: Floats, weights: Floats
) -> Floats:
    """Return the errors of each week by the fit of all the others (jackknife, CR3).

    A fit bends towards its own days: their residuals are smaller than errors are.
    Source: MacKinnon, Nielsen & Webb (2023), who advise them for the wild bootstrap.
    """
    basis, _ = _projected(np.column_stack([design, log_spend]), weights)
    root = np.sqrt(weights)
    found: Floats = np.empty_like(errors)
    for week in np.unique(weeks):
        own = weeks == week
        # What only these days tell of cannot be told without them: kept finite.
        sizes, turns = np.linalg.eigh(np.eye(own.sum()) - basis[own] @ basis[own].T)
        solved = turns / np.maximum(sizes, _LEAST_LEFT) @ turns.T
        found[own] = solved @ (root[own] * errors[own]) / root[own]
    return found


def _widened(weights: Floats, weeks: int) -> float:
    """Return by how much errors have to be larger for draws to vary as fits do.

    Draws are fitted with the weights as they are, but another sample would have found
    others: an error beyond the bend does not move a Huber fit any more, so the others
    move it further. Huber (1981), section 7.6: the inverse is that of the share of days
    before the bend, not of the mean weight. And weeks are few: their spread is itself
    estimated, which Student's t with one degree less than weeks allows for (Cameron &
    Miller 2015, section VI).
    """
    bent = float(weights.mean() / np.mean(weights >= 1))
    return bent * float(stdtrit(weeks - 1, 0.975)) / _NORMAL


def _turns(week: int) -> Floats:
    """Draw the weights of a week: Webb's six points."""
    random = np.random.Generator(np.random.PCG64([_SEED, week]))
    sizes = _WEBB[random.integers(0, len(_WEBB), DRAWS)]
    turns: Floats = sizes * random.choice([-1.0, 1.0], DRAWS)
    return turns


def _logs(x: Floats) -> Floats:
    """Return family and shape x day: log of the curve."""
    shapes = elasticities()[:, None]
    curves = [values(family, x, shapes) for family in FAMILIES]
    found: Floats = np.log(np.concatenate(curves))
    return found


def _design(numbers: Ints, span: tuple[int, int]) -> Floats:
    """Day x column: seven weekdays, time, and time since each bend of the trend."""
    first, last = span
    weekdays = (numbers[:, None] % _WEEK == np.arange(_WEEK)).astype(np.float64)
    # Pieces are counted from the last day, so the newest one is never a short one.
    bends = np.arange(last - PIECE, first + PIECE // 2, -PIECE)
    since = np.maximum(numbers[:, None] - bends, 0) / PIECE
    time = (numbers[:, None] - last) / PIECE
    return np.concatenate([weekdays, time, since], axis=1)


def _projected(design: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return an orthonormal basis of the weighted design, and its pseudo-inverse."""
    weighted = design * np.sqrt(weights)[:, None]
    left, sizes, right = np.linalg.svd(weighted, full_matrices=False)
    kept = sizes > sizes[0] * 1e-10
    basis = left[:, kept]
    return basis, (right[kept].T / sizes[kept]) @ basis.T


def _least(
    design: Floats, log_revenue: Floats, logs: Floats, weights: Floats
) -> tuple[int, Floats, Floats]:
    """Return the best curve, its residuals by day, and every curve's weighted RSS."""
    basis, inverse = _projected(design, weights)
    root = np.sqrt(weights)
    left = (log_revenue - logs) * root
    left -= (left @ basis) @ basis.T
    sums = (left**2).sum(axis=1)
    place = int(sums.argmin())
    course = log_revenue - logs[place]
    return place, course - design @ (inverse @ (root * course)), sums


def _aicc(squares: float, days: int, count: int) -> float:
    """Akaike's criterion for normal errors, corrected for few days."""
    spread = max(float(squares) / days, 1e-300)
    return float(
        days * np.log(spread) + 2 * count + 2 * count * (count + 1) / (days - count - 1)
    )
