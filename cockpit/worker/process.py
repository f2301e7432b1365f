"""The worker as a process: how it is started and how it is ended.

``subprocess`` with two plain pipes, not ``multiprocessing``: no second import of
``__main__``, no resource tracker, no pickles, and the end of the parent (even by
``kill -9``) is the end of the child's standard input.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from cockpit import paths
from cockpit.text.notes import note
from cockpit.text.safe import safe
from cockpit.worker.protocol import Goodbye, frame

_LARGEST_LOG: Final = 2**20
_TAIL_BYTES: Final = 4_096
EXPECTING: Final = "--expect-state"
"""Tells a worker that the state folder was there, and is not to be made anew."""


def command(workspace: Path, *options: str) -> list[str]:
    """Return the command line of the worker of a workspace.

    ``-P``: a file in the operator's current folder never becomes a module.
    """
    return [sys.executable, "-P", "-m", "cockpit.worker", str(workspace), *options]


def spawn(argv: Sequence[str], *, log: Path) -> subprocess.Popen[bytes]:
    """Start a worker. Its standard error goes to ``log``: the terminal is ours.

    ``process_group=0`` keeps Ctrl-C from it. Not ``start_new_session``: with the
    kernel's autogroup a nice value counts only inside one session, so a niced worker
    in a session of its own would get as much CPU as the terminal process.

    Raises:
        OSError: If it cannot be started.
    """
    if paths.has_vanished(log.parent):
        argv = [*argv, EXPECTING]  # the next worker has not seen it
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join(filter(None, (str(paths.PACKAGE_ROOT), inherited)))
    errors = _open_log(log)
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if errors is None else errors,
            env={**os.environ, "PYTHONPATH": path},
            process_group=0,
        )
    finally:
        if errors is not None:
            os.close(errors)
    assert process.stdin is not None
    os.set_blocking(process.stdin.fileno(), False)  # a hung worker never blocks a key
    return process


def end(process: subprocess.Popen[bytes], *, patience_seconds: float = 1.0) -> None:
    """Say goodbye and close the worker's input; kill it if it does not go.

    Without the goodbye it would take us for dead and put the terminal "right". One
    that has been ended before is only waited for.
    """
    assert process.stdin is not None
    try:
        if not process.stdin.closed:
            os.write(process.stdin.fileno(), frame(Goodbye()))
    except BlockingIOError:
        process.kill()  # it has stopped reading
    except BrokenPipeError:
        pass  # it has gone before us
    with suppress(BrokenPipeError):
        process.stdin.close()
    try:
        process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def why_ended(code: int, *, log: Path) -> str:
    """Say in the language that is spoken why a worker has ended.

    Args:
        code: As ``Popen.returncode`` has it: negative for a signal.
        log: Its last line is the reason of a worker that failed by itself.
    """
    if code < 0:
        with suppress(ValueError):
            return note("killed by {name}", name=signal.Signals(-code).name).text()
        return note("killed by signal {number}", number=-code).text()
    last = _last_line(log) if code else ""
    if last:
        return note("exit code {code}: {line}", code=code, line=safe(last)).text()
    return note("exit code {code}", code=code).text()


def _open_log(log: Path) -> int | None:
    """Open the log; a state folder that cannot be written leaves none.

    The workspace may be somebody else's and read-only: its numbers can still be seen.
    The worker itself tells the screen that nothing can be kept there.
    """
    try:
        paths.make_private(log.parent)
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        return os.open(log, flags, 0o600)
    except OSError:
        return None


def _last_line(log: Path) -> str:
    try:
        with log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL_BYTES))
            text = file.read().decode("utf-8", errors="backslashreplace")
    except OSError:
        return ""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""
