"""A fitted response: revenue, slope and ceiling, each with what its draws say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np

from cockpit.engine.attribution.paths import Floats, Ints
from cockpit.engine.attribution.saturation import (
    FAMILIES,
    Family,
    slopes,
    values,
    where_slope,
)

DRAWS: Final = 1000
FARTHEST: Final = 1.5
"""Times the greatest spend seen: beyond it nothing is drawn, and a warning is due."""
Interval = tuple[float, float]
Curve = Callable[[Family, Floats, Floats], Floats]
"""A family's values at some places, each with its elasticity."""
Reach = Literal["below", "seen", "extrapolated", "beyond"]
"""Where a spend lies: below the least that was seen, among those seen, above them, or
beyond 1.5 x the greatest."""


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Responses that the days could as well have led to; one place a draw.

    Attributes:
        families: Place in ``FAMILIES``.
        elasticities: At the usual spend.
        levels: Revenue at the usual spend, whole units a day.
    """

    families: Ints
    elasticities: Floats
    levels: Floats


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A daily spend from which on one more unit no longer pays for itself.

    Attributes:
        reach: Where it lies.
        spend: Whole units; None below all that was seen and beyond what can be told,
            where only its reach is known.
    """

    reach: Reach
    spend: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """Revenue of a day by its spend, at the present level; whole units a day.

    Attributes:
        family: Of the curve; ``elasticity`` at ``unit``, the usual spend, where revenue
            is ``level``.
        draws: Of the bootstrap.
        spend: Mean of the last 28 days.
        lowest: Least daily spend in the fit; ``seen`` the greatest.
        n: Days in the fit.
        carry: Share of a day's effect that lasts to the next; 0: none was found.
        aicc: By family.
        days: Day x (spend, revenue) of those in the fit.
        last: The newest of them.
    """

    family: Family
    elasticity: float
    level: float
    unit: float
    draws: Draws
    spend: float
    lowest: float
    seen: float
    n: int
    carry: float
    aicc: dict[str, float]
    days: Floats
    last: date

    @property
    def farthest(self) -> float:
        """Daily spend beyond which nothing is known at all."""
        return FARTHEST * self.seen

    def revenue(self, spend: float) -> float:
        """Return the fitted revenue of a day."""
        x = np.asarray(spend / self.unit)
        return float(self.level * values(self.family, x, np.asarray(self.elasticity)))

    def slope(self, spend: float) -> float:
        """Return what one more unit of spend a day brings."""
        x = np.asarray(spend / self.unit)
        found = slopes(self.family, x, np.asarray(self.elasticity))
        return float(self.level * found / self.unit)

    def ceiling(self, margin: float = 1.0) -> Ceiling:
        """Return the spend at which one more unit no longer pays for itself.

        Args:
            margin: Share of revenue that is left after goods, above 0.
        """
        wanted = np.asarray(self.unit / (margin * self.level))
        found = where_slope(self.family, wanted, np.asarray(self.elasticity))
        return self._told(float(found) * self.unit)

    def reach(self, spend: float) -> Reach:
        """Say where a daily spend lies among those that were seen."""
        if spend < self.lowest:
            return "below"
        if spend <= self.seen:
            return "seen"
        return "extrapolated" if spend <= self.farthest else "beyond"

    def _told(self, spend: float) -> Ceiling:
        reach = self.reach(spend)
        return Ceiling(reach, spend if reach in {"seen", "extrapolated"} else None)

    def drawn_revenue(self, spend: float) -> Floats:
        """Return the revenue of a day in every draw."""
        return self._drawn(values, spend / self.unit) * self.draws.levels

    def drawn_slope(self, spend: float) -> Floats:
        """Return what one more unit brings in every draw."""
        found = self._drawn(slopes, spend / self.unit)
        return found * self.draws.levels / self.unit

    def ceiling_interval(self, margin: float = 1.0) -> tuple[Ceiling, Ceiling]:
        """Return the ends of the 95 % interval of the ceiling."""
        found = self._drawn(where_slope, self.unit / (margin * self.draws.levels))
        low, high = np.quantile(found, (0.025, 0.975), method="nearest")
        return self._told(float(low) * self.unit), self._told(float(high) * self.unit)

    def _drawn(self, curve: Curve, x: float | Floats) -> Floats:
        """Return a curve in every draw, each by its own family and shape."""
        drawn = self.draws
        x = np.broadcast_to(x, drawn.levels.shape)
        found = np.empty_like(drawn.levels)
        for place, family in enumerate(FAMILIES):
            own = drawn.families == place
            found[own] = curve(family, x[own], drawn.elasticities[own])
        return found


def interval(drawn: Floats) -> Interval:
    """Return the 2.5th and the 97.5th percentile of draws."""
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)
