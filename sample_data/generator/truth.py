"""``truth.json``: what was planted, and totals, counted from the rows written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from sample_data.generator.behaviour import Needy
from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.touchpoints import Tracked
from sample_data.generator.truth_crisis import (
    backups,
    budgets,
    complaint_pareto,
    ltv_cac,
    pause_list,
)
from sample_data.generator.truth_fit import fit, response
from sample_data.generator.truth_moves import cpc_spike, roi_slide, year_of_roi
from sample_data.generator.truth_needs import needs, price_test, refund_tail
from sample_data.generator.truth_people import complaint_rate, next_day_retention, pace
from sample_data.generator.truth_private import private_lift
from sample_data.generator.truth_touches import (
    combination,
    journey_counts,
    kol,
    spans,
)
from sample_data.generator.walks import journeys
from sample_data.generator.world import World

DEFINITIONS = {
    "money": "whole numbers of 1/10,000 yuan",
    "days": "business days in Asia/Shanghai; rows up to the pinned time",
    "gmv_paid": "paid amount by day of payment, refunded orders included",
    "gmv_net": "gmv_paid less refunds, booked to the day of payment",
    "gmv_created": "payable amount of every order of any status, by day of order",
    "new_customers": "users whose first paid order of the window is on the day",
    "dau": "distinct users with any event",
    "retention_d1": "users first seen on d with an event on d + 1, by users first seen",
    "complained": "distinct orders with a ticket of a complaint category on the day",
    "ad_spend": "one row an hour where hours are exported, else one a day; never both",
}
_MONEY_PER_FEN = 100
_ORACLE_DAYS = (
    date(2025, 10, 1), date(2025, 11, 11), date(2026, 2, 17), date(2026, 6, 18),
    date(2026, 9, 15), date(2026, 10, 29), date(2026, 10, 30), date(2026, 10, 31),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The rows of every table, what is still to come included."""

    ads: Mapping[str, pl.DataFrame]
    orders: pl.DataFrame
    events: pl.DataFrame
    tickets: pl.DataFrame
    plans: pl.DataFrame
    needy: Needy
    users: pl.DataFrame
    tracked: Tracked
    lessons: pl.DataFrame

    def shown(self, world: World) -> "Tables":
        """Return the rows that are there at the pinned time, each with its ``day``."""
        return Tables(
            {key: _shown(world, frame) for key, frame in self.ads.items()},
            _dated(_shown(world, self.orders)),
            _dated(_shown(world, self.events)),
            _dated(_shown(world, self.tickets)),
            self.plans,
            self.needy,
            self.users,
            self.tracked,
            self.lessons,
        )


def _shown(world: World, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("at") <= world.now_second)


def _dated(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(day=pl.col("at") // DAY_SECONDS)


def truths(world: World, tables: Tables, rows: dict[str, int]) -> dict[str, object]:
    """Return the content of ``truth.json``.

    Args:
        world: The parameters.
        tables: Every row, what is still to come included.
        rows: File -> data rows in it.
    """
    shown = tables.shown(world)
    last = world.days - 2
    return {
        "seed": world.seed,
        "scale": world.scale,
        "now": world.now.isoformat(),
        "first_day": world.first.isoformat(),
        "as_of": world.today.isoformat(),
        "definitions": DEFINITIONS,
        "year_of_roi": year_of_roi(world, shown.ads),
        "cpc_spike": cpc_spike(world, shown.ads),
        "roi_slide": roi_slide(world, shown.ads),
        "retention_d1": next_day_retention(world, shown.events),
        "complaint_rate": complaint_rate(world, shown.orders, shown.tickets),
        "complaint_pareto": complaint_pareto(world, shown.tickets),
        "budgets": budgets(shown.plans),
        "pause_list": pause_list(world, shown.ads),
        "backups": backups(world, shown.ads, shown.plans),
        "ltv_cac": ltv_cac(world, shown.orders, shown.ads),
        "refund_tail": refund_tail(shown.orders),
        "needs": needs(shown.events, shown.needy),
        "price_test": price_test(shown.events, shown.orders, shown.needy),
        "private_lift": private_lift(world, shown.orders, shown.users),
        **_journeys(world, shown),
        "fit": fit(shown.events, shown.lessons),
        "response": response(world, shown.ads),
        "target": pace(world, shown.orders),
        "days": {
            day.isoformat(): _totals(world, shown, world.index(day), world.index(day))
            for day in _ORACLE_DAYS
        },
        "channels": {
            f"{_iso(world, first)}:{_iso(world, last)}": _channels(
                world, shown, first, last
            )
            for first in (0, last - 29)
        },
        "files": rows,
    }


def _journeys(world: World, shown: Tables) -> dict[str, object]:
    """Count journeys, over the planted days and the last four weeks of them."""
    found = journeys(world, shown.events, shown.orders, shown.tracked)
    both = spans(world, found, shown.ads)
    return {
        "combination": combination(world, both),
        "journeys": {
            "spans": [journey_counts(world, found, one) for one in both],
            "touches": shown.tracked.touches.height,
            "links": shown.tracked.links.height,
        },
        "kol": {
            "spans": [
                kol(world, found, shown.orders, one.last - one.first + 1)
                for one in both
            ]
        },
    }


def _iso(world: World, day: int) -> str:
    return (world.first + timedelta(days=day)).isoformat()


def _totals(world: World, tables: Tables, first: int, last: int) -> dict[str, object]:
    """Sums of one span of days over all channels."""
    dau = tables.events.filter(pl.col("day").is_between(first, last))
    created = tables.orders.filter(
        (pl.col("created") // DAY_SECONDS).is_between(first, last)
    )
    parts = _channels(world, tables, first, last).values()
    whole = {name: sum(part[name] for part in parts) for name in next(iter(parts))}
    return {
        **whole,
        "gmv_created": _money(created["payable"]),
        "dau": dau["number"].n_unique(),
    }


def _channels(
    world: World, tables: Tables, first: int, last: int
) -> dict[str, dict[str, int]]:
    """Sums of one span of days by channel."""
    newcomers = tables.orders.filter("is_paid").unique(
        "number", keep="first", maintain_order=True
    )
    found = {}
    for position, channel in enumerate(world.channels):
        inside = pl.col("day").is_between(first, last)
        at_channel = inside & (pl.col("channel") == position)
        ads = tables.ads[channel.key].filter(inside)
        orders = tables.orders.filter(at_channel & pl.col("is_paid"))
        found[channel.key] = {
            "spend": _money(ads["spend"]),
            "impressions": int(ads["impressions"].sum()),
            "clicks": int(ads["clicks"].sum()),
            "conversions": int(ads["conversions"].sum()),
            "conv_value": _money(ads["value"]),
            "paid_orders": orders.height,
            "gmv_paid": _money(orders["paid"]),
            "gmv_net": _money(orders["paid"]) - _money(orders["refund"]),
            "new_customers": newcomers.filter(at_channel).height,
        }
    return found


def _money(fen: pl.Series) -> int:
    return int(fen.sum()) * _MONEY_PER_FEN
