"""Folders in the cache that only their owner may enter."""

from pathlib import Path
from typing import Final

PRIVATE: Final = 0o700


def make_closed(folder: Path) -> None:
    """Make a folder and those around it that are missing, all closed to others.

    ``Path.mkdir`` closes the innermost one alone.

    Raises:
        OSError: If one cannot be made.
    """
    around = (folder, *folder.parents)
    missing = [place for place in around if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=PRIVATE, exist_ok=True)
