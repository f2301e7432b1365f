"""Adtributor: which elements of which dimension a change comes from.

Source: Bhagwan, Kumar, Ramjee et al. (2014), Adtributor: revenue debugging in
advertising systems, NSDI.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, log
from typing import Final

from cockpit.snapshot.why import Verdict

LEAST_EACH: Final = 0.1
"""Explanatory power that an element needs to be among the causes (T_EEP)."""
LEAST_ALL: Final = 0.67
"""What the causes of a dimension explain together (T_EP)."""
INSIDE: Final = 0.5
PARTLY: Final = 0.2
"""Uneven share of the change from which the cause is inside, or partly inside."""

Side = Mapping[str, tuple[float, float | None]]
"""Element -> numerator and denominator; of a plain sum the denominator is None."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its surprise (nats) and share of the change."""

    name: str
    surprise: float
    explanatory: float


@dataclass(frozen=True, slots=True)
class Found:
    """What one dimension explains.

    Attributes:
        elements: All, the most surprising first.
        causes: The fewest that explain :data:`LEAST_ALL`; empty if none do.
        surprise: Sum over the causes.
        uneven: Half the sum of |share of the change - share of the weight|: 0 where
            all elements moved alike, 1 where one element alone moved.
    """

    elements: tuple[Element, ...]
    causes: tuple[str, ...]
    surprise: float
    uneven: float


def adtributor(before: Side, after: Side) -> Found | None:
    """Find the elements that explain the change of a sum or of a ratio of sums.

    Surprise is the Jensen-Shannon divergence of the element's shares; of a ratio that
    of its numerator and of its denominator added. Explanatory power of a ratio is the
    partial difference of the paper, normalised to sum to 1.

    Returns:
        None where there is no change to explain, or only one element.
    """
    names = sorted({*before, *after})
    pairs = [(before.get(name), after.get(name)) for name in names]
    tops = [((b or (0.0, 0.0))[0], (a or (0.0, 0.0))[0]) for b, a in pairs]
    is_ratio = any(side[1] is not None for side in (*before.values(), *after.values()))
    bottoms = [
        ((b or (0.0, 0.0))[1] or 0.0, (a or (0.0, 0.0))[1] or 0.0) for b, a in pairs
    ]
    powers = _ratio_powers(tops, bottoms) if is_ratio else _sum_powers(tops)
    if powers is None or len(names) < 2:
        return None
    surprises = _surprises(tops)
    weights = tops
    if is_ratio:
        parts = zip(surprises, _surprises(bottoms), strict=True)
        surprises, weights = [a + b for a, b in parts], bottoms
    elements = [Element(*one) for one in zip(names, surprises, powers, strict=True)]
    elements.sort(key=lambda one: (-one.surprise, one.name))
    causes, surprise = _causes(elements)
    return Found(tuple(elements), causes, surprise, _uneven(powers, weights))


def verdict(best: Found | None) -> Verdict:
    """Say whether a dimension holds the cause: by how unevenly its elements moved."""
    if best is None or best.uneven < PARTLY:
        return "outside"
    return "inside" if best.uneven >= INSIDE else "partly"


def _causes(elements: list[Element]) -> tuple[tuple[str, ...], float]:
    names: list[str] = []
    explained = surprise = 0.0
    for one in elements:
        if one.explanatory <= LEAST_EACH:
            continue
        names.append(one.name)
        explained += one.explanatory
        surprise += one.surprise
        if explained >= LEAST_ALL:
            return tuple(names), surprise
    return (), 0.0


def _uneven(powers: list[float], weights: list[tuple[float, float]]) -> float:
    before = fsum(abs(pair[0]) for pair in weights) or 1.0
    after = fsum(abs(pair[1]) for pair in weights) or 1.0
    means = [(abs(b) / before + abs(a) / after) / 2 for b, a in weights]
    gaps = (abs(p - w) for p, w in zip(powers, means, strict=True))
    return fsum(gaps) / 2


def _sum_powers(tops: list[tuple[float, float]]) -> list[float] | None:
    return _normalised([after - before for before, after in tops])


def _ratio_powers(
    tops: list[tuple[float, float]], bottoms: list[tuple[float, float]]
) -> list[float] | None:
    top = fsum(before for before, _ in tops)
    bottom = fsum(before for before, _ in bottoms)
    powers = []
    for (b_top, a_top), (b_low, a_low) in zip(tops, bottoms, strict=True):
        moved = bottom + a_low - b_low
        if not bottom or not moved:
            return None
        change = (a_top - b_top) * bottom - (a_low - b_low) * top
        powers.append(change / (bottom * moved))
    return _normalised(powers)


def _normalised(powers: list[float]) -> list[float] | None:
    whole = fsum(powers)
    return [power / whole for power in powers] if whole else None


def _surprises(pairs: list[tuple[float, float]]) -> list[float]:
    before = fsum(max(pair[0], 0.0) for pair in pairs)
    after = fsum(max(pair[1], 0.0) for pair in pairs)
    if not before or not after:
        return [0.0 for _ in pairs]
    return [_divergence(max(b, 0.0) / before, max(a, 0.0) / after) for b, a in pairs]


def _divergence(p: float, q: float) -> float:
    half = (p + q) / 2
    parts = (share * log(share / half) for share in (p, q) if share > 0)
    return fsum(parts) / 2
