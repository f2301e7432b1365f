"""What the worker needs of a session."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from cockpit.snapshot.alarms import AlarmDetail, AlarmsSnapshot, Labels
from cockpit.snapshot.drill import DrillQuery, DrillSnapshot
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.health import HealthQuery, HealthSnapshot
from cockpit.snapshot.incidents import Figures, Sensed
from cockpit.snapshot.quarantine import Only, RejectedPage
from cockpit.snapshot.reading import Reading
from cockpit.snapshot.sources import SourcesSnapshot


class SessionPort(Protocol):
    """What the worker needs of a session.

    All is called from one thread, but for :meth:`rejected`: that is called from
    another one, at any moment after the first refresh, also in the middle of a
    refresh, and must neither wait for it nor see half of it.
    """

    @property
    def is_behind(self) -> bool:
        """Whether there is work that waits for quiet and should not wait long."""

    def refresh(
        self,
        on_step: Callable[[], None] | None = None,
        on_progress: Callable[[str, int, int], None] | None = None,
    ) -> bool:
        """Look at the files and read what is new; True if anything changed."""

    def watch_reading(
        self, tell: Callable[[Reading], object], is_stopped: Callable[[], bool]
    ) -> None:
        """Tell how far reading is, after each block; stop where that says so."""

    def health(self, query: HealthQuery) -> HealthSnapshot:
        """Compute the health view."""

    def sources(self) -> SourcesSnapshot:
        """Say what was read of every file."""

    def drill(self, query: DrillQuery) -> DrillSnapshot:
        """Take one metric apart."""

    def rejected(
        self, path: str, *, first: int, count: int, only: Only
    ) -> RejectedPage:
        """Return a page of the quarantine of a file; empty: of all files."""

    def forget(self, path: str) -> None:
        """Read a file (empty: all) again at the next refresh."""

    def idle(self) -> bool:
        """Do a small piece of work that can wait; True if it changed anything."""

    @property
    def verdicts(self) -> Mapping[tuple[str, str | None], object]:
        """What the rules say of each gauge; compared, never looked into."""

    def watch(self) -> bool:
        """Judge what is new and write it down; True if anything may look different.

        Cheap if nothing is new: called about twice a second.
        """

    def alarms(self) -> AlarmsSnapshot:
        """Return every alarm in the order of the queue."""

    def alarm(self, rule: str, labels: Labels) -> AlarmDetail | None:
        """Return everything about one alarm; None if there is none such."""

    @property
    def sensed(self) -> Mapping[tuple[str, str], Sensed]:
        """What the newest data say about steps, by incident and step."""

    @property
    def figures(self) -> tuple[Figures, ...]:
        """What the newest data say about the open incidents."""

    def prepared(self, function: str, incident: str) -> Callable[[], Evidence]:
        """Take down what an answer that is not frozen rests on.

        What is returned computes it, in any thread and whatever happens meanwhile.
        """

    def compute(self, incident: str, step: str) -> None:
        """Compute the evidence of a step again."""

    def write_out(
        self, incident: str, step: str, keys: tuple[str, ...]
    ) -> tuple[Path, ...]:
        """Write what a step's evidence lists into files."""

    @property
    def ground(self) -> object:
        """What studies of users stand on now; it never changes, another one comes."""

    def close(self) -> None:
        """Let go of what is held; another session will be opened."""
