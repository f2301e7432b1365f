"""One process judges alarms, the others watch: a lock that dies with its holder."""

import os
from pathlib import Path
from typing import Final

from cockpit.incidents.journal import disk
from cockpit.incidents.journal.folder import is_in_place, is_taken

LOCK: Final = "evaluator.lock"


class EvaluatorLock:
    """The right to judge alarms of a workspace, held by one process at a time.

    The kernel frees it when the holder dies, however it dies. Whoever has it not asks
    again with :meth:`try_take` every second or two.

    Args:
        folder: ``.cockpit`` of the workspace.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK
        self._descriptor: int | None = None

    @property
    def is_mine(self) -> bool:
        """Whether this object holds it and its file is still the one in the folder."""
        return self._descriptor is not None and is_in_place(
            self._descriptor, self._path
        )

    def try_take(self) -> bool:
        """Take it if nobody has it; whether it is ours now. Never waits.

        Raises:
            Refused: If something odd has the name of its file.
            OSError: If the folder cannot be written.
        """
        if self.is_mine:
            return True
        self.release()
        descriptor = disk.opened(self._path, os.O_RDWR | os.O_CREAT)
        if is_taken(descriptor) and is_in_place(descriptor, self._path):
            self._descriptor = descriptor
            return True
        os.close(descriptor)
        return False

    def release(self) -> None:
        """Let others have it; nothing happens if it was not ours."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
