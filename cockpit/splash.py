"""The last numbers as plain text, on the screen before anything slow is imported.

Text paths and no annotations from ``typing``: pathlib alone costs more than the rest.
"""

import io
import os
import sys

from cockpit import names

_shown: set[str] = set()


def recall(workspace: "str | os.PathLike[str]") -> str:
    """Return the text that was kept last, or nothing."""
    path = os.path.join(workspace, names.STATE, names.LAST_SNAPSHOT)
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return ""


def is_workspace(folder: "str | os.PathLike[str]") -> bool:
    """Return whether a folder has a configuration."""
    return os.path.isfile(os.path.join(folder, names.CONFIG))


def show(workspace: "str | os.PathLike[str]") -> None:
    """Print the last text, once in a process however often it is asked for."""
    folder = os.path.abspath(workspace)
    if folder in _shown:
        return
    _shown.add(folder)
    if isinstance(sys.stdout, io.TextIOWrapper):  # GBK knows no yen sign
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.stdout.write(recall(folder))
    sys.stdout.flush()


def keep(workspace: "os.PathLike[str]", text: str) -> None:
    """Keep a text for the next start.

    Raises:
        OSError: If the state folder cannot be written.
    """
    from pathlib import Path  # noqa: PLC0415 - not needed to show

    from cockpit import paths  # noqa: PLC0415

    paths.write_whole(paths.last_snapshot(Path(workspace)), text)
