"""Studies of users, beside the desk: the numbers of the day never wait for a model."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from time import monotonic
from typing import Any, Final, Protocol

from cockpit.snapshot.people import PeopleQuery, PersonQuery
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


class Scholar(Protocol):
    """Who can answer; called by one thread alone."""

    def answer(self, ground: Any, query: StudyQuery) -> Answer:  # noqa: ANN401
        """Answer a question about the data of ``ground``."""


@dataclass(slots=True)
class _Standing:
    """A view that is looked at, and when it was last answered."""

    asked: AskStudy
    ground: object = None
    paused_until: float = 0.0


class Student(Thread):
    """Answers one question after the other; of each kind only the newest waits.

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
        super().__init__(name="student", daemon=True)
        self._scholar = scholar
        self._outbox = outbox
        self._clock = clock
        self._changed = Condition()
        self._ground: object = None
        self._waiting: dict[type[object], tuple[AskStudy, float]] = {}
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
                self._waiting.clear()
            elif isinstance(asked.query, KeepQuery | ExportQuery):
                self._orders.append(asked)
            else:
                self._waiting[type(asked.query)] = asked, self._clock()
            self._changed.notify()

    def stand_on(self, ground: object) -> None:
        """Answer from these data from now on."""
        with self._changed:
            self._ground = ground
            self._changed.notify()

    def again(self) -> None:
        """Answer what is looked at once more: another language is spoken."""
        with self._changed:
            for standing in self._standing.values():
                standing.ground, standing.paused_until = None, 0.0
            self._changed.notify()

    def run(self) -> None:
        """Answer for ever."""
        while True:
            asked, ground = self._next()
            self._answer(asked, ground)

    def _next(self) -> tuple[AskStudy, object]:
        """Wait for the next question: first what a person waits for, then the old."""
        with self._changed:
            while True:
                asked = self._take()
                if asked is not None:
                    return asked, self._ground
                self._changed.wait(self._patience())

    def _take(self) -> AskStudy | None:
        if self._ground is None:
            return None
        if self._orders:
            return self._orders.pop(0)
        if self._waiting:
            return self._waiting.pop(self._most_wanted())[0]
        for standing in self._outdated():
            if self._clock() >= standing.paused_until:
                return standing.asked
        return None

    def _most_wanted(self) -> type[object]:
        """Return the kind of question to answer next.

        Who goes on to another tab waits for that one: what was asked last comes first,
        and of several that were asked at once the first.
        """
        newest = max(at for _asked, at in self._waiting.values())
        together = {
            kind: asked.generation
            for kind, (asked, at) in self._waiting.items()
            if at > newest - AT_ONCE_SECONDS
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

    def _answer(self, asked: AskStudy, ground: object) -> None:
        began = self._clock()
        reply = self._reply(asked, ground)
        if not isinstance(asked.query, ONCE):
            self._keep_standing(asked, ground, took=self._clock() - began)
        self._outbox.send(reply)

    def _reply(self, asked: AskStudy, ground: object) -> StudyFound | StudyFailed:
        assert asked.query is not None
        try:
            found = self._scholar.answer(ground, asked.query)
        except Exception as error:  # one bad question is one answer
            return StudyFailed(asked.generation, failure("study", error).reason)
        return StudyFound(asked.generation, found)

    def _keep_standing(self, asked: AskStudy, ground: object, *, took: float) -> None:
        pause = max(SHORTEST_PAUSE_SECONDS, PAUSE_SHARE * took)
        kind = type(asked.query)
        with self._changed:
            before = self._standing.get(kind)
            newest = self._ended if before is None else before.asked.generation
            if asked.generation >= max(newest, self._ended):
                until = self._clock() + pause
                self._standing[kind] = _Standing(asked, ground, until)
