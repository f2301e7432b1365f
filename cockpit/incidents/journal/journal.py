"""The log of a workspace: read it, append to it, check it."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any, Final

from cockpit.incidents.events import SYSTEM, Clocks, Draft, Event
from cockpit.incidents.journal.means import REAL, Means
from cockpit.incidents.journal.reconciling import Choice
from cockpit.incidents.journal.seen import VANISHED, Seen
from cockpit.incidents.journal.store import Store, opened, saving
from cockpit.incidents.journal.troubles import NotSaved, RolledBack, is_damage
from cockpit.incidents.journal.verification import Verification, verified
from cockpit.incidents.journal.watching import Watched
from cockpit.incidents.journal.writing import Writing
from cockpit.text.notes import Note, note

_TRIES: Final = 3
Decide = Callable[[tuple[Event, ...]], Sequence[Draft]]


class Journal:
    """Events of a workspace, numbered, chained and kept twice.

    Several processes may have the same log open; each sees what the others wrote. All
    methods may be called from any thread, one at a time: each waits for the other.
    """

    def __init__(
        self, folder: Path, session: str, clocks: Clocks, means: Means = REAL
    ) -> None:
        self._folder = folder
        self._session = session
        self._clocks = clocks
        self._means = means
        self._mutex = RLock()
        self._store: Store | None = None
        self._watched: Watched | None = None
        self._may_write = True
        self._trouble: Note | None = None
        self._untold: dict[str, Any] = {}
        self._seen = Seen()

    @staticmethod
    def open(  # noqa: PLR0913 - what a log may know, by name
        folder: Path,
        *,
        session: str,
        clocks: Clocks,
        choice: Choice = "",
        means: Means = REAL,
        has_stood: bool = False,
    ) -> "Journal":
        """Open the log; make, check and repair what is needed first.

        Everything is checked: the pages of the database, every hash, and the copy line
        by line. A folder that cannot be written is no error: the log can then be
        watched only, and :attr:`trouble` says why.

        Args:
            folder: ``.cockpit`` of the workspace.
            session: Which run of which process this is.
            clocks: Where the times of events come from.
            choice: After :exc:`RolledBack`: which copy is right; the other one is set
                aside, never deleted. ``watch`` decides nothing and writes nothing.
            means: What the files are reached with.
            has_stood: Whether there was a log, so that none is begun: if both its
                files are gone, it is watched until they are put back.

        Raises:
            RolledBack: If both copies cannot be right.
        """
        journal = Journal(folder, session, clocks, means)
        if choice == "watch":
            journal._may_write = False
            journal._watch(note("the log is only watched"))
            return journal
        if has_stood:
            journal._seen.expect()
        try:
            journal._start(choice)
        except NotSaved as error:
            journal._watch(error.reason)
        return journal

    @property
    def trouble(self) -> str:
        """Why the log cannot be written, or its copy not; empty if all is well."""
        return self._trouble.text() if self._trouble else ""

    def news(self) -> tuple[Event, ...]:
        """Return what anybody appended since this object last looked.

        The first call gives all there is. Events that :meth:`write` returned do not
        come again. Costs 20 µs when there is nothing. What cannot be read comes later.
        """
        with self._mutex:
            try:
                self._look()
            except NotSaved as error:
                self._fail(error)
            return self._seen.take()

    def write(self, decide: Decide, *, actor: str) -> tuple[Event, ...]:
        """Append what ``decide`` wants, on top of all that is there: all or nothing.

        Nobody else writes between the news that ``decide`` gets and its drafts. What
        it raises goes through; then nothing is written, but the news were handed over.
        Drafts whose ``once`` word exists are dropped. When this returns, the events are
        on the disk.

        Args:
            decide: Gets the news (as :meth:`news` gives them), returns drafts.
            actor: Of drafts that name none.

        Returns:
            The events as they were written, without the news.

        Raises:
            NotSaved: If it cannot be written; nothing half-written is left, and
                another try may work.
            TypeError: If a payload is not plain JSON; nothing is written.
        """
        with self._mutex:
            try:
                self._tell()
                events = self._append(lambda: decide(self._seen.take()), actor)
            except NotSaved as error:
                self._fail(error)
                raise
            self._seen.wrote(events)
            return tuple(events)

    def probe(self) -> bool:
        """Try to write, repair what must be; whether there is no trouble left."""
        with self._mutex:
            try:
                self._probe()
            except NotSaved as error:
                self._fail(error)
            return self._trouble is None

    def verify(self) -> Verification:
        """Check everything, both files, every line, every hash; nobody writes then.

        Raises:
            NotSaved: If the files cannot be read.
        """
        with self._mutex:
            quiet = self._held() if self._store else nullcontext()
            with quiet, saving():
                return verified(self._folder, self._means)

    def close(self) -> None:
        """Let go of the files; may be called twice."""
        with self._mutex:
            self._may_write = False
            self._drop()

    def _start_again(self) -> Store:
        try:
            return self._start("")
        except RolledBack as error:
            raise NotSaved(error.reason) from error

    def _start(self, choice: Choice) -> Store:
        if not self._may_write:
            raise NotSaved(note("the log is only watched"))
        self._drop()
        with saving():
            self._seen.refuse_vanished(self._folder)
            got = opened(self._folder, choice, _stamp(self._clocks), self._means)
        problem = self._seen.resume(got.log)
        if problem:
            got.store.close()
            raise NotSaved(problem)
        self._store, self._trouble = got.store, None
        self._untold = self._untold or got.told
        try:
            self._tell()
        except NotSaved as error:
            self._fail(error)
        return got.store

    def _drop(self) -> None:
        for held in (self._store, self._watched):
            if held is not None:
                held.close()
        self._store = self._watched = None

    def _watch(self, reason: Note) -> None:
        self._drop()
        self._trouble = reason
        self._watched = Watched(self._folder, self._means)
        self._seen.look_anew()

    def _fail(self, error: NotSaved) -> None:
        """Keep the reason; what is damaged is opened anew the next time."""
        self._trouble, cause = error.reason, error.__cause__
        is_damaged = isinstance(cause, sqlite3.Error) and is_damage(cause)
        is_reading = self._store is not None or self._watched is not None
        if self._may_write and (is_damaged or not is_reading):
            self._watch(error.reason)

    def _look(self) -> None:
        if self._store is None:
            if self._watched is not None:
                self._watched.look(self._seen)
            return
        if not self._store.is_in_place:
            if self._store.is_gone:
                raise NotSaved(VANISHED)
            self._start_again()
            return
        with saving():
            self._seen.look(self._store.database)

    @contextmanager
    def _held(self) -> Iterator[Store]:
        """Hold the lock of the log that is in the folder now."""
        store = self._take()
        try:
            yield store
        finally:
            store.lock.give_back()

    def _take(self) -> Store:
        for _ in range(_TRIES):
            store = self._store or self._start_again()
            with saving():
                store.lock.take()
            if store.is_in_place:
                return store
            store.lock.give_back()
            if store.is_gone:
                raise NotSaved(VANISHED)
            self._drop()
        raise NotSaved(note("the log is replaced again and again"))

    def _append(self, decide: Callable[[], Sequence[Draft]], actor: str) -> list[Event]:
        with self._held() as store:
            store.begin()
            try:
                with saving():
                    self._seen.look(store.database)
                writing = Writing(self._seen, store.database, self._clocks)
                writing.add(decide(), actor=actor, session=self._session)
            except BaseException:
                store.roll_back()
                raise
            if not writing.events:
                store.roll_back()
                return []
            store.commit(writing.events, writing.lines)
            self._trouble = store.copy_out(writing.lines, writing.head.seq)
            return writing.events

    def _tell(self) -> None:
        """Write down what was repaired; it comes with the news."""
        if self._untold:
            draft = Draft(kind="session.recovered", payload=self._untold)
            self._seen.add(self._append(lambda: [draft], SYSTEM))
            self._untold = {}

    def _probe(self) -> None:
        with self._held() as store:
            with saving():
                self._seen.look(store.database)
                store.database.probe()
            self._trouble = store.copy_out([], self._seen.head.seq)
        self._tell()


def _stamp(clocks: Clocks) -> str:
    return f"{datetime.fromtimestamp(clocks.wall(), UTC):%Y%m%dT%H%M%SZ}"
