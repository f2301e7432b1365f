"""The one door to the engine: a workspace in, snapshots and rows out.

Not thread-safe, with one exception: :meth:`Session.rejected` may be called from another
thread at any moment.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from time import monotonic, sleep, time_ns
from typing import Final
from zoneinfo import ZoneInfo

from cockpit import paths
from cockpit.engine import views
from cockpit.engine.facts.book import FactBook, Facts
from cockpit.engine.metrics.catalogue import Dimension
from cockpit.engine.periods import last_moment
from cockpit.engine.sources.pauses import Pauses
from cockpit.engine.sources.records import FileRecord
from cockpit.engine.sources.shelf import Shelf
from cockpit.engine.sources.watching import Watch
from cockpit.engine.views.scene import Place, Scene, Verdict, complete
from cockpit.mistakes import mistakes
from cockpit.patience import patiently
from cockpit.secret import secret_of
from cockpit.settings.load import Loaded, load
from cockpit.settings.model import Config
from cockpit.snapshot.drill import DrillQuery, DrillSnapshot
from cockpit.snapshot.health import HealthQuery, HealthSnapshot
from cockpit.snapshot.metrics import MetricsQuery, MetricsSnapshot
from cockpit.snapshot.quarantine import EVERY, Only, RejectedPage
from cockpit.snapshot.reading import Reading
from cockpit.snapshot.sources import SourcesSnapshot
from cockpit.text.notes import note
from cockpit.workspace import source_specs, workspace_of

STEP_SECONDS: Final = 0.5
"""During a long look the cubes are brought up to date this often."""
LONGEST_LAG_SECONDS: Final = 15.0
"""Where files never rest, users are counted this often all the same."""
STEADY_SECONDS: Final = 2.5
PAUSE_SECONDS: Final = 0.25
"""How long a single reading waits for a file that is being written, and how often."""

Clock = Callable[[], datetime]
OnProgress = Callable[[str, int, int], None]


class Session:
    """One workspace, read as far as :meth:`refresh` has come.

    A configuration that cannot be used is a state to show (``problem`` in every
    snapshot), not a reason to fail.

    Args:
        workspace: Its folder.
        clock: The time of the data; by default the configuration's ``now``, else the
            real time.
        loaded: The configuration, if it has been read already.
    """

    def __init__(
        self,
        workspace: Path,
        *,
        clock: Clock | None = None,
        loaded: Loaded | None = None,
    ) -> None:
        self.folder = workspace
        self._loaded = loaded or load(workspace)
        self._is_pinned = clock is None and self.config.workspace.now is not None
        self._clock = clock or self._configured_clock()
        cache = paths.make_cache(workspace)
        self._secret = secret_of(workspace, self._loaded)
        specs = source_specs(self._loaded, secret=self._secret.key)
        is_closed = self._secret.problem is not None
        self._shelf = Shelf(workspace, cache, () if is_closed else specs)
        self._book = FactBook(
            cache / "facts", active_events=self.config.workspace.active_events
        )
        self._scene: Scene | None = None
        self._has_looked = False
        self._counted_at = monotonic()
        self._watch = Watch()
        self.verdicts: Mapping[Place, Verdict] = {}
        """What the rules say, as long as somebody judges; shown by every view."""

    @property
    def config(self) -> Config:
        """The good parts of the configuration."""
        return self._loaded.config

    @property
    def facts(self) -> Facts:
        """The newest facts."""
        return self._book.facts

    def now(self) -> datetime:
        """Return the time of the data, aware."""
        return self._clock()

    def watch_reading(
        self, tell: Callable[[Reading], object], is_stopped: Callable[[], bool]
    ) -> None:
        """Be told how far looks at the files are, and stop one where that says so."""
        self._watch = Watch(tell, is_stopped)

    def refresh(
        self,
        on_step: Callable[[], None] | None = None,
        on_progress: OnProgress | None = None,
    ) -> bool:
        """Look at the files, read what is new, bring the facts up to date.

        Args:
            on_step: Called when new numbers can be published in between.
            on_progress: Called with a path, how many files are done, and of how many.

        Returns:
            True if anything has changed.
        """
        before = (self._shelf.records, self._shelf.strays)
        patiently(partial(self._look, on_step, on_progress or _silent))
        records = self._shelf.records
        if not self.facts.revision:
            self._book.restore(records)
        if not self._book.is_current(records):
            self._update_cubes()
            if monotonic() - self._counted_at > LONGEST_LAG_SECONDS:
                if on_step is not None:
                    on_step()
                self._count_people()
        self._scene, self._has_looked = None, True
        return before != (records, self._shelf.strays)

    def _look(
        self, on_step: Callable[[], None] | None, on_progress: OnProgress
    ) -> None:
        pauses = Pauses(STEP_SECONDS)
        for path, done, total in self._shelf.look_steps(
            now=self.now(), watch=self._watch
        ):
            on_progress(path, done, total)
            if on_step is not None and pauses.is_time():
                with pauses.measured():
                    self._update_cubes()
                    on_step()

    def read(self) -> None:
        """Read everything once, for a command that prints and ends.

        A file whose last line has no end is only taken when it has been steady for two
        seconds; there is no later look, so this one waits for it. For the same reason
        what was appended to is verified now and not in the background.
        """
        self.refresh()
        while self._is_being_written():
            sleep(PAUSE_SECONDS)
            self.refresh()
        while self.idle():
            self.refresh()

    @property
    def metric_ids(self) -> tuple[str, ...]:
        """Every metric: the catalogue's, and those computed elsewhere."""
        return tuple(self.scene("").metrics)

    def health(
        self, query: HealthQuery, *, dimensions: tuple[Dimension, ...] = ("channel",)
    ) -> HealthSnapshot:
        """Compute the health view; ``dimensions`` are those that get rows."""
        return views.health(self.scene(query.as_of), query, dimensions=dimensions)

    def metrics(self, query: MetricsQuery) -> MetricsSnapshot:
        """Compute measurements."""
        return views.metrics(self.scene(query.as_of), query)

    def sources(self, *, as_of: str = "") -> SourcesSnapshot:
        """Say what was read of every file; ages are those of the day."""
        return views.sources(self.scene(as_of))

    def drill(self, query: DrillQuery) -> DrillSnapshot:
        """Take one metric apart."""
        return views.drill(self.scene(query.look.as_of), query)

    def rejected(
        self, path: str, *, first: int, count: int, only: Only = EVERY
    ) -> RejectedPage:
        """Return a page of quarantines; callable from any thread."""
        return self._shelf.rejected(path, first=first, count=count, only=only)

    def forget(self, path: str) -> None:
        """Read a file (empty: all) again whole at the next refresh."""
        self._shelf.forget(path)

    @property
    def is_behind(self) -> bool:
        """Whether users have not been counted since the files changed."""
        return not self.facts.has_people

    def idle(self) -> bool:
        """Do a piece of work that waits for quiet; True if it changed anything.

        Users are counted, which takes long where there are millions; or the prefix of
        one appended file is hashed.
        """
        if self.is_behind:
            self._count_people()
            return True
        for record in self._shelf.records:
            if record.unverified and self._shelf.verify(record.path):
                self._scene = None
                return True
        return False

    def _count_people(self) -> None:
        self._on_all_files(self._book.update_people)
        self._counted_at = monotonic()
        self._scene = None

    def _is_being_written(self) -> bool:
        """Whether a file waits for its end and was touched a moment ago."""
        oldest_ns = time_ns() - int(STEADY_SECONDS * 1e9)
        return any(
            record.state == "waiting" and record.modified_ns > oldest_ns
            for record in self._shelf.records
        )

    def _update_cubes(self) -> None:
        self._on_all_files(self._book.update_cubes)
        self._scene = None

    def _on_all_files(self, update: Callable[[Sequence[FileRecord]], object]) -> None:
        """Bring facts up to date with all files, also if some must be found again."""
        patiently(
            lambda: update(self._shelf.records),
            between=lambda: self._shelf.look(now=self.now()),
        )

    def scene(self, as_of: str = "") -> Scene:
        """Return the scene of a day; an earlier one is seen at its last moment."""
        scene = self._at(self.now(), is_pinned=self._is_pinned)
        if not as_of or as_of >= scene.as_of.isoformat():
            return scene  # nothing later is known
        moment = last_moment(
            date.fromisoformat(as_of),
            timezone=scene.workspace.timezone,
            day_starts_minutes=scene.workspace.day_starts_minutes,
        )
        return self._make(moment, is_pinned=True)

    def _at(self, now: datetime, *, is_pinned: bool) -> Scene:
        """Return the scene at a time; what only depends on facts is made once."""
        if self._scene is None:
            self._scene = self._make(now, is_pinned=is_pinned)
        return replace(self._scene, now=now, verdicts=self.verdicts)

    def _make(self, now: datetime, *, is_pinned: bool) -> Scene:
        found = (*self._loaded.problems, *mistakes(self._loaded))
        problems = [problem.note for problem in found]
        facts = self._book.facts
        scene = Scene(
            workspace=workspace_of(self.folder, self.config),
            facts=facts,
            records=self._shelf.records,
            strays=self._shelf.strays,
            now=now,
            data_revision=facts.revision,
            is_pinned=is_pinned,
            is_reading=not self._has_looked,
            warnings=tuple(told.text() for told in (*problems, *self._secret.warnings)),
            problem=self._problem(),
        )
        return complete(scene)

    def _problem(self) -> str:
        if not self._loaded.usable:
            return "; ".join(p.note.text() for p in self._loaded.problems)
        if self._secret.problem is not None:
            return self._secret.problem.text()
        if not self.config.source:
            return note(
                "no [[source]] yet: docs/configuration.md lists the keys"
            ).text()
        return ""

    def _configured_clock(self) -> Clock:
        pinned = self.config.workspace.now
        if pinned is None:
            return lambda: datetime.now(UTC)
        zone = ZoneInfo(self.config.workspace.timezone)
        aware = pinned if pinned.tzinfo else pinned.replace(tzinfo=zone)
        return lambda: aware


def _silent(_path: str, _done: int, _total: int) -> None:
    """Tell nobody how far the reading is."""
