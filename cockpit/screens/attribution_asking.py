"""What the screen of attribution asks the worker, tab by tab. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cockpit.snapshot.attribution import AttributionQuery, AttributionSnapshot
from cockpit.snapshot.budget import BudgetQuery, BudgetSnapshot
from cockpit.snapshot.campaigns import CampaignsQuery
from cockpit.snapshot.combinations import CombinationsQuery, CombinationsSnapshot
from cockpit.snapshot.health import Range
from cockpit.snapshot.journeys import JourneysQuery, JourneysSnapshot
from cockpit.snapshot.studies import Answer

View = AttributionQuery | CombinationsQuery | JourneysQuery | BudgetQuery
"""A question whose answer stands on a tab."""

DAYS: Final[dict[Range, int]] = {"7d": 7, "28d": 28, "90d": 90}
"""Complete days before the as-of day; ``1d`` is that day itself."""
NOTHING: Final[dict[str, Answer]] = {
    "channels": AttributionSnapshot(),
    "models": AttributionSnapshot(),
    "combinations": CombinationsSnapshot(),
    "journeys": JourneysSnapshot(),
    "budget": BudgetSnapshot(),
}
"""What a tab shows before there is an answer."""
MAIN: Final[dict[str, type[Answer]]] = {
    tab: type(answer) for tab, answer in NOTHING.items()
}
"""The answer that a tab is about."""


@dataclass(frozen=True, slots=True)
class Move:
    """Money that is tried elsewhere: whole units a day."""

    source: str = ""
    target: str = ""
    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the operator wants to see each tab.

    Attributes:
        as_of: ISO day of the whole cockpit; empty: now.
        today: The business day that is meant by it; empty while it is not known.
        range: How many days.
        channel: Only journeys with a touch of it; empty: all.
        against: Channel whose journeys alone are the base; empty: the view's own.
        move: What is tried with the budget.
        look_back: Days within which a touch may lead to an order.
    """

    as_of: str = ""
    today: str = ""
    range: Range = "28d"
    channel: str = ""
    against: str = ""
    move: Move = Move()
    look_back: int = 30

    @property
    def mature(self) -> tuple[str, str]:
        """Return as many days, the newest of them so old that its look-back is over."""
        back = timedelta(days=self.look_back)
        first, last = (date.fromisoformat(day) - back for day in self.days)
        return first.isoformat(), last.isoformat()

    @property
    def days(self) -> tuple[str, str]:
        """Return the first and the last day, ISO."""
        today = date.fromisoformat(self.today)
        if self.range not in DAYS:
            return self.today, self.today
        first = today - timedelta(days=DAYS[self.range])
        return first.isoformat(), (today - timedelta(days=1)).isoformat()

    def campaigns(self, channel: str) -> tuple[CampaignsQuery, ...]:
        """Return what is asked of a channel that is open; nothing without a day."""
        if not channel or not self.today:
            return ()
        first, last = self.days
        return (CampaignsQuery(self.as_of, first, last, channel),)

    def of(self, tab: str) -> tuple[View, ...]:
        """Return what a tab asks, what it is about first; nothing without a day."""
        if not self.today:
            return ()
        first, last = self.days
        credit = AttributionQuery(as_of=self.as_of, first=first, last=last)
        together = CombinationsQuery(
            as_of=self.as_of, first=first, last=last, against=self.against
        )
        begun, ended = self.mature
        way = JourneysQuery(
            as_of=self.as_of, first=begun, last=ended, channel=self.channel
        )
        move = self.move
        tried = BudgetQuery(
            as_of=self.as_of,
            source=move.source,
            target=move.target,
            amount=move.amount,
        )
        tabs: dict[str, tuple[View, ...]] = {
            "channels": (credit, together),
            "models": (credit,),
            "combinations": (together,),
            "journeys": (way,),
            "budget": (tried,),
        }
        return tabs[tab]
