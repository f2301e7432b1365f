"""A journal in memory and clocks that a test sets: what a logbook stands on."""

from collections.abc import Callable, Sequence
from hashlib import sha256

import msgspec

from cockpit.incidents.clocks import iso
from cockpit.incidents.events import Draft, Event
from cockpit.incidents.journal import NotSaved
from cockpit.text.notes import note

BEGIN = 1_793_500_000.0
"""A Sunday in 2026, in seconds since the epoch."""


class SetClocks:
    """Clocks that stand until a test moves them."""

    def __init__(self, wall: float = BEGIN) -> None:
        self.now = wall
        self.ticks = 1_000_000_000_000
        self.boot = "boot-1"
        self.data_time = "2026-11-01T10:00:00+08:00"

    def wall(self) -> float:
        return self.now

    def boot_ns(self) -> int:
        return self.ticks

    def boot_id(self) -> str:
        return self.boot

    def data(self) -> str:
        return self.data_time

    def pass_seconds(self, seconds: float) -> None:
        """Both clocks go on, as in life; sleep counts."""
        self.now += seconds
        self.ticks += round(seconds * 1_000_000_000)

    def set_wall(self, by: float) -> None:
        """Somebody sets the wall clock."""
        self.now += by

    def reboot(self, down_seconds: float, wall_error: float = 0.0) -> None:
        """The machine was off for a while; its wall clock may come back wrong."""
        self.now += down_seconds + wall_error
        self.ticks = 5_000_000_000
        self.boot = f"boot-{int(self.boot.removeprefix('boot-')) + 1}"


class Ledger:
    """All events of one workspace; several :class:`Page` may read and write it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.words: set[str] = set()


class Page:
    """One process's view of a ledger, with the manners of the journal on disk."""

    def __init__(self, ledger: Ledger, clocks: SetClocks, session: str = "s1") -> None:
        self._ledger = ledger
        self._clocks = clocks
        self._session = session
        self._seen = 0
        self.trouble = ""
        self.fails = 0

    def news(self) -> tuple[Event, ...]:
        found = tuple(self._ledger.events[self._seen :])
        self._seen = len(self._ledger.events)
        return found

    def write(
        self,
        decide: Callable[[tuple[Event, ...]], Sequence[Draft]],
        *,
        actor: str,
    ) -> tuple[Event, ...]:
        written = []
        drafts = decide(self.news())
        if self.fails:
            self.fails -= 1
            raise NotSaved(note("the disk is full"))
        for draft in drafts:
            if draft.once and draft.once in self._ledger.words:
                continue
            self._ledger.words |= {draft.once} - {""}
            event = self._event(draft, actor)
            self._ledger.events.append(event)
            written.append(event)
        self._seen = len(self._ledger.events)
        return tuple(written)

    def _event(self, draft: Draft, actor: str) -> Event:
        events = self._ledger.events
        payload = msgspec.json.decode(msgspec.json.encode(draft.payload))
        bare = Event(
            seq=len(events) + 1,
            id=f"id-{len(events) + 1}",
            kind=draft.kind,
            incident=draft.incident,
            version=sum(e.incident == draft.incident for e in events) + 1
            if draft.incident
            else 0,
            actor=draft.actor or actor,
            session=self._session,
            wall=iso(self._clocks.wall()),
            data=self._clocks.data(),
            boot=self._clocks.boot_id(),
            boot_ns=self._clocks.boot_ns(),
            payload=payload,
            once=draft.once,
            prev=events[-1].hash if events else "",
        )
        digest = sha256(msgspec.json.encode(bare, order="deterministic")).hexdigest()
        return msgspec.structs.replace(bare, hash=digest)
