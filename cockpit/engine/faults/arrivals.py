"""How old each source is, which file replaces which, and which grains disagree."""

from collections.abc import Container, Sequence
from datetime import date, datetime, timedelta

from cockpit.engine.sources.records import FileRecord
from cockpit.engine.sources.vocabulary import channel_name
from cockpit.engine.tables import MONEY_SCALE, TIMELESS
from cockpit.engine.views.freshness import (
    lateness,
    stale_sources,
    state_of,
    worst_of,
)
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.faults import DoubleRow, FreshnessRow, OverlapRow

_DAY = timedelta(days=1)
_CLOSED_HOURS = 24 * 366 * 10
"""A cadence of more than ten years: nothing new is expected."""


def freshness(scene: Scene) -> tuple[FreshnessRow, ...]:
    """Return a row a source, in the order of the configuration."""
    lags = {spec.position: lag for spec, _newest, lag in lateness(scene)}
    stale = stale_sources(scene)
    by_source: dict[int, list[FileRecord]] = {}
    for record in scene.records:
        by_source.setdefault(record.spec.position, []).append(record)
    return tuple(
        _fresh(scene, by_source[position], lags.get(position), stale)
        for position in sorted(by_source)
    )


def overlaps(scene: Scene) -> tuple[OverlapRow, ...]:
    """Return the files of which newer ones replace rows, by source and path."""
    return tuple(
        _overlap(record, _newer_than(record, scene.records))
        for record in scene.records
        if record.replaced_rows
    )


def doubles(scene: Scene) -> tuple[DoubleRow, ...]:
    """Return the days on which two exports of one spend disagree, the newest first."""
    found = scene.facts.get("double_grains")
    if found is None:
        return ()
    rows = found.filter(found["date"] <= scene.as_of).sort(
        "date", "channel", descending=[True, False]
    )
    return tuple(
        DoubleRow(
            channel=channel,
            name=channel_name(channel),
            date=day.isoformat(),
            finest=finest / MONEY_SCALE,
            coarser=coarser / MONEY_SCALE,
            difference=(coarser - finest) / finest if finest else None,
        )
        for channel, day, finest, coarser in rows.select(
            "channel", "date", "finest", "coarser"
        ).iter_rows()
    )


def _fresh(
    scene: Scene,
    records: list[FileRecord],
    lag: float | None,
    stale: Container[int],
) -> FreshnessRow:
    spec = records[0].spec
    times = [record.last_time for record in records if record.last_time is not None]
    newest = max(times, default=None)
    age = (scene.now - newest).total_seconds() if newest else None
    is_timed = spec.table not in TIMELESS and spec.cadence_hours < _CLOSED_HOURS
    first, until = _provisional(scene, records) if is_timed else (None, None)
    again = [record for record in records if record.rows_before is not None]
    before = sum(record.rows_before or 0 for record in again)
    now = sum(record.rows for record in again)
    return FreshnessRow(
        source=spec.name,
        position=spec.position,
        table=spec.table,
        state=worst_of(state_of(record, stale) for record in records),
        cadence_hours=spec.cadence_hours if is_timed else None,
        age_seconds=None if age is None else max(age, 0.0),
        lag=max(lag, 0.0) if is_timed and lag is not None else None,
        data_to=_local(scene, newest),
        due=_due(scene, newest, spec.cadence_hours) if is_timed else "",
        provisional_from=first.isoformat() if first else "",
        provisional_until=until.isoformat() if until else "",
        rows=sum(record.rows - record.replaced_rows for record in records),
        rows_before=before if again else None,
        change=(now - before) / before if again and before else None,
        files=len(records),
    )


def _local(scene: Scene, moment: datetime | None) -> str:
    """A day that has just ended may end a moment after now."""
    if moment is None:
        return ""
    return min(moment, scene.now).astimezone(scene.moment.tzinfo).isoformat()


def _due(scene: Scene, newest: datetime | None, cadence_hours: float) -> str:
    if newest is None:
        return ""
    due = newest + timedelta(hours=cadence_hours)
    return due.astimezone(scene.moment.tzinfo).isoformat()


def _provisional(
    scene: Scene, records: Sequence[FileRecord]
) -> tuple[date | None, date | None]:
    """Return the first day that can change, and the day that ends all of it.

    A day is final once ``settle_days`` days lie between it and the day in progress.
    """
    days = [record.last for record in records if record.last is not None]
    last = min(max(days), scene.as_of) if days else None
    settle = records[0].spec.settle_days
    first = scene.as_of - settle * _DAY
    if last is None or last < first:
        return None, None
    return first, last + (settle + 1) * _DAY


def _newer_than(older: FileRecord, records: Sequence[FileRecord]) -> list[FileRecord]:
    """Return the newer files of the source that share days with a file."""
    newer = [
        record
        for record in records
        if record.spec.position == older.spec.position
        and (record.modified_ns, record.path) > (older.modified_ns, older.path)
        and _shared(older, record)
    ]
    return sorted(newer, key=lambda one: (-one.modified_ns, one.path))


def _overlap(older: FileRecord, newer: list[FileRecord]) -> OverlapRow:
    spans = [_shared(older, record) for record in newer]
    days = [day for span in spans if span for day in span]
    return OverlapRow(
        source=older.spec.name,
        older=older.path,
        newer=tuple(record.path for record in newer),
        rows=older.replaced_rows,
        of=older.rows,
        first=min(days).isoformat() if days else "",
        last=max(days).isoformat() if days else "",
    )


def _shared(older: FileRecord, newer: FileRecord) -> tuple[date, date] | None:
    """Return the first and the last day that both may tell of."""
    if older.first is None or older.last is None:
        return None
    if newer.first is None or newer.last is None:
        return None
    first, last = max(older.first, newer.first), min(older.last, newer.last)
    return (first, last) if first <= last else None
