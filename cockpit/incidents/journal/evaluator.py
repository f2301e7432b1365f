"""One process judges alarms, the others watch: a lock that dies with its holder."""

from pathlib import Path


class EvaluatorLock:
    """The right to judge alarms of a workspace, held by one process at a time.

    The kernel frees it when the holder dies, however it dies. Whoever has it not asks
    again with :meth:`try_take` every second or two.

    Args:
        folder: ``.cockpit`` of the workspace.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def is_mine(self) -> bool:
        """Whether this object holds it and its file is still the one in the folder."""
        raise NotImplementedError

    def try_take(self) -> bool:
        """Take it if nobody has it; whether it is ours now. Never waits."""
        raise NotImplementedError

    def release(self) -> None:
        """Let others have it."""
        raise NotImplementedError
