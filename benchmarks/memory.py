"""Resident memory of both processes: after reading everything, and after a restart."""

import os
from pathlib import Path
from shutil import rmtree

from benchmarks import screens
from benchmarks.measuring import progress, resident_mb
from benchmarks.report import Report
from benchmarks.sizes import Size
from cockpit import paths


def measure(size: Size, scratch: Path) -> Report:
    """Open each workspace with an empty cache, then again with a filled one."""
    report = Report("memory", {"orders": size.orders})
    base = os.environ.get(paths.CACHE_VARIABLE)
    cold = scratch / "cold-cache"
    os.environ[paths.CACHE_VARIABLE] = str(cold)
    try:
        for name, folder in (
            ("sample", screens.sample(scratch)),
            ("large workspace", screens.large(scratch, size)),
        ):
            _look(report, f"{name}, everything read", folder)
            _look(report, f"{name}, restarted", folder)
    finally:
        rmtree(cold, ignore_errors=True)
        if base is not None:
            os.environ[paths.CACHE_VARIABLE] = base
    report.notes.append("Resident memory counts libraries that processes share twice.")
    return report


def _look(report: Report, name: str, folder: Path) -> None:
    terminal = screens.opened(folder)
    try:
        terminal.settle(5.0)
        (worker,) = terminal.children()
        for who, pid in (("terminal", terminal.process.pid), ("worker", worker)):
            now = resident_mb(pid)
            report.judge(f"{name}: {who}, now", now, unit="MB")
            peak = resident_mb(pid, field="VmHWM")
            report.judge(f"{name}: {who}, peak", peak, unit="MB")
            progress(f"{name}: {who} {now:.0f} MB, peak {peak:.0f} MB")
    finally:
        terminal.quit()
