"""Drafts made into events: numbered, dated, chained."""

from collections.abc import Sequence
from uuid import uuid4

from cockpit.incidents.clocks import iso
from cockpit.incidents.events import Clocks, Draft, Event
from cockpit.incidents.journal.chain import head_of, opened, sealed
from cockpit.incidents.journal.database import Database
from cockpit.incidents.journal.seen import Seen
from cockpit.incidents.journal.store import saving


class Writing:
    """One writing: events that follow the end of the log, and their lines.

    Args:
        seen: All that is there.
        database: Knows which ``once`` words are taken.
        clocks: Are read once, so that all these events have one time.
    """

    def __init__(self, seen: Seen, database: Database, clocks: Clocks) -> None:
        self.events: list[Event] = []
        self.lines: list[bytes] = []
        self.head = seen.head
        self._seen = seen
        self._database = database
        self._versions: dict[str, int] = {}
        self._words: set[str] = set()
        self._now = Event(
            seq=0,
            id="",
            kind="",
            wall=iso(clocks.wall()),
            data=clocks.data(),
            boot=clocks.boot_id(),
            boot_ns=clocks.boot_ns(),
        )

    def add(self, drafts: Sequence[Draft], *, actor: str, session: str) -> None:
        """Add drafts, apart from those whose ``once`` word is taken.

        Raises:
            NotSaved: If the database cannot say.
            TypeError: If a payload is not plain JSON.
        """
        for draft in drafts:
            if not self._is_taken(draft.once):
                self._add(draft, actor, session)

    def _is_taken(self, once: str) -> bool:
        if not once:
            return False
        with saving():
            is_taken = once in self._words or self._database.has(once)
        self._words.add(once)
        return is_taken

    def _add(self, draft: Draft, actor: str, session: str) -> None:
        now = self._now
        event = Event(
            seq=self.head.seq + 1,
            id=str(uuid4()),
            kind=draft.kind,
            incident=draft.incident,
            version=self._next_version(draft.incident),
            actor=draft.actor or actor,
            session=session,
            wall=now.wall,
            data=now.data,
            boot=now.boot,
            boot_ns=now.boot_ns,
            payload=draft.payload,
            once=draft.once,
        )
        line = sealed(event, self.head)
        written = opened(line)  # as everybody else will read it
        assert written is not None
        self.lines.append(line)
        self.events.append(written)
        self.head = head_of(written)

    def _next_version(self, incident: str) -> int:
        if not incident:
            return 0
        before = self._versions.get(incident, self._seen.version(incident))
        self._versions[incident] = before + 1
        return before + 1
