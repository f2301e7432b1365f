"""What campaigns spent and earned, added up over days and hours."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

import polars as pl

from cockpit.engine.facts.sums import sum_or_null
from cockpit.engine.metrics.revenue import revenue_rows
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.scene import Scene

_SPENT: Final = ("spend", "impressions", "clicks", "conversions")
_EARNED: Final = ("roi_value", "roi_spend")

OF: Final = "/"
"""Between a channel and a campaign whose id another channel has too."""
CampaignKey = tuple[str, str]
"""(channel, campaign); the campaign is empty where an export names none."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What one campaign did; money in 1/10,000, ``value`` None where nobody knows."""

    spend: int = 0
    impressions: int = 0
    clicks: int = 0
    conversions: int = 0
    value: int | None = None
    roi_spend: int = 0

    @property
    def price(self) -> Fraction | None:
        """Whole currency units a click, exactly."""
        return Fraction(self.spend, self.clicks * MONEY_SCALE) if self.clicks else None

    @property
    def cpc(self) -> float | None:
        """The same as a float."""
        return None if self.price is None else float(self.price)

    @property
    def roi(self) -> float | None:
        """Attributed revenue by spend; None without spend or without a source."""
        if self.value is None or not self.roi_spend:
            return None
        return self.value / self.roi_spend


def sums_by_campaign(
    scene: Scene,
    channels: Iterable[str],
    days: Iterable[date],
    *,
    hours: Sequence[int] = (),
) -> dict[tuple[date, str, str], Sums]:
    """Sum spend and attributed revenue by (day, channel, campaign), sorted.

    Args:
        scene: Whose facts.
        channels: Only these.
        days: Only these.
        hours: Only these of each day; empty: whole days.
    """
    spend = scene.facts.get("hourly" if hours else "spend")
    if spend is None:
        return {}
    wanted = pl.col("channel").is_in(list(channels)) & pl.col("date").is_in(list(days))
    if hours:
        wanted &= pl.col("hour").is_in(list(hours))
    rows = spend.filter(wanted)
    sales = scene.facts.get("sales")
    sold = None if sales is None else sales.filter(wanted)
    earned = revenue_rows(rows, sold, scene.basis, whole=False)
    earnings = {row[:3]: row[3:] for row in _grouped(earned, _EARNED)}
    found: dict[tuple[date, str, str], Sums] = {}
    for day, channel, campaign, spent, seen, clicks, bought in _grouped(rows, _SPENT):
        value, paid = earnings.get((day, channel, campaign), (None, None))
        found[day, channel, campaign or ""] = Sums(
            spend=spent or 0,
            impressions=seen or 0,
            clicks=clicks or 0,
            conversions=bought or 0,
            value=value,
            roi_spend=paid or 0,
        )
    return found


def row_keys(keys: Iterable[CampaignKey]) -> dict[CampaignKey, str]:
    """Name each campaign for a table: its id, with the channel where two share it.

    Exports without ids go by name, and two platforms may know a campaign by the same
    one. Without a campaign it is the channel.
    """
    every = list(keys)
    counts = Counter(campaign for _, campaign in every)
    return {
        (channel, campaign): f"{channel}{OF}{campaign}"
        if campaign and counts[campaign] > 1
        else campaign or channel
        for channel, campaign in every
    }


def campaign_of(key: str, channel_of: Mapping[str, str]) -> CampaignKey:
    """Return what :func:`row_keys` made a key of.

    Args:
        key: Of a row.
        channel_of: Channel of each campaign; one whose id several channels have is in
            it once for each, as the row's key.
    """
    channel = channel_of.get(key, "")
    campaign = key.removeprefix(f"{channel}{OF}")
    return (channel, campaign) if campaign in channel_of else (channel, key)


def added(sums: Iterable[Sums]) -> Sums:
    """Add sums up; a value is known if any is."""
    every = list(sums)
    values = [one.value for one in every if one.value is not None]
    return Sums(
        spend=sum(one.spend for one in every),
        impressions=sum(one.impressions for one in every),
        clicks=sum(one.clicks for one in every),
        conversions=sum(one.conversions for one in every),
        value=sum(values) if values else None,
        roi_spend=sum(one.roi_spend for one in every),
    )


def _grouped(rows: pl.DataFrame, sums: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield day, channel, campaign and the sums, in order; null where unknown."""
    keys = ("date", "channel", "campaign")
    grouped = rows.group_by(keys).agg(sum_or_null(name) for name in sums)
    yield from grouped.sort(keys).iter_rows()
