"""What an operator takes along as CSV: rows only, writing them is the caller's work.

Cells are raw. :func:`cockpit.text.tables.render_csv` writes them so that no spreadsheet
takes one for a formula.
"""

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.evidence.answers import proposed
from cockpit.engine.evidence.churn import ABOUT as CHURN
from cockpit.engine.evidence.churn import lapsed_users
from cockpit.engine.evidence.cohorts import Cohorts
from cockpit.engine.evidence.picks import PAUSE
from cockpit.engine.evidence.reading import channels_of
from cockpit.engine.evidence.sums import campaign_of
from cockpit.engine.facts.backend import scan
from cockpit.engine.sources.records import FileRecord
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.evidence import Cell, Evidence

_UNSAFE: Final = re.compile(r"[^\w-]+")
"""An unlisted channel is what a file says, and that may be a path."""
Sheet = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]
"""(file name, header, rows)."""
_PAUSE_COLUMNS: Final = ("campaign_id", "campaign_name")


def sheets(evidence: Evidence, keys: Collection[str], scene: Scene) -> list[Sheet]:
    """Make what can be taken along of an answer: its own list, else its table.

    Args:
        evidence: Of any function.
        keys: Rows that are picked; empty: all, of a list the proposed ones.
        scene: Where campaigns and users are known from.
    """
    if evidence.function == CHURN.function and evidence.rows:
        return churned_users(evidence, scene)
    if evidence.function == PAUSE:
        return pause_list(evidence, keys, scene)
    header = ("key", "label", *(one.key for one in evidence.columns), "excluded")
    rows = tuple(
        (row.key, row.label, *map(_plain, row.cells), row.excluded)
        for row in evidence.rows
        if row.key in keys or not keys
    )
    return [(f"{evidence.function}.csv", header, rows)] if rows else []


def _plain(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def pause_list(evidence: Evidence, keys: Collection[str], scene: Scene) -> list[Sheet]:
    """Make the pause list, one sheet a source, in the platform's own column names.

    The column names are those of the source's newest file, as they stand in it, so that
    the platform's own bulk import knows them; a file with the id only has that column
    only. A campaign without an id is listed by its name.

    Args:
        evidence: Of ``inefficient_campaigns``.
        keys: Campaigns that are to be paused; empty: every one that is proposed.
        scene: Where the campaigns' files and their headers are known from.

    Raises:
        ValueError: If it is evidence of another function.
    """
    if evidence.function != PAUSE:
        raise ValueError(evidence.function)
    wanted = set(keys) or {row.key for row in proposed(evidence.rows)}
    chosen = [row.key for row in evidence.rows if row.key in wanted]
    channel_of = channels_of(scene)
    by_source: dict[tuple[int, str], list[str]] = {}
    files: dict[tuple[int, str], FileRecord] = {}
    for key in chosen:
        channel, campaign = campaign_of(key, channel_of)
        file = _file_of(scene, channel, campaign)
        place = (file.spec.position, channel)
        by_source.setdefault(place, []).append(campaign)
        files[place] = file
    return [
        _sheet(scene, files[place], place[1], campaigns)
        for place, campaigns in sorted(by_source.items())
    ]


def churned_users(evidence: Evidence, scene: Scene) -> list[Sheet]:
    """Make the list of users to win back: user, channel, first day, group.

    Users who have come back since the evidence was frozen are left out.

    Args:
        evidence: Of ``churned_cohort``; its cohorts count.
        scene: Where the users are known from.

    Raises:
        ValueError: If it is evidence of another function, or a refusal.
    """
    if evidence.function != CHURN.function or not evidence.rows:
        raise ValueError(evidence.function)
    places = {column.key: at for at, column in enumerate(evidence.columns)}
    first, last = (
        date.fromisoformat(str(evidence.rows[0].cells[places[key]]))
        for key in ("first", "last")
    )
    days = tuple(
        date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)
    )
    users = lapsed_users(scene, Cohorts(days, ()))
    rows = tuple(
        (user, channel, day.isoformat(), "control" if is_control else "recall")
        for user, channel, day, is_control in users.iter_rows()
    )
    name = f"churned_users_{first.isoformat()}_{last.isoformat()}.csv"
    return [(name, ("user_id", "channel", "first_day", "group"), rows)]


def _file_of(scene: Scene, channel: str, campaign: str) -> FileRecord:
    """Return the newest advertising file that names the campaign."""
    files = [
        record
        for record in scene.records
        if record.table == "ad_spend" and record.parts and _may_hold(record, channel)
    ]
    newest = sorted(files, key=lambda r: (r.last or date.min, r.path), reverse=True)
    for record in newest:
        if _names(record, campaign):
            return record
    raise ValueError(campaign)


def _may_hold(record: FileRecord, channel: str) -> bool:
    constant = record.spec.constants.get("channel")
    return constant is None or str(constant) == channel or not channel


def _names(record: FileRecord, campaign: str) -> bool:
    return bool(
        scan(record)
        .select(
            (pl.coalesce("campaign_id", "campaign_name") == campaign).any().alias("is")
        )
        .collect()["is"][0]
    )


def _sheet(
    scene: Scene, file: FileRecord, channel: str, campaigns: Sequence[str]
) -> Sheet:
    own = {use.canonical: use.column for use in file.columns if use.column}
    columns = [name for name in _PAUSE_COLUMNS if name in own] or ["campaign_id"]
    rows = tuple(
        tuple(_cell(scene, column, campaign, columns) for column in columns)
        for campaign in campaigns
    )
    header = tuple(own.get(column, column) for column in columns)
    name = _UNSAFE.sub("_", channel) or str(file.spec.position)
    return f"pause_{name}.csv", header, rows


def _cell(scene: Scene, column: str, campaign: str, columns: Sequence[str]) -> str:
    if column == "campaign_id" or "campaign_id" not in columns:
        return campaign
    return scene.campaigns.get(campaign, campaign)
