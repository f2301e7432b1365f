"""Copy over ssh and tmux: the terminal is asked to keep a text (OSC 52)."""

import base64
from pathlib import Path
from typing import Final

from cockpit import paths

LARGEST: Final = 74_994
"""Bytes of base64 that xterm, tmux and hterm all take in one sequence."""


def osc52(text: str, *, is_tmux: bool) -> str | None:
    """Return what to write to the terminal; None if the text is too large for it."""
    encoded = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    if len(encoded) > LARGEST:
        return None
    sequence = f"\x1b]52;c;{encoded}\x07"
    if not is_tmux:
        return sequence
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def keep(text: str, folder: Path) -> Path:
    """Write a text that no clipboard takes to a file and return where it is.

    Raises:
        OSError: If it cannot be written.
    """
    file = folder / "copied.txt"
    paths.write_whole(file, text)
    return file
