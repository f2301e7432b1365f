"""The data view: one row a file, and one for what could not become one."""

from datetime import date

from cockpit.engine.faults.reader_codes import code_of_stray, codes_of
from cockpit.engine.sources.records import FileRecord, Stray
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.freshness import stale_sources, state_of
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.health import SourceState
from cockpit.snapshot.sources import SourceRow, SourcesSnapshot
from cockpit.text.notes import note


def sources(scene: Scene) -> SourcesSnapshot:
    """Compute the data view."""
    mismatches, stale = _mismatches(scene), stale_sources(scene)
    rows = [
        _row(scene, record, mismatches, state_of(record, stale))
        for record in scene.records
    ]
    rows += [_stray(stray) for stray in scene.strays]
    return SourcesSnapshot(
        **outer(scene),
        rows=tuple(rows),
        problem=scene.problem,
    )


def _row(
    scene: Scene,
    record: FileRecord,
    mismatches: list[tuple[str, date]],
    state: SourceState,
) -> SourceRow:
    messages = [message.text() for message in record.messages]
    codes = list(record.codes)
    doubled = _doubled(record, mismatches)
    if doubled:
        codes.append("double_grain")
        messages.append(_double(doubled))
    age = None
    if record.last_time is not None:
        age = max((scene.now - record.last_time).total_seconds(), 0.0)
    return SourceRow(
        table=record.table,
        path=record.path,
        rows=record.rows,
        rejected=record.rejected,
        first=record.first.isoformat() if record.first else None,
        last=record.last.isoformat() if record.last else None,
        age=age,
        encoding=record.encoding,
        state=state,
        codes=tuple(codes),
        repeats=record.repeats,
        replaced=record.replaced_rows,
        message=messages[0] if messages else "",
        messages=tuple(messages),
        separator=record.separator,
        size_bytes=record.size_bytes,
        source=record.spec.position,
        columns=record.columns,
        unverified=record.unverified,
        faults=codes_of(record, state, is_doubled=bool(doubled)),
    )


def _double(days: int) -> str:
    return note(
        "exported twice at different grains, and on {days} days the sums "
        "differ by more than 1 %; the finer one counts",
        days=days,
    ).text()


def _stray(stray: Stray) -> SourceRow:
    text = stray.note.text()
    return SourceRow(
        table=stray.table,
        path=stray.path,
        rows=0,
        rejected=0,
        first=None,
        last=None,
        age=None,
        encoding="",
        state="error",
        codes=(stray.code,),
        message=text,
        messages=(text,),
        source=stray.position,
        faults=(code_of_stray(stray),),
    )


def _mismatches(scene: Scene) -> list[tuple[str, date]]:
    """Return the channels and days on which two exports of one spend disagree."""
    frame = scene.facts.get("double_grains")
    return [] if frame is None else frame.select("channel", "date").rows()


def _doubled(record: FileRecord, mismatches: list[tuple[str, date]]) -> int:
    """Count the disagreeing days among the days of a file (of its channel)."""
    if record.table != "ad_spend" or record.first is None or record.last is None:
        return 0
    only = record.spec.constants.get("channel")
    days = {day for part in record.parts for day in part.days}
    return len(
        {day for channel, day in mismatches if day in days and only in {None, channel}}
    )
