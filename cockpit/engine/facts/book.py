"""All facts of a workspace, brought up to date file by file and merged."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

import narwhals as nw
import polars as pl

from cockpit.engine.facts import cubes, people, registers, rollups
from cockpit.engine.facts.backend import scan
from cockpit.engine.facts.partials import (
    PARTIAL_VERSION,
    Fact,
    appended,
    compute,
    extend,
    facts_of,
    rows_of,
)
from cockpit.engine.facts.store import FrameStore, digest, folder_name
from cockpit.engine.sources.records import FileRecord

UNSAVED: Final = 0.05
"""Share of a file's rows whose facts about users need not be on disk.

They are large. After a restart this much is computed again as if it had just come.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What all metrics are computed from.

    Attributes:
        revision: Changes exactly when the frames may have.
        frames: By name, those whose table has rows; their columns are documented
            where they are merged.
        has_people: False while the facts about users are still of an older revision.
    """

    revision: str = ""
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    has_people: bool = True

    def get(self, name: str) -> pl.DataFrame | None:
        """Return a frame, or None if its table has no rows."""
        return self.frames.get(name)


@dataclass(slots=True)
class _Kept:
    """A file's facts: valid for ``key`` and the first ``rows`` rows.

    ``saved`` of those rows are in the frames on disk.
    """

    key: str
    rows: int
    frames: dict[str, pl.DataFrame]
    saved: int = 0


class FactBook:
    """Keeps the partial facts of every file and merges them.

    Cubes come first (:meth:`update_cubes`), facts about users second
    (:meth:`update_people`), so that money can be shown while users are counted.
    """

    def __init__(self, cache: Path, *, active_events: tuple[str, ...] = ()) -> None:
        self._cache = cache
        self._active_events = active_events
        self._merged = FrameStore(cache / "merged", version=PARTIAL_VERSION)
        self._kept: dict[tuple[str, bool], _Kept] = {}
        self._facts = Facts()
        self._signatures: dict[str, str] = {}

    @property
    def facts(self) -> Facts:
        """The newest facts."""
        return self._facts

    def restore(self, records: Sequence[FileRecord]) -> bool:
        """Take the merged facts of an earlier run if no file has changed since."""
        revision = self._revision(records)
        meta = self._merged.meta()
        if meta is None or meta.key != revision:
            return False
        frames = self._merged.load(meta)
        if frames is None:
            return False
        self._facts = Facts(revision, frames)
        return True

    def is_current(self, records: Sequence[FileRecord]) -> bool:
        """Whether nothing has to be computed for these files."""
        return self._facts.has_people and self._facts.revision == self._revision(
            records
        )

    def update_cubes(self, records: Sequence[FileRecord]) -> Facts:
        """Bring the cubes up to date; facts about users stay as they are."""
        partials = _with_shops(self._partials(records, is_people=False))
        frames = dict(self._facts.frames)
        for name, inputs, merge in _MERGED_CUBES:
            self._merge(frames, name, [partials.get(i, []) for i in inputs], merge)
        self._facts = Facts(self._revision(records), frames, has_people=False)
        return self._facts

    def update_people(self, records: Sequence[FileRecord]) -> Facts:
        """Bring the facts about users up to date, and keep all that is merged."""
        partials = self._partials(records, is_people=True)
        frames = dict(self._facts.frames)
        acquisitions = partial(_acquisitions, records)
        merged = (("new_customers", ("buyers",), acquisitions), *_MERGED_PEOPLE)
        for name, inputs, merge in merged:
            self._merge(frames, name, [partials.get(i, []) for i in inputs], merge)
        self._facts = replace(self._facts, frames=frames, has_people=True)
        self._persist()
        return self._facts

    def _revision(self, records: Sequence[FileRecord]) -> str:
        revisions = {record.path: record.revision for record in records}
        return digest(revisions, PARTIAL_VERSION, self._active_events)

    def _partials(
        self, records: Sequence[FileRecord], *, is_people: bool
    ) -> dict[str, list[tuple[str, pl.DataFrame]]]:
        found: dict[str, list[tuple[str, pl.DataFrame]]] = {}
        for record in records:
            facts = facts_of(record, active_events=self._active_events)
            wanted = [fact for fact in facts if fact.is_people == is_people]
            if not wanted or not record.parts:
                continue
            kept = self._of_file(record, wanted, is_people=is_people)
            mark = f"{record.path}:{kept.key}:{kept.rows}"
            for name, frame in kept.frames.items():
                found.setdefault(name, []).append((mark, frame))
        gone = {path for path, _ in self._kept} - {record.path for record in records}
        for path in gone:
            self._kept.pop((path, is_people), None)
        return found

    def _of_file(
        self, record: FileRecord, facts: Iterable[Fact], *, is_people: bool
    ) -> _Kept:
        """Return a file's facts: as kept, extended by what was appended, or anew."""
        slot = (record.path, is_people)
        key = digest(
            {record.path: record.identity},
            record.replaced_identity, record.table, record.id_level,
            self._active_events,
        )  # fmt: skip
        store = FrameStore(
            self._cache
            / folder_name(record.path)
            / ("people" if is_people else "cubes"),
            version=PARTIAL_VERSION,
        )
        kept = self._kept.get(slot) or _load(store, facts)
        rows = rows_of(record)
        if kept is None or kept.key != key or kept.rows != rows:
            saved = kept.saved if kept is not None and kept.key == key else 0
            kept = _follow(kept, record, facts, key=key)
            kept.saved = saved
            if not is_people or rows - saved > rows * UNSAVED:
                _save(store, kept)
        self._kept[slot] = kept
        return kept

    def _merge(
        self,
        frames: dict[str, pl.DataFrame],
        name: str,
        inputs: list[list[tuple[str, pl.DataFrame]]],
        merge: Callable[[list[list[pl.DataFrame]]], pl.DataFrame],
    ) -> None:
        """Merge again only if an input has changed; without rows there is no frame."""
        signature = digest({mark: "" for group in inputs for mark, _ in group})
        if self._signatures.get(name) == signature and name in frames:
            return
        self._signatures[name] = signature
        given = [[frame for _, frame in group] for group in inputs]
        if given[0]:
            frames[name] = merge(given)
        else:
            frames.pop(name, None)

    def _persist(self) -> None:
        self._merged.save(self._facts.frames, self._facts.revision)


