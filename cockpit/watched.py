"""A session under watch: its numbers judged by the rules, its incidents kept fed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from cockpit import paths
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.compute import compute
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.scene import Scene
from cockpit.engine.views.study import Study
from cockpit.grounding import Grounds
from cockpit.incidents.durations import Calendar
from cockpit.incidents.journal import EvaluatorLock
from cockpit.logbooks import Around, Log, open_log, open_or_watch
from cockpit.patience import patiently
from cockpit.session import Session
from cockpit.settings.load import Loaded
from cockpit.snapshot.alarms import AlarmDetail, AlarmsSnapshot, Labels, SilenceRow
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.incidents import Figures, Sensed
from cockpit.snapshot.people import PeopleQuery
from cockpit.snapshot.studies import Answer, StudyQuery
from cockpit.studying import Ground, Studies, UsersQuery, UsersSnapshot
from cockpit.text.i18n import spoken
from cockpit.watch.books import Books
from cockpit.watch.cases import case_of
from cockpit.watch.detail import detail_of
from cockpit.watch.duties import Duties
from cockpit.watch.elsewhere import metrics_elsewhere
from cockpit.watch.happened import happened
from cockpit.watch.keeper import Keeper
from cockpit.watch.lighting import lights
from cockpit.watch.taking import files_of

DAYS_OFF: Final = frozenset({"holiday", "public_holiday", "假日", "假期", "节假日"})
DAYS_ON: Final = frozenset({"workday", "调休", "补班", "上班"})
"""Kinds of days in the calendar table."""


class WatchedSession(Session):
    """A session that judges.

    Args:
        workspace: Its folder.
        clock: As :class:`Session` has it.
        loaded: The configuration, if it has been read already.
        log: The incident log; None judges in memory.
        writes: Whether it may write into the log, once it holds the lock.
    """

    def __init__(
        self,
        workspace: Path,
        *,
        clock: Callable[[], datetime] | None = None,
        loaded: Loaded | None = None,
        role: str = "cli",
        writes: bool = False,
    ) -> None:
        super().__init__(workspace, clock=clock, loaded=loaded)
        self.undecided = ""
        """Why a person has to decide before anything is written; mostly empty."""
        self._unlogged = ""
        self._books = Books(workspace, self.config)
        self._books.refresh()
        self.log = self._open_log(role, writes=writes)
        may_write = writes and not self.undecided
        lock = EvaluatorLock(paths.state_folder(workspace)) if may_write else None
        self.keeper = Keeper(
            self._books.rules, log=self.log, lock=lock, duties=Duties(self._study)
        )
        self._grounds = Grounds(workspace, self.config)
        self._studies = Studies(workspace)
        self._then: tuple[object, Keeper] | None = None

    def _open_log(self, role: str, *, writes: bool) -> Log | None:
        """Open the log; a command that only shows makes none where there is none."""
        if not writes and not paths.state_folder(self.folder).is_dir():
            return None
        if not writes:
            return open_log(
                self.folder,
                role=role,
                config=self.config,
                data=lambda: self.now().isoformat(),
                around=self.around,
                choice="watch",
            )
        try:
            log, self.undecided = open_or_watch(
                self.folder,
                role=role,
                config=self.config,
                data=lambda: self.now().isoformat(),
                around=self.around,
            )
        except OSError as error:
            self._unlogged = str(error)
            return None
        return log

    def close(self) -> None:
        """Let go of the log and of the lock."""
        if self.keeper.lock is not None:
            self.keeper.lock.release()
        if self.log is not None:
            self.log.close()

    def watch(self) -> bool:
        """Judge what is new, write it down; True if anything may look different."""
        scene = self.scene()
        if self._books.refresh(metrics_elsewhere(scene)):
            self.keeper.follow(self._books.rules)
        changed = self.keeper.look(scene)
        if changed:
            self.verdicts = self.keeper.verdicts
        return changed

    def scene(self, as_of: str = "") -> Scene:
        """Return the scene of a day; an earlier one is judged in memory alone."""
        scene = super().scene(as_of)
        if as_of and scene.as_of < super().scene().as_of:
            return replace(scene, verdicts=self._judged_then(scene).verdicts)
        return scene

    def _judged_then(self, scene: Scene) -> Keeper:
        """Judge an earlier day from its whole past, once for what asks together."""
        people = scene.facts.has_people
        seen = (scene.data_revision, people, scene.moment, spoken(), self._books.rules)
        if self._then is None or self._then[0] != seen:
            keeper = Keeper(self._books.rules)
            keeper.look(scene)
            self._then = (seen, keeper)
        return self._then[1]

    def alarms(self, *, as_of: str = "") -> AlarmsSnapshot:
        """Return every instance in the order of the queue."""
        scene = self.scene(as_of)
        is_past = bool(as_of) and scene.as_of < super().scene().as_of
        keeper = self._judged_then(scene) if is_past else self.keeper
        problems = [self.undecided, self._unlogged, keeper.trouble, keeper.unlocked]
        problems += [problem.text() for problem in self._books.problems]
        problems += [problem.text() for problem in keeper.judged.problems]
        problems += [problem.text() for problem in keeper.duties.problems]
        return AlarmsSnapshot(
            **outer(scene),
            rows=keeper.rows,
            lights=lights(keeper.rows, scene),
            silences=self._silences(),
            judged_at=keeper.judged_at,
            days_off=_texts(self.around().calendar.days_off),
            days_on=_texts(self.around().calendar.days_on),
            timezone=scene.workspace.timezone,
            group_by=dict(self.around().group_by),
            problem="; ".join(filter(None, problems)),
            uncounted=len(keeper.judged.uncounted),
        )

    def alarm(self, rule: str, labels: Labels) -> AlarmDetail | None:
        """Return everything about one instance; None if there is none such."""
        return detail_of(self.keeper, self.scene(), rule, labels)

    @property
    def ground(self) -> Ground:
        """What studies of users stand on; the same object while nothing changes."""
        scene = super().scene()
        told = happened(self.keeper.state, scene.workspace.timezone)
        return self._grounds.of(scene, told)

    def study(self, query: StudyQuery) -> Answer:
        """Answer a question about users here and now, for a command that prints."""
        return self._studies.answer(self.ground, query)

    def users(self, query: UsersQuery) -> UsersSnapshot:
        """Return every user of a view, for a command that prints."""
        return self._studies.users(self.ground, query)

    def write_list(self, people: PeopleQuery, file: Path) -> int:
        """Write a list of users to a file; return how many there are.

        Raises:
            OSError: If it cannot be written.
        """
        return self._studies.write_list(self.ground, people, file)

    @property
    def books(self) -> Books:
        """Rules and procedures in force, and what is wrong in their files."""
        return self._books

    @property
    def figures(self) -> tuple[Figures, ...]:
        """What the newest data say about the open incidents."""
        return tuple(self.keeper.duties.figures.values())

    @property
    def sensed(self) -> dict[tuple[str, str], Sensed]:
        """What the newest data say about steps, by incident and step."""
        return self.keeper.duties.found

    def compute(self, incident: str, step: str) -> None:
        """Compute the evidence of a step again and freeze it anew."""
        self.keeper.recompute(self.scene(), incident, step)

    def evidence(self, function: str, incident: str = "") -> Evidence:
        """Compute an answer that is not frozen.

        Args:
            function: Of :data:`~cockpit.engine.evidence.compute.FUNCTIONS`.
            incident: Narrows it to what is affected; empty: everything.

        Raises:
            KeyError: If no function is called so.
        """
        return self.prepared(function, incident)()

    def prepared(self, function: str, incident: str = "") -> Callable[[], Evidence]:
        """Take down what an answer that is not frozen rests on; another computes it.

        Journeys are kept in the private folder of the workspace, not in memory.
        """
        state, scene = self.keeper.state, self.scene()
        found = state.incidents.get(incident)
        case = Case(scene) if found is None else case_of(found, state, scene)
        case = replace(case, study=self._study(scene))
        return partial(patiently, partial(compute, function, case))

    def _study(self, scene: Scene) -> Study:
        """Return a study that remembers nothing but what the private folder keeps."""
        return Study(scene, self.ground.terms, keep=self.ground.keep)

    def write_out(
        self, incident: str, step: str, keys: tuple[str, ...]
    ) -> tuple[Path, ...]:
        """Write what a step's evidence lists into the exports folder, a file a source.

        Of backup channels it is the chosen one, as an ``[[experiment]]`` to paste.

        Raises:
            KeyError: If there is no such evidence.
            OSError: If it cannot be written.
        """
        found = self.keeper.state.incidents[incident]
        wanted = found.sop.find(step)
        assert wanted is not None, "a step of the incident"
        files = files_of(
            found,
            wanted,
            case_of(found, self.keeper.state, self.scene()),
            picked=keys,
            people={person.name for person in self.config.person},
        )
        folder = paths.make_private(paths.exports_folder(self.folder))
        written = []
        for name, text in files:
            path = folder / f"{incident}-{name}"
            paths.write_whole(path, text)
            written.append(path)
        return tuple(written)

    def _silences(self) -> tuple[SilenceRow, ...]:
        return tuple(
            SilenceRow(one.id, one.matchers, one.until.wall, one.reason, one.by)
            for one in self.keeper.state.silences.values()
            if not one.ended
        )

    def around(self) -> Around:
        """Return what decisions need of the calendar table and the rules."""
        zone = self.config.workspace.timezone
        named = self.facts.get("calendar")
        off, on = frozenset[date](), frozenset[date]()
        if named is not None:
            off, on = _days(named, DAYS_OFF), _days(named, DAYS_ON)
        group_by = {
            rule.id: rule.incident.group_by
            for rule in self._books.rules.rules
            if rule.incident is not None
        }
        return Around(Calendar(zone, off, on), group_by)


def _days(named: pl.DataFrame, kinds: frozenset[str]) -> frozenset[date]:
    chosen = named.filter(pl.col("kind").is_in(kinds))
    return frozenset(chosen["date"].to_list())


def _texts(days: Iterable[date]) -> tuple[str, ...]:
    return tuple(sorted(day.isoformat() for day in days))
