"""What studies of users read: a scene, its rows, and what was computed once."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import Final, TypeVar, cast

import narwhals as nw
import polars as pl

from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.facts.backend import scan
from cockpit.engine.tables import DAY_COLUMN, schema_of
from cockpit.engine.users.effort import Trial
from cockpit.engine.users.ledger import Ledger, ledger, purchase_lines
from cockpit.engine.users.needs.exchange import TICKET_COST
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.ltv import WantedModel
from cockpit.snapshot.segments import SegmentSpec

Made = TypeVar("Made")
KEPT: Final = 64
"""Results that are kept; the oldest goes first."""


@dataclass(slots=True, eq=False)
class Memory:
    """Results that later studies of the same data can use again.

    Several threads may ask. What one of them is making the others wait for, and for
    nothing else; where making fails each of them tries for itself.

    Attributes:
        kept: Results that are kept; the oldest goes first.
        made: Results by key; never changed but by :meth:`once`.
    """

    kept: int = KEPT
    made: dict[Hashable, object] = field(default_factory=dict)
    _making: dict[Hashable, Event] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made for the key, or make it.

        ``make`` may ask for other keys, never for its own.
        """
        while True:
            with self._lock:
                if key in self.made:
                    return cast("Made", self.made[key])
                other = self._making.get(key)
                if other is None:
                    self._making[key] = Event()
                    break
            other.wait()
        try:
            found = make()
            with self._lock:
                while len(self.made) >= self.kept:
                    self.made.pop(next(iter(self.made)))
                self.made[key] = found
            return found
        finally:
            with self._lock:
                self._making.pop(key).set()


@dataclass(frozen=True, slots=True)
class StudyTerms:
    """What the configuration says about studies.

    Attributes:
        horizons: Days after acquisition at which value is told.
        calibration_end: Last day that models are fitted on; None: the as-of day.
        purchase_model: Whose expected purchases values rest on.
        ticket_cost: Of answering one ticket, whole currency units.
        grouping: The segments saved in the workspace; None: the default ones.
        saved: Where they are saved, relative to the workspace; empty: nowhere.
        active_events: Event names that make a user active; empty: all but
            impressions and clicks on advertisements.
        trials: Tests that the configuration names.
        attribution: How journeys are cut and credited.
        kol_limit: Share of new customers from KOLs beyond which a shop hangs on them.
    """

    horizons: tuple[int, ...] = (30, 90, 365)
    calibration_end: date | None = None
    purchase_model: WantedModel = "auto"
    ticket_cost: float = TICKET_COST
    grouping: SegmentSpec | None = None
    saved: str = ""
    active_events: tuple[str, ...] = ()
    trials: tuple[Trial, ...] = ()
    attribution: AttributionTerms = field(default_factory=AttributionTerms)
    kol_limit: float = 0.35


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """One moment of one workspace, for models of single users.

    ``memory`` belongs to the files as they are (the scene's records); keys of what
    depends on the day or on a query have to say so. ``keep`` is a private folder for
    what outlives a change of the files; None: nothing does.
    """

    scene: Scene
    terms: StudyTerms = StudyTerms()
    memory: Memory = field(default_factory=Memory)
    keep: Path | None = None

    @property
    def as_of(self) -> date:
        """The current business day, in progress."""
        return self.scene.as_of

    def has(self, table: str, *columns: str) -> bool:
        """Whether a table has rows, and its files really have these columns."""
        named = {f"{table}.{column}" for column in columns}
        return table in self.scene.tables and named <= self.scene.columns

    def rows(self, table: str) -> pl.LazyFrame:
        """Return the cleaned rows of a table up to the as-of day, of all its files.

        A table without rows gives a frame without rows. Rows without a day stay.
        """
        records = [record for record in self.scene.records if record.table == table]
        frames = [scan(record) for record in records if record.parts]
        if not frames:
            return pl.LazyFrame(schema=schema_of(table))
        day = pl.col(DAY_COLUMN[table])
        return pl.concat(frames).filter(day.is_null() | (day <= self.as_of))

    def ledger(self) -> Ledger:
        """Return the paid orders of every known user up to the as-of day."""
        whole = self.memory.once("ledger", self._ledger)
        return self.memory.once(
            ("ledger", self.as_of), partial(whole.seen_on, self.as_of)
        )

    def _ledger(self) -> Ledger:
        workspace = self.scene.workspace
        orders = [r for r in self.scene.records if r.table == "orders" and r.parts]
        lines = [
            purchase_lines(
                nw.from_native(scan(record)),
                has_ids="order_id" in record.present,
                timezone=workspace.timezone,
                day_starts_minutes=workspace.day_starts_minutes,
            ).to_native()
            for record in orders
        ]
        return ledger(pl.concat(lines), until=date.max) if lines else Ledger()
