"""How much of the log somebody has seen, and what is waiting to be handed over."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cockpit.incidents.events import Event
from cockpit.incidents.journal.chain import (
    BEGINNING,
    Followed,
    Head,
    followed,
    hash_of,
    head_of,
)
from cockpit.incidents.journal.database import Database
from cockpit.incidents.journal.folder import COPY, DATABASE
from cockpit.incidents.journal.troubles import NotSaved, Refused
from cockpit.text.notes import Note, note

VANISHED: Final = note("the folder .cockpit has vanished")
OTHER: Final = note("the log was replaced by an older or another one: start again")
_NEVER: Final = -1


class Seen:
    """The end of what was read, and per incident how many events it has."""

    def __init__(self) -> None:
        self.head = BEGINNING
        self._waiting: list[Event] = []
        self._versions: dict[str, int] = {}
        self._stamp = _NEVER
        self._has_stood = False

    def version(self, incident: str) -> int:
        """Return how many events of an incident were read or written."""
        return self._versions.get(incident, 0)

    def take(self) -> tuple[Event, ...]:
        """Hand over what is waiting."""
        taken, self._waiting = tuple(self._waiting), []
        return taken

    def add(self, events: Sequence[Event]) -> None:
        """Note events that were read; they wait to be handed over."""
        self._waiting.extend(events)
        self.wrote(events)

    def wrote(self, events: Sequence[Event]) -> None:
        """Note events that the reader knows already."""
        for event in events:
            if event.incident:
                self._versions[event.incident] = event.version
        if events:
            self.head = head_of(events[-1])

    def look(self, database: Database) -> None:
        """Read what is new; costs next to nothing if no other connection wrote.

        Raises:
            NotSaved: If the database does not continue what was read.
            sqlite3.Error: If it cannot be read.
        """
        stamp = database.stamp
        if stamp == self._stamp:
            return
        if self.head != BEGINNING:
            line = database.line(self.head.seq)
            if line is None or hash_of(line) != self.head.hash:
                raise NotSaved(OTHER)
        found = followed(database.lines_after(self.head.seq), self.head)
        self.add(found.events)
        if found.problem:
            raise NotSaved(found.problem)
        self._stamp = stamp

    def resume(self, log: Followed) -> Note | None:
        """Go on with a log that was opened again; return why that is not possible."""
        seq = self.head.seq
        if not _has(log.lines, self.head):
            return OTHER
        self._has_stood = True
        self._versions = dict(log.versions)
        self.add([event for event in log.events if event.seq > seq])
        self.look_anew()
        return None

    def look_anew(self) -> None:
        """Look whatever the stamp: another connection counts from another number."""
        self._stamp = _NEVER

    def expect(self) -> None:
        """Know that a log stood there, though nothing of it was read."""
        self._has_stood = True

    def refuse_vanished(self, folder: Path) -> None:
        """Refuse to begin a new log where one stood, even an empty one, that is gone.

        Raises:
            Refused: If neither copy is there any more.
        """
        names = (DATABASE, COPY)
        if self._has_stood and not any((folder / n).exists() for n in names):
            raise Refused(VANISHED)


def _has(lines: Sequence[bytes], head: Head) -> bool:
    if head == BEGINNING:
        return True
    return len(lines) >= head.seq and hash_of(lines[head.seq - 1]) == head.hash
