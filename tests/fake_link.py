"""A worker that answers at once, from builders."""

from collections.abc import Callable

from msgspec.structs import replace

from cockpit.snapshot.health import HealthSnapshot
from cockpit.worker.client import News
from cockpit.worker.protocol import (
    AskAlarm,
    AskStudy,
    Drill,
    Drilled,
    Health,
    Look,
    Rejected,
    RejectedRows,
    Request,
    Sources,
    StudyFound,
)
from tests import builders, study_builders


class FakeLink:
    """Answers every question and remembers it."""

    def __init__(self, snapshot: HealthSnapshot | None = None) -> None:
        self.snapshot = snapshot or builders.health()
        self.asked: list[Request] = []
        self.generation = 0
        self.drilled = 0
        self.alarm = 0
        self.silent = False
        """Whether questions about users stay without an answer."""
        self._listener: Callable[[News], object] = lambda _news: None

    def listen(self, listener: Callable[[News], object]) -> None:
        """Send the files at once, the rest when it is asked for."""
        self._listener = listener
        self.tell(Sources(builders.sources()))

    def tell(self, news: News) -> None:
        """Say something unasked."""
        self._listener(news)

    def publish(self, snapshot: HealthSnapshot) -> None:
        """Publish new numbers for the newest question."""
        self.tell(Health(self.generation, snapshot))

    def ask(self, request: Request) -> None:
        """Answer."""
        self.asked.append(request)
        match request:
            case Look(generation=generation, query=query):
                self.generation = generation
                self.publish(replace(self.snapshot, query=query))
            case AskAlarm(generation=generation):
                self.alarm = generation
            case Drill(generation=generation, query=query) if query.metric:
                self.drilled = generation
                self.tell(Drilled(generation, builders.drill(query)))
            case AskStudy(generation=generation, query=query) if query is not None:
                if not self.silent:
                    self.tell(StudyFound(generation, study_builders.answer(query)))
            case Rejected(generation=generation, path=path, first=first, count=count):
                page = builders.rejected(path, first, count, request.only)
                self.tell(RejectedRows(generation, page))
