"""Follows one file: takes it as it is kept, reads its tail, or reads it whole."""

import os
import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO, Final

import msgspec

from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.finish import Purpose
from cockpit.engine.sources.formats import is_text, read_whole
from cockpit.engine.sources.opened import Opened, guard, hash_of, open_regular
from cockpit.engine.sources.pinned import CHANGED, check_header, pins_of
from cockpit.engine.sources.places import Found, as_stat
from cockpit.engine.sources.reader import read_tail
from cockpit.engine.sources.sink import Sink
from cockpit.engine.sources.store import (
    VERSION,
    Folder,
    KeptPart,
    Layout,
    Meta,
    Problem,
    Stat,
    digest,
    source_digest,
)
from cockpit.engine.sources.tallies import added, joined
from cockpit.engine.sources.watching import STOPPED, Watch
from cockpit.text.masking import without_cells
from cockpit.text.notes import Note, note

STEADY_SECONDS: Final = 2.0
_ATTEMPTS: Final = 3
_TRIED_AGAIN: Final = frozenset({"no_permission", "changing", "no_room"})
"""Nothing that is in the file: a disk or a memory that is full is one day not."""
_NO_USE_WAITING: Final = frozenset(
    {*_TRIED_AGAIN, "not_a_file", "outside", "unsupported", "bad_mapping", STOPPED}
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a look is taken.

    Attributes:
        last_day: The latest business day whose rows are read.
        wall_seconds: Real time, to tell whether a file is still being written.
        watch: Told how far reading is; may stop it.
    """

    last_day: date
    wall_seconds: float
    watch: Watch = field(default_factory=Watch)


def follow(found: Found, folder: Folder, kept: Meta | None, moment: Moment) -> Meta:
    """Bring what is kept of a file up to date.

    Never raises for what is wrong with the file: that becomes its fault, and what was
    read before stays.

    Args:
        found: The file.
        folder: Where its parts are kept.
        kept: What was known of it.
        moment: When.

    Returns:
        What is known of it now; the same object if nothing is new.
    """
    job = _Job(found, folder, kept, moment)
    if found.stat is None:
        return job.failed(found.code, found.note or note("cannot be read"))
    if job.is_current(found.stat):
        return job.held_or_kept()
    try:
        return job.read()
    except UnreadableError as fault:
        return job.failed(fault.code, fault.note)
    except PermissionError:
        return job.failed("no_permission", note("no permission to read the file"))
    except Exception as fault:
        said = without_cells(str(fault).strip()).split("\n")[0]
        problem = note("cannot be read: {reason}", reason=said or type(fault).__name__)
        is_of_machine = isinstance(fault, (OSError, MemoryError))
        return job.failed("no_room" if is_of_machine else "unreadable", problem)


class _Job:
    """One file, one look."""

    def __init__(
        self, found: Found, folder: Folder, kept: Meta | None, moment: Moment
    ) -> None:
        self._found = found
        self._folder = folder
        self._moment = moment
        self._source = source_digest(found.spec)
        self._pins = pins_of(found.spec)
        is_same = kept is not None and kept.source == self._source
        self.kept = kept if is_same else None

    def is_current(self, now: Stat) -> bool:
        """Whether there is nothing to read."""
        kept = self.kept
        if kept is None or kept.stat != now or self._is_outdated(kept):
            return False
        code = kept.fault.code if kept.fault else ""
        if code in _TRIED_AGAIN or (code == CHANGED and kept.pins != self._pins):
            return False
        waits = code == "waiting" or (kept.layout is not None and kept.layout.is_torn)
        return not waits or kept.was_steady or not self._is_steady(now)

    def held_or_kept(self) -> Meta:
        """Return what is kept; held if its header is none of those pinned since."""
        kept = self.kept
        assert kept is not None
        if kept.pins == self._pins:
            return kept
        try:
            self._check(kept)
        except UnreadableError as fault:
            return self.failed(fault.code, fault.note)
        return msgspec.structs.replace(kept, pins=self._pins)

    def read(self) -> Meta:
        """Read until the file does not change under the reader's hands."""
        self._moment.watch.check()
        for _ in range(_ATTEMPTS):
            with open_regular(self._found.place) as file:
                now = as_stat(os.fstat(file.fileno()))
                this = Opened(file, self._found.place, self._is_steady(now))
                meta = self._read_once(this, now)
                if _is_untouched(this, now, meta):
                    return meta
        return self.failed("changing", note("the file changes while it is read"))

    def failed(self, code: str, problem: Note) -> Meta:
        """Keep what was read before, and say why there is nothing newer."""
        now = self._found.stat or Stat(0, 0, 0)
        is_steady = self._is_steady(now)
        kept = self.kept or Meta(VERSION, self._source, now, is_steady)
        if not is_steady and code not in _NO_USE_WAITING:
            code = "waiting"
            problem = note("the file is being written: {text}", text=problem)
        elif code == "missing_column" and kept.parts:
            code = "schema_changed"
        fault = Problem(code, problem)
        is_same = kept.fault == fault and kept.stat == now and kept.pins == self._pins
        if kept is self.kept and is_same:
            return kept
        return msgspec.structs.replace(
            kept, stat=now, was_steady=is_steady, fault=fault, pins=self._pins
        )

    def _read_once(self, opened: Opened, now: Stat) -> Meta:
        kept = self.kept
        if kept is not None and kept.layout is not None and not self._is_outdated(kept):
            waited = kept.layout.is_torn and opened.is_steady
            if not waited and _is_same(opened.file, now, kept.layout):
                self._check(kept)
                return msgspec.structs.replace(
                    kept,
                    stat=now,
                    was_steady=opened.is_steady,
                    fault=None,
                    pins=self._pins,
                )
            if _has_grown(opened.file, now, kept, kept.layout):
                longer = self._read_tail(opened, now, kept, kept.layout)
                if longer is not None:
                    return longer
        return self._read_whole(opened, now)

    def _read_whole(self, opened: Opened, now: Stat) -> Meta:
        sink = self._sink((), opened)
        has_old = self.kept is not None and self.kept.parts
        if has_old and not opened.is_steady and not _ends_well(opened):
            raise UnreadableError("waiting", note("its last line has no end yet"))
        layout = read_whole(opened, sink)
        sink.count_repeats()
        tally = sink.tally(layout)
        rows = sum(part.rows for part in sink.parts)
        first = layout.segments[0].digest
        return Meta(
            VERSION,
            self._source,
            now,
            opened.is_steady,
            digest(self._source, first, rows, tally.rejected, tally.next_day),
            layout,
            tuple(sink.parts),
            tally,
            pins=self._pins,
            rows_before=self._rows_before(first),
        )

    def _rows_before(self, first: str) -> int | None:
        """Return the rows of the content before; the same bytes read again are none."""
        kept = self.kept
        if kept is None or kept.layout is None:
            return None
        if kept.layout.segments[0].digest == first:
            return kept.rows_before
        return sum(part.rows for part in kept.parts)

    def _read_tail(
        self, opened: Opened, now: Stat, kept: Meta, before: Layout
    ) -> Meta | None:
        self._check(kept)
        parts = joined(self._folder, kept.parts, uuid.uuid4().hex[:8])
        sink = self._sink(parts, opened)
        layout = read_tail(opened, sink, before)
        if layout is None or sink.totals:
            return None  # a total row is held against all rows, and they are read here
        sink.count_repeats()
        return msgspec.structs.replace(
            kept,
            stat=now,
            was_steady=opened.is_steady,
            layout=layout,
            parts=(*parts, *sink.parts),
            tally=added(kept.tally, sink.tally(layout)),
            has_doubt=kept.has_doubt or layout.offset > before.offset,
            fault=None,
            pins=self._pins,
        )

    def _check(self, kept: Meta) -> None:
        """Hold the header that was read against those that are pinned now."""
        if kept.layout is not None:
            check_header(self._found.spec, kept.layout.dialect.names)

    def _sink(self, before: tuple[KeptPart, ...], opened: Opened) -> Sink:
        found = self._found

        def on_rows(rows: int) -> None:
            self._moment.watch.taken(found.path, rows, opened.file.tell())

        purpose = Purpose(found.spec, found.path, self._moment.last_day)
        return Sink(self._folder, uuid.uuid4().hex[:8], purpose, before, on_rows)

    def _is_outdated(self, kept: Meta) -> bool:
        """Whether all of it has to be read again: a day has come, or it was changed."""
        day = kept.tally.next_day
        has_come = day is not None and day <= self._moment.last_day
        return has_come or kept.is_suspect

    def _is_steady(self, now: Stat) -> bool:
        """A time in the future is a clock that is wrong: such a file is steady."""
        age = self._moment.wall_seconds - now.modified_ns / 1e9
        return age >= STEADY_SECONDS or age < 0


def _is_same(file: BinaryIO, now: Stat, layout: Layout) -> bool:
    """Whether the bytes are those that were read: touched, or put back."""
    if now.size != layout.offset or guard(file, layout.offset) != layout.guard:
        return False
    return has_prefix(file, layout)


def has_prefix(file: BinaryIO, layout: Layout) -> bool:
    """Whether a file begins with the very bytes that were read of it."""
    start = 0
    for segment in layout.segments:
        if hash_of(file, start, segment.end) != segment.digest:
            return False
        start = segment.end
    return True


def _has_grown(file: BinaryIO, now: Stat, kept: Meta, layout: Layout) -> bool:
    is_longer = now.inode == kept.stat.inode and now.size > layout.offset
    has_totals = bool(kept.tally.codes.get("total_row"))
    can_grow = layout.can_grow and is_longer and not has_totals
    return can_grow and guard(file, layout.offset) == layout.guard


def _is_untouched(opened: Opened, before: Stat, meta: Meta) -> bool:
    """Whether what was read is still there; rows may have been appended since."""
    now = as_stat(opened.place.stat())
    if now == before:
        return True
    if now.inode != before.inode or meta.layout is None or not meta.layout.can_grow:
        return False
    is_longer = now.size > before.size
    return is_longer and guard(opened.file, meta.layout.offset) == meta.layout.guard


def _ends_well(opened: Opened) -> bool:
    if not is_text(opened.place):
        return True  # its own end tells
    size = opened.file.seek(0, os.SEEK_END)
    opened.file.seek(max(0, size - 1))
    last = opened.file.read(1)
    opened.file.seek(0)
    return last in {b"\n", b"\r"}
