"""What is written into the log: drafts go in, numbered and chained events come out."""

from typing import Any, Final, Protocol

import msgspec

SYSTEM: Final = "system"
"""Actor of timers; ``data`` is the actor of what the data say."""
DATA: Final = "data"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An event that is to be written.

    Attributes:
        kind: ``incident.opened``, ``step.claimed`` ... as the documentation lists them.
        incident: Id of the incident it belongs to; empty for alarms, clocks, sessions.
        payload: Plain JSON values.
        once: If given, at most one event with this word is ever written, whoever
            writes it: the other draft is dropped in silence (an overdue timer, the
            opening of an incident by two processes at once).
        actor: Who; empty: the actor of the writing.
    """

    kind: str
    incident: str = ""
    payload: dict[str, Any] = {}
    once: str = ""
    actor: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log.

    Attributes:
        seq: 1, 2, 3 ... without gaps.
        id: UUID.
        version: Of the incident after this event; 0 without an incident.
        session: Which run of which process wrote it.
        wall: ISO time in UTC with microseconds.
        data: ISO time of the data that the writer saw; empty if it saw none.
        boot: Id of the boot; ``boot_ns`` the clock that counts sleep, in nanoseconds.
        prev: Hash of the event before; ``hash`` of this one, which includes it.
    """

    seq: int
    id: str
    kind: str
    incident: str = ""
    version: int = 0
    actor: str = ""
    session: str = ""
    wall: str = ""
    data: str = ""
    boot: str = ""
    boot_ns: int = 0
    payload: dict[str, Any] = {}
    once: str = ""
    prev: str = ""
    hash: str = ""


class Clocks(Protocol):
    """Where time comes from; a drill brings clocks of its own that run faster."""

    def wall(self) -> float:
        """Return seconds since the epoch, UTC."""
        ...

    def boot_ns(self) -> int:
        """Return nanoseconds since the boot, sleep included."""
        ...

    def boot_id(self) -> str:
        """Return what changes with every boot."""
        ...

    def data(self) -> str:
        """Return the ISO time of the data, or empty where no data are seen."""
        ...
