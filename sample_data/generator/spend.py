"""Advertising rows of one channel, by campaign and day or hour, before any plan."""

from dataclasses import dataclass

import numpy as np

from sample_data.generator.seasons import CPC_HOURS, SPEND_HOURS, demand, growth
from sample_data.generator.streams import Draws, Flags, Floats, Ints, diffuse
from sample_data.generator.world import YEAR_DAYS, Channel, World

DAILY = -1
"""The hour of a row that covers a whole day."""


@dataclass(slots=True)
class Expected:
    """What a channel's rows should come to, one entry a row; money in yuan.

    Rows are ordered by campaign, then time, so that rounding carries over in time.
    """

    day: Ints
    hour: Ints
    campaign: Ints
    spend: Floats
    impressions: Floats
    clicks: Floats
    conversions: Floats
    aov: Floats


@dataclass(slots=True)
class Rows:
    """What is exported: whole numbers, money in fen; same order as the expected."""

    day: Ints
    hour: Ints
    campaign: Ints
    spend: Ints
    impressions: Ints
    clicks: Ints
    conversions: Ints
    value: Ints

    def only(self, keep: Flags) -> "Rows":
        """Return the rows where ``keep`` is true."""
        return Rows(
            self.day[keep], self.hour[keep], self.campaign[keep], self.spend[keep],
            self.impressions[keep], self.clicks[keep], self.conversions[keep],
            self.value[keep],
        )  # fmt: skip


def expected_rows(world: World, channel: Channel) -> Expected:
    """Return the channel's rows over the whole window, in expectation with noise."""
    draws = Draws(world.seed, f"ad_spend/{channel.key}")
    day, hour, campaign = _grid(world, channel)
    share, cpc_by, cvr_by = _campaign_levels(world, channel)
    spend_level, cpc_level, cvr_level, aov_level = _levels(world, channel, draws)
    hour_share, hour_cpc = _hours(hour)
    count = len(day)
    spend = spend_level[day] * share[day, campaign] * hour_share
    spend = spend * draws.noise(count, 0.08)
    price = cpc_level[day] * cpc_by[day, campaign] * hour_cpc
    clicks = spend / (price * draws.noise(count, 0.02))
    conversions = clicks * cvr_level[day] * cvr_by[day, campaign]
    return Expected(
        day=day, hour=hour, campaign=campaign, spend=spend,
        impressions=clicks / (channel.ctr * draws.noise(count, 0.02)),
        clicks=clicks,
        conversions=conversions * draws.noise(count, 0.06),
        aov=aov_level[day] * draws.noise(count, 0.05),
    )  # fmt: skip


def rounded(expected: Expected) -> Rows:
    """Round to what a platform counts: fen, clicks, conversions."""
    clicks = np.maximum(diffuse(expected.clicks), 0)
    conversions = np.maximum(diffuse(expected.conversions), 0)
    return Rows(
        day=expected.day, hour=expected.hour, campaign=expected.campaign,
        spend=np.rint(expected.spend * 100).astype(np.int64),
        impressions=np.rint(expected.impressions).astype(np.int64),
        clicks=clicks, conversions=conversions,
        value=np.rint(conversions * expected.aov * 100).astype(np.int64),
    )  # fmt: skip


def _grid(world: World, channel: Channel) -> tuple[Ints, Ints, Ints]:
    """Day, hour and campaign of every row: daily first, then 24 hours a day."""
    hourly_from = channel.hourly_from
    first = world.days if hourly_from is None else world.index(hourly_from)
    hours = np.arange(first, world.days).repeat(24)
    day = np.concatenate([np.arange(first), hours])
    hour = np.concatenate(
        [np.full(first, DAILY), np.tile(np.arange(24), world.days - first)]
    )
    campaigns = len(channel.campaigns)
    return (
        np.tile(day, campaigns),
        np.tile(hour, campaigns),
        np.arange(campaigns).repeat(len(day)),
    )


def _campaign_levels(world: World, channel: Channel) -> tuple[Floats, Floats, Floats]:
    """Share of spend, CPC and CVR by (day, campaign); their mean is the channel's."""
    position = (np.arange(world.days) / YEAR_DAYS)[:, None]
    begin = np.array([campaign.share for campaign in channel.campaigns])
    later = np.array([campaign.share_later for campaign in channel.campaigns])
    share = begin * (1 - position) + later * position
    share = share / share.sum(axis=1, keepdims=True)
    price = np.array([campaign.cpc for campaign in channel.campaigns])[None, :]
    rate = np.array([campaign.cvr for campaign in channel.campaigns])[None, :]
    clicks = share / price
    total = clicks.sum(axis=1, keepdims=True)
    cpc = price * total
    cvr = rate / ((clicks * rate).sum(axis=1, keepdims=True) / total)
    return share, cpc, cvr


def _levels(
    world: World, channel: Channel, draws: Draws
) -> tuple[Floats, Floats, Floats, Floats]:
    """Spend, CPC, CVR and AOV of the channel by day, calendar and noise included."""
    days = world.days
    season = demand(world)
    spend = channel.spend * world.scale * growth(world, channel.spend_ratio)
    spend = spend * np.power(season, 0.75) * draws.noise(days, 0.03)
    cpc = channel.cpc * growth(world, channel.cpc_ratio) * draws.noise(days, 0.012)
    cvr = channel.cvr * growth(world, channel.cvr_ratio) * draws.noise(days, 0.018)
    # People who buy anyway are more of the visitors on a day of promotion.
    cvr = cvr * np.power(season, 0.25)
    aov = channel.aov * growth(world, channel.aov_ratio) * draws.noise(days, 0.015)
    return spend, cpc, cvr, aov


def _hours(hour: Ints) -> tuple[Floats, Floats]:
    """Share of the day and price factor of each row's hour; 1 for daily rows."""
    share = SPEND_HOURS / SPEND_HOURS.sum()
    # The factor of the whole day is 1: clicks are spend by price.
    price = CPC_HOURS * (share / CPC_HOURS).sum()
    daily = hour == DAILY
    return (
        np.where(daily, 1.0, share[np.maximum(hour, 0)]),
        np.where(daily, 1.0, price[np.maximum(hour, 0)]),
    )