def _load(store: FrameStore, facts: Iterable[Fact]) -> _Kept | None:
    meta = store.meta()
    if meta is None:
        return None
    frames = store.load(meta)
    if frames is None or frames.keys() != {fact.name for fact in facts}:
        return None
    return _Kept(meta.key, meta.rows, frames, saved=meta.rows)


def _save(store: FrameStore, kept: _Kept) -> None:
    store.save(kept.frames, kept.key, rows=kept.rows)
    kept.saved = kept.rows


def _follow(
    kept: _Kept | None, record: FileRecord, facts: Iterable[Fact], *, key: str
) -> _Kept:
    """Extend what is kept by the appended parts, or compute all of it."""
    tail = None
    if kept is not None and kept.key == key:
        tail = appended(record, known_rows=kept.rows)
    if kept is None or tail is None:
        frames = {fact.name: compute(fact, record) for fact in facts}
    else:
        frames = {
            fact.name: extend(fact, kept.frames[fact.name], record, tail)
            for fact in facts
        }
    return _Kept(key, rows_of(record), frames)


def _with_shops(
    partials: dict[str, list[tuple[str, pl.DataFrame]]],
) -> dict[str, list[tuple[str, pl.DataFrame]]]:
    """Where there is not one order, what platforms tell of shops is what was sold."""
    if any(frame.height for _, frame in partials.get("paid", [])):
        return partials
    return {**partials, "paid": partials.get("shops", [])}


def _acquisitions(
    records: Sequence[FileRecord], given: list[list[pl.DataFrame]]
) -> pl.DataFrame:
    """Count new customers and what they brought.

    Their orders are read again from the cleaned files: of millions of orders, lines by
    user would be as large in memory as all other facts together.
    """
    orders = [record for record in records if record.table == "orders" and record.parts]
    lines = [rollups.net_lines(nw.from_native(scan(r))).to_native() for r in orders]
    found = people.acquisitions(_lazily(given[0]), pl.concat(lines))
    return found.collect(engine="streaming")


def _lazily(frames: list[pl.DataFrame]) -> pl.LazyFrame:
    return pl.concat([frame.lazy() for frame in frames], how="vertical_relaxed")


_MERGED_CUBES: Final = (
    ("spend", ("spend",), lambda given: cubes.finest_spend(given[0])),
    ("hourly", ("spend",), lambda given: cubes.hourly_spend(given[0])),
    ("double_grains", ("spend",), lambda given: cubes.double_grains(given[0])),
    ("sales", ("paid", "created"), lambda given: cubes.add_sales(*given)),
    ("touches", ("touches",), lambda given: cubes.add_touches(given[0])),
    (
        "complaints",
        ("complained",),
        lambda given: people.complaint_counts(_lazily(given[0])).collect(),
    ),
    ("tickets", ("tickets",), lambda given: registers.add_rows(given[0])),
    ("campaigns", ("campaigns",), lambda given: registers.add_plans(given[0])),
    ("competitors", ("competitors",), lambda given: registers.add_rows(given[0])),
    ("series", ("series",), lambda given: cubes.add_series(given[0])),
    ("calendar", ("calendar",), lambda given: pl.concat(given[0]).unique()),
)
_MERGED_PEOPLE: Final = (
    (
        "dau",
        ("activity",),
        lambda given: people.active_users(_lazily(given[0])).collect(),
    ),
    (
        "retention",
        ("activity", "users"),
        lambda given: people.retention(
            _lazily(given[0]), _lazily(given[1]) if given[1] else None
        ).collect(),
    ),
)
