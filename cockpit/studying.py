"""Answers questions about users: from a moment of the data to a view, list or file.

In the worker some threads ask while another one reads files: what is answered from, the
:class:`Ground`, never changes; after a change there is another one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar, cast

import msgspec

from cockpit.engine.periods import last_moment
from cockpit.engine.views.scene import Scene
from cockpit.engine.views.study import Memory, Study, StudyTerms
from cockpit.patience import patiently
from cockpit.snapshot.attribution import AttributionQuery
from cockpit.snapshot.budget import BudgetQuery
from cockpit.snapshot.campaigns import CampaignsQuery
from cockpit.snapshot.combinations import CombinationsQuery
from cockpit.snapshot.demand import DemandQuery
from cockpit.snapshot.envelope import Envelope
from cockpit.snapshot.faults import FaultsQuery
from cockpit.snapshot.journeys import JourneysQuery
from cockpit.snapshot.lifecycle import LifecycleQuery
from cockpit.snapshot.lift import LiftQuery
from cockpit.snapshot.ltv import LtvQuery, LtvUsersSnapshot
from cockpit.snapshot.people import PeopleQuery, PersonQuery
from cockpit.snapshot.requests import RequestsQuery
from cockpit.snapshot.retention import RetentionQuery
from cockpit.snapshot.rfm import RfmQuery, RfmUsersSnapshot
from cockpit.snapshot.segments import SegmentsQuery, SegmentUsersSnapshot
from cockpit.snapshot.studies import (
    Answer,
    ExportQuery,
    KeepQuery,
    Kept,
    StudyQuery,
)
from cockpit.snapshot.why import DatedEvent, WhyQuery

Found = TypeVar("Found")
UsersQuery = RfmQuery | LtvQuery | SegmentsQuery
UsersSnapshot = RfmUsersSnapshot | LtvUsersSnapshot | SegmentUsersSnapshot


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What studies stand on.

    Attributes:
        scene: The moment; studies of an earlier day look back from it.
        terms: What the configuration says about studies.
        problems: Sentences about the groupings of the workspace.
        keep: Private folder for what outlives a change of the files; None: nothing.
        happened: What the log knows of the days.
    """

    scene: Scene
    terms: StudyTerms
    problems: tuple[str, ...] = ()
    keep: Path | None = None
    happened: tuple[DatedEvent, ...] = ()


