"""How late the event loop is, and how long a key takes, while the worker computes."""

import json
import os
import signal
from pathlib import Path
from time import perf_counter
from typing import Final, NamedTuple

from benchmarks import screens
from benchmarks.measuring import progress
from benchmarks.report import Report
from benchmarks.sizes import Size
from benchmarks.terminal import Terminal

FRAME_MS: Final = 1000 / 60
KEY_EVERY_SECONDS: Final = 0.05
FILTER: Final = "name contains"


class Phase(NamedTuple):
    """A stretch of time of one kind, and what its keys cost."""

    name: str
    begin: float
    end: float
    keys: list[float]


def measure(size: Size, scratch: Path) -> Report:
    """Watch the app on the sample and on the large workspace, idle and rebuilding."""
    report = Report("heartbeat", {"orders": size.orders, "keys": size.keys})
    for name, folder in (
        ("sample", screens.sample(scratch)),
        ("large workspace", screens.large(scratch, size)),
    ):
        screens.opened(folder).quit()
        phases, beats = _watched(folder, scratch / "beats.json", size)
        _judge(report, name, phases, beats)
    report.notes.append(
        "A beat is due every 20 ms. Keys open and leave the filter, 20 a second; a key "
        "is timed from the write to the terminal to the bytes of what it shows."
    )
    return report


def _watched(
    folder: Path, out: Path, size: Size
) -> tuple[list[Phase], list[tuple[float, float]]]:
    terminal = screens.probed(folder, out)
    try:
        terminal.settle(3.0)
        phases = [_silent(terminal, "idle", size.beat_seconds)]
        phases.append(_type(terminal, "idle, keys", size.keys))
        os.kill(terminal.process.pid, signal.SIGUSR1)
        terminal.settle(0.5)
        phases.append(_type(terminal, "rebuild, keys", size.keys))
        os.kill(terminal.process.pid, signal.SIGUSR1)
    finally:
        terminal.quit()
    return phases, json.loads(out.read_text())


def _silent(terminal: Terminal, name: str, seconds: float) -> Phase:
    begin = perf_counter()
    terminal.settle(seconds)
    return Phase(name, begin, perf_counter(), [])


def _type(terminal: Terminal, name: str, keys: int) -> Phase:
    """Open the filter and leave it: keys that show the same whatever the numbers are."""
    begin = perf_counter()
    times = []
    for number in range(keys):
        is_opening = number % 2 == 0
        pressed = terminal.press("/" if is_opening else "\t")
        shown = terminal.until_shown(
            lambda text, wanted=is_opening: (FILTER in text) == wanted,  # type: ignore[misc]
            "the answer to a key",
        )
        times.append(shown - pressed)
        terminal.settle(max(0.0, pressed + KEY_EVERY_SECONDS - perf_counter()))
    progress(f"{name}: {keys} keys")
    return Phase(name, begin, perf_counter(), times)


def _judge(
    report: Report, place: str, phases: list[Phase], beats: list[tuple[float, float]]
) -> None:
    key_p95: dict[str, float] = {}
    for phase in phases:
        late = [max(by, 0.0) for at, by in beats if phase.begin < at < phase.end]
        found = report.spread(f"{place}: beat late, {phase.name}", late)
        if phase.keys:
            keys = report.spread(f"{place}: key to paint, {phase.name}", phase.keys)
            key_p95[phase.name] = keys.p95
        if phase.name.startswith("rebuild"):
            what = f"{place}: beat late under a rebuild and keys"
            report.judge(f"{what}, p99", found.p99, at_most=17, unit="ms")
            report.judge(f"{what}, longest", found.largest, at_most=100, unit="ms")
    more = key_p95["rebuild, keys"] - key_p95["idle, keys"]
    report.judge(
        f"{place}: key to paint p95, busy less idle",
        more,
        at_most=round(FRAME_MS, 1),
        unit="ms",
    )
