"""Which stage of the lifecycle spend, posts and tests aim at, by their words."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.sources.vocabulary import channel_role
from cockpit.snapshot.lifecycle import Stage

FILE: Final = Path(__file__).with_name("stages.toml")
EFFORT_COLUMNS: Final = ("week", "stage", "amount", "n")
"""Of every frame that is made here.

Monday, stage (null: nothing tells), and what there was of it: money in 1/10,000 and
campaigns, posts, or tests.
"""
LAST_DAY: Final = timedelta(days=6)
"""From a Monday to the last day of its week."""


class StageWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stage and the words by which a campaign is about it, in small letters."""

    id: Stage
    words: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    stage: tuple[StageWords, ...]
    roles: dict[str, Stage]


@dataclass(frozen=True, slots=True)
class Trial:
    """A test: what it is called and expects, and on which days it runs.

    Attributes:
        start: First day; None: it ran before anything else was known.
        end: Last day, inclusive; None: it goes on.
    """

    id: str
    name: str = ""
    hypothesis: str = ""
    start: date | None = None
    end: date | None = None

    def runs(self, first: date, last: date) -> bool:
        """Whether it runs on any of these days, both included."""
        has_begun = self.start is None or self.start <= last
        return has_begun and (self.end is None or first <= self.end)


def stage_words() -> tuple[StageWords, ...]:
    """Return the stages in the order in which they are looked for."""
    return _file().stage


def role_stages() -> dict[str, Stage]:
    """Return what a platform is for: role of a channel -> stage."""
    return _file().roles


def aim(*texts: str | None) -> Stage | None:
    """Return the stage that the first telling text is about; None if none tells."""
    for text in filter(None, texts):
        small = text.casefold()
        for stage in stage_words():
            if any(word in small for word in stage.words):
                return stage.id
    return None


def weekly_spend(spend: pl.DataFrame, plans: pl.DataFrame | None) -> pl.DataFrame:
    """Add spend up by week and by the stage it aims at.

    Args:
        spend: ``date``, ``campaign``, ``campaign_name``, ``spend`` (1/10,000).
        plans: ``campaign``, ``campaign_name``, ``objective``; None without a list of
            campaigns.

    Returns:
        ``EFFORT_COLUMNS``; ``n`` counts campaigns.
    """
    keys = ("campaign", "campaign_name")
    week = pl.col("date").dt.truncate("1w")
    sums = (
        spend.group_by(week.alias("week"), *keys)
        .agg(pl.col("spend").sum().alias("amount"))
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
    campaign = pl.coalesce("campaign", "campaign_name")
    return _by_stage(sums, stages, n=campaign.n_unique())


def weekly_posts(posts: pl.LazyFrame) -> pl.DataFrame:
    """Count posts by the week in which they came out and the stage they aim at.

    What a post is for is told by the words of its scene, else of its title, else by
    the role of its platform.

    Args:
        posts: Rows of the table ``content_posts``; those of one post count once.

    Returns:
        ``EFFORT_COLUMNS``; ``amount`` and ``n`` both count posts.
    """
    once = (
        posts.group_by("platform", "content_id")
        .agg(
            pl.col("publish_date").min().dt.truncate("1w").alias("week"),
            pl.col("scene", "title").drop_nulls().last(),
        )
        .with_columns(amount=pl.lit(1, pl.Int64), aimed=_aimed("scene", "title"))
        .collect(engine="streaming")
    )
    platforms = once["platform"].unique().to_list()
    roles = {one: role_stages().get(channel_role(one)) for one in platforms}
    by_role = pl.col("platform").replace_strict(roles, return_dtype=pl.String)
    stages = once.select(pl.coalesce("aimed", by_role)).to_series()
    return _by_stage(once, stages, n=pl.len())


def _aimed(*columns: str) -> pl.Expr:
    """Return :func:`aim` of columns of texts."""
    told = []
    for column in columns:
        small = pl.col(column).str.to_lowercase()
        stage = pl.lit(None, pl.String)
        for one in reversed(stage_words()):
            is_about = small.str.contains_any(list(one.words))
            stage = pl.when(is_about).then(pl.lit(one.id)).otherwise(stage)
        told.append(stage)
    return pl.coalesce(told)


def weekly_trials(trials: Iterable[Trial], weeks: Sequence[date]) -> pl.DataFrame:
    """Count the tests that run in each week by the stage they aim at.

    Args:
        trials: All of them.
        weeks: Mondays.

    Returns:
        ``EFFORT_COLUMNS``; ``amount`` and ``n`` both count tests.
    """
    aimed = [(trial, aim(trial.name, trial.hypothesis, trial.id)) for trial in trials]
    running = [
        (monday, stage)
        for monday in weeks
        for trial, stage in aimed
        if trial.runs(monday, monday + LAST_DAY)
    ]
    schema = {"week": pl.Date, "stage": pl.String}
    frame = pl.DataFrame(running, schema=schema, orient="row")
    ones = frame.with_columns(amount=pl.lit(1, pl.Int64))
    return _by_stage(ones.drop("stage"), frame["stage"], n=pl.len())


def _by_stage(
    rows: pl.DataFrame, stages: Sequence[str | None] | pl.Series, *, n: pl.Expr
) -> pl.DataFrame:
    return (
        rows.with_columns(pl.Series("stage", stages, pl.String))
        .group_by("week", "stage")
        .agg(pl.col("amount").sum(), n=n.cast(pl.Int64))
        .select(EFFORT_COLUMNS)
        .sort("week", "stage")
    )


@lru_cache(maxsize=1)
def _file() -> _File:
    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), _File)
