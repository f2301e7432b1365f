"""Clocks that stand where they are put, drafts, and a log made of them."""

from dataclasses import dataclass
from pathlib import Path

from cockpit.incidents.events import Draft, Event
from cockpit.incidents.journal import Journal

NOON = 1_793_448_000.0  # 2026-10-31 12:00 UTC


@dataclass
class HandClocks:
    """Clocks that a test turns by hand."""

    seconds: float = NOON
    since_boot: float = 1_000.0
    boot: str = "boot-1"
    as_of: str = "2026-10-31T20:00:00+08:00"

    def wall(self) -> float:
        return self.seconds

    def boot_ns(self) -> int:
        return round(self.since_boot * 1_000_000_000)

    def boot_id(self) -> str:
        return self.boot

    def data(self) -> str:
        return self.as_of

    def wait(self, seconds: float) -> None:
        """Let time go by on all clocks."""
        self.seconds += seconds
        self.since_boot += seconds


def opened(folder: Path, session: str = "one") -> Journal:
    """Open a log with clocks that stand."""
    return Journal.open(folder, session=session, clocks=HandClocks())


def noted(text: str, incident: str = "", once: str = "") -> Draft:
    """Draft a note."""
    return Draft(
        kind="note.added", incident=incident, payload={"text": text}, once=once
    )


def add(journal: Journal, *texts: str) -> tuple[Event, ...]:
    """Write notes, whatever is new."""
    return journal.write(lambda _: [noted(text) for text in texts], actor="林")


def texts(events: tuple[Event, ...]) -> list[str]:
    """Return what notes say, or else the kinds of events."""
    return [event.payload.get("text", event.kind) for event in events]
