"""From what is kept of a file to the record that the rest of the engine reads."""

from dataclasses import replace
from pathlib import Path

from cockpit.engine.sources import telling
from cockpit.engine.sources.counting import counts_of
from cockpit.engine.sources.overlaps import NONE_REPLACED, Replaced
from cockpit.engine.sources.plan import id_level
from cockpit.engine.sources.records import FileRecord, Part, SourceSpec
from cockpit.engine.sources.store import Folder, Meta, digest


def record_of(spec: SourceSpec, path: str, meta: Meta, folder: Folder) -> FileRecord:
    """Describe a file on its own, as if there were no other."""
    present = _present(spec, meta)
    days = sorted({day for part in meta.parts for day in part.days})
    layout = meta.layout
    record = FileRecord(
        spec=spec,
        path=path,
        identity=meta.identity,
        parts=tuple(
            Part(folder.place / part.frame, part.rows, part.days)
            for part in meta.parts
            if part.rows
        ),
        replaced=None,
        replaced_identity="",
        present=present,
        id_level=id_level(present),
        modified_ns=meta.stat.modified_ns,
        last_time=meta.tally.last_time,
        revision="",
        rows=sum(part.rows for part in meta.parts),
        rejected=meta.tally.rejected,
        repeats=meta.tally.repeats,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        encoding=layout.encoding if layout else "",
        separator=layout.dialect.separator if layout else "",
        size_bytes=meta.stat.size,
        state=telling.state(meta),
        columns=layout.plan.uses if layout else (),
        unverified=meta.has_doubt,
        counts=counts_of(meta),
        rows_before=meta.rows_before,
    )
    return with_replaced(record, meta, NONE_REPLACED, None)


def with_replaced(
    record: FileRecord, meta: Meta, replaced: Replaced, keys: Path | None
) -> FileRecord:
    """Add what newer files replace of it."""
    told = telling.problems(meta, record.spec, replaced_rows=replaced.rows)
    return replace(
        record,
        replaced=keys,
        replaced_identity=replaced.identity,
        replaced_rows=replaced.rows,
        codes=tuple(dict.fromkeys(code for code, _ in told)),
        messages=tuple(sentence for _, sentence in told),
        told=told,
        revision=digest(
            record.path,
            record.table,
            record.identity,
            record.rows,
            record.modified_ns,
            sorted(record.present),
            replaced.identity,
        ),
    )


def _present(spec: SourceSpec, meta: Meta) -> frozenset[str]:
    if meta.layout is None:
        return frozenset()
    fed = {feed.canonical for feed in meta.layout.plan.feeds}
    plan = meta.layout.plan
    made = {"hour"} if plan.has_clock else set()
    made |= {"order_time"} if plan.has_days else set()
    told = {*plan.given, *spec.constants, *spec.derive}
    return frozenset(fed | made | told)
