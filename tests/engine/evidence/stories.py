"""A small shop in trouble, in numbers that can be checked by hand.

Douyin has two campaigns with hours. On each of seven usual days, from eight to ten, A
spends 100 on 100 clicks and B spends 60 on 60 clicks: both pay 1 a click. On the 31st
at eight A's price doubles.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cockpit.engine.evidence.case import Case
from cockpit.engine.views.scene import Scene, Workspace
from cockpit.snapshot.alarms import Labels
from tests.engine.tables import Row, day, record
from tests.engine.views.scenes import scene

TODAY = "2026-10-31"
NOW = "2026-10-31T10:00"
ONSET = datetime(2026, 10, 31, 8)  # noqa: DTZ001 - local time
OPENED = datetime(2026, 10, 31, 10, tzinfo=UTC)
DOUYIN: Labels = (("channel", "douyin"),)


def before(count: int) -> str:
    """Return the day so many days before the 31st."""
    return (day(TODAY) - timedelta(days=count)).isoformat()


def ad(
    on: str,
    hour: int | None,
    campaign: str,
    paid: float,
    clicks: int,
    *,
    channel: str = "douyin",
    value: float | None = None,
    **more: Any,
) -> Row:
    """One row of an advertising export; money in whole units."""
    return {
        "date": day(on),
        "hour": hour,
        "channel": channel,
        "campaign_id": campaign,
        "campaign_name": f"name of {campaign}",
        "spend": round(paid * 10_000),
        "clicks": clicks,
        "impressions": clicks * 50,
        "conv_value": None if value is None else round(value * 10_000),
        **more,
    }


def usual(
    *,
    days: int = 7,
    hours: Sequence[int | None] = (8, 9),
    channel: str = "douyin",
    conversions: int = 5,
    value: float = 150.0,
) -> list[Row]:
    """Return the usual days before the 31st: 50 clicks an hour for A, 30 for B."""
    return [
        ad(
            before(n), hour, campaign, clicks, clicks,
            channel=channel, conversions=conversions, value=value,
        )
        for n in range(1, days + 1)
        for hour in hours
        for campaign, clicks in (("A", 50), ("B", 30))
    ]  # fmt: skip


def spike() -> list[Row]:
    """Return the 31st: A pays 2 a click for the same clicks, B pays 1 as ever."""
    return [
        ad(TODAY, hour, name, paid, clicks, conversions=5, value=150.0)
        for hour in (8, 9)
        for name, paid, clicks in (("A", 100, 50), ("B", 30, 30))
    ]


def shop(folder: Path, now: str = NOW, /, **tables: Iterable[Row]) -> Scene:
    """Build a shop of these tables, business days in UTC."""
    records = [
        record(
            folder / name,
            name,
            list(rows),
            id_level="campaign" if name == "ad_spend" else "channel",
        )
        for name, rows in tables.items()
    ]
    return scene(
        folder / "cache", records, now=now, workspace=Workspace(timezone="UTC")
    )


def case_of(shop: Scene, /, **more: Any) -> Case:
    """Return the incident of a surge on Douyin since eight."""
    given = {
        "rule": "cpc-surge",
        "metric": "cpc",
        "labels": (DOUYIN,),
        "onset": ONSET,
        "opened": OPENED,
    }
    return Case(shop, **{**given, **more})


def surge(folder: Path) -> Case:
    """Return the surge as the module tells it."""
    return case_of(shop(folder, ad_spend=[*usual(), *spike()]))
