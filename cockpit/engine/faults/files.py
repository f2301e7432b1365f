"""What is wrong with files: what the reader found in them, by source."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl

from cockpit.engine.facts.backend import scan
from cockpit.engine.faults.bench import named
from cockpit.engine.faults.catalogue import by_reader, fault_codes
from cockpit.engine.faults.finding import Checked, Finding
from cockpit.engine.faults.reader_codes import code_of_stray
from cockpit.engine.faults.silences import silent_days
from cockpit.engine.sources.records import FileRecord, Stray
from cockpit.engine.tables import DAY_COLUMN, TIMELESS
from cockpit.engine.views.freshness import LATE, STALE, lateness
from cockpit.engine.views.scene import Scene
from cockpit.engine.views.study import Study
from cockpit.text import formats
from cockpit.text.notes import Note, note

_SOMEWHERE: Final = frozenset({"W101"})
"""Codes that the reader knows, too, and whose rows are counted elsewhere."""
_MOST: Final = 5


def check_files(scene: Scene) -> Iterator[Checked]:
    """Look through what the reader said of each file, source by source."""
    found: dict[str, list[Finding]] = {code: [] for code in _by_reader()}
    for records in _by_source(scene.records):
        for code, concerned in _concerned(records).items():
            found[code].append(_of_reader(code, records, concerned))
    for stray in scene.strays:
        code = code_of_stray(stray)
        found[code] = _with_stray(code, found[code], stray)
    yield from (Checked(code, tuple(findings)) for code, findings in found.items())


def check_arrivals(scene: Scene) -> Iterator[Checked]:
    """Look for what is late and what has shrunk (S104, S105)."""
    if scene.is_pinned:
        lack = note("the clock of the data is pinned")
        yield Checked("S104", missing=lack)
    else:
        yield Checked("S104", tuple(_late(scene)))
    sources = _by_source(scene.records)
    shrunk = [_shrunk(records) for records in sources]
    yield Checked("S105", tuple(one for one in shrunk if one.n > 0))


def check_days(study: Study) -> Iterator[Checked]:
    """Look for days without a row of a source that has some every day (S108)."""
    sources = _by_source(study.scene.records)
    holes = [_holes(study, records) for records in sources]
    judged = [one for one in holes if one is not None and one.of]
    if not judged:
        yield Checked("S108", missing=note("no source has rows every day"))
        return
    yield Checked("S108", tuple(one for one in judged if one.n))


def _by_reader() -> list[str]:
    return [
        code
        for code, fault in fault_codes().items()
        if fault.reader and code not in _SOMEWHERE
    ]


def _by_source(records: Iterable[FileRecord]) -> list[list[FileRecord]]:
    found: dict[tuple[int, str], list[FileRecord]] = defaultdict(list)
    for record in records:
        found[record.spec.position, record.table].append(record)
    return [found[source] for source in sorted(found)]


def _concerned(records: list[FileRecord]) -> dict[str, list[FileRecord]]:
    """Return fault code -> files of a source that the reader found it in."""
    found: dict[str, list[FileRecord]] = {}
    for record in records:
        codes = {by_reader().get(word) for word in record.codes}
        for code in sorted(code for code in codes if code):
            if code not in _SOMEWHERE:
                found.setdefault(code, []).append(record)
    return found


def _of_reader(
    code: str, records: list[FileRecord], concerned: list[FileRecord]
) -> Finding:
    """Add up the rows of a source that a code concerns; without rows, its files."""
    words = fault_codes()[code].reader
    n = sum(_rows(record, words) for record in concerned)
    files = tuple(record.path for record in concerned)
    told = [sentence for record in concerned for sentence in _said(record, words)]
    days = [day for r in concerned for day in (r.first, r.last) if day is not None]
    of = 0
    if code == "M108":
        n = sum(record.replaced_rows for record in concerned)
        of = sum(record.rows for record in records)
    elif n:
        of = sum(_looked_at(record, words) for record in records)
    return Finding(
        code,
        n or len(concerned),
        of,
        named(concerned),
        concerned[0].table,
        first=min(days, default=None),
        last=max(days, default=None),
        files=files,
        details=tuple(told[:_MOST]),
        says={"message": told[0] if told else ""},
    )


def _rows(record: FileRecord, words: Iterable[str]) -> int:
    return sum(record.counts.get(word, (0, 0))[0] for word in words)


def _looked_at(record: FileRecord, words: tuple[str, ...]) -> int:
    """Return how many rows of a file could have been concerned."""
    counted = [record.counts[word][1] for word in words if word in record.counts]
    if counted:
        return max(counted)
    is_check = not {"ratio_mismatch", "parts_disagree", "total_mismatch"}.isdisjoint(
        words
    )
    return 0 if is_check else record.rows + record.rejected


def _said(record: FileRecord, words: Iterable[str]) -> list[Note]:
    """Return what the reader says of the codes, with the file."""
    return [
        note("{path}: {text}", path=record.path, text=sentence)
        for word, sentence in record.told
        if word in words
    ]


def _with_stray(code: str, found: list[Finding], stray: Stray) -> list[Finding]:
    """Count what is no file of any source: one finding a code, whatever the source."""
    told = note("{path}: {text}", path=stray.path, text=stray.note)
    for place, finding in enumerate(found):
        if not finding.source:
            more = Finding(
                code,
                finding.n + 1,
                files=(*finding.files, stray.path),
                details=(*finding.details, told)[:_MOST],
                says=finding.says,
            )
            return [*found[:place], more, *found[place + 1 :]]
    says = {"message": told}
    return [*found, Finding(code, 1, files=(stray.path,), details=(told,), says=says)]


def _late(scene: Scene) -> Iterator[Finding]:
    for spec, newest, lag in lateness(scene):
        if lag <= LATE:
            continue
        age = (scene.now - newest).total_seconds()
        says = {
            "age": formats.age(age),
            "cadence": formats.age(spec.cadence_hours * 3600),
        }
        yield Finding(
            "S104",
            1,
            source=spec.name,
            table=spec.table,
            last=newest.date(),
            says=says,
            severity="red" if lag > STALE else "yellow",
        )


def _shrunk(records: list[FileRecord]) -> Finding:
    """Compare rows with those of the import before, file by file."""
    again = [record for record in records if record.rows_before is not None]
    lost = [record for record in again if record.rows < (record.rows_before or 0)]
    n = sum((record.rows_before or 0) - record.rows for record in lost)
    return Finding(
        "S105",
        n,
        sum(record.rows_before or 0 for record in again),
        named(lost),
        records[0].table,
        files=tuple(record.path for record in lost),
        details=tuple(_loss(record) for record in lost[:_MOST]),
    )


def _loss(record: FileRecord) -> Note:
    return note(
        "{path}: {rows} rows, {before} before",
        path=record.path,
        rows=f"{record.rows:,}",
        before=f"{record.rows_before:,}",
    )


def _holes(study: Study, records: list[FileRecord]) -> Finding | None:
    """Find days without a row of a source; None where no day is of business."""
    table, source = records[0].table, named(records)
    frames = [scan(record) for record in records if record.parts]
    if table in TIMELESS or not frames:
        return None
    day = pl.col(DAY_COLUMN[table])
    days = (
        pl.concat(frames)
        .filter(day <= study.as_of)
        .group_by(day=day)
        .agg(n=pl.len())
        .collect(engine="streaming")
    )
    silent, of = silent_days(days)
    absent = [at.date() for at, _usual in silent]
    shown = ", ".join(at.isoformat() for at in absent[-_MOST:])
    return Finding(
        "S108",
        len(absent),
        of,
        source,
        table,
        first=absent[0] if absent else None,
        last=absent[-1] if absent else None,
        details=(shown,) if shown else (),
    )
