"""The beginning of a drill, in the process that draws: it never loads the engine."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from cockpit import paths
from cockpit.drill.plan import Plan
from cockpit.incidents.clocks import RealClocks
from cockpit.incidents.drill_clocks import drill_anchor

LEAD_SECONDS: Final = 5.0
"""So long it takes until the first numbers stand on the screen."""


def prepare_aside(sop: str, *, speed: float) -> Path:
    """Make the workspace of a drill in a process of its own, and return it.

    Raises:
        ValueError: If the sample that is installed is another one.
        OSError: If it cannot be written, or the process ends otherwise.
    """
    done = _run("cockpit.drill", sop, str(speed))
    if done.returncode == os.EX_DATAERR:
        raise ValueError(done.stderr.strip())
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [str(done.returncode)]
        raise OSError(last[0])
    return Path(done.stdout.strip())


def warm(workspace: Path) -> None:
    """Read the files of a drill once, so that its clock need not wait for that.

    What is wrong shows on the screen.

    Raises:
        OSError: If the process cannot be started.
    """
    _run("cockpit", "show", "alarms", "-w", str(workspace))


def begin(workspace: Path, plan: Plan) -> None:
    """Let the clock of a drill run, once there is something to see.

    Raises:
        OSError: If it cannot be written down.
    """
    drill_anchor(
        paths.drill_anchor(workspace),
        start=plan.start.timestamp(),
        speed=plan.speed,
        real=RealClocks(),
        zone=plan.timezone,
        lead_seconds=LEAD_SECONDS,
    )


def _run(module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    known = filter(None, (str(paths.PACKAGE_ROOT), os.environ.get("PYTHONPATH")))
    return subprocess.run(
        [sys.executable, "-P", "-m", module, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(known)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
