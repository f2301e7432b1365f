"""Writers that are processes of their own, and what happens to them."""

import subprocess
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Final, NamedTuple

from cockpit.incidents.journal import EvaluatorLock
from tests.incidents.journal.making import opened
from tests.terminal_pty import ROOT, python

_ENDLESS: Final = 1_000_000
_WRITING_SECONDS: Final = 0.15


class Killed(NamedTuple):
    """What was found after writers were killed.

    Attributes:
        kills: How many were.
        promised: Events that they had called saved.
        lost: Those of them that are not there.
        events: All that are there.
        repaired: How often the log says that it was repaired.
    """

    kills: int
    promised: int
    lost: int
    events: int
    repaired: int


def start(folder: Path, name: str, count: int, *roles: str) -> "subprocess.Popen[str]":
    """Start a writer."""
    argv = ("-m", "tests.incidents.journal.writer", str(folder), name, str(count))
    return subprocess.Popen(
        python(*argv, *roles), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def promised(writer: "subprocess.Popen[str]") -> list[int]:
    """Wait for its end; return the numbers of the events that it called saved."""
    said, _ = writer.communicate()
    return [int(line) for line in said.splitlines() if line.isdigit()]


def kill(folder: Path, kills: int, chance: Random) -> Killed:
    """Kill one writer after another at any moment, its start included."""
    saved: list[int] = []
    for number in range(kills):
        writer = start(folder, f"w{number}", _ENDLESS)
        assert writer.stdout is not None
        if number % 5:
            saved.append(int(writer.stdout.readline()))
        sleep(chance.uniform(0, _WRITING_SECONDS))
        writer.kill()
        saved += promised(writer)
    journal = opened(folder)
    events = journal.news()
    assert journal.verify().is_whole
    journal.close()
    there = {event.seq for event in events}
    repaired = sum(event.kind == "session.recovered" for event in events)
    lost = len(set(saved) - there)
    return Killed(kills, len(saved), lost, len(events), repaired)


def seconds_until_taken(folder: Path, patience: float) -> float:
    """Poll the evaluator lock as another cockpit does; return how long it took."""
    lock, began = EvaluatorLock(folder), monotonic()
    while not lock.try_take():
        assert monotonic() - began < patience
        sleep(0.05)
    lock.release()
    return monotonic() - began
