"""Whom to win back: new users of the broken cohorts who have not returned."""

from hashlib import sha256
from typing import Final

import polars as pl

from cockpit.engine.evidence.affected import name_in_words
from cockpit.engine.evidence.answers import About, answer, refuse
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.cohorts import Cohorts, affected_cohorts, new_users
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

LEAST_SHARE: Final = 0.1
MOST_SHARE: Final = 0.5
LEAST_CONTROLS: Final = 50
UNKNOWN: Final = "-"
"""Channel of users whose channel nobody knows."""

ABOUT: Final = About(
    "churned_cohort",
    1,
    Name("流失人群", "Lapsed users"),
    note(
        "new users since the onset with no event after their first day; controls: 10 %"
        " of each channel, at least 50 users in all, at most half, drawn by the hash of"
        " the user id: the same users again at every run"
    ),
)
COLUMNS: Final = (
    EvidenceColumn("users", Name("用户", "Users"), "count", is_total=True),
    EvidenceColumn("control", Name("对照", "Control"), "count", is_total=True),
    EvidenceColumn("recall", Name("召回", "Win back"), "count", is_total=True),
    EvidenceColumn("share", Name("占比", "Share"), "rate", has_bar=True, rank=2),
    EvidenceColumn("first", Name("首批", "From"), rank=3),
    EvidenceColumn("last", Name("末批", "To"), rank=3),
)


def churned_cohort(case: Case) -> Evidence:
    """Size the list of users to win back, by channel, with its control group.

    Returns:
        A row a channel, the largest first; the list itself is made by
        :func:`cockpit.engine.evidence.exports.churned_users`.
    """
    found = affected_cohorts(case)
    if isinstance(found, Note):
        return refuse(ABOUT, case, found)
    users = lapsed_users(case.scene, found)
    if users.is_empty():
        return refuse(ABOUT, case, note("every new user has come back"))
    rows = _rows(case, users, found)
    controls = int(users["is_control"].sum())
    return answer(
        ABOUT,
        case,
        note(
            "{n} of the new users from {first} to {last} have not returned; hold back"
            " {controls} as controls",
            n=formats.count(users.height),
            first=found.days[0].isoformat(),
            last=found.days[-1].isoformat(),
            controls=formats.count(controls),
        ),
        columns=COLUMNS,
        rows=rows,
        headlines=(
            Headline("users", Name("流失用户", "Lapsed"), users.height, "count"),
            Headline(
                "control_share",
                Name("对照占比", "Control share"),
                controls / users.height,
                "rate",
            ),
        ),
        n=users.height,
    )


def lapsed_users(scene: Scene, cohorts: Cohorts) -> pl.DataFrame:
    """Return the users of some cohorts who were not seen after their first day.

    Returns:
        ``user``, ``channel`` (``-`` if unknown), ``first`` and ``is_control``, sorted
        by first day and user.
    """
    users = new_users(scene, cohorts.days)
    lapsed = users.filter(pl.col("last") == pl.col("first")).select(
        "user", pl.col("channel").fill_null(UNKNOWN), "first"
    )
    marks = pl.Series("mark", [_mark(user) for user in lapsed["user"]], pl.String)
    place = pl.col("mark").rank("ordinal").over("channel")
    size = pl.len().over("channel")
    share = control_share(lapsed.height)
    return (
        lapsed.with_columns(marks)
        .with_columns(is_control=place <= (size * share).round())
        .drop("mark")
        .sort("first", "user")
    )


def _rows(case: Case, users: pl.DataFrame, found: Cohorts) -> tuple[EvidenceRow, ...]:
    counts = users.group_by("channel").agg(
        pl.len().alias("users"), pl.col("is_control").sum().alias("control")
    )
    first, last = (found.days[at].isoformat() for at in (0, -1))
    return tuple(
        EvidenceRow(
            channel,
            note("unknown channel").text()
            if channel == UNKNOWN
            else name_in_words(case.scene, "channel", channel),
            (n, control, n - control, n / users.height, first, last),
        )
        for channel, n, control in counts.sort(
            "users", "channel", descending=[True, False]
        ).iter_rows()
    )


def control_share(users: int) -> float:
    """Return which share of so many users is held back."""
    if not users:
        return MOST_SHARE
    return min(max(LEAST_SHARE, LEAST_CONTROLS / users), MOST_SHARE)


def _mark(user: str) -> str:
    return sha256(user.encode()).hexdigest()
