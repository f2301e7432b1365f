"""The key of the pseudonyms: made once, private, never shown, never replaced silently.

It lies in the state folder of the workspace. Beside it lies what tells one key from
another, so that a key that was lost or changed is noticed: users then have other
pseudonyms than in everything that was written before.
"""

import os
import shutil
import stat
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes
from typing import Final

from cockpit import paths
from cockpit.engine.sources.pseudonyms import KEY_BYTES, fingerprint
from cockpit.settings.load import Loaded
from cockpit.text.notes import Note, note

_OTHERS: Final = 0o077
_PRIVATE: Final = 0o600
_PATIENCE_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.01
_SETTING: Final = "workspace.pseudonymise"
_OPEN: Final = "open"
"""Stands before the keys of a cache that was used without any since."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What is known of the key.

    Attributes:
        key: Empty where keys of people stay as they are.
        problem: Why there is none although there has to be: nothing may be read then.
        warnings: What people should know of it.
    """

    key: bytes = field(default=b"", repr=False)
    problem: Note | None = None
    warnings: tuple[Note, ...] = ()


def is_wanted(loaded: Loaded) -> bool:
    """Whether keys of people become pseudonyms.

    A setting that cannot be read counts as wanted: what was meant to be hidden must
    not lie open because of a slip of the keyboard.
    """
    is_wrong = any(problem.key == _SETTING for problem in loaded.problems)
    return is_wrong or loaded.config.workspace.pseudonymise


def secret_of(workspace: Path, loaded: Loaded) -> Secret:
    """Return the key of a workspace; it is made where there is none yet.

    Args:
        workspace: Its folder.
        loaded: The configuration.
    """
    place = paths.key_file(workspace)
    try:
        if not is_wanted(loaded):
            _note_open(workspace)
            return Secret()
        paths.make_private(place.parent)
        known = _noted(paths.key_note(workspace))
        key = _read(place)
        if key is None:
            known = known or _noted(paths.key_memory(workspace))
            key = _made(place)
        return Secret(key, warnings=_remember(workspace, key, known))
    except OSError as error:
        reason = error.strerror or str(error)
        problem = note(
            "nothing is read: the key of the pseudonyms, {file}, cannot be used: "
            "{reason}",
            file=_told(place),
            reason=reason,
        )
        return Secret(problem=problem)
    except _NoKeyError as error:
        return Secret(problem=error.problem)


def _note_open(workspace: Path) -> None:
    """Note that keys of people lie open in a cache that was one of pseudonyms."""
    place = paths.key_memory(workspace)
    known = _noted(place)
    if known and known[0] != _OPEN:
        paths.write_whole(place, "\n".join((_OPEN, *known)) + "\n")


class _NoKeyError(Exception):
    def __init__(self, problem: Note) -> None:
        super().__init__(problem.text())
        self.problem = problem


def _remember(workspace: Path, key: bytes, known: tuple[str, ...]) -> tuple[Note, ...]:
    """Note which key is in use; say so if it is another one than before."""
    here = fingerprint(key)
    if _noted(paths.key_memory(workspace))[:1] != (here,):
        _empty_cache(workspace)
    order = known if known[:1] == (here,) else (here, *known)
    if here in known[1:]:
        order = (here,)  # an old one is back
    for place in (paths.key_note(workspace), paths.key_memory(workspace)):
        if _noted(place) != order:
            paths.write_whole(place, "\n".join(order) + "\n")
    if len(order) == 1:
        return ()
    changed = note(
        "the key of the pseudonyms is another one than before: all files were read "
        "again, and users have other pseudonyms than in earlier reports, exports and "
        "incidents. Put the old {file} back if you have it; if not, delete {note} and "
        "this message goes",
        file=_told(paths.key_file(workspace)),
        note=_told(paths.key_note(workspace)),
    )
    return (changed,)


def _empty_cache(workspace: Path) -> None:
    """Forget what was read before: there the keys of people lie open.

    Another process on the same cache looks again and reads what it misses.
    """
    kept = {paths.log_memory(workspace), paths.key_memory(workspace)}
    for entry in paths.make_cache(workspace).iterdir():
        if entry.is_dir() and not entry.is_symlink():
            _remove(entry)
        elif entry not in kept:
            entry.unlink(missing_ok=True)


def _remove(folder: Path) -> None:
    """Remove a folder that another process may be emptying, too."""
    while folder.exists():
        with suppress(FileNotFoundError):  # a part of it is gone: on with the rest
            shutil.rmtree(folder)


def _noted(place: Path) -> tuple[str, ...]:
    """Return which keys were in use, the newest first."""
    try:
        return tuple(place.read_text("ascii", errors="replace").split())
    except FileNotFoundError:
        return ()


def _read(place: Path) -> bytes | None:
    """Return the key; None if there is none.

    Another process may be about to write it: a file that is too short is looked at
    again for a moment.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            key = _content(place)
        except FileNotFoundError:
            return None
        if len(key) == KEY_BYTES:
            return key
        if time.monotonic() > deadline:
            raise _NoKeyError(_broken(place))
        time.sleep(_PAUSE_SECONDS)


def _content(place: Path) -> bytes:
    """Return what is in the file, at most one byte more than a key; close it."""
    handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise _NoKeyError(_broken(place))
        if stat.S_IMODE(mode) & _OTHERS:
            os.fchmod(handle, _PRIVATE)
        return file.read(KEY_BYTES + 1)


def _made(place: Path) -> bytes:
    """Make a key; if another process was faster, take the one it made."""
    key = token_bytes(KEY_BYTES)
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    except FileExistsError:
        found = _read(place)
        if found is None:
            raise _NoKeyError(_broken(place)) from None
        return found
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        place.unlink()
        raise
    return key


def _broken(place: Path) -> Note:
    return note(
        "nothing is read: {file} is no key of {bytes} bytes. Put the old one back; if "
        "it is lost, delete the file and a new key is made",
        file=_told(place),
        bytes=KEY_BYTES,
    )


def _told(place: Path) -> str:
    return f"{place.parent.name}/{place.name}"
