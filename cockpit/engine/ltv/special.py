"""Special functions over arrays; SciPy is loaded when the first of them is asked."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def log_gamma(x: Floats) -> Floats:
    """Return ln Gamma(x)."""
    return _scipy().gammaln(x)  # type: ignore[no-any-return]


def digamma(x: Floats) -> Floats:
    """Return the derivative of ln Gamma(x)."""
    return _scipy().digamma(x)  # type: ignore[no-any-return]


def trigamma(x: Floats) -> Floats:
    """Return the second derivative of ln Gamma(x)."""
    return _scipy().zeta(2.0, x)  # type: ignore[no-any-return]


def log_beta(a: Floats, b: Floats) -> Floats:
    """Return ln B(a, b)."""
    return _scipy().betaln(a, b)  # type: ignore[no-any-return]


def gauss(a: Floats, b: Floats, c: Floats, z: Floats) -> Floats:
    """Return Gauss's hypergeometric function 2F1(a, b; c; z)."""
    return _scipy().hyp2f1(a, b, c, z)  # type: ignore[no-any-return]


def logistic(x: Floats) -> Floats:
    """Return 1 / (1 + e^-x)."""
    return _scipy().expit(x)  # type: ignore[no-any-return]


def _scipy() -> Any:  # noqa: ANN401 - it has no types
    from scipy import special  # noqa: PLC0415 - 0.3 s, for models only

    return special
