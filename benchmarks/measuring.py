"""Measuring: one process a run, contenders in turn, equal results or no result."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from types import TracebackType
from typing import Final, Self

import msgspec

ROOT: Final = Path(__file__).resolve().parent.parent
Argument = str | int | float


class BenchmarkError(Exception):
    """A run that must not be reported: results differ, or a program failed."""


class Sample(msgspec.Struct, frozen=True):
    """One run of one contender.

    Attributes:
        wall: Seconds.
        cpu: Seconds of all threads.
        check: A digest of the result; empty if there is nothing to compare.
        peak_mb: Most memory that the process ever had resident, its imports included.
        steps: Further times of the same run, in seconds.
        facts: A digest of all that was computed besides.
    """

    wall: float
    cpu: float
    check: str = ""
    peak_mb: float = 0.0
    steps: dict[str, float] = {}
    facts: str = ""


class Stopwatch:
    """Times a block: ``with Stopwatch() as watch: ...``, then ``watch.sample(...)``."""

    def __enter__(self) -> Self:
        self._wall, self._cpu = perf_counter(), process_time()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wall = perf_counter() - self._wall
        self._cpu = process_time() - self._cpu

    def sample(self, check: str = "") -> Sample:
        """Return what was measured, with a digest of the result."""
        return Sample(self._wall, self._cpu, check)


def digest(rows: Sequence[tuple[object, ...]]) -> str:
    """Return a digest of rows; their order does not matter."""
    text = "\n".join(sorted(",".join(map(str, row)) for row in rows))
    return f"{len(rows)} rows {sha256(text.encode()).hexdigest()[:16]}"


def in_own_process(module: str, task: str, **arguments: Argument) -> Sample:
    """Run ``TASKS[task](**arguments)`` of a module in a process of its own.

    Raises:
        BenchmarkError: If it fails.
    """
    command = [
        sys.executable,
        "-m",
        "benchmarks.task",
        module,
        task,
        json.dumps(arguments),
    ]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchmarkError(f"{module} {task}:\n{done.stderr[-3000:]}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Sample)


def in_turn(
    contenders: Mapping[str, Callable[[], Sample]], *, runs: int
) -> dict[str, list[Sample]]:
    """Run all contenders once, then all again: a busy minute hits each alike."""
    found: dict[str, list[Sample]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(runs):
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            found[name].append(contenders[name]())
            told = found[name][-1]
            progress(f"{name}: {told.wall:.3f} s")
    return found


def assert_equal(samples: Mapping[str, Sequence[Sample]], *names: str) -> None:
    """Stop unless all runs of these contenders gave the same result.

    Raises:
        BenchmarkError: If one differs.
    """
    checks = {name: {run.check for run in samples[name]} for name in names}
    if len(set().union(*checks.values())) != 1:
        raise BenchmarkError(f"results differ: {checks}")


def wall(samples: Sequence[Sample]) -> float:
    """Return the median time."""
    return median(run.wall for run in samples)


def peak(samples: Sequence[Sample]) -> float:
    """Return the median of the peaks of memory, in MB."""
    return median(run.peak_mb for run in samples)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def progress(text: str) -> None:
    """Say on standard error how far the benchmark is."""
    print(f"  .. {text}", file=sys.stderr, flush=True)


def resident_mb(pid: int | str = "self", *, field: str = "VmRSS") -> float:
    """Return resident memory of a process now, or ``VmHWM`` its peak, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    raise BenchmarkError(f"process {pid} has no {field}")


def busy_seconds() -> float:
    """Return the CPU seconds that the whole machine has spent since it started."""
    numbers = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _wait, irq, soft, steal, *_ = map(int, numbers)
    ticks = user + nice + system + irq + soft + steal
    return ticks / os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
