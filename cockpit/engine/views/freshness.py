"""How old the data are, by source and for the whole picture. From data time only."""

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import Final

from cockpit.engine.sources.records import FileRecord, SourceSpec, Stray
from cockpit.engine.tables import TIMELESS
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.health import Clock, SourceBrief, SourceState
from cockpit.text.notes import note

LATE: Final = 1.0
STALE: Final = 2.0
"""Ages in cadences of the source."""
_WORST: Final[tuple[SourceState, ...]] = (
    "error", "held", "partial", "waiting", "stale", "ok",
)  # fmt: skip


def clock(scene: Scene, *, is_past: bool) -> Clock:
    """Say how old the picture is.

    Args:
        scene: The moment.
        is_past: True if the operator looks at an earlier day.
    """
    newest = _newest(scene.records)
    if newest is None:
        return Clock(state="stale", reason=note("no rows yet").text())
    age = _age(scene, newest)
    # A row of today counts until midnight, and that is not yet known.
    data_to = min(newest, scene.now).astimezone(scene.moment.tzinfo).isoformat()
    if is_past or scene.is_pinned:
        return Clock("as_of", data_to, age)
    lags = {spec.position: lag for spec, _newest_row, lag in lateness(scene)}
    names = {record.spec.position: record.spec for record in scene.records}
    late = [names[p].name for p, lag in lags.items() if lag > LATE]
    if lags and min(lags.values()) > STALE:
        return Clock("stale", data_to, age, note("nothing new from any source").text())
    if late:
        return Clock("late", data_to, age, ", ".join(late))
    return Clock("live", data_to, age)


def age_of(scene: Scene, tables: Iterable[str]) -> float | None:
    """Return the age in seconds of the tables' newest rows; the oldest one rules."""
    ages = []
    for table in tables:
        newest = _newest([r for r in scene.records if r.table == table])
        if newest is not None:
            ages.append(_age(scene, newest))
    return max(ages, default=None)


def stale_sources(scene: Scene) -> frozenset[int]:
    """Return the positions of the sources that are stale; a pinned clock knows none."""
    if scene.is_pinned:
        return frozenset()
    return frozenset(spec.position for spec, _, lag in lateness(scene) if lag > STALE)


def state_of(record: FileRecord, stale: Container[int]) -> SourceState:
    """Return the state of a file; one that reads well can still be stale.

    Args:
        record: The file.
        stale: Positions of the stale sources.
    """
    is_old = record.spec.position in stale and record.table not in TIMELESS
    return "stale" if is_old and record.state == "ok" else record.state


def worst_of(states: Iterable[SourceState]) -> SourceState:
    """Return the worst of some states, of which there must be one."""
    given = set(states)
    return next(state for state in _WORST if state in given)


def briefs(scene: Scene) -> tuple[SourceBrief, ...]:
    """Return one line a source, in the order of the configuration."""
    by_source: dict[int, list[FileRecord]] = {}
    for record in scene.records:
        by_source.setdefault(record.spec.position, []).append(record)
    strays = {stray.position: stray for stray in scene.strays if stray.position}
    stale = stale_sources(scene)
    return tuple(
        _brief(scene, by_source.get(position, []), strays.get(position), stale)
        for position in sorted({*by_source, *strays})
    )


def _brief(
    scene: Scene,
    records: list[FileRecord],
    stray: Stray | None,
    stale: Container[int],
) -> SourceBrief:
    if not records and stray is not None:
        return SourceBrief(stray.path, "error", None, stray.note.text())
    worst = worst_of(state_of(record, stale) for record in records)
    newest = _newest(records)
    age = None if newest is None else _age(scene, newest)
    problems = [
        message
        for record in records
        for message in record.messages
        if state_of(record, stale) == worst != "ok"
    ]
    text = problems[0].text() if problems else ""
    return SourceBrief(records[0].spec.name, worst, age, text)


def _age(scene: Scene, newest: datetime) -> float:
    """Seconds; a day that has just ended may end a moment after now."""
    return max((scene.now - newest).total_seconds(), 0.0)


def lateness(scene: Scene) -> list[tuple[SourceSpec, datetime, float]]:
    """Return the newest row of each source, and its age in the source's cadences."""
    found: dict[int, tuple[SourceSpec, datetime]] = {}
    for record in scene.records:
        if record.last_time is None or record.table in TIMELESS:
            continue
        best = found.get(record.spec.position)
        if best is None or record.last_time > best[1]:
            found[record.spec.position] = (record.spec, record.last_time)
    return [
        (spec, newest, _lag(scene.now, newest, spec)) for spec, newest in found.values()
    ]


def _lag(now: datetime, newest: datetime, spec: SourceSpec) -> float:
    return (now - newest).total_seconds() / 3600 / spec.cadence_hours


def _newest(records: Sequence[FileRecord]) -> datetime | None:
    times = [
        record.last_time
        for record in records
        if record.last_time is not None and record.table != "calendar"
    ]
    return max(times, default=None)
