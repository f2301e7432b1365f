"""Notices that files have changed."""

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Final

from cockpit import paths

LOOK_AGAIN_SECONDS: Final = 2.0
"""Files are looked at this often even when no notification came (NFS, overflow)."""


class Watcher(Thread):
    """Calls ``changed`` soon after something in the workspace has changed.

    What begins with a dot is not data; the state folder is written by ourselves.
    Where the system cannot notify (folder gone, limits), only the clock is left, and
    the log says so.

    Args:
        workspace: The folder.
        changed: Called in this thread, at least every :data:`LOOK_AGAIN_SECONDS`.
        after: Do not start before: the first numbers need the machine more.
    """

    def __init__(
        self, workspace: Path, changed: Callable[[], object], *, after: Event
    ) -> None:
        super().__init__(name="watcher", daemon=True)
        self._workspace = workspace
        self._state_name = paths.state_folder(workspace).name
        self._changed = changed
        self._after = after

    def run(self) -> None:
        """Watch for ever."""
        self._after.wait()
        self._changed()  # what happened between the first look and the first watch
        while True:
            try:
                self._watch()
            except (OSError, RuntimeError) as error:
                print(f"not notified of changes: {error}", file=sys.stderr)  # noqa: T201 - the log
            Event().wait(LOOK_AGAIN_SECONDS)
            self._changed()

    def _watch(self) -> None:
        from watchfiles import watch  # noqa: PLC0415 - after the first snapshot

        looks = watch(
            self._workspace,
            watch_filter=lambda _, path: self.is_data(path),
            debounce=200,
            step=20,
            rust_timeout=int(LOOK_AGAIN_SECONDS * 1_000),
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )
        for _ in looks:
            self._changed()

    def is_data(self, path: str) -> bool:
        """Return whether a path can be data or configuration."""
        try:
            inside = Path(path).relative_to(self._workspace)
        except ValueError:  # the system names it by another way to the folder
            return self._state_name not in Path(path).parts
        return not any(part.startswith(".") for part in inside.parts)
