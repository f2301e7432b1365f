"""The segments view: a row a need, what each gives and gets, who moved."""

from datetime import date, timedelta
from typing import Any, Final, Literal

import msgspec
import polars as pl

from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.users.needs.behaviour import FEWEST_EVENTS
from cockpit.engine.users.needs.lifts import Lift
from cockpit.engine.users.needs.migration import moves
from cockpit.engine.users.needs.model import Refused, Segmentation
from cockpit.engine.users.needs.naming import Named
from cockpit.engine.users.needs.needmap import SHARES, need_map
from cockpit.engine.users.needs.worth import SegmentWorth
from cockpit.engine.views import needs as study_needs
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.needs import Window, window_of
from cockpit.engine.views.segments_exchange import accounts_of, exchange_of
from cockpit.engine.views.segments_how import explained
from cockpit.engine.views.segments_words import reading, refusal, unusable
from cockpit.engine.views.study import Study
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.segments import (
    EvidenceLine,
    SegmentRow,
    SegmentSpec,
    SegmentsQuery,
    SegmentsSnapshot,
    SegmentUser,
    SegmentUsersSnapshot,
)

BASE_DAYS: Final = 28
USER_COLUMNS: Final = {
    "user_id": pl.String(),
    "segment": pl.String(),
    "fit": pl.Float64(),
    "orders": pl.Int64(),
    "revenue": pl.Float64(),
    "last_seen": pl.String(),
}
"""Of :func:`segment_users`, in this order."""


def segments(study: Study, query: SegmentsQuery) -> SegmentsSnapshot:
    """Compute the segments view; it refuses groups that say nothing of a need."""
    spec = _spec(study, query)
    saved = study.terms.saved if spec == study.terms.grouping else ""
    empty = SegmentsSnapshot(**outer(study.scene), spec=spec, saved=saved)
    if missing := unusable(study, spec):
        return msgspec.structs.replace(empty, missing=missing)
    found = study_needs.found_segments(study, spec)
    if isinstance(found, Refused):
        refused, missing = refusal(found)
        models = {"segments": _refused_model(found, refused or missing)}
        return msgspec.structs.replace(
            empty, refused=refused, missing=missing, models=models
        )
    window = window_of(study, spec, study.as_of)
    base = _base(study, query)
    before = study_needs.members_on(study, spec, found, base)
    rows = _rows(study, spec, found, before)
    exchange = exchange_of(study, found, window)
    return msgspec.structs.replace(
        empty,
        rows=rows,
        exchange=exchange,
        moves=moves(before, found.members, _ids(found)),
        base=base.isoformat(),
        models={"segments": _model(found, window)},
        reading=reading(rows, exchange, base),
        how=explained(study, found, window),
    )


def segment_users(study: Study, query: SegmentsQuery) -> pl.DataFrame:
    """Return the users of all segments, computed once.

    Returns:
        ``USER_COLUMNS``, one row a user, by segment (largest first) and user id;
        ``orders`` and ``revenue`` (whole currency units) of the window; no rows where
        there are no segments.
    """
    spec = _spec(study, query)
    if unusable(study, spec):
        return pl.DataFrame(schema=USER_COLUMNS)
    found = study_needs.found_segments(study, spec)
    if isinstance(found, Refused):
        return pl.DataFrame(schema=USER_COLUMNS)
    window = window_of(study, spec, study.as_of)

    def make() -> pl.DataFrame:
        return _users(study, found, window)

    key = ("segment users", study.as_of, msgspec.json.encode(spec))
    return study.memory.once(key, make)


def segment_list(study: Study, query: SegmentsQuery) -> SegmentUsersSnapshot:
    """Compute the rows of ``cockpit show segments --users``."""
    spec = _spec(study, query)
    empty = SegmentUsersSnapshot(**outer(study.scene), spec=spec)
    if missing := unusable(study, spec):
        return msgspec.structs.replace(empty, missing=missing)
    found = study_needs.found_segments(study, spec)
    if isinstance(found, Refused):
        return msgspec.structs.replace(empty, missing="".join(refusal(found)))
    frame = segment_users(study, query)
    rows = tuple(SegmentUser(*cells) for cells in frame.iter_rows())
    window = study_needs.window_of(study, spec, study.as_of)
    how = explained(study, found, window)
    return msgspec.structs.replace(empty, rows=rows, how=how)


def _spec(study: Study, query: SegmentsQuery) -> SegmentSpec:
    return query.spec or study.terms.grouping or SegmentSpec()


def _base(study: Study, query: SegmentsQuery) -> date:
    if query.base:
        return min(date.fromisoformat(query.base), study.as_of)
    return study.as_of - timedelta(days=BASE_DAYS)


def _ids(found: Segmentation) -> tuple[str, ...]:
    return tuple(segment.id for segment in found.segments)


