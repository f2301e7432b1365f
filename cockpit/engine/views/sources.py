"""The data view: one row a file, and one for what could not become one."""

from collections import Counter

from cockpit.engine.sources.records import FileRecord, Stray
from cockpit.engine.views.freshness import state_of
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.sources import SourceRow, SourcesSnapshot
from cockpit.text.notes import note


def sources(scene: Scene) -> SourcesSnapshot:
    """Compute the data view."""
    mismatches = _mismatches(scene)
    rows = [_row(scene, record, mismatches) for record in scene.records]
    rows += [_stray(stray) for stray in scene.strays]
    return SourcesSnapshot(
        workspace=scene.workspace.name,
        as_of=scene.as_of.isoformat(),
        now=scene.now.isoformat(),
        data_revision=scene.data_revision,
        currency=scene.workspace.currency,
        warnings=scene.warnings,
        rows=tuple(rows),
        problem=scene.problem,
    )


def _row(scene: Scene, record: FileRecord, mismatches: dict[str, int]) -> SourceRow:
    messages = [message.text() for message in record.messages]
    codes = list(record.codes)
    doubled = _doubled(record, mismatches)
    if doubled:
        codes.append("double_grain")
        messages.append(
            note(
                "exported twice at different grains, and on {days} days the sums "
                "differ by more than 1 %; the finer one counts",
                days=doubled,
            ).text()
        )
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
        state=state_of(scene, record),
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
    )


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
    )


def _mismatches(scene: Scene) -> dict[str, int]:
    """Count by channel the days on which two exports of one spend disagree."""
    frame = scene.facts.get("double_grains")
    return {} if frame is None else dict(Counter(frame["channel"].to_list()))


def _doubled(record: FileRecord, mismatches: dict[str, int]) -> int:
    """Return the disagreeing days of the channels that this file is about."""
    if record.table != "ad_spend" or not mismatches:
        return 0
    constant = record.spec.constants.get("channel")
    if constant is not None:
        return mismatches.get(str(constant), 0)
    return sum(mismatches.values())
