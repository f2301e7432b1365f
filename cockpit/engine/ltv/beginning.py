"""Who only looks new because the orders begin late: a shop is older than its files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from cockpit.engine.ltv.triangle import Slice
from cockpit.engine.users.gaps import windows
from cockpit.engine.users.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where the orders begin, and for how long old customers may still look new.

    A customer from before the first day looks new at the first purchase that is seen.
    Nineteen of twenty have come back within the 95th percentile of the gaps between
    purchase days: only who is first seen later than that is taken for new. Pauses that
    never ended are in no gap, and gaps longer than the files neither, so a short
    history makes this too early.

    Attributes:
        first: First day of the orders.
        pause_days: 95th percentile of the gaps, whole days; 120 of few gaps.
    """

    first: date
    pause_days: int

    @classmethod
    def of(cls, ledger: Ledger) -> Self | None:
        """Return where a ledger begins; None of an empty one."""
        first = ledger.days["date"].min()
        if not isinstance(first, date):
            return None
        return cls(first, windows(ledger).churned_days)

    @property
    def over(self) -> date:
        """First day whose new customers are taken for new."""
        return self.first + timedelta(days=self.pause_days)

    def blurs(self, cohorts: Iterable[Slice]) -> bool:
        """Whether some customers of these cohorts may be old ones."""
        return any(piece.first < self.over for piece in cohorts)