class Studies:
    """Answers, and keeps what it computed while the data stay the same.

    Several threads may ask at the same time, also about different data: each answer is
    from one moment of the data, and nothing is computed twice for it.

    Args:
        workspace: Its folder; lists and groupings are written there.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._lock = Lock()
        self._memory = Memory()
        self._revision: object = None

    def answer(self, ground: Ground, query: StudyQuery) -> Answer:
        """Answer a question.

        Raises:
            OSError: If a list or a grouping cannot be written.
        """
        memory = self._memory_of(ground)
        return patiently(partial(self._answer, ground, query, memory))

    def foretaste(self, ground: Ground, query: StudyQuery) -> Answer | None:
        """Return what can be said at once of a question that takes long.

        Demand by segment has to find segments first; demand as a whole has not.
        """
        if not isinstance(query, DemandQuery):
            return None
        from cockpit.engine.views.demand import demand_at_first  # noqa: PLC0415

        memory = self._memory_of(ground)
        study = _study(ground, query.as_of, memory)
        found = patiently(partial(demand_at_first, study, query))
        return None if found is None else _with_problems(found, ground)

    def _memory_of(self, ground: Ground) -> Memory:
        """Return what is known of these data; what was known of others is forgotten."""
        revision = ground.scene.data_revision
        with self._lock:
            if revision != self._revision:
                self._memory, self._revision = Memory(), revision
            return self._memory

    def users(self, ground: Ground, query: UsersQuery) -> UsersSnapshot:
        """Return every user of a view at once, for a command that prints them."""
        study = _study(ground, query.as_of, self._memory_of(ground))
        return patiently(partial(self._users, study, query))

    def _users(self, study: Study, query: UsersQuery) -> UsersSnapshot:
        match query:
            case RfmQuery():
                from cockpit.engine.views.rfm import rfm_list  # noqa: PLC0415

                return rfm_list(study, query)
            case LtvQuery():
                from cockpit.engine.views.ltv import ltv_list  # noqa: PLC0415

                return ltv_list(study, query)
            case SegmentsQuery():
                from cockpit.engine.views.segments import segment_list  # noqa: PLC0415

                return segment_list(study, query)

    def write_list(self, ground: Ground, people: PeopleQuery, file: Path) -> int:
        """Write a whole list to a file that somebody named; return its users.

        Raises:
            OSError: If it cannot be written.
        """
        from cockpit.engine.views.people import people_frame  # noqa: PLC0415
        from cockpit.exporting import replace_list  # noqa: PLC0415

        study = _study(ground, _as_of(people), self._memory_of(ground))
        frame = patiently(partial(people_frame, study, people))
        replace_list(frame, file)
        return frame.height

    def _answer(self, ground: Ground, query: StudyQuery, memory: Memory) -> Answer:
        match query:
            case KeepQuery(spec=spec):
                from cockpit.groupbook import save_grouping  # noqa: PLC0415

                return Kept(save_grouping(self._workspace, spec), "segments")
            case ExportQuery(people=people):
                from cockpit.exporting import write_people  # noqa: PLC0415

                study = _study(ground, _as_of(people), memory)
                return write_people(study, people, workspace=self._workspace)
        study = _study(ground, getattr(query, "as_of", "") or _as_of(query), memory)
        if isinstance(query, WhyQuery):
            from cockpit.engine.views.why import why  # noqa: PLC0415

            return _with_problems(why(study, query, ground.happened), ground)
        found = _with_problems(_view(query)(study, query), ground)
        return cast("Answer", _with_end(found, study, query))


def _study(ground: Ground, as_of: str, memory: Memory) -> Study:
    scene = ground.scene
    if as_of and as_of < scene.as_of.isoformat():  # nothing later is known
        moment = last_moment(
            date.fromisoformat(as_of),
            timezone=scene.workspace.timezone,
            day_starts_minutes=scene.workspace.day_starts_minutes,
        )
        scene = replace(scene, now=moment, is_pinned=True)
    return Study(scene, ground.terms, memory, ground.keep)


def _with_problems(found: Found, ground: Ground) -> Found:
    """Add what is wrong with the groupings of the workspace to the warnings."""
    if isinstance(found, Envelope) and ground.problems:
        warnings = (*found.warnings, *ground.problems)
        return msgspec.structs.replace(found, warnings=warnings)
    return found


def _with_end(found: Found, study: Study, query: StudyQuery) -> Found:
    """Warn where the orders that a view counts end long before its day."""
    if not isinstance(found, Envelope) or not isinstance(query, _OF_ORDERS):
        return found
    from cockpit.engine.views.ends import early_end  # noqa: PLC0415

    said = early_end(study)
    if said is None:
        return found
    warnings = (*found.warnings, said.text())
    return msgspec.structs.replace(found, warnings=warnings)


def _as_of(query: StudyQuery) -> str:
    return query.of.as_of if isinstance(query, PeopleQuery) else ""


def _view(query: StudyQuery) -> Callable[[Study, StudyQuery], object]:
    """Import the view that answers: only when it is asked for."""
    module, _, name = _VIEWS[type(query)].partition(":")
    found = import_module(f"cockpit.engine.views.{module}")
    return cast("Callable[[Study, StudyQuery], object]", getattr(found, name))


_OF_ORDERS: Final = (
    LifecycleQuery,
    RetentionQuery,
    RfmQuery,
    SegmentsQuery,
    LtvQuery,
    LiftQuery,
)
"""Views of what customers bought: wrong where the newest orders are missing."""
_VIEWS: Final[dict[type[StudyQuery], str]] = {
    LifecycleQuery: "lifecycle:lifecycle",
    RetentionQuery: "retention:retention",
    RfmQuery: "rfm:rfm",
    SegmentsQuery: "segments:segments",
    DemandQuery: "demand:demand",
    LtvQuery: "ltv:ltv",
    LiftQuery: "lift:private_lift",
    AttributionQuery: "attribution:attribution",
    CampaignsQuery: "campaigns:campaigns",
    CombinationsQuery: "combinations:combinations",
    JourneysQuery: "journeys:journeys",
    BudgetQuery: "budget:budget",
    FaultsQuery: "faults:faults",
    RequestsQuery: "requests:requests",
    PeopleQuery: "people:people",
    PersonQuery: "people:person",
}
"""Module of :mod:`cockpit.engine.views` and function: scikit-learn takes a second."""
