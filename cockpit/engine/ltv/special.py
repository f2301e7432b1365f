"""Special functions over numbers and arrays; SciPy is loaded when one is asked for."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Number = TypeVar("Number", float, Floats)


def log_gamma(x: Number) -> Number:
    """Return ln Gamma(x)."""
    return _scipy().gammaln(x)  # type: ignore[no-any-return]


def digamma(x: Number) -> Number:
    """Return the derivative of ln Gamma(x)."""
    return _scipy().digamma(x)  # type: ignore[no-any-return]


def trigamma(x: Number) -> Number:
    """Return the second derivative of ln Gamma(x)."""
    return _scipy().zeta(2.0, x)  # type: ignore[no-any-return]


def log_beta(a: float, b: Number) -> Number:
    """Return ln B(a, b)."""
    return _scipy().betaln(a, b)  # type: ignore[no-any-return]


def gauss(a: float | Number, b: float | Number, c: Number, z: Number) -> Number:
    """Return Gauss's hypergeometric function 2F1(a, b; c; z)."""
    return _scipy().hyp2f1(a, b, c, z)  # type: ignore[no-any-return]


def kummer(a: float, b: Number, z: Number) -> Number:
    """Return Kummer's hypergeometric function 1F1(a; b; z)."""
    return _scipy().hyp1f1(a, b, z)  # type: ignore[no-any-return]


def logistic(x: Number) -> Number:
    """Return 1 / (1 + e^-x)."""
    return _scipy().expit(x)  # type: ignore[no-any-return]


def dot(a: Floats, b: Floats) -> float:
    """Return the sum of products of two long arrays.

    Not ``@``: its threads get into each other's way where the machine is busy, and the
    pairwise sum is the more exact.
    """
    return float((a * b).sum())


def _scipy() -> Any:  # noqa: ANN401 - it has no types
    from scipy import special  # noqa: PLC0415 - 0.3 s, for models only

    return special
