"""A channel over the last eight weeks: ROI, price of a click, marginal ROI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cockpit.engine.evidence.sums import Sums, added, sums_by_campaign
from cockpit.engine.periods import DAY
from cockpit.engine.views.scene import Scene

WEEKS: Final = 4
WEEK_DAYS: Final = 7
LEAST_MOVE: Final = 0.01
"""Spend has to have moved by this share, or revenue by spend is nothing but noise."""


@dataclass(frozen=True, slots=True)
class Run:
    """Complete weeks of one channel, the newest first: four, and the four before."""

    weeks: tuple[Sums, ...]

    @property
    def last(self) -> Sums:
        """The last 7 complete days."""
        return self.weeks[0]

    @property
    def recent(self) -> Sums:
        """The last four weeks."""
        return added(self.weeks[:WEEKS])

    @property
    def earlier(self) -> Sums:
        """The four weeks before."""
        return added(self.weeks[WEEKS:])

    @property
    def cpc_change(self) -> float | None:
        """CPC of the last 7 days against the 7 days before."""
        now, then = self.weeks[0].cpc, self.weeks[1].cpc
        return now / then - 1 if now is not None and then else None

    @property
    def spend_a_day(self) -> float:
        """Mean spend a day over the last 7, in 1/10,000."""
        return self.last.spend / WEEK_DAYS

    @property
    def spend_change(self) -> float | None:
        """Spend of four weeks against the four before."""
        then = self.earlier.roi_spend
        return self.recent.roi_spend / then - 1 if then else None

    @property
    def marginal_roi(self) -> float | None:
        """Change of revenue by change of spend, four weeks against the four before.

        None where either is not known, and where spend moved by less than 1 %.
        """
        now, then, moved = self.recent, self.earlier, self.spend_change
        if moved is None or abs(moved) < LEAST_MOVE:
            return None
        if now.value is None or then.value is None:
            return None
        return (now.value - then.value) / (now.roi_spend - then.roi_spend)


def runs(scene: Scene, channels: Sequence[str]) -> Mapping[str, Run]:
    """Return the last eight complete weeks of each channel that has spend in them."""
    last = scene.as_of - DAY
    days = [last - n * DAY for n in range(2 * WEEKS * WEEK_DAYS)]
    found: dict[str, list[list[Sums]]] = {}
    rows = sums_by_campaign(scene, channels, days)
    for (day, channel, _), sums in rows.items():
        weeks = found.setdefault(channel, [[] for _ in range(2 * WEEKS)])
        weeks[(last - day).days // WEEK_DAYS].append(sums)
    return {
        channel: Run(tuple(added(week) for week in weeks))
        for channel, weeks in found.items()
    }
