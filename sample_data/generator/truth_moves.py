"""The planted moves of advertising, counted from the rows that were written."""

from collections.abc import Mapping
from datetime import date, timedelta
from math import log
from statistics import median

import polars as pl

from sample_data.generator.world import World

Ads = Mapping[str, pl.DataFrame]


def year_of_roi(world: World, ads: Ads) -> dict[str, object]:
    """ROI of one channel against the year before: factors, and mix against rate."""
    plan = world.year_plan
    frame = ads[plan.channel]
    base = frame.filter(pl.col("date").is_between(*plan.base))
    now = frame.filter(pl.col("date").is_between(*plan.now))
    before, after = _factors(base), _factors(now)
    change = after["roi"] - before["roi"]
    campaigns = _mix_and_rate(base, now)
    return {
        "channel": plan.channel,
        "base_days": [day.isoformat() for day in plan.base],
        "now_days": [day.isoformat() for day in plan.now],
        "base": before,
        "now": after,
        "change": change,
        "relative_change": after["roi"] / before["roi"] - 1,
        "how": "roi = cvr x aov / cpc; contribution = L(r1, r0) ln(x1 / x0), "
        "L(a, b) = (a - b) / ln(a / b), x = cvr, aov, 1 / cpc",
        "lmdi": _log_mean(before, after),
        "mix_how": "mix = (w1 - w0)((r0 + r1) / 2 - (R0 + R1) / 2), "
        "rate = (w0 + w1) / 2 (r1 - r0), w = share of spend",
        "mix": sum(each["mix"] for each in campaigns.values()),
        "rate": sum(each["rate"] for each in campaigns.values()),
        "campaigns": campaigns,
    }


def _factors(frame: pl.DataFrame) -> dict[str, float]:
    spend, value = _sum(frame, "spend"), _sum(frame, "value")
    clicks, conversions = _sum(frame, "clicks"), _sum(frame, "conversions")
    return {
        "spend": spend * 100,
        "conv_value": value * 100,
        "impressions": _sum(frame, "impressions"),
        "clicks": clicks,
        "conversions": conversions,
        "cpc": spend / clicks / 100,
        "cvr": conversions / clicks,
        "aov": value / conversions / 100,
        "roi": value / spend,
    }


def _sum(frame: pl.DataFrame, column: str) -> int:
    return int(frame[column].sum())


def _log_mean(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    roi = after["roi"], before["roi"]
    weight = (roi[0] - roi[1]) / log(roi[0] / roi[1])
    return {
        "cpc": weight * log(before["cpc"] / after["cpc"]),
        "cvr": weight * log(after["cvr"] / before["cvr"]),
        "aov": weight * log(after["aov"] / before["aov"]),
    }


def _mix_and_rate(base: pl.DataFrame, now: pl.DataFrame) -> dict[str, dict[str, float]]:
    """Contribution of each campaign to the change of ROI, split in two."""
    before, after = _factors(base), _factors(now)
    middle = (before["roi"] + after["roi"]) / 2
    found = {}
    for campaign in base["campaign_id"].unique(maintain_order=True).to_list():
        part = pl.col("campaign_id") == campaign
        old, new = _factors(base.filter(part)), _factors(now.filter(part))
        old_share = old["spend"] / before["spend"]
        new_share = new["spend"] / after["spend"]
        own = (old["roi"] + new["roi"]) / 2
        found[str(campaign)] = {
            "share_base": old_share,
            "share_now": new_share,
            "roi_base": old["roi"],
            "roi_now": new["roi"],
            "mix": (new_share - old_share) * (own - middle),
            "rate": (old_share + new_share) / 2 * (new["roi"] - old["roi"]),
        }
    return found


def cpc_spike(world: World, ads: Ads) -> dict[str, object]:
    """CPC, CPM and CTR of the last hours against the seven days before."""
    spike = world.spike
    frame = ads[spike.channel]
    hours = sorted(frame.filter(pl.col("date") == spike.day)["hour"].to_list())
    first = spike.targets[0][0]
    campaigns = world.channel(spike.channel).campaigns
    return {
        "channel": spike.channel,
        "day": spike.day.isoformat(),
        "first_hour": first,
        "campaigns": [campaigns[place].id for place in spike.campaigns],
        "campaign_names": [campaigns[place].name for place in spike.campaigns],
        "against": "median of the same hour of the seven days before",
        "hours": [
            _hour(frame, spike.day, hour)
            for hour in sorted(set(hours))
            if hour >= first - 2
        ],
    }


def _hour(frame: pl.DataFrame, day: date, hour: int) -> dict[str, float]:
    now = _prices(frame, day, hour)
    usual = [_prices(frame, day - timedelta(days=back), hour) for back in range(1, 8)]
    found: dict[str, float] = {"hour": hour, "clicks": now["clicks"]}
    for name in ("cpc", "cpm", "ctr"):
        found[name] = now[name]
        found[f"usual_{name}"] = median(each[name] for each in usual)
        found[f"{name}_change"] = now[name] / found[f"usual_{name}"] - 1
    return found


def _prices(frame: pl.DataFrame, day: date, hour: int) -> dict[str, float]:
    rows = frame.filter((pl.col("date") == day) & (pl.col("hour") == hour))
    spend, clicks = _sum(rows, "spend") / 100, _sum(rows, "clicks")
    impressions = _sum(rows, "impressions")
    return {
        "clicks": clicks,
        "cpc": spend / clicks,
        "cpm": spend / impressions * 1000,
        "ctr": clicks / impressions,
    }


def roi_slide(world: World, ads: Ads) -> dict[str, object]:
    """ROI of the days of the slide, each against the day before."""
    slide = world.slide
    frame = ads[slide.channel]
    days = [slide.first + timedelta(days=step) for step in range(-1, len(slide.falls))]
    roi = [_factors(frame.filter(pl.col("date") == day))["roi"] for day in days]
    return {
        "channel": slide.channel,
        "before": {"day": days[0].isoformat(), "roi": roi[0]},
        "days": [
            {"day": day.isoformat(), "roi": now, "change": now / before - 1}
            for day, now, before in zip(days[1:], roi[1:], roi[:-1], strict=True)
        ],
    }
