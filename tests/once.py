"""What is built once for a whole run, though several processes share its tests."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def folder_of_the_run(factory: pytest.TempPathFactory) -> Path:
    """Return the temporary folder that all processes of this run can see.

    Each process of pytest-xdist has a folder of its own in it.
    """
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def alone(run: Path, name: str) -> Iterator[None]:
    """Be the only one of this run who does what is called so; the others wait."""
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def built_once(run: Path, name: str, build: Callable[[Path], None]) -> Path:
    """Return a folder that the first who asks has built; the others wait for it.

    Args:
        run: Folder of the run.
        name: Of the folder to be built in it. Who changes what is in it has to be
            :func:`alone` and to leave it as it was.
        build: Fills the folder, which is there and empty. If it fails, so does
            everybody who asks: half a folder is nothing to build on.
    """
    folder, whole = run / name, run / f"{name}.whole"
    with alone(run, f"{name}.building"):
        if not whole.exists():
            folder.mkdir()
            build(folder)
            whole.touch()
    return folder
