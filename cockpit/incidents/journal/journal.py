"""The log of a workspace: read it, append to it, check it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from cockpit.incidents.events import Clocks, Draft, Event
from cockpit.incidents.journal.verification import Verification

Choice = Literal["", "database", "copy", "watch"]
Decide = Callable[[tuple[Event, ...]], Sequence[Draft]]


class Journal:
    """Events of a workspace, numbered, chained and kept twice.

    Several processes may have the same log open; each sees what the others wrote. All
    methods may be called from any thread, one at a time: each waits for the other.
    """

    @staticmethod
    def open(
        folder: Path, *, session: str, clocks: Clocks, choice: Choice = ""
    ) -> "Journal":
        """Open the log; make, check and repair what is needed first.

        A folder that cannot be written is no error: the log can then be watched only,
        and :attr:`trouble` says why.

        Args:
            folder: ``.cockpit`` of the workspace.
            session: Which run of which process this is.
            clocks: Where the times of events come from.
            choice: After :exc:`RolledBack`: which copy is right; the other one is set
                aside, never deleted. ``watch`` decides nothing and writes nothing.

        Raises:
            RolledBack: If both copies cannot be right.
        """
        raise NotImplementedError

    @property
    def trouble(self) -> str:
        """Why the log cannot be written, or its copy not; empty if all is well."""
        raise NotImplementedError

    def news(self) -> tuple[Event, ...]:
        """Return what anybody appended since this object last looked.

        The first call gives all there is. Events that :meth:`write` returned do not
        come again. Costs 20 µs when there is nothing. What cannot be read now comes
        later, and :attr:`trouble` says why.
        """
        raise NotImplementedError

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
        """
        raise NotImplementedError

    def probe(self) -> bool:
        """Try whether the log can be written again; whether there is no trouble now."""
        raise NotImplementedError

    def verify(self) -> Verification:
        """Check everything: both files, every line, every hash."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the files; may be called twice."""
        raise NotImplementedError
