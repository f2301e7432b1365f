"""Says how far a long look at files is, and lets it be stopped."""

from collections.abc import Callable, Mapping
from typing import Final

from cockpit.engine.sources.faults import UnreadableError
from cockpit.snapshot.reading import Reading
from cockpit.text.notes import note

STOPPED: Final = "stopped"
"""Code of a file whose reading somebody stopped; until it changes it is left alone."""


class ReadingStoppedError(UnreadableError):
    """Somebody stopped the look: what was kept before stays as it is."""

    def __init__(self) -> None:
        super().__init__(STOPPED, note("stopped: what was read before stays"))


def _tell_nobody(_reading: Reading) -> None:
    pass


def _never() -> bool:
    return False


class Watch:
    """Follows one look at the files.

    Args:
        tell: Told after every block of rows.
        is_stopped: Asked before every file and every block.
    """

    def __init__(
        self,
        tell: Callable[[Reading], object] = _tell_nobody,
        is_stopped: Callable[[], bool] = _never,
    ) -> None:
        self._tell = tell
        self._is_stopped = is_stopped
        self._sizes: Mapping[str, int] = {}
        self._done = 0

    def begin(self, sizes: Mapping[str, int]) -> None:
        """Take over which files are to be read, and their bytes."""
        self._sizes = sizes
        self._done = 0

    def check(self) -> None:
        """Go on, unless somebody wants it to end.

        Raises:
            ReadingStoppedError: If so.
        """
        if self._is_stopped():
            raise ReadingStoppedError

    def taken(self, path: str, rows: int, position: int) -> None:
        """Note how far a file is.

        Args:
            path: Of the file.
            rows: So far.
            position: Bytes gone through so far.

        Raises:
            ReadingStoppedError: If somebody wants it to end.
        """
        self.check()
        size = self._sizes.get(path, position)
        here = min(position, size)
        total = max(sum(self._sizes.values()), here)
        done = min(self._done + here, total)
        self._tell(Reading(path, rows, here, size, done, total))

    def ended(self, path: str) -> None:
        """Note that a file is done with."""
        self._done += self._sizes.get(path, 0)
