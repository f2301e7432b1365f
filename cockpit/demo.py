"""Private copies of the sample workspace, so that anybody may change one."""

import errno
import os
import shutil
import time
import tomllib
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final

from cockpit import paths

_LIVE: Final = "live-"
_DRILL: Final = "drill-"
FRESH_SECONDS: Final = 12 * 3600


def prepare(sample: Path) -> Path:
    """Return the kept copy; made, or made anew.

    It is made anew if the sample is another one, and if its incidents are of another
    day: their deadlines are all long past, and nobody learns from that.

    Raises:
        OSError: If it cannot be copied.
    """
    workspace, stamp = paths.demo_workspace(), paths.demo_folder() / "sample"
    current = _stamp(sample)
    is_known = workspace.is_dir() and stamp.is_file() and stamp.read_text() == current
    if is_known and not _is_over(workspace):
        return workspace
    _remove(workspace)
    _copy(sample, workspace)
    paths.write_whole(stamp, current)
    return workspace


def prepare_live(sample: Path) -> Path:
    """Return a fresh copy of this process alone, and remove those of dead ones.

    Raises:
        OSError: If it cannot be copied.
    """
    return _fresh(sample, _LIVE)


def prepare_drill(sample: Path) -> Path:
    """Return a fresh copy for a drill of this process, and remove those of dead ones.

    Raises:
        OSError: If it cannot be copied.
    """
    return _fresh(sample, _DRILL)


def _fresh(sample: Path, kind: str) -> Path:
    for old in paths.demo_folder().glob(f"{kind}*"):
        if not _is_alive(old.name.removeprefix(kind)):
            _remove(old)
    workspace = paths.demo_folder() / f"{kind}{os.getpid()}"
    _remove(workspace)
    _copy(sample, workspace)
    return workspace


def pinned_now(workspace: Path) -> datetime:
    """Return the moment at which the clock of a workspace is pinned.

    Raises:
        KeyError: If it is not pinned.
    """
    text = paths.config_file(workspace).read_text(encoding="utf-8")
    now = tomllib.loads(text)["workspace"]["now"]
    assert isinstance(now, datetime)
    return now


def _is_over(workspace: Path) -> bool:
    """Whether the incident log has rested for longer than a working day."""
    try:
        rested = time.time() - paths.incident_log(workspace).stat().st_mtime
    except OSError:
        return False
    return rested > FRESH_SECONDS


def _copy(sample: Path, workspace: Path) -> None:
    """Copy aside, then rename: a copy is whole or not there."""
    paths.make_private(workspace.parent)
    aside = workspace.with_name(f".{workspace.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    hidden = shutil.ignore_patterns(".*")
    shutil.copytree(sample, aside, ignore=hidden)
    aside.chmod(0o700)
    try:
        aside.rename(workspace)
    except OSError as error:  # another one was started at the same time and is first
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        shutil.rmtree(aside)


def _remove(workspace: Path) -> None:
    """Remove a copy and what the cache knows of it."""
    for folder in (paths.cache_folder(workspace), workspace):
        if folder.is_dir():
            shutil.rmtree(folder)


def _stamp(sample: Path) -> str:
    """Return what changes when the sample does; nothing is opened for it."""
    digest = blake2b(digest_size=16)
    for folder, folders, names in os.walk(sample):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                found = os.stat(os.path.join(folder, name))
                told = f"{folder}/{name} {found.st_size} {found.st_mtime_ns}\n"
                digest.update(os.fsencode(told))
    return digest.hexdigest()


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
