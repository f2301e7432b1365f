"""What the worker has been asked and has not done yet."""

from dataclasses import dataclass, field
from threading import Condition

from cockpit.worker.protocol import (
    AskAlarm,
    AskEvidence,
    Compute,
    Drill,
    Look,
    Reread,
    WriteOut,
)

Order = AskEvidence | Compute | WriteOut


@dataclass
class Wishes:
    """Everything that came in since the last time; of questions only the newest."""

    look: Look | None = None
    drill: Drill | None = None
    alarm: AskAlarm | None = None
    orders: list[Order] = field(default_factory=list)
    forget: list[str] = field(default_factory=list)
    files: bool = False
    language: bool = False

    def __bool__(self) -> bool:
        """Say whether there is anything to do."""
        return self.has_question or bool(
            self.forget or self.files or self.language or self.orders
        )

    @property
    def has_question(self) -> bool:
        """Whether an operator waits for an answer."""
        return any(one is not None for one in (self.look, self.drill, self.alarm))


class Inbox:
    """Filled by the threads that hear something, emptied by the one that computes."""

    def __init__(self) -> None:
        self._wishes = Wishes()
        self._changed = Condition()

    def ask(self, request: Look | Drill | AskAlarm) -> None:
        """Put a question in the place of the older one of its kind."""
        with self._changed:
            match request:
                case Look():
                    self._wishes.look = request
                case Drill():
                    self._wishes.drill = request
                case AskAlarm():
                    self._wishes.alarm = request
            self._changed.notify()

    def order(self, request: Order) -> None:
        """Order something to be done for an incident."""
        with self._changed:
            self._wishes.orders.append(request)
            self._changed.notify()

    def reread(self, request: Reread) -> None:
        """Order a file to be read again."""
        with self._changed:
            self._wishes.forget.append(request.path)
            self._changed.notify()

    def look_at_files(self) -> None:
        """Say that files may have changed."""
        with self._changed:
            self._wishes.files = True
            self._changed.notify()

    def speak(self) -> None:
        """Say that another language is spoken from now on."""
        with self._changed:
            self._wishes.language = True
            self._changed.notify()

    def take(self, *, patience_seconds: float) -> Wishes:
        """Wait for wishes and take them all; empty if none came in time."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._wishes), patience_seconds)
            taken, self._wishes = self._wishes, Wishes()
            return taken

    def take_questions(self) -> Wishes:
        """Take the questions that wait and leave the rest; do not wait for any."""
        with self._changed:
            now = self._wishes
            taken = Wishes(now.look, now.drill, now.alarm)
            now.look = now.drill = now.alarm = None
            return taken
