"""Maximum likelihood in log-parameters: several starts, and honest about the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cockpit.engine.ltv.special import Floats

Objective = Callable[[Floats], tuple[float, Floats]]
"""Log-parameters to log-likelihood and gradient."""
EDGE: Final = 12.0
"""Log-parameters beyond this are no estimates: the data pull to a limit."""
FLAT: Final = 1e-6
"""Largest slope, per customer, of what is called a maximum."""
STEP: Final = 1e-4
"""Of the differences of gradients that make the curvature."""
MOST_STEPS: Final = 500


@dataclass(frozen=True, slots=True, eq=False)
class Summit:
    """Where the climb ended.

    Attributes:
        logs: Log-parameters.
        height: Log-likelihood there.
        errors: Standard errors of the log-parameters, from the curvature; None where
            it is not a maximum in every direction.
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
    customers: int,
    coarse: Objective | None = None,
) -> Summit:
    """Find the highest log-likelihood.

    Args:
        objective: What is to be maximised.
        starts: Log-parameters to begin with.
        customers: By which slopes are made comparable.
        coarse: A cheaper stand-in in which the starts are compared; the best is then
            finished in ``objective``.
    """
    rough = coarse or objective
    ends = [_ascend(rough, np.array(start), customers) for start in starts]
    heights = [rough(end)[0] for end in ends]
    best = int(np.argmax(heights))
    logs = ends[best]
    if coarse is not None:
        logs = _finish(objective, logs, curvature(rough, logs), customers)
    logs = _newton(objective, logs, customers)
    height, slope = objective(logs)
    return Summit(
        logs,
        height,
        _errors(curvature(objective, logs)),
        tuple(int(n) for n in np.flatnonzero(np.abs(logs) > EDGE - 0.01)),
        bool(np.max(np.abs(slope)) <= FLAT * customers),
        len(starts),
        sum(heights[best] - height < 1e-6 * customers for height in heights),
    )


def curvature(objective: Objective, logs: Floats) -> NDArray[np.float64]:
    """Return the second derivatives, from differences of the gradient."""
    rows = []
    for step in STEP * np.eye(len(logs)):
        ahead, behind = objective(logs + step)[1], objective(logs - step)[1]
        rows.append((ahead - behind) / (2 * STEP))
    square = np.array(rows)
    return (square + square.T) / 2


def _ascend(objective: Objective, start: Floats, customers: int) -> Floats:
    from scipy.optimize import minimize  # noqa: PLC0415 - 0.3 s, for models only

    found = minimize(
        _downhill(objective, customers),
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(-EDGE, EDGE)] * len(start),
        options={"maxiter": MOST_STEPS, "ftol": 1e-15, "gtol": 1e-7},
    )
    return np.asarray(found.x, np.float64)


def _finish(
    objective: Objective, logs: Floats, bent: NDArray[np.float64], customers: int
) -> Floats:
    """Walk the last metres with the curvature of the stand-in, else start anew."""
    if _errors(bent) is None or np.max(np.abs(logs)) > EDGE - 1:
        return _ascend(objective, logs, customers)
    height, slope = objective(logs)
    for _ in range(20):
        if np.max(np.abs(slope)) <= FLAT * customers / 10:
            return logs
        ahead = logs - np.linalg.solve(bent, slope)
        there, new_slope = objective(np.clip(ahead, -EDGE, EDGE))
        if not there >= height - 1e-9 * abs(height):
            return _ascend(objective, logs, customers)
        logs, height, slope = np.clip(ahead, -EDGE, EDGE), there, new_slope
    return _ascend(objective, logs, customers)


def _newton(objective: Objective, logs: Floats, customers: int) -> Floats:
    """Take at most three steps with the true curvature while they lead upwards."""
    height, slope = objective(logs)
    for _ in range(3):
        if np.max(np.abs(slope)) <= FLAT * customers / 10:
            break
        bent = curvature(objective, logs)
        if _errors(bent) is None:
            break
        ahead = np.clip(logs - np.linalg.solve(bent, slope), -EDGE, EDGE)
        there, new_slope = objective(ahead)
        if not there >= height:
            break
        logs, height, slope = ahead, there, new_slope
    return logs


def _downhill(
    objective: Objective, customers: int
) -> Callable[[Floats], tuple[float, Floats]]:
    def downhill(logs: Floats) -> tuple[float, Floats]:
        height, slope = objective(logs)
        return -height / customers, -slope / customers

    return downhill


def _errors(bent: NDArray[np.float64]) -> Floats | None:
    if not np.all(np.isfinite(bent)):
        return None
    values, vectors = np.linalg.eigh(-bent)
    if values[0] <= 1e-10 * values[-1] or values[-1] <= 0:
        return None
    return np.asarray(np.sqrt((vectors**2 / values).sum(axis=1)), np.float64)
