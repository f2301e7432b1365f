"""Maximum likelihood in log-parameters: several starts, and honest about the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cockpit.engine.ltv.special import Floats

EDGE: Final = 12.0
"""Log-parameters beyond this are no estimates: the data pull to a limit."""
LEAST_GAIN: Final = 1e-9
"""Log-likelihood that one more step must promise to be taken."""
LEVEL_GAIN: Final = 1e-5
"""What a step may still promise where it is called a maximum: rounding hides less."""
AGREED: Final = 1e-8
"""Difference of log-likelihoods, as a share, of starts that came to the same one."""
LONGEST: Final = 2.0
"""No parameter changes by more than a factor e^2 in one step."""
VAGUE: Final = 5.0
"""Standard error of a log-parameter from which nothing is known of it."""
MOST_STEPS: Final = 200
MOST_HALVINGS: Final = 25


class Place(NamedTuple):
    """Log-likelihood, its first and its second derivatives."""

    height: float
    slope: Floats
    bend: NDArray[np.float64]


Objective = Callable[[Floats], Place]
"""Log-parameters to the log-likelihood, with derivatives by log-parameters."""


@dataclass(frozen=True, slots=True, eq=False)
class Summit:
    """Where the climb ended.

    Attributes:
        logs: Log-parameters.
        height: Log-likelihood there.
        errors: Standard errors of the log-parameters, from the curvature; None where
            it is not a maximum in every direction, or hardly one.
        at_edge: Positions of parameters that ran to the edge.
        is_flat: Whether the slope is gone.
        starts: That were tried; ``agreeing`` of them came to the same height.
    """

    logs: Floats
    height: float
    errors: Floats | None
    at_edge: tuple[int, ...]
    is_flat: bool
    starts: int
    agreeing: int

    @property
    def converged(self) -> bool:
        """Whether it is a maximum inside the allowed range."""
        return self.is_flat and not self.at_edge and self.errors is not None


def climb(
    objective: Objective,
    starts: Sequence[Sequence[float]],
    *,
    coarse: Objective | None = None,
) -> Summit:
    """Find the highest log-likelihood by Newton's method with damped steps.

    Args:
        objective: What is to be maximised.
        starts: Log-parameters to begin with.
        coarse: A cheaper stand-in in which the starts are compared; the best is then
            finished in ``objective``.
    """
    rough = coarse or objective
    ends = [_ascend(rough, np.log(start)) for start in starts]
    heights = [there.height for _, there in ends]
    best = max(heights)
    logs, there = ends[heights.index(best)]
    if coarse is not None:
        logs, there = _ascend(objective, logs)
    edge = np.abs(logs) >= EDGE
    return Summit(
        logs,
        there.height,
        _errors(there.bend),
        tuple(int(n) for n in np.flatnonzero(edge)),
        bool(there.slope @ _step(logs, there) <= LEVEL_GAIN),
        len(starts),
        sum(best - height < AGREED * max(abs(best), 1) for height in heights),
    )


def by_logs(height: float, slope: Floats, bend: Floats, parameters: Floats) -> Place:
    """Turn derivatives by parameters into those by their logs."""
    slope = slope * parameters
    bend = bend * np.outer(parameters, parameters) + np.diag(slope)
    return Place(float(height), slope, bend)


def _ascend(objective: Objective, logs: Floats) -> tuple[Floats, Place]:
    here = objective(logs)
    for _ in range(MOST_STEPS):
        step = _step(logs, here)
        if here.slope @ step <= LEAST_GAIN:
            break
        found = _higher(objective, logs, here, step)
        if found is None:
            break
        logs, here = found
    return logs, here


def _step(logs: Floats, here: Place) -> Floats:
    """Return Newton's step, uphill in every direction and not too long.

    A parameter at the edge that the slope pushes outwards stays there.
    """
    free = ~((np.abs(logs) >= EDGE) & (here.slope * logs > 0))
    step = np.zeros_like(logs)
    if not free.any():
        return step
    values, vectors = np.linalg.eigh(-here.bend[np.ix_(free, free)])
    steep = np.maximum(np.abs(values), 1e-9 * np.max(np.abs(values)) + 1e-300)
    step[free] = vectors @ ((vectors.T @ here.slope[free]) / steep)
    return step / max(1.0, float(np.max(np.abs(step))) / LONGEST)


def _higher(
    objective: Objective, logs: Floats, here: Place, step: Floats
) -> tuple[Floats, Place] | None:
    """Go as far as it leads upwards; None if no step does."""
    for halving in range(MOST_HALVINGS):
        ahead = np.clip(logs + step / 2**halving, -EDGE, EDGE)
        there = objective(ahead)
        if there.height > here.height:
            return ahead, there
    return None


def _errors(bend: NDArray[np.float64]) -> Floats | None:
    if not np.all(np.isfinite(bend)):
        return None
    values, vectors = np.linalg.eigh(-bend)
    if values[0] <= 1e-10 * values[-1] or values[-1] <= 0:
        return None
    errors = np.asarray(np.sqrt((vectors**2 / values).sum(axis=1)), np.float64)
    return errors if errors.max() < VAGUE else None
