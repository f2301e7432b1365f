"""Asks the terminal how wide it draws a letter that Unicode calls ambiguous.

Block elements are one cell in most terminals and two in some set up for Chinese. The
question is the only one that a terminal can answer: write one and ask where the
cursor is. It must be asked before the app takes the terminal.
"""

import os
import re
import select
import termios
from time import monotonic
from typing import Any, Final

_AMBIGUOUS: Final = "▁"
_ASK: Final = f"\r{_AMBIGUOUS}\x1b[6n"
_ERASE: Final = "\r\x1b[K"
_ANSWER: Final = re.compile(rb"\x1b\[\d+;(\d+)R")
PATIENCE_SECONDS: Final = 0.05
_LEGACY: Final = ("dumb", "linux", "vt52", "vt100", "vt102", "vt220", "cons25", "sun")
"""Consoles that neither answer nor have a font with these letters."""
_LOCAL_FLAGS, _CHARACTERS = 3, 6


def ambiguous_width(*, source: int = 0, sink: int = 1) -> int | None:
    """Return 1 or 2 cells, or None if the terminal does not say.

    Args:
        source: Descriptor to read the answer from; a terminal.
        sink: Descriptor to write the question to; the same terminal.
    """
    before = termios.tcgetattr(source)
    quiet = silence(termios.tcgetattr(source))
    termios.tcsetattr(source, termios.TCSANOW, quiet)
    try:
        os.write(sink, _ASK.encode())
        column = _answer(source)
        os.write(sink, _ERASE.encode())
        if column is None:  # an answer that is still on its way would be keys
            termios.tcflush(source, termios.TCIFLUSH)
    finally:
        termios.tcsetattr(source, termios.TCSANOW, before)
    return column - 1 if column in (2, 3) else None


def silence(attributes: list[Any]) -> list[Any]:
    """Let a terminal neither show nor hold back an answer; who reads never waits.

    Args:
        attributes: As ``termios`` has them; they are changed.
    """
    attributes[_LOCAL_FLAGS] &= ~(termios.ECHO | termios.ICANON)
    attributes[_CHARACTERS][termios.VMIN] = 0
    attributes[_CHARACTERS][termios.VTIME] = 0
    return attributes


def needs_ascii() -> bool:
    """Whether decoration has to be ASCII on this terminal."""
    width = ambiguous_width()
    if width is None:
        return os.environ.get("TERM", "dumb").split("-")[0] in _LEGACY
    return width == 2


def _answer(source: int) -> int | None:
    heard = b""
    deadline = monotonic() + PATIENCE_SECONDS
    while (patience := deadline - monotonic()) > 0:
        if not select.select([source], [], [], patience)[0]:
            return None
        heard += os.read(source, 256)
        if found := _ANSWER.search(heard):
            return int(found[1])
    return None
