"""Campaigns over the last four weeks: ROI, price of a click, marginal ROI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cockpit.engine.evidence.windows import CampaignKey, Sums, added, sums_by_campaign
from cockpit.engine.periods import DAY
from cockpit.engine.views.scene import Scene
from cockpit.text.notes import Note, note

WEEKS: Final = 4
WEEK_DAYS: Final = 7
LEAST_MOVE: Final = 0.05
"""Spend has to have moved by this share of its mean, or there is no slope."""


@dataclass(frozen=True, slots=True)
class Slope:
    """Change of revenue by change of spend; ``roi`` None with the reason ``why``."""

    roi: float | None
    weeks: int
    why: Note | None = None


@dataclass(frozen=True, slots=True)
class Weeks:
    """The last four complete weeks of one campaign, the oldest first."""

    sums: tuple[Sums, ...]

    @property
    def last(self) -> Sums:
        """The last 7 complete days."""
        return self.sums[-1]

    @property
    def cpc_change(self) -> float | None:
        """CPC of the last 7 days against the 7 days before."""
        now, then = self.sums[-1].cpc, self.sums[-2].cpc
        return now / then - 1 if now is not None and then else None

    @property
    def spend_a_day(self) -> float:
        """Mean spend a day over the last 7, in 1/10,000."""
        return self.last.spend / WEEK_DAYS

    def slope(self) -> Slope:
        """Return the marginal ROI: the slope of weekly revenue over weekly spend.

        Least squares over the weeks that have spend and a known revenue, at least
        three; with two weeks it would be plain change by change.
        """
        known = [
            (week.roi_spend, week.value)
            for week in self.sums
            if week.value is not None and week.roi_spend
        ]
        if len(known) < WEEKS - 1:
            return Slope(None, len(known), note("too few weeks with spend and revenue"))
        mean_spend = sum(spend for spend, _ in known) / len(known)
        mean_value = sum(value for _, value in known) / len(known)
        reach = max(known)[0] - min(known)[0]
        if reach < LEAST_MOVE * mean_spend:
            return Slope(None, len(known), note("spend has hardly moved in four weeks"))
        above = sum((s - mean_spend) * (value - mean_value) for s, value in known)
        below = sum((s - mean_spend) ** 2 for s, _ in known)
        return Slope(above / below, len(known))


def four_weeks(scene: Scene, channels: Sequence[str]) -> Mapping[CampaignKey, Weeks]:
    """Return the last four complete weeks of each campaign that has spend in them."""
    last = scene.as_of - DAY
    first = last - (WEEKS * WEEK_DAYS - 1) * DAY
    days = [first + n * DAY for n in range(WEEKS * WEEK_DAYS)]
    found: dict[CampaignKey, list[list[Sums]]] = {}
    for (day, channel, campaign), sums in sums_by_campaign(
        scene, channels, days
    ).items():
        weeks = found.setdefault((channel, campaign), [[] for _ in range(WEEKS)])
        weeks[_week_of(day, first)].append(sums)
    return {
        key: Weeks(tuple(added(week) for week in weeks)) for key, weeks in found.items()
    }


def _week_of(day: date, first: date) -> int:
    return (day - first).days // WEEK_DAYS
