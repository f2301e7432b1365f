"""The incident log of one process: what stands in it, and what is added to it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from cockpit.incidents.durations import EVERY_WEEKDAY, Calendar
from cockpit.incidents.events import Clocks, Draft, Event
from cockpit.incidents.occasion import Keeper
from cockpit.incidents.people import Person
from cockpit.incidents.sop import Sop
from cockpit.incidents.state import State
from cockpit.snapshot.acts import Command
from cockpit.snapshot.incidents import Figures, IncidentsSnapshot, Sensed


class Log(Protocol):
    """Where events are kept: the journal on disk, or one in memory."""

    def news(self) -> tuple[Event, ...]:
        """Return what was appended, by anybody, since this object last looked."""
        ...

    def write(
        self,
        decide: Callable[[tuple[Event, ...]], Sequence[Draft]],
        *,
        actor: str,
    ) -> tuple[Event, ...]:
        """Append under a lock what ``decide`` says after it saw the news."""
        ...

    @property
    def trouble(self) -> str:
        """Why nothing can be written; empty if all is well."""
        ...


class Logbook:
    """Folds the log, decides commands, lets timers fall due.

    Several logbooks, in one process or many, may stand on one journal: each sees what
    the others wrote before it decides.
    """

    def __init__(  # noqa: PLR0913 - what a decision may know, each named
        self,
        log: Log,
        *,
        clocks: Clocks,
        sops: Callable[[], Mapping[str, Sop]] = dict,
        people: Callable[[], tuple[Person, ...]] = tuple,
        calendar: Callable[[], Calendar] = lambda: EVERY_WEEKDAY,
        keep: Keeper | None = None,
    ) -> None:
        """Stand on a log; nothing is read before :meth:`catch_up`.

        Args:
            log: Journal.
            clocks: Wall clock, clock of the boot, time of the data.
            sops: Returns the procedures in force, by id.
            people: Returns the roster.
            calendar: Returns which days are worked.
            keep: Takes copies of files entered as evidence.
        """
        raise NotImplementedError

    @property
    def state(self) -> State:
        """What the log adds up to, as far as this object has looked."""
        raise NotImplementedError

    def catch_up(self) -> bool:
        """Read what others have written; tell whether there was anything."""
        raise NotImplementedError

    def do(self, act: Command, *, actor: str) -> tuple[Event, ...]:
        """Let due timers fall, then do an act, in one commit.

        Returns:
            The events that were written; not before they are on disk.

        Raises:
            Refused: If the act cannot be done, or names an old version.
        """
        raise NotImplementedError

    def tick(self) -> tuple[Event, ...]:
        """Let due timers fall; cheap if none is due. Call it about once a second."""
        raise NotImplementedError

    def record(
        self, decide: Callable[[State], Sequence[Draft]], *, actor: str
    ) -> tuple[Event, ...]:
        """Write what a decision on the newest state says, in one commit."""
        raise NotImplementedError

    def snapshot(
        self,
        *,
        figures: Mapping[str, Figures] | None = None,
        sensed: Mapping[tuple[str, str], Sensed] | None = None,
        show_closed: int = 0,
        focus: str = "",
        actor: str = "",
    ) -> IncidentsSnapshot:
        """Return the incidents as the screen shows them, as of now.

        Args:
            figures: Money, by incident.
            sensed: What data say now, by (incident, step).
            show_closed: How many of the incidents that are over to show too.
            focus: Step that the operator has chosen; empty: the most urgent.
            actor: Who looks.
        """
        raise NotImplementedError

    def events_of(self, incident: str) -> tuple[Event, ...]:
        """Return the events of one incident, oldest first."""
        raise NotImplementedError
