"""The terminal of a process that died in the middle of drawing, put right again.

The terminal process notes how it found the terminal and hands that to its worker on
the command line. A worker whose pipe ends without a goodbye, and whose parent is then
gone, puts the settings back: nobody else is left to do it.
"""

import os
import signal
import sys
import termios
import time
from typing import Final

import msgspec

LEAVE: Final = (
    "\x1b[<u"  # kitty's keys
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse
    "\x1b[?2004l"  # bracketed paste
    "\x1b[?1004l"  # reports of focus
    "\x1b[?2048l"  # reports of size
    "\x1b[?2026l"  # synchronised output
    "\x1b[?7h"  # line wrap
    "\x1b[?1049l"  # alternate screen
    "\x1b[?25h"  # cursor
    "\x1b[0m"
)
"""Undoes what a full-screen program switches on; a terminal ignores what is off."""
_ORPHANED_WITHIN_SECONDS: Final = 2.0
_LOCAL_FLAGS, _CHARACTERS = 3, 6


class Settings(msgspec.Struct, frozen=True):
    """How a terminal was found.

    Attributes:
        path: Of the terminal.
        attributes: As termios has them.
        owner: The process that found it so. A worker that asks for its parent may be
            too late: it takes a while to start.
        born_ns: When the terminal was made. Its name goes to the next one at once.
    """

    path: str
    attributes: tuple[int, int, int, int, int, int, tuple[int, ...]]
    owner: int
    born_ns: int

    def encoded(self) -> str:
        """Return it as one word for a command line."""
        return msgspec.json.encode(self).decode()


def note_settings(descriptor: int) -> Settings | None:
    """Note how a terminal is set; None if the descriptor is none."""
    try:
        flags = termios.tcgetattr(descriptor)
        path = os.ttyname(descriptor)
        born_ns = _born_ns(descriptor)
    except (OSError, termios.error):
        return None
    characters = tuple(c if isinstance(c, int) else c[0] for c in flags[6])
    return Settings(path, (*flags[:6], characters), os.getpid(), born_ns)


def decoded(word: str) -> Settings:
    """Read :meth:`Settings.encoded`.

    Raises:
        msgspec.DecodeError: If the word is no such thing.
    """
    return msgspec.json.decode(word, type=Settings)


def is_orphaned(parent: int) -> bool:
    """Wait until the parent is gone; False if it lives on.

    The kernel closes a dying process's files before it hands its children on, so the
    end of the pipe may be seen a moment earlier.
    """
    deadline = time.monotonic() + _ORPHANED_WITHIN_SECONDS
    while os.getppid() == parent:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def restore(settings: Settings) -> None:
    """Put a terminal back: screen, cursor, mouse, keys, echo.

    A terminal that is itself gone needs nothing, nor does another one that has its name
    by now. Attributes are only changed while they are ours, of the screen or of the
    question before it: a shell that has taken over knows better.
    """
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # the worker is in the background
    try:
        descriptor = os.open(settings.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError as error:
        print(f"terminal not restored: {error}", file=sys.stderr)  # noqa: T201 - the log
        return
    try:
        is_another = _born_ns(descriptor) != settings.born_ns
        if is_another or not _is_ours(descriptor):
            return
        os.write(descriptor, LEAVE.encode())
        attributes: list[int | list[bytes | int]] = [*settings.attributes[:6]]
        attributes.append([*settings.attributes[6]])
        termios.tcsetattr(descriptor, termios.TCSANOW, attributes)
    except (OSError, termios.error) as error:
        print(f"terminal not restored: {error}", file=sys.stderr)  # noqa: T201 - the log
    finally:
        os.close(descriptor)


def _born_ns(descriptor: int) -> int:
    """Return when a terminal was made.

    Systems that know (macOS) change the other time with every letter that is written;
    Linux does not, and does not say when a file was born.
    """
    found = os.fstat(descriptor)
    born: float | None = getattr(found, "st_birthtime", None)
    return found.st_ctime_ns if born is None else round(born * 1e9)


def _is_ours(descriptor: int) -> bool:
    """Whether a full-screen program is left, or a question that waits for nothing.

    A shell's own line editor takes signals and waits for a key: it is neither.
    """
    flags = termios.tcgetattr(descriptor)
    local, characters = flags[_LOCAL_FLAGS], flags[_CHARACTERS]
    if local & termios.ICANON:
        return False
    return not local & termios.ISIG or characters[termios.VMIN] == 0
