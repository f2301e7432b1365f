"""Studies of users, beside the desk: the numbers of the day never wait for a model."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from threading import Condition, Thread
from time import monotonic
from typing import Any, Final, Protocol

from cockpit.snapshot.demand import DemandQuery
from cockpit.snapshot.people import PeopleQuery, PersonQuery
from cockpit.snapshot.segments import SegmentsQuery
from cockpit.snapshot.studies import Answer, ExportQuery, KeepQuery, StudyQuery
from cockpit.worker.lanes import Outbox, failure
from cockpit.worker.protocol import AskStudy, StudyFailed, StudyFound

SHORTEST_PAUSE_SECONDS: Final = 2.0
PAUSE_SHARE: Final = 5.0
"""A view that is looked at is computed again after new data, but at most a sixth of
the time goes into that."""
AT_ONCE_SECONDS: Final = 0.2
"""What is asked within so long of each other is asked together."""
ONCE: Final = (PeopleQuery, PersonQuery, KeepQuery, ExportQuery)
"""Answered when they are asked, not again after every change of the files."""
PERSON: Final = (PersonQuery,)
LISTS: Final = (PeopleQuery, KeepQuery, ExportQuery)
"""Short if what they are from has been computed: they never wait for another model."""
LONG: Final = (SegmentsQuery, DemandQuery)
"""Of what is asked together they come last: others would wait for them."""


class Scholar(Protocol):
    """Who can answer; called by several threads, never by two for one kind."""

    def answer(self, ground: Any, query: StudyQuery) -> Answer:  # noqa: ANN401
        """Answer a question about the data of ``ground``."""

    def foretaste(
        self,
        ground: Any,  # noqa: ANN401
        query: StudyQuery,
    ) -> Answer | None:
        """Return what can be said until the answer comes; None: nothing.

        It must be much sooner there than the answer.
        """


@dataclass(slots=True)
class _Standing:
    """A view that is looked at, and when it was last answered."""

    asked: AskStudy
    ground: object = None
    paused_until: float = 0.0


@dataclass(slots=True)
class _Waiting:
    """A question that waits: since when, and whether it has had its foretaste."""

    asked: AskStudy
    at: float
    is_tasted: bool = True


class Student:
    """Answers questions; of each kind only the newest waits.

    Three threads: views, lists and single users do not wait for each other. What is no
    longer looked at, or was asked differently meanwhile, is not sent.

    Args:
        scholar: Who knows the answers.
        outbox: Where they go.
        clock: Seconds that never go back.
    """

    def __init__(
        self,
        scholar: Scholar,
        outbox: Outbox,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        changed = Condition()
        self._views, self._lists, self._person = self._desks = tuple(
            _Desk(name, scholar, outbox, clock, changed)
            for name in ("views", "lists", "person")
        )

    def start(self) -> None:
        """Begin to answer."""
        for desk in self._desks:
            desk.start()

    def is_alive(self) -> bool:
        """Whether every kind of question is answered."""
        return all(desk.is_alive() for desk in self._desks)

    def put(self, asked: AskStudy) -> None:
        """Take a question; it replaces a waiting one of its kind."""
        if asked.query is None:
            for desk in self._desks:
                desk.put(asked)
        elif isinstance(asked.query, PERSON):
            self._person.put(asked)
        elif isinstance(asked.query, LISTS):
            self._lists.put(asked)
        else:
            self._views.put(asked)

    def stand_on(self, ground: object) -> None:
        """Answer from these data from now on."""
        for desk in self._desks:
            desk.stand_on(ground)

    def again(self) -> None:
        """Answer what is looked at once more: another language is spoken."""
        self._views.again()


class _Desk(Thread):
    """Answers one question after the other.

    ``changed`` is one for all desks: who is told something wakes all of them.
    """

    def __init__(
        self,
        name: str,
        scholar: Scholar,
        outbox: Outbox,
        clock: Callable[[], float],
        changed: Condition,
    ) -> None:
        super().__init__(name=f"student of {name}", daemon=True)
        self._scholar = scholar
        self._outbox = outbox
        self._clock = clock
        self._changed = changed
        self._ground: object = None
        self._waiting: dict[type[object], _Waiting] = {}
        self._orders: list[AskStudy] = []
        self._standing: dict[type[object], _Standing] = {}
        self._ended = -1
        """Generation of the question that ended the looking; older ones are over."""

    def put(self, asked: AskStudy) -> None:
        """Take a question; it replaces a waiting one of its kind."""
        with self._changed:
            if asked.query is None:
                self._ended = asked.generation
                self._standing.clear()
                self._waiting = {
                    k: one for k, one in self._waiting.items() if one.asked.is_aside
                }
            elif isinstance(asked.query, KeepQuery | ExportQuery):
                self._orders.append(asked)
            else:
                at = -inf if asked.is_aside else self._clock()
                self._waiting[type(asked.query)] = _Waiting(
                    asked, at, is_tasted=not isinstance(asked.query, LONG)
                )
            self._changed.notify_all()

    def stand_on(self, ground: object) -> None:
        """Answer from these data from now on."""
        with self._changed:
            self._ground = ground
            self._changed.notify_all()

    def again(self) -> None:
        """Answer what is looked at once more."""
        with self._changed:
            for standing in self._standing.values():
                standing.ground, standing.paused_until = None, 0.0
            self._changed.notify_all()

    def run(self) -> None:
        """Answer for ever."""
        while True:
            asked, ground, is_whole = self._next()
            if is_whole:
                self._answer(asked, ground)
            else:
                self._taste(asked, ground)

    def _next(self) -> tuple[AskStudy, object, bool]:
        """Wait for the next question: first what a person waits for, then the old.

        The last says whether the answer is asked for; else its foretaste.
        """
        with self._changed:
            while True:
                found = self._take()
                if found is not None:
                    asked, is_whole = found
                    return asked, self._ground, is_whole
                self._changed.wait(self._patience())

    def _take(self) -> tuple[AskStudy, bool] | None:
        if self._ground is None:
            return None
        if self._orders:
            return self._orders.pop(0), True
        if self._waiting:
            return self._take_waiting()
        for standing in self._outdated():
            if self._clock() >= standing.paused_until:
                return standing.asked, True
        return None

    def _take_waiting(self) -> tuple[AskStudy, bool]:
        kind = self._most_wanted()
        found = self._waiting[kind]
        if found.is_tasted:
            return self._waiting.pop(kind).asked, True
        found.is_tasted = True
        return found.asked, False

    def _most_wanted(self) -> type[object]:
        """Return the kind of question to answer next.

        Who goes on to another tab waits for that one: what was asked last comes first,
        and of several that were asked at once the first; but of these the long ones
        last, when all have had their foretaste. What nobody looks at waits for all.
        """
        newest = max(one.at for one in self._waiting.values())
        together = {
            kind: (
                isinstance(one.asked.query, LONG),
                one.is_tasted,
                one.asked.generation,
            )
            for kind, one in self._waiting.items()
            if one.at >= newest - AT_ONCE_SECONDS
        }
        return min(together, key=lambda kind: together[kind])

    def _outdated(self) -> list[_Standing]:
        """Return the views that were answered from other data."""
        known = self._standing.values()
        return [one for one in known if one.ground is not self._ground]

    def _patience(self) -> float | None:
        """How long at most to wait; None until somebody says something."""
        until = [standing.paused_until for standing in self._outdated()]
        if not until or self._ground is None:
            return None
        return max(min(until) - self._clock(), 0.01)

    def _taste(self, asked: AskStudy, ground: object) -> None:
        assert asked.query is not None
        try:
            found = self._scholar.foretaste(ground, asked.query)
        except Exception as error:  # the answer itself may still be possible
            failure("study", error)
            return
        if found is not None and self._is_wanted(asked):
            self._outbox.send(StudyFound(asked.generation, found, is_foretaste=True))

    def _answer(self, asked: AskStudy, ground: object) -> None:
        began = self._clock()
        reply = self._reply(asked, ground)
        if not (asked.is_aside or isinstance(asked.query, ONCE)):
            self._keep_standing(asked, ground, took=self._clock() - began)
        if self._is_wanted(asked):
            self._outbox.send(reply)

    def _reply(self, asked: AskStudy, ground: object) -> StudyFound | StudyFailed:
        assert asked.query is not None
        try:
            found = self._scholar.answer(ground, asked.query)
        except Exception as error:  # one bad question is one answer
            return StudyFailed(asked.generation, failure("study", error).reason)
        return StudyFound(asked.generation, found)

    def _is_wanted(self, asked: AskStudy) -> bool:
        """Whether nobody has gone away, or asked otherwise, since it was asked.

        What was ordered to be written is told in any case.
        """
        if isinstance(asked.query, KeepQuery | ExportQuery):
            return True
        with self._changed:
            mine, newer = asked.generation, self._waiting.get(type(asked.query))
            is_replaced = newer is not None and newer.asked.generation > mine
            return not is_replaced and (asked.is_aside or mine > self._ended)

    def _keep_standing(self, asked: AskStudy, ground: object, *, took: float) -> None:
        pause = max(SHORTEST_PAUSE_SECONDS, PAUSE_SHARE * took)
        kind = type(asked.query)
        with self._changed:
            before = self._standing.get(kind)
            newest = self._ended if before is None else before.asked.generation
            if asked.generation >= max(newest, self._ended):
                until = self._clock() + pause
                self._standing[kind] = _Standing(asked, ground, until)