def _rows(
    study: Study, spec: SegmentSpec, found: Segmentation, before: pl.DataFrame
) -> tuple[SegmentRow, ...]:
    window = window_of(study, spec, study.as_of)
    spent = study_needs.spent(study, window)
    whole = int(spent["net"].sum())
    counts = dict(found.members.group_by("segment").len().iter_rows())
    earlier = dict(before.group_by("segment").len().iter_rows())
    sums = accounts_of(study, found, window)
    worths = study_needs.worths(study, spec, found)
    names = _names(found, spec)
    return tuple(
        SegmentRow(
            segment=segment.id,
            users=counts.get(place, 0),
            share=counts.get(place, 0) / found.users,
            revenue=sums[place].revenue,
            revenue_share=(
                sums[place].revenue * MONEY_SCALE / whole if whole > 0 else 0.0
            ),
            evidence=tuple(_line(lift) for lift in segment.evidence),
            action=segment.action,
            name=names[place],
            need=segment.need,
            context=segment.context,
            previous=earlier.get(place, 0),
            **_worth(worths.get(place, SegmentWorth())),
        )
        for place, segment in enumerate(found.segments)
    )


def _worth(worth: SegmentWorth) -> dict[str, Any]:
    return {
        "ltv": worth.ltv,
        "ltv_low": worth.low,
        "ltv_high": worth.high,
        "ltv_cac": worth.ltv_cac,
        "cac": worth.cac,
        "ratio_low": worth.ratio_low,
        "ratio_high": worth.ratio_high,
        "ratio_users": worth.bought,
        "gap_days": worth.gap_days,
    }


def _names(found: Segmentation, spec: SegmentSpec) -> tuple[Name, ...]:
    """Return the names, by hand where given; of two of one name one says its id."""
    names: list[Name] = []
    for segment in found.segments:
        name = _name(segment, spec)
        if any(name.zh == other.zh or name.en == other.en for other in names):
            name = Name(f"{name.zh} ({segment.id})", f"{name.en} ({segment.id})")
        names.append(name)
    return tuple(names)


def _name(segment: Named, spec: SegmentSpec) -> Name:
    by_hand = spec.names.get(segment.id, "")
    return Name(by_hand, by_hand) if by_hand else segment.name


def _line(lift: Lift) -> EvidenceLine:
    return EvidenceLine(
        feature=lift.feature,
        name=_told(lift.feature),
        lift=lift.lift,
        low=lift.low,
        high=lift.high,
        n=lift.n,
        value=lift.mean,
        unit=_unit(lift.feature),
    )


def _unit(feature: str) -> Literal["share", "days", "times"]:
    if "=" in feature or feature in SHARES:
        return "share"
    return "days" if feature.startswith("cadence:") else "times"


def _told(feature: str) -> Name:
    needs = need_map()
    section, _, value = feature.partition("=")
    if section == "need":
        return next(need.name for need in needs.need if need.id == value)
    return needs.in_words(feature)


def _model(found: Segmentation, window: Window) -> dict[str, Any]:
    grouping = found.model.grouping
    return {
        "method": grouping.way,
        "k": len(grouping.centres),
        "silhouette": round(grouping.silhouette, 4),
        "stability": round(grouping.stability, 4),
        "n": found.users,
        "features": len(found.model.plan.names),
        "dropped": found.dropped,
        "least_events": FEWEST_EVENTS,
        "unnamed": found.unnamed,
        "rows": found.rows,
        "source": found.source,
        "window": str(window),
        "tried": {str(k): silhouette for k, silhouette in grouping.tried},
    }


def _refused_model(found: Refused, why: str) -> dict[str, Any]:
    return {
        "refused": why,
        "n": found.users,
        "dropped": found.dropped,
        "silhouette": round(found.silhouette, 4),
        "stability": round(found.stability, 4),
    }


def _users(study: Study, found: Segmentation, window: Window) -> pl.DataFrame:
    ids = dict(enumerate(_ids(found)))
    spent = study_needs.spent(study, window).select("user_id", "orders", "net")
    return (
        found.members.filter(pl.col("segment") >= 0)
        .sort("segment", "user_id")
        .join(spent, on="user_id", how="left", maintain_order="left")
        .join(
            study_needs.last_seen(study, window),
            on="user_id",
            how="left",
            maintain_order="left",
        )
        .select(
            "user_id",
            pl.col("segment").replace_strict(ids, return_dtype=pl.String),
            pl.col("fit").cast(pl.Float64).round(4),
            orders=pl.col("orders").fill_null(0).cast(pl.Int64),
            revenue=(pl.col("net").fill_null(0) / MONEY_SCALE).round(4),
            last_seen=pl.col("last_seen").dt.to_string("iso").fill_null(""),
        )
    )
