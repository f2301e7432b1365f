"""The watch as it runs: every rule on every channel, through feeds, log and queue."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from benchmarks.measuring import Sample, in_own_process, quantile
from benchmarks.report import Report
from benchmarks.sizes import Size
from cockpit import paths
from cockpit.watch.judging import judge_all
from cockpit.watched import WatchedSession
from tests import crisis, shop

DAYS: Final = 35
"""So far back looks a median of seven days by the hour."""
TIMES: Final = 5
"""Hours that are judged one after the other; their median is a run."""
JUDGED, LATE = "judge the newest grain", "the same, judged as absent before"
WATCHED, OPENED = "judge and decide", "append to log"
_HOUR: Final = timedelta(hours=1)


def measure(size: Size, scratch: Path) -> Report:
    """Judge a new hour of every channel, then let one of them open an incident."""
    report = Report("watch", {"channels": size.channels, "days": DAYS, "rules": 6})
    folder = scratch / "watch"
    samples = {
        name: [
            in_own_process(
                __name__, task, folder=f"{folder}-{task}-{run}", channels=size.channels
            )
            for run in range(size.runs)
        ]
        for name, task in (
            (JUDGED, "judged"),
            (LATE, "late"),
            (WATCHED, "watched"),
            (OPENED, "opened"),
        )
    }
    report.contenders(samples)
    middle = {
        name: quantile([run.wall for run in runs], 0.5)
        for name, runs in samples.items()
    }
    for name, told in ((JUDGED, "newest grain"), (LATE, "grain that comes late")):
        found = 1000 * middle[name]
        report.judge(f"watch: rules on the {told}", found, at_most=200, unit="ms")
    report.judge("watch: with log and queue", 1000 * middle[WATCHED], unit="ms")
    report.judge("watch: append to open incident", middle[OPENED], at_most=1, unit="s")
    report.notes.append(
        "Hourly spend of every channel for five weeks and some orders; of the six rules "
        "that ship those on spend and on cost by channel have data. A new hour "
        "is appended and judged through the same session that the worker has, reading "
        "what the rules observe included; one that comes late was judged as absent "
        "before, so that older hours are looked at for restated figures. The last "
        "figure reads the file, judges, opens and commits the incident."
    )
    return report


def _judged(*, folder: str, channels: int) -> Sample:
    """Judge new hours, one after the other; the median."""
    return _alone(Path(folder), channels, comes_late=False)


def _late(*, folder: str, channels: int) -> Sample:
    """Judge hours that were judged before they came; the median."""
    return _alone(Path(folder), channels, comes_late=True)


def _alone(folder: Path, channels: int, *, comes_late: bool) -> Sample:
    with _watched(folder, channels) as (session, clock):
        seconds = []
        for _ in range(TIMES):
            clock.now += _HOUR
            if comes_late:
                session.watch()
            _append(session, clock, channels)
            session.refresh()
            scene = session.scene()
            began = perf_counter()
            found = judge_all(session.keeper.book, scene, session.keeper.judged.states)
            seconds.append(perf_counter() - began)
            session.watch()
        return _sample(seconds, f"{len(found.states)} rules")


def _judged_and_written(*, folder: str, channels: int) -> Sample:
    """Judge new hours, write transitions down, make the queue; the median."""
    with _watched(Path(folder), channels) as (session, clock):
        seconds = []
        for _ in range(TIMES):
            clock.now += _HOUR
            _append(session, clock, channels)
            session.refresh()
            began = perf_counter()
            session.watch()
            seconds.append(perf_counter() - began)
        return _sample(seconds, f"{len(session.keeper.rows)} rows")


def _opened(*, folder: str, channels: int) -> Sample:
    """Append a dear hour; until its incident is on disk."""
    with _watched(Path(folder), channels) as (session, clock):
        log = session.log
        assert log is not None
        written: list[float] = []
        record = log.logbook.record
        clock.now += _HOUR
        began = perf_counter()

        def noted(*args: object, **named: object) -> object:
            found = record(*args, **named)  # type: ignore[arg-type]
            if any(one.kind == "incident.opened" for one in found):
                written.append(perf_counter() - began)
            return found

        log.logbook.record = noted  # type: ignore[method-assign, assignment]
        _append(session, clock, channels, dear=1)
        session.refresh()
        session.watch()
        return _sample(written, f"{len(written)} incidents")


class _Clock:
    """The time of the data, which a run moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 31, 12, 20, tzinfo=shop.ZONE)


@contextmanager
def _watched(folder: Path, channels: int) -> Iterator[tuple[WatchedSession, _Clock]]:
    """A shop by the hour whose past is judged already."""
    os.environ[paths.CACHE_VARIABLE] = str(folder / "cache")
    clock = _Clock()
    shop = folder / "shop"
    names = _names(channels)
    crisis.write(shop, days=DAYS, channels=names, now=clock.now)
    crisis.jump(shop, (), channels=names, hour=crisis.last_hour(clock.now))
    session = WatchedSession(shop, clock=lambda: clock.now, role="worker", writes=True)
    session.read()
    session.watch()
    yield session, clock
    session.close()


def _append(
    session: WatchedSession, clock: _Clock, channels: int, *, dear: int = 0
) -> None:
    """Append the newest whole hour."""
    hour = crisis.last_hour(clock.now)
    names = _names(channels)
    crisis.jump(session.folder, names[:dear], channels=names, hour=hour)


def _names(channels: int) -> list[str]:
    return [f"ch{number:03}" for number in range(channels)]


def _sample(seconds: list[float], check: str) -> Sample:
    return Sample(quantile(seconds, 0.5), process_time(), check)


TASKS: Final = {
    "judged": _judged,
    "late": _late,
    "watched": _judged_and_written,
    "opened": _opened,
}
