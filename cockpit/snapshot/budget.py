"""The budget view: what the next unit of money brings, channel by channel."""

from typing import Literal

import msgspec

from cockpit.snapshot.attribution import Maturity, SpendReach
from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.health import How

MoveReach = Literal["", "seen", "extrapolated", "unknown"]


class BudgetQuery(msgspec.Struct, frozen=True, tag="budget"):
    """Which days to fit on, and what to try.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        first: First complete day, inclusive; empty: 180 days before the last.
        last: Last one, inclusive; empty: the last mature one.
        source: Channel that money is taken from; empty: nothing is tried.
        target: Channel that it goes to; empty: it is saved.
        amount: Whole currency units a day.
    """

    as_of: str = ""
    first: str = ""
    last: str = ""
    source: str = ""
    target: str = ""
    amount: float = 0.0


class ResponsePoint(msgspec.Struct, frozen=True, eq=False):
    """The fitted response at one daily spend, in whole units a day."""

    spend: float
    revenue: float
    low: float
    high: float
    is_extrapolated: bool = False


class BudgetRow(msgspec.Struct, frozen=True, eq=False):
    """The saturating response of one channel; money in whole units a day.

    Attributes:
        channel: Its id; ``name`` what people call it.
        spend: Mean of the last 28 days.
        revenue: Fitted at that spend.
        roi: revenue / spend (average).
        roi_marginal: Slope of the response at that spend.
        low: Lower end of its 95 % interval.
        high: Upper end.
        ceiling: Spend at which the slope falls below 1 / margin; None: see its kind.
        ceiling_low: Lower end of its interval; None: see its kind.
        ceiling_high: Upper end; None: see its kind.
        seen: Greatest daily spend seen.
        margin: Share of revenue left after goods, where known, else 1.
        n: Days in the fit.
        basis: Whose revenue: ``claimed`` (the platform's) or ``orders``.
        points: For drawing, up to 1.5 x ``seen``.
        seen_points: (spend, revenue) of the days in the fit, thinned.
        missing: Why there is no fit.
        maturity: Of the newest day in the fit.
        warning: What to keep in mind of the fit; empty: nothing.
        elasticity: By how many per cent revenue grows where the usual spend grows by
            one; 1: no saturation was seen.
        family: Of the curve: ``power``, ``michaelis`` or ``log``.
        carry: Share of a day's effect that lasts to the next; 0: none was found.
        lowest: Least daily spend seen.
        farthest: 1.5 x the greatest: beyond it nothing is known.
        ceiling_kind: ``seen``: among the spends seen; ``extrapolated``: above them, up
            to 1.5 x the greatest; ``below`` the least spend seen, so more than that
            never paid; ``beyond`` 1.5 x the greatest. Of the last two no number is
            known. Empty: no fit.
        ceiling_low_kind: The same of the lower end.
        ceiling_high_kind: The same of the upper end.
    """

    channel: str
    name: Name
    spend: float | None
    revenue: float | None
    roi: float | None
    roi_marginal: float | None
    low: float | None
    high: float | None
    ceiling: float | None = None
    ceiling_low: float | None = None
    ceiling_high: float | None = None
    seen: float | None = None
    margin: float | None = None
    n: int = 0
    basis: str = ""
    points: tuple[ResponsePoint, ...] = ()
    seen_points: tuple[tuple[float, float], ...] = ()
    missing: str = ""
    maturity: Maturity = "mature"
    warning: str = ""
    elasticity: float | None = None
    family: str = ""
    carry: float = 0.0
    lowest: float | None = None
    farthest: float | None = None
    ceiling_kind: SpendReach = ""
    ceiling_low_kind: SpendReach = ""
    ceiling_high_kind: SpendReach = ""

    @property
    def ceiling_bound(self) -> float | None:
        """The ceiling; where it has no number the spend that it is below or beyond."""
        return self._bound(self.ceiling, self.ceiling_kind)

    @property
    def ceiling_ends(self) -> tuple[float | None, float | None]:
        """Both ends of its interval, likewise."""
        return (
            self._bound(self.ceiling_low, self.ceiling_low_kind),
            self._bound(self.ceiling_high, self.ceiling_high_kind),
        )

    def _bound(self, value: float | None, kind: SpendReach) -> float | None:
        return {"below": self.lowest, "beyond": self.farthest}.get(kind, value)


class WhatIf(msgspec.Struct, frozen=True, eq=False):
    """What a move of money is expected to bring a day.

    Attributes:
        source: Channel it is taken from; empty: new money.
        target: Channel it goes to; empty: saved.
        amount: Whole units a day, as asked.
        revenue: Change of net revenue; ``low`` and ``high`` its 95 % interval.
        profit: Change of revenue x margin less the change of spend.
        profit_low: Lower end.
        profit_high: Upper end.
        warnings: Beyond 1.5 x the seen spend, an interval over zero, ...
        refused: Why nothing can be said.
        reach: Of the new spends of both channels, the one least known: ``seen``;
            ``extrapolated``: outside of what was seen; ``unknown``: beyond 1.5 x the
            greatest seen, or below the least / 1.5. Empty: refused.
    """

    source: str
    target: str
    amount: float
    revenue: float | None
    low: float | None
    high: float | None
    profit: float | None = None
    profit_low: float | None = None
    profit_high: float | None = None
    warnings: tuple[str, ...] = ()
    refused: str = ""
    reach: MoveReach = ""


class BudgetSnapshot(Envelope, frozen=True, eq=False, tag="budget"):
    """Answer of ``cockpit show budget``: a row a channel, greatest marginal first."""

    query: BudgetQuery = BudgetQuery()
    rows: tuple[BudgetRow, ...] = ()
    what_if: WhatIf | None = None
    first: str = ""
    last: str = ""
    stamp: str = ""
    reading: str = ""
    missing: str = ""
    how: dict[str, How] = {}
