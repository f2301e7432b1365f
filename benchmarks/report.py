"""What a benchmark found, as a table and as JSON."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Literal

import msgspec

from benchmarks.measuring import (
    Sample,
    busy_seconds,
    own_seconds,
    peak,
    quantile,
    wall,
)

Outcome = Literal["pass", "miss", "not measured", "no goal"]


class Row(msgspec.Struct, frozen=True):
    """One contender: medians of its runs."""

    name: str
    wall_seconds: float
    cpu_seconds: float
    peak_mb: float
    runs: tuple[float, ...]
    check: str = ""


class Spread(msgspec.Struct, frozen=True):
    """Many timings of one thing, in milliseconds."""

    name: str
    count: int
    p50: float
    p95: float
    p99: float
    largest: float


class Verdict(msgspec.Struct, frozen=True):
    """One line of the contract."""

    measure: str
    found: str
    goal: str
    outcome: Outcome


class Report(msgspec.Struct):
    """All that one benchmark says.

    Attributes:
        load: One-minute load average before and after.
        others: Share of the machine's CPU time that other programs took meanwhile.
    """

    name: str
    sizes: dict[str, float]
    rows: list[Row] = []
    spreads: list[Spread] = []
    verdicts: list[Verdict] = []
    notes: list[str] = []
    load: tuple[float, float] = (0.0, 0.0)
    others: float = 0.0
    seconds: float = 0.0
    at: str = ""
    machine: str = ""

    def contenders(self, samples: Mapping[str, Sequence[Sample]]) -> None:
        """Add a row for each contender."""
        for name, runs in samples.items():
            cpu = quantile([run.cpu for run in runs], 0.5)
            times = tuple(round(run.wall, 4) for run in runs)
            check = runs[0].check
            self.rows.append(Row(name, wall(runs), cpu, peak(runs), times, check))

    def spread(self, name: str, seconds: Sequence[float]) -> Spread:
        """Add many timings of one thing."""
        ms = [1000 * value for value in seconds]
        found = Spread(
            name,
            len(ms),
            quantile(ms, 0.5),
            quantile(ms, 0.95),
            quantile(ms, 0.99),
            max(ms),
        )
        self.spreads.append(found)
        return found

    def judge(
        self,
        measure: str,
        value: float,
        *,
        at_least: float | None = None,
        at_most: float | None = None,
        unit: str = "x",
    ) -> None:
        """Compare a value with the contract; without a bound it is only told."""
        outcome: Outcome = "no goal"
        goal = "-"
        if at_least is not None:
            goal = f">= {at_least:g} {unit}"
            outcome = "pass" if value >= at_least else "miss"
        if at_most is not None:
            goal = f"<= {at_most:g} {unit}"
            outcome = "pass" if value <= at_most else "miss"
        self.verdicts.append(Verdict(measure, f"{value:.3g} {unit}", goal, outcome))

    def cannot_judge(self, measure: str, goal: str, reason: str) -> None:
        """Say that a line of the contract was not measured, and why."""
        self.verdicts.append(Verdict(measure, reason, goal, "not measured"))


class Surroundings:
    """Notes what else the machine did while a benchmark ran."""

    def __init__(self) -> None:
        self._load = os.getloadavg()[0]
        self._began = perf_counter()
        self._busy = busy_seconds()
        self._own = own_seconds()

    def describe(self, report: Report) -> None:
        """Write it into the report."""
        report.seconds = perf_counter() - self._began
        report.load = (self._load, os.getloadavg()[0])
        others = busy_seconds() - self._busy - (own_seconds() - self._own)
        cores = os.cpu_count() or 1
        report.others = max(0.0, others / (report.seconds * cores))
        report.at = f"{datetime.now(UTC):%Y-%m-%d %H:%M}Z"
        report.machine = f"{cores} cores, Python {platform.python_version()}"


def as_text(report: Report) -> str:
    """Return a report as Markdown tables."""
    lines = [f"## {report.name}", ""]
    lines.append(
        f"{report.at}; {report.machine}; load {report.load[0]:.1f} -> "
        f"{report.load[1]:.1f}, others {report.others:.0%} of the CPU; "
        f"{report.seconds:.0f} s"
    )
    sizes = ", ".join(f"{name} {value:,g}" for name, value in report.sizes.items())
    lines += [sizes, ""]
    if report.rows:
        lines += [
            "| contender | wall s | CPU s | peak MB | runs |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| {row.name} | {row.wall_seconds:.3f} | {_cpu(row)} | "
            f"{row.peak_mb:.0f} | {' '.join(f'{run:.3f}' for run in row.runs)} |"
            for row in report.rows
        ]
        lines.append("")
    if report.spreads:
        lines += [
            "| timing, ms | n | p50 | p95 | p99 | max |",
            "|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {found.name} | {found.count} | {found.p50:.1f} | {found.p95:.1f} | "
            f"{found.p99:.1f} | {found.largest:.1f} |"
            for found in report.spreads
        ]
        lines.append("")
    lines += ["| contract | found | goal | |", "|---|---|---|---|"]
    lines += [
        f"| {line.measure} | {line.found} | {line.goal} | {line.outcome} |"
        for line in report.verdicts
    ]
    lines += ["", *(f"- {text}" for text in report.notes)]
    return "\n".join(lines) + "\n"


def _cpu(row: Row) -> str:
    return f"{row.cpu_seconds:.2f}" if row.cpu_seconds else "-"


def write_json(reports: Sequence[Report], place: Path) -> None:
    """Write reports as JSON."""
    place.write_bytes(msgspec.json.format(msgspec.json.encode(list(reports))))
