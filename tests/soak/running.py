"""The cockpit on a pty for a long count: its processes, its memory, its screen."""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

from cockpit import paths
from tests.terminal_pty import ROOT, Terminal, is_gone, python

ALTERNATE_ON, ALTERNATE_OFF = b"\x1b[?1049h", b"\x1b[?1049l"
_ENGLISH = {"LANG": "en_US.UTF-8", "LC_ALL": None, "LC_MESSAGES": None}
_KIB_A_MIB = 1024


def opened(folder: Path, cache: Path) -> Terminal:
    """Open a workspace in the cockpit."""
    return started(cache, "-m", "cockpit", "open", str(folder))


def started(cache: Path, *argv: str) -> Terminal:
    """Start a Python program on a pty, in English."""
    return Terminal(python(*argv), env={**_ENGLISH, paths.CACHE_VARIABLE: str(cache)})


def shown(folder: Path, cache: Path, view: str) -> str:
    """Return what ``show`` prints of a workspace as JSON."""
    argv = ("-m", "cockpit", "show", view, "--format", "json")
    done = subprocess.run(
        python(*argv, "--workspace", str(folder)),
        cwd=ROOT,
        env={**os.environ, paths.CACHE_VARIABLE: str(cache)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def processes_of(folder: Path) -> dict[int, str]:
    """Return the live processes that name a folder, each with its command line."""
    found: dict[int, str] = {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if str(folder) in words and not is_gone(int(place.name)):
                found[int(place.name)] = words
    return found


def resident_mib(pid: int) -> float:
    """Return how much memory a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / _KIB_A_MIB


def is_on_alternate_screen(raw: bytes | bytearray) -> bool:
    """Whether a program that wrote this has left its own screen on."""
    return raw.rfind(ALTERNATE_ON) > raw.rfind(ALTERNATE_OFF)
