"""What can be counted of journeys: combinations, first and last touches, partners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.touch_plan import KOL_MARK, PLANTED_DAYS, RATIO, SEEDED
from sample_data.generator.touchpoints import Tracked, tracked
from sample_data.generator.walking import Walks, prefix
from sample_data.generator.walks import LOOK_BACK, Journeys
from sample_data.generator.world import World

BASE, THIN = ("douyin",), ("baidu", "tmall")
ENOUGH = 100
RECENT_DAYS = 28
LIMIT, LARGEST = 0.35, 5
_FEN = 100
_KOL = (
    "new customers (first paid order of all) whose journey holds a touch whose"
    " campaign_id begins with kol:, by all new customers of the days, touched"
    " or not; of a journey with several partners the first one has it. top5 and"
    " hhi are of the new customers that came by a partner"
)


@dataclass(frozen=True, slots=True)
class Sums:
    """Of journeys with exactly these channels in this order of first appearance."""

    orders: int
    journeys: int
    revenue: int
    touches: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """Journeys of some days, and what the channels cost.

    Attributes:
        first: First day, ``last`` the last one.
        heads: A row a journey: ``journey``, ``met`` (``a>b``, each channel once, in
            order of first appearance), ``converted``, ``value``.
        steps: A row a touch: ``journey``, ``channel``.
        spend: By channel, 1/10,000.
    """

    first: int
    last: int
    heads: pl.DataFrame
    steps: pl.DataFrame
    spend: Mapping[str, int]

    def touches(self) -> dict[str, int]:
        """Touches by channel."""
        return dict(self.steps["channel"].value_counts().iter_rows())

    def sums(self, combination: Sequence[str]) -> Sums:
        """Add up the journeys of one combination."""
        mine = self.heads.filter(pl.col("met") == ">".join(combination))
        steps = self.steps.join(mine.select("journey"), on="journey", how="semi")
        return Sums(
            int(mine["converted"].sum()),
            mine.height,
            int(mine["value"].sum()),
            dict(sorted(steps["channel"].value_counts().iter_rows())),
        )


def span(
    world: World, found: Journeys, ads: Mapping[str, pl.DataFrame], days: int
) -> Span:
    """Return the last complete days."""
    last = world.days - 2
    inside = pl.col("day").is_between(last - days + 1, last)
    met = pl.col("path").list.unique(maintain_order=True).list.join(">")
    heads = found.frame.filter(inside).select("journey", "converted", "value", met=met)
    steps = found.steps.join(heads.select("journey"), on="journey", how="semi")
    spend = {
        key: int(rows.filter(inside)["spend"].sum()) * _FEN for key, rows in ads.items()
    }
    return Span(last - days + 1, last, heads, steps, spend)


def return_on(one: Sums, touches: Mapping[str, int], spend: Mapping[str, int]) -> float:
    """Net revenue by the spend that the touches of all its journeys share."""
    cost = sum(
        spend.get(channel, 0) * count / touches[channel]
        for channel, count in one.touches.items()
    )
    return one.revenue / cost


def with_seeded(
    world: World, found: Span, plain: Tracked, seeded: Walks,
    ads: Mapping[str, pl.DataFrame],
) -> Tracked:  # fmt: skip
    """Add journeys that end in nothing until the ratio of ROIs is the planted one.

    Each adds touches of the combination, and with them to its share of the spend.

    Args:
        world: The parameters.
        found: The planted days, without them.
        plain: Touches without them.
        seeded: As many as there may be.
        ads: Spend by channel.
    """
    totals = found.touches()
    own, base = found.sums(SEEDED.channels), found.sums(BASE)
    # Later ones are not known to have ended in nothing.
    is_over = seeded.end < (world.days - 1) * DAY_SECONDS - LOOK_BACK

    def ratio(count: int) -> float:
        more = dict.fromkeys(SEEDED.channels, int(is_over[:count].sum()))
        now = {name: n + more.get(name, 0) for name, n in totals.items()}
        told = {name: n + more[name] for name, n in own.touches.items()}
        mine = Sums(own.orders, own.journeys, own.revenue, told)
        low = return_on(base, now, found.spend)
        return return_on(mine, now, found.spend) / low

    low, high = 0, len(seeded.end)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if ratio(middle) > RATIO else (low, middle)
    chosen = tracked(world, prefix(seeded, low), ads, "seeded")
    touches = pl.concat([plain.touches, chosen.touches]).sort("at", maintain_order=True)
    return Tracked(touches, plain.links)


def combination(world: World, spans: Sequence[Span]) -> dict[str, object]:
    """ROI of the combination, of its base, and of some others, by span of days."""
    return {
        "how": (
            "net revenue (paid less refunds) of paid orders whose 30 days before the"
            " payment hold touches of exactly these channels, first met in this order,"
            " by the spend that their journeys share: spend of a channel on the days,"
            " by its touches in all journeys of the days, is the price of a touch; a"
            " combination costs its touches, those of journeys without an order"
            " included. A touch counts in each journey it is in; events of a user and"
            " channel that follow each other within 30 minutes are one; direct ones"
            " are skipped unless there are no others. Journeys without an order: runs"
            " of touches in no order's 30 days, without a pause of 30 days, known 30"
            " days after the last one, of whose day they are"
        ),
        "combination": ">".join(SEEDED.channels),
        "base": ">".join(BASE),
        "planted": RATIO,
        "limits": [2.8, 3.2],
        "spans": [_span_truth(world, one) for one in spans],
    }


def _span_truth(world: World, one: Span) -> dict[str, object]:
    touches = one.touches()
    told = [SEEDED.channels, BASE, ("xiaohongshu",), ("tmall",),
            ("douyin", "tmall"), ("xiaohongshu", "douyin"), THIN]  # fmt: skip
    rows: dict[str, dict[str, object]] = {}
    rois: dict[tuple[str, ...], float] = {}
    for channels in told:
        sums = one.sums(channels)
        rois[channels] = roi = return_on(sums, touches, one.spend)
        rows[">".join(channels)] = {
            "orders": sums.orders,
            "journeys": sums.journeys,
            "touches": dict(sums.touches),
            "revenue": sums.revenue,
            "cost": sums.revenue / roi,
            "roi": roi,
            "needs": max(0, ENOUGH - sums.orders),
        }
    return {
        "first": _iso(world, one.first),
        "last": _iso(world, one.last),
        "spend": dict(one.spend),
        "touches": dict(sorted(touches.items())),
        "rows": rows,
        "ratio": rois[SEEDED.channels] / rois[BASE],
    }


def journey_counts(world: World, found: Journeys, one: Span) -> dict[str, object]:
    """Count journeys and touches, and what first and last touches are of."""
    inside = found.frame.filter(pl.col("day").is_between(one.first, one.last))
    bought = inside.filter("converted")
    first = bought["path"].list.first().value_counts(sort=True)
    last = bought["path"].list.last().value_counts(sort=True)
    return {
        "first": _iso(world, one.first),
        "last": _iso(world, one.last),
        "journeys": inside.height,
        "conversions": bought.height,
        "new": int(bought["is_new"].sum()),
        "touches": one.steps.height,
        "value": int(bought["value"].sum()),
        "first_touch": dict(sorted(first.iter_rows())),
        "last_touch": dict(sorted(last.iter_rows())),
    }


def kol(
    world: World, found: Journeys, orders: pl.DataFrame, days: int
) -> dict[str, object]:
    """How many new customers met a partner before their first order."""
    last = world.days - 2
    first = last - days + 1
    inside = pl.col("day").is_between(first, last)
    everybody = orders.filter("is_paid").sort("at", maintain_order=True)
    everybody = everybody.filter(pl.col("number").is_first_distinct())
    new = found.frame.filter(inside & pl.col("is_new"))
    met = (
        found.steps.filter(pl.col("campaign_id").str.starts_with(KOL_MARK))
        .unique("journey", keep="first", maintain_order=True)
        .join(new.select("journey", "value"), on="journey", how="inner")
    )
    by_name = met.group_by("campaign_id").agg(pl.len(), pl.col("value").sum())
    by_name = by_name.sort("len", "campaign_id", descending=[True, False])
    counts = by_name["len"].to_list()
    return {
        "how": _KOL,
        "column": "campaign_id",
        "mark": KOL_MARK,
        "first": _iso(world, first),
        "last": _iso(world, last),
        "new_customers": everybody.filter(inside).height,
        "touched": new.height,
        "by_kol": met.height,
        "share": met.height / everybody.filter(inside).height,
        "limit": LIMIT,
        "revenue": int(met["value"].sum()),
        "top5": sum(counts[:LARGEST]) / met.height,
        "hhi": sum((count / met.height) ** 2 for count in counts),
        "names": {
            name: {"new_customers": count, "revenue": value}
            for name, count, value in by_name.iter_rows()
        },
    }


def spans(
    world: World, found: Journeys, ads: Mapping[str, pl.DataFrame]
) -> tuple[Span, Span]:
    """Return the planted days, and the last four weeks of them."""
    whole, recent = (span(world, found, ads, n) for n in (PLANTED_DAYS, RECENT_DAYS))
    return whole, recent


def _iso(world: World, day: int) -> str:
    return (world.first + timedelta(days=day)).isoformat()
