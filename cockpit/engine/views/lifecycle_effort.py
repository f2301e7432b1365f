"""What spend, posts and tests aim at, week by week, for the lifecycle view."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final

import polars as pl

from cockpit.engine.tables import LINE, MONEY_SCALE
from cockpit.engine.users.effort import (
    Trial,
    weekly_posts,
    weekly_spend,
    weekly_trials,
)
from cockpit.engine.views.study import Study
from cockpit.snapshot.lifecycle import Effort, EffortKind, LifecycleQuery

_SCALE: Final[dict[EffortKind, int]] = {"spend": MONEY_SCALE, "posts": 1, "tests": 1}


def efforts(
    study: Study, query: LifecycleQuery, weeks: Sequence[date]
) -> tuple[Effort, ...]:
    """Return what went into which stage in these weeks, of the kinds that have data.

    Args:
        study: What it is computed from.
        query: With a channel, only its spend and the posts on it; tests have no channel
            and are left out then.
        weeks: Mondays.
    """
    made: dict[EffortKind, Callable[[], pl.DataFrame | None]] = {
        "spend": partial(_spend, study, query.channel),
        "posts": partial(_posts, study, query.channel),
        "tests": partial(_tests, study, query.channel, weeks),
    }
    found: list[Effort] = []
    for kind, make in made.items():
        frame = make()
        if frame is not None:
            found += _told(kind, frame.filter(pl.col("week").is_in(list(weeks))))
    return tuple(found)


def _told(kind: EffortKind, frame: pl.DataFrame) -> Iterator[Effort]:
    whole = pl.col("amount").sum().over("week")
    shares = frame.with_columns(share=pl.col("amount") / whole).filter(whole > 0)
    for week, stage, amount, n, share in shares.iter_rows():
        yield Effort(
            period=week.isoformat(),
            kind=kind,
            stage=stage or "",
            amount=amount / _SCALE[kind],
            share=share,
            n=n,
        )


def _spend(study: Study, channel: str) -> pl.DataFrame | None:
    spend = study.scene.facts.get("spend")
    if spend is None:
        return None
    known = spend.filter(pl.col("date") <= study.as_of)
    if channel:
        known = known.filter(pl.col("channel") == channel)
    return weekly_spend(known, study.scene.facts.get("campaigns"))


def _posts(study: Study, channel: str) -> pl.DataFrame | None:
    if not study.has("content_posts"):
        return None
    posts = study.rows("content_posts").filter(pl.col("publish_date") <= study.as_of)
    if channel:
        posts = posts.filter(pl.col("platform") == channel)
    key = ("weekly posts", study.as_of, channel)
    return study.memory.once(key, partial(weekly_posts, posts))


def _tests(study: Study, channel: str, weeks: Sequence[date]) -> pl.DataFrame | None:
    trials = () if channel else trials_of(study)
    return weekly_trials(trials, weeks) if trials else None


def trials_of(study: Study) -> tuple[Trial, ...]:
    """Return the tests of the configuration, then those of the files.

    A test that both name is the configuration's; of several lines of a file the last
    one counts.
    """
    cards = {trial.id: trial for trial in study.terms.trials}
    columns = ("exp_id", "name", "hypothesis", "start", "end")
    rows = study.rows("experiments").sort(LINE).select(columns).collect()
    for exp_id, name, hypothesis, start, end in rows.iter_rows():
        if exp_id not in {trial.id for trial in study.terms.trials}:
            cards[exp_id] = Trial(exp_id, name or "", hypothesis or "", start, end)
    return tuple(cards.values())
