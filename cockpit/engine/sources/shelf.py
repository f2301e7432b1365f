"""All files of a workspace as they were last read, kept in the cache over restarts."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from cockpit.engine.periods import business_moment
from cockpit.engine.sources import rejects
from cockpit.engine.sources.following import Moment, follow, has_prefix
from cockpit.engine.sources.overlaps import Overlaps
from cockpit.engine.sources.pauses import Pauses
from cockpit.engine.sources.places import Found, survey
from cockpit.engine.sources.recording import record_of, with_replaced
from cockpit.engine.sources.records import FileRecord, SourceSpec, Stray
from cockpit.engine.sources.store import Folder, Meta, source_digest
from cockpit.engine.sources.watching import STOPPED, Watch
from cockpit.snapshot.quarantine import EVERY, Only, RejectedPage


class Shelf:
    """What was read of every file of a workspace."""

    def __init__(
        self,
        root: Path,
        cache: Path,
        specs: Sequence[SourceSpec],
        *,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """Make a shelf; nothing is read before the first look.

        Args:
            root: The workspace.
            cache: A private folder for what was read.
            specs: The sources, in the order of the configuration.
            wall: Seconds since 1970 on the real clock, to tell files that are being
                written from those that are done.
        """
        self._root = root
        self._cache = cache
        self._specs = tuple(specs)
        self._wall = wall
        self._found: tuple[Found, ...] = ()
        self._strays: tuple[Stray, ...] = ()
        self._metas: dict[str, Meta] = {}
        self._records: dict[str, FileRecord] = {}
        self._overlaps = Overlaps(cache)
        self._unsettled = ""

    @property
    def records(self) -> tuple[FileRecord, ...]:
        """What was read, by position of the source, then by path."""
        paths = [found.path for found in self._found]
        return tuple(self._records[path] for path in paths if path in self._records)

    @property
    def strays(self) -> tuple[Stray, ...]:
        """Files that no source names, and sources that name no file."""
        return self._strays

    def look(
        self,
        *,
        now: datetime,
        on_progress: Callable[[str, int, int], None] | None = None,
        watch: Watch | None = None,
    ) -> bool:
        """Read what is new or changed.

        Args:
            now: The clock of the data.
            on_progress: Called with path, files done and files in all.
            watch: Told how far reading is; may stop it.

        Returns:
            True if a record has changed, come or gone.
        """
        before = (self.records, self._strays)
        for path, done, total in self._steps(now, watch or Watch()):
            if on_progress is not None:
                on_progress(path, done, total)
        return before != (self.records, self._strays)

    def look_steps(
        self, *, now: datetime, watch: Watch | None = None
    ) -> Iterator[tuple[str, int, int]]:
        """Do the same, pausing now and then after a file that has changed.

        At each pause what newer files replace is settled. It has to be found anew for
        each, so that of thousands of files there must not be a pause after every one.

        Yields:
            Its path, how many files are done and how many there are.
        """
        yield from self._steps(now, watch or Watch())

    def _steps(self, now: datetime, watch: Watch) -> Iterator[tuple[str, int, int]]:
        self._found, self._strays = survey(self._root, self._specs)
        if self._drop_gone() or not self._overlaps.has_all():
            self._compare()
        order = sorted(self._found, key=_newest_first)
        pauses = Pauses()
        watch.begin(self._to_read())
        for done, found in enumerate(order, 1):
            has_changed = self._bring_up_to_date(found, self._moment(found, now, watch))
            watch.ended(found.path)
            if not has_changed:
                continue
            self._unsettled = found.path
            if pauses.is_time():
                with pauses.measured():
                    self._compare()
                yield found.path, done, len(order)
        if path := self._unsettled:  # of this look, or of one that was cut short
            self._compare()
            yield path, len(order), len(order)

    def _drop_gone(self) -> bool:
        there = {found.path for found in self._found}
        gone = set(self._metas) - there
        for path in gone:
            del self._metas[path]
            self._records.pop(path, None)
            Folder(self._cache, path).forget()
            self._unsettled = path
        return bool(gone)

    def _compare(self) -> None:
        """Find what newer files replace; records of which nothing changed stay."""
        compared = self._overlaps.update(self.records)
        for path, replaced in compared.items():
            record = self._records[path]
            if record.replaced_identity == replaced.identity:
                continue
            keys = self._overlaps.keys_of(path, replaced)
            meta = self._metas[path]
            self._records[path] = with_replaced(record, meta, replaced, keys)
        self._unsettled = ""

    def _to_read(self) -> dict[str, int]:
        """Return the sizes of files that are not known as they are now."""
        sizes = {}
        for found in self._found:
            if found.stat is None:
                continue
            kept = self._metas.get(found.path)
            if kept is None:
                kept = Folder(self._cache, found.path).load()
                is_ours = kept is not None and kept.source == source_digest(found.spec)
                kept = kept if is_ours else None
            if kept is None or kept.stat != found.stat:
                sizes[found.path] = found.stat.size
        return sizes

    def _bring_up_to_date(self, found: Found, moment: Moment) -> bool:
        """Follow one file; True if its record is another one now."""
        folder = Folder(self._cache, found.path)
        known = kept = self._metas.get(found.path)
        if kept is None or not folder.has(kept):
            # Another process on this cache may have read the file since: take its.
            kept = folder.load()
        meta = follow(found, folder, kept, moment)
        is_known = found.path in self._records
        if is_known and meta is known and self._records[found.path].spec == found.spec:
            return False
        self._metas[found.path] = meta
        if meta.fault is not None and meta.fault.code == STOPPED:
            _drop_drafts(folder, kept)
        elif meta is not kept:
            _keep(folder, meta)
        self._records[found.path] = record_of(found.spec, found.path, meta, folder)
        return True

    def _moment(self, found: Found, now: datetime, watch: Watch) -> Moment:
        spec = found.spec
        today = business_moment(
            now, timezone=spec.timezone, day_starts_minutes=spec.day_starts_minutes
        ).date()
        return Moment(today + timedelta(days=1), self._wall(), watch)

    def rejected(
        self, path: str, *, first: int, count: int, only: Only = EVERY
    ) -> RejectedPage:
        """Return rows of quarantines, in the language that is spoken now.

        Args:
            path: One file; empty: all of them.
            first: From 0.
            count: How many at most.
            only: Which of them.
        """
        needle = "" if path else only.needle.casefold()
        quarantines: dict[str, list[Path]] = {}
        for known, meta in dict(self._metas).items():  # another thread may add one
            if path in ("", known) and needle in known.casefold():
                place = Folder(self._cache, known).place
                parts = [place / part.rejected for part in meta.parts if part.rejected]
                quarantines[known] = parts
        return rejects.page(path, quarantines, first=first, count=count, only=only)

    def verify(self, path: str) -> bool:
        """Hash the beginning of an appended file again, and read it if it differs.

        Returns:
            True if the record has changed: there is no doubt any more, or the next
            look reads the whole file.
        """
        meta = self._metas.get(path)
        found = next((each for each in self._found if each.path == path), None)
        if meta is None or found is None or meta.layout is None or not meta.has_doubt:
            return False
        if meta.is_suspect:
            return False  # known already: the next look reads it whole
        try:
            with found.place.open("rb") as file:
                is_sound = has_prefix(file, meta.layout)
        except OSError:
            return False  # the next look finds out what has become of it
        if is_sound:
            meta = msgspec.structs.replace(meta, has_doubt=False)
        else:
            meta = msgspec.structs.replace(meta, is_suspect=True)
        folder = Folder(self._cache, path)
        folder.save(meta)
        self._metas[path] = meta
        self._records[path] = record_of(found.spec, path, meta, folder)
        self._compare()
        return True

    def forget(self, path: str = "") -> None:
        """Throw away what was read of a file, or of all: the next look reads anew."""
        for each in [path] if path else list(self._metas):
            self._metas.pop(each, None)
            self._records.pop(each, None)
            Folder(self._cache, each).forget()


def _keep(folder: Folder, meta: Meta) -> None:
    """Keep a description for the next start, if the disk lets us.

    Without it nothing is lost but time: the next start reads the file again.
    """
    with suppress(OSError):
        folder.save(meta)
        folder.sweep(meta)


def _drop_drafts(folder: Folder, kept: Meta | None) -> None:
    """Remove parts of a reading that was stopped; what is kept stays for all starts."""
    if kept is None:
        folder.forget()
        return
    with suppress(OSError):
        folder.sweep(kept)


def _newest_first(found: Found) -> tuple[int, str]:
    return (-(found.stat.modified_ns if found.stat else 0), found.path)
