"""Regularised logistic regression of converting on which channels were met.

Shao & Li 2011, Data-driven multi-touch attribution models, KDD 258-264: whether a
channel was in the journey is the feature. A penalty on squares keeps channels that come
together from taking each other's credit, where they bag samples.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cockpit.engine.attribution.credits import (
    Credits,
    credited,
    in_proportion,
    joined,
    named,
    with_one_sign,
)
from cockpit.engine.attribution.paths import Floats, Paths, sums_by
from cockpit.engine.attribution.sets import Sets, sets_of
from cockpit.engine.one_core import one_core
from cockpit.text.notes import Note, note

if TYPE_CHECKING:
    from scipy.sparse import csr_array

PENALTIES: Final = (1000.0, 100.0, 10.0, 1.0, 0.1, 0.01)
"""On half the sum of squares of the log odds ratios, beside the log-likelihood."""
FOLDS: Final = 5
SEED: Final = 20_260_101
STEPS: Final = 50
HALVINGS: Final = 30
CLOSE: Final = 1e-8
"""Rise of the log-likelihood after which the next step is below rounding."""
EVENTS_A_CHANNEL: Final = 10
"""Peduzzi et al. 1996, J Clin Epidemiol 49:1373-1379: estimates of fewer are poor."""
HARDLY_BETTER: Final = 0.55
"""AUC below which the channels met do not tell who converts."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A fitted model.

    Attributes:
        intercept: Log odds of a conversion without any channel.
        slopes: Channel -> log odds ratio of having it.
        penalty: Chosen from ``PENALTIES`` by the likelihood of journeys held out.
        auc: Of journeys held out: how often one that converts is ranked before one
            that does not; mean of the folds.
        journeys: All that it was fitted on.
    """

    intercept: float
    slopes: Floats
    penalty: float
    auc: float
    journeys: int


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Sets of channels as rows: a 1 and which channels they have, and their counts."""

    design: "csr_array[Any]"
    conversions: Floats
    journeys: Floats

    def with_counts(self, conversions: Floats, journeys: Floats) -> "_Rows":
        """Return the same sets with other journeys."""
        return _Rows(self.design, conversions, journeys)


def logistic(paths: Paths) -> Credits:
    """Credit channels by what the fitted probability falls without them.

    The fall is summed over converting journeys (times their value; over first
    purchases), 0 where a channel makes a conversion less likely, and scaled to the
    whole.

    Args:
        paths: With journeys that convert and others that do not.

    Returns:
        Credits: ``effects``: log odds ratios. ``figures``: ``auc``, ``n`` (journeys),
        ``penalty``, ``intercept``.
    """
    sets = sets_of(paths)
    found = fit(sets)
    shares, warning = with_one_sign(list(_falls(sets, found).T))
    if not shares[0].any():
        lacking = note("no channel makes a conversion more likely than none")
        return Credits("logistic", refused=lacking)
    return replace(
        credited("logistic", paths, in_proportion(paths, shares)),
        effects=named(paths, found.slopes),
        figures={
            "auc": found.auc,
            "n": found.journeys,
            "penalty": found.penalty,
            "intercept": found.intercept,
        },
        warning=joined(_blind(found), _few_events(sets), warning),
    )


def fit(sets: Sets) -> Fit:
    """Fit the log odds of a conversion, with the penalty that predicts best.

    Args:
        sets: With journeys that convert and others that do not.
    """
    with one_core():
        rows = _rows(sets)
        penalty, auc = _chosen(rows)
        found = _newton(rows, penalty, np.zeros(rows.design.shape[1]))
    journeys = round(float(sets.journeys.sum()))
    return Fit(float(found[0]), found[1:], penalty, auc, journeys)


def _rows(sets: Sets) -> _Rows:
    from scipy.sparse import csr_array, hstack  # noqa: PLC0415 - for models only

    at, codes = sets.members()
    shape = (len(sets.words), sets.channels)
    present = csr_array((np.ones(len(at)), (at, codes)), shape)
    ones = csr_array(np.ones((len(sets.words), 1)))
    design = hstack([ones, present], format="csr")
    return _Rows(design, sets.amounts[:, 0], sets.journeys)


