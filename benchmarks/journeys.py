"""Journeys of many touches and orders: all of them, one new day, a restart, some days."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from shutil import rmtree
from time import perf_counter
from typing import Final

import msgspec
import numpy as np
import polars as pl

from benchmarks.measuring import (
    Sample,
    Stopwatch,
    assert_equal,
    in_own_process,
    peak,
    progress,
    resident_mb,
    wall,
)
from benchmarks.report import Report
from benchmarks.sizes import Size
from cockpit.engine.attribution.journeys import Journeys, journeys_of
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.facts.book import Facts
from cockpit.engine.sources.records import FileRecord, Part, SourceSpec
from cockpit.engine.sources.store import Folder
from cockpit.engine.tables import LINE, schema_of
from cockpit.engine.views.scene import Scene, Workspace
from cockpit.engine.views.study import Study

FIRST_DAY: Final = date(2026, 1, 1)
SEED: Final = 20_260_101
CHANNELS: Final = (
    "douyin", "tmall", "wechat", "xiaohongshu", "baidu", "jd", "kuaishou", "weibo",
    "bilibili", "direct", "private", "organic",
)  # fmt: skip
NAMES: Final = ("visit", "view_item", "cart")
ACTIVE: Final = 0.05
"""Share of the users that touch anything on a day."""
TERMS: Final = AttributionTerms()
WHOLE, DAY = "journeys of all days", "journeys after one new day"
RESTART, SOME = "journeys after a restart", "journeys of 28 days"


def measure(size: Size, scratch: Path) -> Report:
    """Cut everything, then the same but for the last day, which comes later."""
    days, rows = size.days, size.touches // size.days
    sizes = {"touches": rows * days, "orders": size.orders, "users": size.users}
    report = Report("journeys", {**sizes, "days": days})
    folder = scratch / f"journeys-{size.touches}"
    if not folder.exists():
        progress(f"writing {size.touches:,} touches and {size.orders:,} orders")
        for number in range(days):
            _write(folder, number, rows, size.orders // days, users=size.users)
    samples: dict[str, list[Sample]] = {WHOLE: [], DAY: []}
    for _ in range(size.runs):
        for name, task in ((WHOLE, "whole"), (DAY, "day")):
            keep = str(scratch / f"keep-{task}")
            run = in_own_process(
                __name__, task, folder=str(folder), days=days, keep=keep
            )
            rmtree(keep)
            progress(f"{name}: {run.wall:.2f} s, {run.steps}")
            samples[name].append(run)
    assert_equal(samples, WHOLE, DAY)
    samples[RESTART] = _steps(samples[WHOLE], "restart")
    samples[SOME] = _steps(samples[WHOLE], "some")
    report.contenders(samples)
    whole, day = wall(samples[WHOLE]), wall(samples[DAY])
    report.judge("all journeys", whole, unit="s", at_most=90)
    report.judge("peak of memory", peak(samples[WHOLE]), unit="MB", at_most=2_000)
    report.judge("one new day: all / update", whole / day, at_least=10)
    report.notes.append(
        f"A touch is an event with a channel; {ACTIVE:.0%} of the users touch anything "
        "on a day. It begins with the cleaned Parquet files of the cache and ends with "
        "one row a journey in memory. What is cut after one new day equals what is cut "
        "at once, row by row."
    )
    return report


def _steps(runs: Sequence[Sample], step: str) -> list[Sample]:
    return [
        msgspec.structs.replace(run, wall=run.steps[step], cpu=0.0, steps={})
        for run in runs
    ]


def _whole(*, folder: str, days: int, keep: str) -> Sample:
    with Stopwatch() as watch:
        journeys = _journeys(folder, days, keep)
    sample = watch.sample(_check(journeys))
    high = resident_mb(field="VmHWM")
    some = _timed(partial(journeys.within, _day(days - 28), _day(days - 1)))
    del journeys
    restart = _timed(partial(_journeys, folder, days, keep))
    steps = {"restart": restart, "some": some}
    return msgspec.structs.replace(sample, peak_mb=high, steps=steps)


def _later(*, folder: str, days: int, keep: str) -> Sample:
    _journeys(folder, days - 1, keep)
    with Stopwatch() as watch:
        journeys = _journeys(folder, days, keep)
    return watch.sample(_check(journeys))


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _journeys(folder: str, days: int, keep: str) -> Journeys:
    records = [
        _record(Path(folder), table, number)
        for table in ("events", "orders")
        for number in range(days)
    ]
    now = datetime.combine(_day(days), time(12), UTC)
    workspace = Workspace("shop", timezone="UTC")
    scene = Scene(workspace, Facts(), tuple(records), strays=(), now=now)
    return journeys_of(Study(scene, keep=Path(keep)), TERMS)


def _check(journeys: Journeys) -> str:
    """Return a digest of every cell, in the order of rows."""
    frame = journeys.frame
    places = pl.int_range(1, frame.height + 1, eager=True).cast(pl.UInt64)
    hashes = frame.select(
        flat=pl.struct(pl.exclude("path", "ages", "stages")).hash(),
        path=pl.col("path").hash(),
        ages=pl.col("ages").hash(),
        stages=pl.col("stages").hash(),
    )
    sums = [int((hashes[name] * places).sum()) for name in hashes.columns]
    return f"{frame.height} journeys, {journeys.users.len()} users, {sums}"


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def _path(table: str, number: int) -> str:
    return f"{table}/{_day(number):%Y%m%d}.csv"


def _write(folder: Path, number: int, rows: int, orders: int, *, users: int) -> None:
    """Write a day of touches and a day of orders, as the cache has them."""
    rng = np.random.default_rng([SEED, number])
    active = rng.choice(users, max(int(users * ACTIVE), 1), replace=False)
    touches = {
        "event_time": _times(rng, number, rows),
        "event_name": pl.Series(NAMES).gather(
            rng.choice(len(NAMES), rows, p=(0.8, 0.15, 0.05))
        ),
        "channel": pl.Series(CHANNELS).gather(rng.integers(0, len(CHANNELS), rows)),
    }
    sold = {
        "order_id": pl.Series(np.arange(orders) + number * 10**7).cast(pl.String),
        "pay_time": _times(rng, number, orders),
        "created_date": pl.repeat(_day(number), orders, dtype=pl.Date, eager=True),
        "is_paid": pl.repeat(value=True, n=orders, eager=True),
        "paid_amount": pl.Series(rng.integers(100, 10_000, orders) * 10_000),
    }
    for table, columns, count in (("events", touches, rows), ("orders", sold, orders)):
        who = pl.Series(active[rng.integers(0, len(active), count)] + 10_000_000)
        columns["user_id"] = who.cast(pl.String)
        columns["biz_date"] = pl.repeat(_day(number), count, dtype=pl.Date, eager=True)
        columns[LINE] = pl.int_range(2, count + 2, eager=True)
        frame = pl.select(
            columns.get(name, pl.repeat(None, count, dtype=dtype, eager=True)).alias(
                name
            )
            for name, dtype in schema_of(table).items()
        )
        Folder(folder, _path(table, number)).write(frame, "0.parquet")


def _times(rng: np.random.Generator, number: int, rows: int) -> pl.Series:
    start = datetime.combine(_day(number), time(), tzinfo=UTC)
    seconds = np.sort(rng.integers(0, 86_400, rows)) + int(start.timestamp())
    at = pl.Series(seconds * 1_000_000).cast(pl.Datetime("us"))
    return at.dt.replace_time_zone("UTC")


def _record(folder: Path, table: str, number: int) -> FileRecord:
    path = _path(table, number)
    frame = Folder(folder, path).place / "0.parquet"
    rows = pl.scan_parquet(frame).select(pl.len()).collect().item()
    return FileRecord(
        spec=SourceSpec(1, table, f"{table}/*.csv", table, "UTC", "CNY"),
        path=path,
        identity=path,
        parts=(Part(frame, rows, (_day(number),)),),
        replaced=None,
        replaced_identity="",
        present=frozenset(),
        id_level="channel",
        modified_ns=number,
        last_time=None,
        revision=path,
        rows=rows,
        first=_day(number),
        last=_day(number),
    )


TASKS: Final = {"whole": _whole, "day": _later}
