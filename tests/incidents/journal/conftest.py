"""A place where a sync costs nothing, for tests that open thousands of logs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final

import pytest

_IN_MEMORY: Final = Path("/dev/shm")


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """Give the name of a folder to be made, in memory where that is possible.

    What is tested with it does not depend on where the files are.
    """
    place = Path(mkdtemp(dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None))
    try:
        yield place / ".cockpit"
    finally:
        rmtree(place)


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Return a folder in memory."""
    with fresh_folder() as folder:
        yield folder.parent
