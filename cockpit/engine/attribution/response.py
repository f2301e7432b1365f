"""What the next unit of money brings: a saturating response, fitted day by day.

``revenue = level x weekday x trend x g(spend) x error``: seven weekday factors, a trend
of straight pieces of eight weeks (in logs), and one of three concave families with one
shape each (:mod:`cockpit.engine.attribution.saturation`). Only how revenue moves with
spend from one day to the next within these is taken as the response, and that is an
association: where a day of demand raises both, it is overstated.

The shape is found on a grid by weighted least squares in logs (Huber weights from the
median absolute deviation: an odd day counts less; Huber 1964). The family is that of
the least AICc (Burnham & Anderson 2002); all have as many parameters. Spend carried
over from earlier days (geometric adstock; Broadbent 1979) is taken only where it lowers
the AICc by more than 10. Logs become amounts by the smearing factor (Duan 1983).

Intervals: a wild bootstrap of whole weeks (Cameron, Gelbach & Miller 2008, six-point
weights of Webb 2014), family and shape chosen again in each draw. A week draws the same
weights in every channel, so draws of two channels can be added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cockpit.engine.attribution.adstock import CARRY, carried
from cockpit.engine.attribution.curves import Response
from cockpit.engine.attribution.fitting import Fit, drawn, fitted
from cockpit.engine.attribution.paths import Floats
from cockpit.engine.one_core import one_core
from cockpit.text.notes import Note, note

Flags = NDArray[np.bool_]

LEAST_DAYS: Final = 56
"""Days with spend and revenue: eight weeks, of which the bootstrap draws."""
LEAST_SPREAD: Final = 0.03
"""Standard deviation of log spend beside weekday and trend: a spend that always is the
same tells nothing of another one."""
MOST_EMPTY: Final = 0.1
"""Share of the days with spend that may be without revenue: logs leave them out."""
RECENT: Final = 28
"""Days whose mean spend is the present one."""
WORTH_CARRYING: Final = 10.0
"""By so much AICc has to fall before carry-over is believed."""


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """One channel, day by day without a gap, oldest first; money in whole units.

    Attributes:
        first: The first day of the arrays.
        spend: 0 where none is known.
        revenue: Likewise.
        is_usual: Days that may be fitted: those of the calendar are like no others.
        lead: So many of the first days are there for carry-over only.
    """

    first: date
    spend: Floats
    revenue: Floats
    is_usual: Sequence[bool]
    lead: int = 0


def respond(days: Days) -> Response | Note:
    """Fit the response of a channel.

    Returns:
        The response; or what is missing for one.
    """
    numbers = np.arange(len(days.spend)) + days.first.toordinal()
    is_paid = np.asarray(days.is_usual, np.bool_) & (days.spend > 0)
    is_paid[: days.lead] = False
    used = is_paid & (days.revenue > 0)
    missing = _missing(days, is_paid, used)
    if missing is not None:
        return missing
    unit = float(np.median(days.spend[used]))
    log_revenue = np.log(days.revenue[used])
    span = (int(numbers[days.lead]), int(numbers[-1]))

    def at(carry: float, weights: Floats | None = None) -> Fit:
        x = carried(days.spend, carry)[used] / unit
        return fitted(x, log_revenue, numbers[used], span, weights)

    with one_core():
        best, carry = at(0.0), 0.0
        if best.spread < LEAST_SPREAD:
            return _too_even(best.spread)
        # All on the same weights: sums of squares have to be of the same thing.
        tried = {one: at(one, best.weights).aicc for one in CARRY}
        keenest = min(tried, key=lambda one: tried[one])
        if tried[keenest] + WORTH_CARRYING < best.aicc:
            best, carry = at(keenest), keenest
        draws = drawn(best)
    return Response(
        family=best.family,
        elasticity=best.elasticity,
        level=best.level,
        unit=unit,
        draws=draws,
        spend=float(days.spend[-RECENT:].mean()),
        lowest=float(days.spend[used].min()),
        seen=float(days.spend[used].max()),
        n=int(used.sum()),
        carry=carry,
        aicc=best.families,
        days=np.column_stack([days.spend[used], days.revenue[used]]),
        last=date.fromordinal(int(numbers[used][-1])),
    )


def _too_even(spread: float) -> Note:
    return note(
        "daily spend varies by {spread} beside weekday and trend; {least} are needed"
        " to see what it does: vary the budget by days",
        spread=f"{spread:.1%}",
        least=f"{LEAST_SPREAD:.0%}",
    )


def _missing(days: Days, is_paid: Flags, used: Flags) -> Note | None:
    """Say what a fit needs and the days do not have."""
    if not days.spend[-RECENT:].any():
        return note("no spend in the last {days} days", days=RECENT)
    if not days.revenue.any():
        return note(
            "no revenue of this channel is known: neither claimed nor by orders"
        )
    enough = int(used.sum())
    if enough < LEAST_DAYS:
        return note(
            "needs {least} complete days with spend and revenue; there are {n}",
            least=LEAST_DAYS,
            n=enough,
        )
    empty = 1 - enough / int(is_paid.sum())
    if empty > MOST_EMPTY:
        return note(
            "{share} of the days with spend have no revenue, at most {most} may: a"
            " response by days needs revenue by days",
            share=f"{empty:.0%}",
            most=f"{MOST_EMPTY:.0%}",
        )
    return None
