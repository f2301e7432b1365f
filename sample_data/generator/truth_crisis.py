"""What the operator needs in a crisis, counted from the rows that were written."""

from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median

import polars as pl

from sample_data.generator.complaints import OTHER
from sample_data.generator.planning import BACKUPS
from sample_data.generator.world import World

Ads = Mapping[str, pl.DataFrame]
_MONEY_PER_FEN = 100
_PARETO_DAYS = 7
_FOUR_WEEKS = 28
_COHORT_DAYS, _HORIZON_DAYS = 28, 90


def complaint_pareto(world: World, tickets: pl.DataFrame) -> dict[str, object]:
    """Reasons of the last seven days, and who still waits for a first answer."""
    real = tickets.filter(
        ~pl.col("category").is_in([each.category for each in OTHER.causes])
    )
    last = world.index(world.today)
    recent = real.filter(pl.col("day") > last - _PARETO_DAYS)
    reasons = (
        recent.group_by("reason")
        .agg(tickets=pl.len(), orders=pl.col("order_id").n_unique())
        .sort("tickets", "reason", descending=[True, False])
    )
    is_open = pl.col("closed") > world.now_second
    waits = is_open & (pl.col("replied") > world.now_second)
    return {
        "days": _PARETO_DAYS,
        "reasons": reasons.to_dicts(),
        "open": real.filter(is_open).height,
        "unanswered": real.filter(waits).height,
    }


def budgets(plans: pl.DataFrame) -> dict[str, object]:
    """Daily budgets by campaign, and their sums by channel as the list names it."""
    by_channel = plans.group_by("channel", maintain_order=True).agg(
        pl.col("budget").sum()
    )
    return {
        "campaigns": {row["id"]: _money(row["budget"]) for row in plans.to_dicts()},
        "channels": {name: _money(fen) for name, fen in by_channel.iter_rows()},
        "total": _money(_sum(plans, "budget")),
    }


def pause_list(world: World, ads: Ads) -> dict[str, object]:
    """Every campaign of the spiking channel since the spike began, hour by hour."""
    spike = world.spike
    frame = ads[spike.channel]
    first = spike.targets[0][0]
    now_hour = (world.now_second % 86_400) // 3_600
    hours = range(first, now_hour)
    campaigns = []
    for place, campaign in enumerate(world.channel(spike.channel).campaigns):
        mine = frame.filter(pl.col("campaign_id") == campaign.id)
        now = _sums(mine, spike.day, hours)
        usual = [
            _sums(mine, spike.day - timedelta(days=back), hours) for back in range(1, 8)
        ]
        usual_cpc = median(day["spend"] / day["clicks"] for day in usual)
        excess = round(now["spend"] - usual_cpc * now["clicks"])
        campaigns.append(
            {
                "id": campaign.id,
                "name": campaign.name,
                "is_hot": place in spike.campaigns,
                **{key: _money(now[key]) for key in ("spend", "value")},
                **{key: now[key] for key in ("clicks", "conversions")},
                "cpc_by_usual": now["spend"] / now["clicks"] / usual_cpc,
                "spend_per_hour": _money(now["spend"]) / len(hours),
                "excess_per_hour": _money(excess) / len(hours),
            }
        )
    return {
        "hours": list(hours),
        "how": "usual = median CPC of the same hours of the seven days before; "
        "excess per hour = (spend - usual x clicks) / hours",
        "campaigns": campaigns,
        "hot": [each["id"] for each in campaigns if each["is_hot"]],
    }


def _sums(frame: pl.DataFrame, day: date, hours: range) -> dict[str, int]:
    rows = frame.filter((pl.col("date") == day) & pl.col("hour").is_in(list(hours)))
    names = ("spend", "value", "clicks", "conversions")
    return {name: int(rows[name].sum()) for name in names}


def backups(world: World, ads: Ads, plans: pl.DataFrame) -> dict[str, object]:
    """What backup channels are ranked by: four weeks against the four before."""
    last = world.index(world.today) - 1
    channels = {}
    for channel in world.channels:
        frame = ads[channel.key]
        day = pl.col("day")
        now = frame.filter(day.is_between(last - _FOUR_WEEKS + 1, last))
        before = frame.filter(
            day.is_between(last - 2 * _FOUR_WEEKS + 1, last - _FOUR_WEEKS)
        )
        mine = plans.filter((pl.col("channel") == channel.label) & ~pl.col("is_backup"))
        channels[channel.key] = {
            "spend": _money(_sum(now, "spend")),
            "value": _money(_sum(now, "value")),
            "spend_before": _money(_sum(before, "spend")),
            "value_before": _money(_sum(before, "value")),
            "spend_per_day": _money(_sum(now, "spend")) / _FOUR_WEEKS,
            "daily_budget": _money(_sum(mine, "budget")),
        }
    return {
        "days": _FOUR_WEEKS,
        "last_day": (world.today - timedelta(days=1)).isoformat(),
        "channels": channels,
        "campaigns": {
            each.id: {
                "channel": each.channel,
                "readiness": each.readiness,
                "test_cap": each.test_cap * world.scale * 10_000,
            }
            for each in BACKUPS
        },
    }


def ltv_cac(world: World, orders: pl.DataFrame, ads: Ads) -> dict[str, object]:
    """Net revenue within 90 days of customers won in 28 days, by what these cost."""
    last = world.index(world.today) - _HORIZON_DAYS - 1
    first = last - _COHORT_DAYS + 1
    paid = orders.filter("is_paid")
    won = paid.unique("number", keep="first", maintain_order=True).select(
        "number", first="day", won_by="channel"
    )
    window = pl.col("first").is_between(first, last)
    age = pl.col("day") - pl.col("first")
    brought = (
        paid.join(won.filter(window), on="number")
        .filter(age.is_between(0, _HORIZON_DAYS))
        .group_by("won_by")
        .agg(
            revenue=(pl.col("paid") - pl.col("refund")).sum(),
            customers=pl.col("number").n_unique(),
        )
    )
    found = {row["won_by"]: row for row in brought.to_dicts()}
    channels = {}
    for place, channel in enumerate(world.channels):
        spent = ads[channel.key].filter(pl.col("day").is_between(first, last))
        revenue, spend = found[place]["revenue"], int(spent["spend"].sum())
        channels[channel.key] = {
            "customers": found[place]["customers"],
            "revenue_90": _money(revenue),
            "spend": _money(spend),
            "ratio": revenue / spend,
        }
    return {
        "first_day": (world.first + timedelta(days=first)).isoformat(),
        "last_day": (world.first + timedelta(days=last)).isoformat(),
        "limit": 1.5,
        "channels": channels,
        "below": [name for name, each in channels.items() if each["ratio"] < 1.5],
    }


def _sum(frame: pl.DataFrame, column: str) -> int:
    return int(frame[column].sum())


def _money(fen: int) -> int:
    return fen * _MONEY_PER_FEN
