"""The last numbers as plain text, on the screen before anything slow is imported.

No dataclass and no Struct here: importing either costs more than the whole splash.
"""

import sys
from pathlib import Path

from cockpit import paths

_shown: set[Path] = set()


def recall(workspace: Path) -> str:
    """Return the text that was kept last, or nothing."""
    try:
        return paths.last_snapshot(workspace).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def keep(workspace: Path, text: str) -> None:
    """Keep a text for the next start.

    Raises:
        OSError: If the state folder cannot be written.
    """
    paths.write_whole(paths.last_snapshot(workspace), text)


def show(workspace: Path) -> None:
    """Print the last text, once in a process however often it is asked for."""
    if workspace in _shown:
        return
    _shown.add(workspace)
    sys.stdout.write(recall(workspace))
    sys.stdout.flush()
