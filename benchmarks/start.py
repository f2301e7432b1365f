"""From the command to the first text, the first frame and the first number."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import screens
from benchmarks.measuring import Sample, in_turn, quantile, resident_mb, wall
from benchmarks.report import Report
from benchmarks.sizes import Size
from benchmarks.terminal import ALTERNATE, Terminal
from cockpit import paths

OURS, BARE, PEER = "cockpit, first frame", "bare Textual app", "harlequin"
TEXT, NUMBER = "cockpit, last numbers as text", "cockpit, numbers of this start"
LAST_LINE: Final = b"drill"
"""In the footer: what is drawn last."""


def measure(size: Size, scratch: Path) -> Report:
    """Start all programs in turn; files and bytecode are warm, the cache is filled."""
    folder = screens.sample(scratch)
    screens.opened(folder).quit()
    contenders: dict[str, Callable[[], Sample]] = {
        BARE: _bare,
        OURS: lambda: _cockpit(folder),
    }
    peer = _harlequin()
    if peer is not None:
        contenders[PEER] = lambda: _of_harlequin(peer)
    for start in contenders.values():
        start()
    samples = in_turn(contenders, runs=size.starts)
    for name, step in ((TEXT, "text"), (NUMBER, "number")):
        samples[name] = [
            Sample(run.steps[step], 0.0, "", run.peak_mb) for run in samples[OURS]
        ]
    report = Report("start", {"starts": size.starts})
    report.contenders(samples)
    _judge(report, {name: wall(runs) for name, runs in samples.items()})
    slowest = quantile([run.wall for run in samples[TEXT]], 1)
    report.notes.append(f"Slowest first text: {1000 * slowest:.0f} ms.")
    report.notes.append(
        "CPU is that of the whole life of a program, half a second after its first "
        "frame included; the cockpit's is that of both its processes."
    )
    return report


def _judge(report: Report, times: dict[str, float]) -> None:
    report.judge("first text / bare Textual", times[TEXT] / times[BARE], at_most=0.1)
    report.judge("first frame / bare Textual", times[OURS] / times[BARE], at_most=1.4)
    if PEER in times:
        ratio = times[OURS] / times[PEER]
        report.judge("first frame / harlequin", ratio, at_most=0.3)
    else:
        reason = "harlequin is not installed"
        report.cannot_judge("first frame / harlequin", "<= 0.3 x", reason)
    report.judge("numbers of this start / bare Textual", times[NUMBER] / times[BARE])


def _bare() -> Sample:
    terminal = Terminal([sys.executable, "-m", "benchmarks.bare"])
    seconds = terminal.until_written(b"BARE FRAME", after=ALTERNATE)
    return _end(terminal, seconds)


def _cockpit(folder: Path) -> Sample:
    kept = paths.last_snapshot(folder).read_bytes().split(b"  ")[0]
    terminal = Terminal([sys.executable, "-m", "cockpit", "open", str(folder)])
    text = terminal.until_written(kept)
    frame = terminal.until_written(b"Health", LAST_LINE, after=ALTERNATE)
    number = terminal.until_shown(screens.has_money, "the number") - terminal.began
    return _end(terminal, frame, text=text, number=number)


def _of_harlequin(program: Path) -> Sample:
    with TemporaryDirectory() as home:
        moved = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home,
                 "XDG_CACHE_HOME": home}  # fmt: skip
        terminal = Terminal([str(program), "--locale", "C"], env=moved)
        words = (b"Data Catalog", b"Query Editor", b"Query Results")
        seconds = terminal.until_written(*words, after=ALTERNATE)
        return _end(terminal, seconds, keys="\x11")


def _end(
    terminal: Terminal, seconds: float, *, keys: str = "q", **steps: float
) -> Sample:
    terminal.settle(0.5)
    peak = resident_mb(terminal.process.pid, field="VmHWM")
    before = os.times()
    terminal.quit(keys)
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return Sample(seconds, cpu, "", peak, steps)


def _harlequin() -> Path | None:
    """Return harlequin's command of the peer's interpreter."""
    python = Path(os.environ.get("COCKPIT_PEER_PYTHON", sys.executable))
    program = python.parent / "harlequin"
    return program if program.exists() else None
