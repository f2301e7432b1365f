"""The log of incidents: how long a commit takes, and how long a long log to open."""

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.measuring import (
    Sample,
    Stopwatch,
    in_own_process,
    in_turn,
    wall,
)
from benchmarks.report import Report
from benchmarks.sizes import Size
from cockpit.incidents.clocks import RealClocks
from cockpit.incidents.events import Draft, Event
from cockpit.incidents.fold import fold_all
from cockpit.incidents.journal import Journal
from cockpit.incidents.parsing import shipped_sops
from cockpit.incidents.state import State

OPEN, OPEN_AND_FOLD = "open, all checked", "open, all checked, folded"
_BATCH: Final = 1_000
_INCIDENTS: Final = 200
_LINE: Final = b"x" * 600


def measure(size: Size, scratch: Path) -> Report:
    """Commit events one by one beside a bare fsync; then open a log of many."""
    report = Report("journal", {"events": size.events, "commits": size.commits})
    folder = scratch / "long" / ".cockpit"
    folder.parent.mkdir()
    _fill(folder, size.events)
    commits, bare = _commits(scratch, size.commits)
    spread = report.spread("commit of one event", commits)
    beside = report.spread("write of 600 bytes and fsync", bare)
    looks = report.spread("look for news, none", _looks(folder, size.commits))
    opened = {
        OPEN: lambda: _in_own_process("open", folder),
        OPEN_AND_FOLD: lambda: _in_own_process("fold", folder),
    }
    samples = in_turn(opened, runs=size.runs)
    report.contenders(samples)
    report.judge("commit p99", spread.p99, at_most=20, unit="ms")
    report.judge("commit p50 / fsync p50", spread.p50 / beside.p50)
    report.judge("commit p99 / fsync p99", spread.p99 / beside.p99)
    report.judge("open and fold", wall(samples[OPEN_AND_FOLD]), at_most=1, unit="s")
    report.judge("look for news p99", looks.p99, unit="ms")
    report.notes.append(
        "A commit syncs the rollback journal, the folder, the database, the folder "
        "again and the second copy; the events are bound by hashes and kept twice. "
        "Opening checks pages and indexes, every hash, and the copy line by line."
    )
    return report


def _commits(scratch: Path, count: int) -> tuple[list[float], list[float]]:
    """Time both in turn, so that a busy disk hits each alike."""
    (scratch / "short").mkdir()
    journal = _opened(scratch / "short" / ".cockpit")
    commits, bare = [], []
    descriptor = os.open(scratch / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(count):
        decide = partial(_decided, [_note(number)])
        commits.append(_seconds(partial(journal.write, decide, actor="bench")))
        bare.append(_seconds(partial(_synced, descriptor)))
    os.close(descriptor)
    journal.close()
    return commits, bare


def _looks(folder: Path, count: int) -> list[float]:
    journal = _opened(folder)
    journal.news()
    seconds = [_seconds(journal.news) for _ in range(count)]
    journal.close()
    return seconds


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _synced(descriptor: int) -> None:
    os.write(descriptor, _LINE)
    os.fsync(descriptor)


def _opened(folder: Path) -> Journal:
    return Journal.open(folder, session="benchmark", clocks=RealClocks())


def _fill(folder: Path, count: int) -> None:
    """Write a log as years would leave it: mostly alarms, and some incidents."""
    journal = _opened(folder)
    drafts = [*_drafts(count)]
    for begin in range(0, count, _BATCH):
        decide = partial(_decided, drafts[begin : begin + _BATCH])
        journal.write(decide, actor="data")
    journal.close()


def _decided(drafts: list[Draft], _news: tuple[Event, ...]) -> list[Draft]:
    return drafts


def _drafts(count: int) -> Iterator[Draft]:
    for number in range(count):
        if number < _INCIDENTS:
            yield _opening(number)
        elif number % 10:
            yield _transition(number)
        else:
            yield _note(number)


def _opening(number: int) -> Draft:
    sops = shipped_sops()
    payload = {
        "sop": msgspec.to_builtins(sops[number % len(sops)]),
        "key": f"cpc-surge c{number}",
        "rule": "cpc-surge",
        "labels": [["channel", f"c{number}"]],
        "title": "CPC",
    }
    word = f"opened:{number}"
    incident = f"INC-{number}"
    return Draft(kind="incident.opened", incident=incident, payload=payload, once=word)


def _transition(number: int) -> Draft:
    state = {"streak": 1, "value": "2.8571428571", "base": "1.6200000000", "n": 3_120}
    payload = {
        "rule": "cpc-surge",
        "labels": [["channel", f"c{number % _INCIDENTS}"]],
        "grain": "2026-10-31",
        "reason": "CPC +76% over its median of seven days",
        "state": state,
    }
    return Draft(kind="alarm.pending", payload=payload)


def _note(number: int) -> Draft:
    payload = {"text": "平台后台与埋点一致，暂停低效计划", "step": ""}
    incident = f"INC-{number % _INCIDENTS}"
    return Draft(kind="note.added", incident=incident, payload=payload)


def _in_own_process(task: str, folder: Path) -> Sample:
    return in_own_process("benchmarks.journal", task, folder=str(folder))


def _open(folder: str) -> Sample:
    with Stopwatch() as watch:
        events = _opened(Path(folder)).news()
    return watch.sample(f"{len(events)} events")


def _fold(folder: str) -> Sample:
    with Stopwatch() as watch:
        events = _opened(Path(folder)).news()
        fold_all(State(), events)
    return watch.sample(f"{len(events)} events")


TASKS: Final = {"open": _open, "fold": _fold}
