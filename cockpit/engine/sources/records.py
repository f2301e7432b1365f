"""What is known of a file that was read: the hand-over from sources to facts."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from cockpit.snapshot.health import SourceState
from cockpit.snapshot.sources import ColumnUse
from cockpit.text.notes import Note

IdLevel = Literal["channel", "account", "campaign", "plan", "creative"]


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One ``[[source]]`` with the workspace's defaults filled in.

    Attributes as in :class:`cockpit.settings.model.SourceSection`; besides:

    Attributes:
        position: Place in cockpit.toml, from 1.
        day_starts_minutes: Minutes after midnight at which a business day begins.
        complaint_categories: Categories that make a ticket a complaint.
        business_timezone: Zone of business days, the workspace's; empty: that of the
            source.
        base_currency: The workspace's; empty if nothing is to be changed.
        exchange_rates: Currency -> how much of the workspace's one unit of it is.
        secret: Key of pseudonyms; empty where keys of people stay as they are.
    """

    position: int
    table: str
    path: str
    name: str
    timezone: str
    currency: str
    encoding: str = "auto"
    separator: str = "auto"
    header: bool | Literal["auto"] = "auto"
    columns: dict[str, str | int] = field(default_factory=dict)
    derive: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str | int | float] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    settle_days: int = 0
    cadence_hours: float = 24.0
    day_starts_minutes: int = 0
    complaint_categories: tuple[str, ...] = ()
    pinned_headers: tuple[tuple[str, ...], ...] = ()
    business_timezone: str = ""
    base_currency: str = ""
    exchange_rates: dict[str, float] = field(default_factory=dict)
    secret: bytes = field(default=b"", repr=False)

    @property
    def zone_of_days(self) -> str:
        """Zone in which a business day begins and ends."""
        return self.business_timezone or self.timezone


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file, cleaned: the file at first sight, then what was appended.

    Attributes:
        frame: Parquet in the cache, columns of :func:`cockpit.engine.tables.schema_of`,
            in file order.
        rows: Rows in it.
        days: Business days in it, sorted.
    """

    frame: Path
    rows: int
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FileRecord:
    """One file as it was last read.

    Attributes:
        spec: The source it belongs to.
        path: Relative to the workspace, with ``/``.
        identity: Changes when what was read of it changes, except by an append: then
            it stays and ``parts`` grows. Stable over restarts.
        parts: Cleaned stretches in file order; empty if nothing could be read.
        replaced: Parquet with the key columns of rows that a newer file replaces
            (``orders``: order_id; ``ad_spend``: date, channel, account, finest id ...),
            or None. ``replaced_identity`` changes with its content.
        present: Canonical columns that the file (or its mapping) really has.
        id_level: For ``ad_spend``: the finest id the file has.
        modified_ns: Modification time; the greater one is the newer file.
        last_time: Newest instant in the data.
        revision: Hash of everything above that numbers depend on.
        counts: Code -> how many rows (cells, words, columns) and of how many.
        told: Each of ``messages`` with its code.
        rows_before: Rows of its last content, before it was replaced; None: it never
            was, or grew only.
    """

    spec: SourceSpec
    path: str
    identity: str
    parts: tuple[Part, ...]
    replaced: Path | None
    replaced_identity: str
    present: frozenset[str]
    id_level: IdLevel
    modified_ns: int
    last_time: datetime | None
    revision: str
    rows: int = 0
    rejected: int = 0
    repeats: int = 0
    replaced_rows: int = 0
    first: date | None = None
    last: date | None = None
    encoding: str = ""
    separator: str = ""
    size_bytes: int = 0
    state: SourceState = "ok"
    codes: tuple[str, ...] = ()
    messages: tuple[Note, ...] = ()
    columns: tuple[ColumnUse, ...] = ()
    unverified: bool = False
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    rows_before: int | None = None
    told: tuple[tuple[str, Note], ...] = ()

    @property
    def table(self) -> str:
        """Canonical table that the rows belong to."""
        return self.spec.table

    @property
    def has_hours(self) -> bool:
        """Whether rows of ``ad_spend`` carry an hour."""
        return "hour" in self.present


@dataclass(frozen=True, slots=True)
class Stray:
    """Something that is not read: a file no source names, a glob without a file ...

    Attributes:
        path: Relative to the workspace, or the glob.
        code: ``unknown_file``, ``unmatched``, ``not_a_file``, ``outside`` ...
        position: Of the ``[[source]]``, 0 if none is concerned.
    """

    path: str
    code: str
    note: Note
    position: int = 0
    table: str = ""
