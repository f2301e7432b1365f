"""Opens the session, and opens it again when ``cockpit.toml`` has changed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cockpit.settings.load import Loaded, load
from cockpit.settings.reload import reload
from cockpit.watched import WatchedSession


class Opener:
    """Remembers the last configuration that could be used.

    Args:
        workspace: Its folder.
        clock: The time of the data; None for the configured one.
    """

    def __init__(
        self, workspace: Path, *, clock: Callable[[], datetime] | None
    ) -> None:
        self._workspace = workspace
        self._clock = clock
        self._loaded: Loaded | None = None

    def __call__(self) -> WatchedSession:
        """Return a session on the configuration as it is now."""
        folder, before = self._workspace, self._loaded
        self._loaded = load(folder) if before is None else reload(folder, before)
        return WatchedSession(
            folder, clock=self._clock, loaded=self._loaded, role="worker", writes=True
        )
