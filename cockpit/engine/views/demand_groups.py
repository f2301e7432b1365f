"""Whose views or sales are whose: by segment, by channel, or of everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from cockpit.engine.users.needs.blind import Blind
from cockpit.engine.users.needs.model import Refused, Segmentation
from cockpit.engine.views.needs import blind_segments, found_segments, known_blind
from cockpit.engine.views.segments_words import refusal, unusable
from cockpit.engine.views.study import Study
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.segments import SegmentSpec
from cockpit.snapshot.tabulate import name
from cockpit.text.notes import note

WHOLE: Final = "all"
EVERYBODY: Final = Name("全部", "All")
_UNKNOWN: Final = Name("渠道未知", "Channel unknown")


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Rows with a column ``group`` (null: in none), and the groups in their order.

    Attributes:
        says: Why there are no groups, where some were asked for, or which are left out.
        agreement: Share of the users that are in the same segment without what they
            bought, 0 to 1; None: no segments.
        is_by_sales: Whether segments were made from what is bought: no event says
            anything of needs.
    """

    rows: pl.DataFrame
    names: Mapping[str, Name]
    says: str = ""
    agreement: float | None = None
    is_by_sales: bool = False


def grouped(study: Study, rows: pl.DataFrame, by: str) -> Grouped:
    """Say of each row whose it is.

    Segments are those of the workspace, but users are put into them by what they did
    besides buying (:mod:`cockpit.engine.users.needs.blind`).

    Args:
        study: Where segments and channels are known from.
        rows: With ``user_id`` and ``channel``.
        by: ``segment`` (of the user), ``channel`` (of the row) or anything else.
    """
    if by == "channel":
        return _by_channel(study, rows)
    if by != "segment":
        return _by_nothing(rows)
    spec = _spec(study)
    if missing := unusable(study, spec):
        return _by_nothing(rows, missing)
    found = found_segments(study, spec)
    if isinstance(found, Refused):
        return _by_nothing(rows, "".join(refusal(found)))
    blind = blind_segments(study, spec, found)
    if isinstance(blind, Refused):
        return _by_nothing(rows, _blinded("".join(refusal(blind))))
    return _by_segment(rows, spec, found, blind)


def is_ready(study: Study) -> bool:
    """Whether curves by segment can be had at once: they are known, or refused."""
    spec = _spec(study)
    return bool(unusable(study, spec)) or known_blind(study, spec)


def _spec(study: Study) -> SegmentSpec:
    return study.terms.grouping or SegmentSpec()


def _by_segment(
    rows: pl.DataFrame, spec: SegmentSpec, found: Segmentation, blind: Blind
) -> Grouped:
    names: dict[str, Name] = {}
    for place, one in enumerate(found.segments):
        by_hand = spec.names.get(one.id)
        if place not in blind.lost:
            names[one.id] = Name(by_hand, by_hand) if by_hand else one.name
    if not names:
        nobody = note("users of no segment are found together").text()
        return _by_nothing(rows, _blinded(nobody))
    ids = {place: one.id for place, one in enumerate(found.segments)}
    members = blind.members.filter(pl.col("segment") >= 0).select(
        "user_id", group=pl.col("segment").replace_strict(ids, return_dtype=pl.String)
    )
    lost = [name(found.segments[place].name) for place in blind.lost]
    missed = _blinded(
        note("{names} cannot be told apart", names=", ".join(lost)).text()
    )
    return Grouped(
        rows.join(members, on="user_id", how="left"),
        names,
        missed if lost else "",
        blind.agreement,
        found.source != "events",
    )


def _blinded(says: str) -> str:
    return note("without what users bought: {says}", says=says).text()


def _by_nothing(rows: pl.DataFrame, says: str = "") -> Grouped:
    return Grouped(rows.with_columns(group=pl.lit(WHOLE)), {WHOLE: EVERYBODY}, says)


def _by_channel(study: Study, rows: pl.DataFrame) -> Grouped:
    """Group by the channel of the row; one without a channel is in ``""``."""
    known = rows.with_columns(group=pl.col("channel").cast(pl.String).fill_null(""))
    counts = (
        known.group_by("group").len().sort("len", "group", descending=[True, False])
    )
    names = {
        channel: study.scene.entity_name("channel", channel) if channel else _UNKNOWN
        for channel in counts["group"]
    }
    return Grouped(known, names)