def _chosen(rows: _Rows) -> tuple[float, float]:
    """Return the penalty under which held-out journeys are likeliest, and its AUC."""
    rng = np.random.default_rng(SEED)
    held_conversions = _dealt(rng, rows.conversions)
    held_journeys = held_conversions + _dealt(rng, rows.journeys - rows.conversions)
    heights, areas = np.zeros(len(PENALTIES)), np.zeros((len(PENALTIES), FOLDS))
    for fold in range(FOLDS):
        held = rows.with_counts(held_conversions[:, fold], held_journeys[:, fold])
        rest = rows.with_counts(
            held_conversions.sum(axis=1) - held.conversions,
            held_journeys.sum(axis=1) - held.journeys,
        )
        found = np.zeros(rows.design.shape[1])
        for place, penalty in enumerate(PENALTIES):
            found = _newton(rest, penalty, found)
            score = held.design @ found
            heights[place] += _height(held, score)
            areas[place, fold] = _area(score, held)
    best = int(np.argmax(heights))
    return PENALTIES[best], float(np.nanmean(areas[best]))


def _dealt(rng: np.random.Generator, counts: Floats) -> Floats:
    """Deal journeys to the folds at random: those of one set fall apart, too."""
    whole = np.rint(counts).astype(np.int64)
    return rng.multinomial(whole, np.full(FOLDS, 1 / FOLDS)).astype(np.float64)


def _newton(rows: _Rows, penalty: float, found: Floats) -> Floats:
    """Climb the penalised log-likelihood, which has one summit."""
    from scipy.sparse import diags_array  # noqa: PLC0415 - for models only
    from scipy.special import expit  # noqa: PLC0415

    ridge = np.full(len(found), penalty)
    ridge[0] = 0.0
    for _ in range(STEPS):
        chance = expit(rows.design @ found)
        slope = rows.design.T @ (rows.conversions - rows.journeys * chance)
        slope -= ridge * found
        weights = diags_array(rows.journeys * chance * (1 - chance))
        bend = (rows.design.T @ (weights @ rows.design)).toarray() + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        found = _uphill(rows, found, step, ridge)
        if float(step @ slope) < CLOSE:
            break
    return found


def _uphill(rows: _Rows, found: Floats, step: Floats, ridge: Floats) -> Floats:
    """Take a step, or a half of it again and again while it leads down."""
    before = _penalised(rows, found, ridge)
    for _ in range(HALVINGS):
        if _penalised(rows, found + step, ridge) >= before:
            return found + step
        step = step / 2
    return found


def _penalised(rows: _Rows, found: Floats, ridge: Floats) -> float:
    return _height(rows, rows.design @ found) - float(ridge @ found**2) / 2


def _height(rows: _Rows, score: Floats) -> float:
    """Return the log-likelihood of journeys with some log odds."""
    lost = rows.journeys * np.logaddexp(0.0, score)
    return float((rows.conversions * score - lost).sum())


def _area(score: Floats, rows: _Rows) -> float:
    """Return the area under the ROC curve; NaN without journeys of both kinds."""
    levels, at = np.unique(score, return_inverse=True)
    good = np.bincount(at, rows.conversions, len(levels))
    bad = np.bincount(at, rows.journeys - rows.conversions, len(levels))
    below = np.cumsum(bad) - bad
    pairs = float(good.sum() * bad.sum())
    return float((good * (below + bad / 2)).sum()) / pairs if pairs else float("nan")


def _falls(sets: Sets, found: Fit) -> Floats:
    """Return channel x amount: what the amounts of all sets lose without it."""
    from scipy.special import expit  # noqa: PLC0415 - for models only

    at, codes = sets.members()
    score = found.intercept + np.bincount(at, found.slopes[codes], len(sets.words))
    without = score[at] - found.slopes[codes]
    fall = np.maximum(expit(score[at]) - expit(without), 0.0)
    falls = [
        sums_by(codes, fall * amount[at], sets.channels) for amount in sets.amounts.T
    ]
    return np.stack(falls, axis=1)


def _blind(found: Fit) -> Note | None:
    if found.auc >= HARDLY_BETTER:
        return None
    return note(
        "the channels met hardly tell who converts: AUC {auc}, chance is 0.50",
        auc=f"{found.auc:.2f}",
    )


def _few_events(sets: Sets) -> Note | None:
    events = float(sets.amounts[:, 0].sum()) / int((sets.reach() > 0).sum())
    if events >= EVENTS_A_CHANNEL:
        return None
    return note(
        "{n} conversions a channel: below {least} the regression is unsure",
        n=f"{events:.1f}",
        least=EVENTS_A_CHANNEL,
    )
