"""Which stage of the lifecycle spend aims at, by the words of its campaigns."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from cockpit.snapshot.lifecycle import Stage

FILE: Final = Path(__file__).with_name("stages.toml")
EFFORT_COLUMNS: Final = ("week", "stage", "spend")


class StageWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stage and the words by which a campaign is about it, in small letters."""

    id: Stage
    words: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    stage: tuple[StageWords, ...]


@lru_cache(maxsize=1)
def stage_words() -> tuple[StageWords, ...]:
    """Return the stages in the order in which they are looked for."""
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return msgspec.convert(document, _File).stage


def aim(*texts: str | None) -> Stage | None:
    """Return the stage that the first telling text is about; None if none tells."""
    for text in filter(None, texts):
        small = text.casefold()
        for stage in stage_words():
            if any(word in small for word in stage.words):
                return stage.id
    return None


def weekly_effort(spend: pl.DataFrame, plans: pl.DataFrame | None) -> pl.DataFrame:
    """Add spend up by week and by the stage it aims at.

    Args:
        spend: ``date``, ``campaign``, ``campaign_name``, ``spend`` (1/10,000).
        plans: ``campaign``, ``campaign_name``, ``objective``; None without a list of
            campaigns.

    Returns:
        ``EFFORT_COLUMNS``: Monday, stage (null: no word tells), spend.
    """
    keys = ("campaign", "campaign_name")
    week = pl.col("date").dt.truncate("1w")
    sums = (
        spend.group_by(week.alias("week"), *keys)
        .agg(pl.col("spend").sum())
        .with_columns(pl.col(keys).cast(pl.String))
    )
    plan: dict[str, tuple[str | None, str | None]] = {}
    if plans is not None:
        rows = plans.select("campaign", "campaign_name", "objective").iter_rows()
        plan = {campaign: (name, objective) for campaign, name, objective in rows}
    stages = [
        aim(name, *plan.get(campaign, ()), campaign)
        for campaign, name in sums.select(keys).iter_rows()
    ]
    aimed = sums.with_columns(pl.Series("stage", stages, pl.String))
    return (
        aimed.group_by("week", "stage")
        .agg(pl.col("spend").sum())
        .select(EFFORT_COLUMNS)
        .sort("week", "stage")
    )
