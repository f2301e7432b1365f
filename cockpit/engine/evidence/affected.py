"""What an incident is about: channels, campaigns, calendar days."""

from datetime import date, datetime

import polars as pl

from cockpit.engine.evidence.case import Case
from cockpit.engine.periods import business_moment
from cockpit.engine.views.scene import Scene
from cockpit.snapshot import tabulate
from cockpit.snapshot.alarms import Labels


def affected_channels(case: Case) -> tuple[str, ...]:
    """Return the channels of the incident's alarms; all that spend if none is named."""
    named = {entity for dimension, entity in _pairs(case) if dimension == "channel"}
    if named:
        return tuple(sorted(named))
    spend = case.scene.facts.get("spend")
    if spend is None:
        return ()
    wanted = campaigns_named(case)
    rows = spend.filter(pl.col("campaign").is_in(wanted)) if wanted else spend
    return tuple(rows.filter(pl.col("spend") > 0)["channel"].unique().sort())


def campaigns_named(case: Case) -> tuple[str, ...]:
    """Return the campaigns that the alarms themselves name."""
    named = {entity for dimension, entity in _pairs(case) if dimension == "campaign"}
    return tuple(sorted(named))


def labels_of(labels: Labels, dimension: str) -> str | None:
    """Return the entity of a dimension, if the labels name one."""
    return dict(labels).get(dimension)


def special_days(scene: Scene) -> frozenset[date]:
    """Return the days of the calendar: none of them is like others."""
    named = scene.facts.get("calendar")
    return frozenset() if named is None else frozenset(named["date"])


def business_time(scene: Scene, at: datetime) -> datetime:
    """Return a time as business day and hour; a naive one already is in local time."""
    if at.tzinfo is None:
        return at
    return business_moment(
        at,
        timezone=scene.workspace.timezone,
        day_starts_minutes=scene.workspace.day_starts_minutes,
    ).replace(tzinfo=None)


def name_in_words(scene: Scene, dimension: str, entity: str) -> str:
    """Return what people call a channel or a campaign, in the language spoken now."""
    return tabulate.name(scene.entity_name(dimension, entity))


def _pairs(case: Case) -> list[tuple[str, str]]:
    return [pair for labels in case.labels for pair in labels]
