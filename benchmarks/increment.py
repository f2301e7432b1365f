"""What has changed is computed, and nothing else: a new day, an append, a restart."""

import os
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Final

import duckdb
import msgspec
import polars as pl

from benchmarks import orders, touches
from benchmarks.measuring import (
    BenchmarkError,
    Sample,
    Stopwatch,
    assert_equal,
    digest,
    in_own_process,
    progress,
    quantile,
    wall,
)
from benchmarks.report import Report
from benchmarks.sizes import Size
from cockpit import paths
from cockpit.engine.facts.book import FactBook, Facts
from cockpit.session import Session

CUBE: Final = ("date", "hour", "channel")
SUMS: Final = ("gmv_paid", "refunds", "paid_orders")
APPENDS: Final = 5
"""In one process; their median is a run, and the first is told too."""
APPEND, REBUILD = "orders: append, to the cube", "orders: full rebuild, to the cube"
POLARS, DUCKDB = "orders: full scan, Polars", "orders: full scan, DuckDB"


def measure(size: Size, scratch: Path) -> Report:
    """Measure the events at the door of the facts, the orders at that of the session."""
    report = Report(
        "increment",
        {
            "touches": size.touches,
            "day files": size.days,
            "orders": size.orders,
            "appended": size.appended,
        },
    )
    _measure_days(size, scratch, report)
    _measure_orders(size, scratch, report)
    return report


def _measure_days(size: Size, scratch: Path, report: Report) -> None:
    folder = touches.at_hand(
        scratch, touches=size.touches, users=size.users, days=size.days
    )
    runs = [
        in_own_process(__name__, "days", folder=str(folder), days=size.days)
        for _ in range(size.runs)
    ]
    day, warm = _steps(runs, "day"), _steps(runs, "warm")
    report.contenders(
        {
            "events: full rebuild": runs,
            "events: one new day file": day,
            "events: restart, unchanged": warm,
        }
    )
    report.judge(
        "one new day of many: rebuild / update", wall(runs) / wall(day), at_least=50
    )
    report.judge(
        "warm restart, events: rebuild / restart", wall(runs) / wall(warm), at_least=15
    )


def _measure_orders(size: Size, scratch: Path, report: Report) -> None:
    folder = scratch / f"orders-{size.orders}"
    rmtree(folder, ignore_errors=True)  # the last run has appended to it
    progress(f"writing {size.orders:,} orders")
    orders.write(folder, rows=size.orders, days=size.days)
    samples = _rounds(folder, size)
    whole = {
        "orders: first append after a restart": _steps(samples[APPEND], "first"),
        "orders: append, all facts": _steps(samples[APPEND], "all"),
        "orders: full rebuild, all facts": _steps(samples[REBUILD], "all"),
        "orders: restart, unchanged, all facts": _steps(samples[APPEND], "warm"),
    }
    report.contenders({**samples, **whole})
    append = wall(samples[APPEND])
    for peer in (POLARS, DUCKDB):
        report.judge(
            f"append to a CSV: {peer.removeprefix('orders: ')} / append",
            wall(samples[peer]) / append,
            at_least=50,
        )
    report.judge(
        "append to a CSV: own rebuild / append", wall(samples[REBUILD]) / append
    )
    restart = quantile([run.steps["warm"] for run in samples[APPEND]], 0.5)
    rebuild = quantile([run.steps["all"] for run in samples[REBUILD]], 0.5)
    report.judge(
        "warm restart, orders: rebuild / restart", rebuild / restart, at_least=15
    )
    report.notes.append(
        "Equality: the cube of each append equals the rebuild's and both full scans'; "
        "all facts about people equal those of the rebuild. The scans may take hours "
        "and days as text and count rows, which is less than the cube does."
    )


def _rounds(folder: Path, size: Size) -> dict[str, list[Sample]]:
    """Append, then let all others read the file as it is then; results are equal."""
    tasks = {REBUILD: "rebuild", APPEND: "append", POLARS: "polars", DUCKDB: "duckdb"}
    in_own_process(__name__, "first", folder=str(folder))
    samples: dict[str, list[Sample]] = {name: [] for name in tasks}
    for number in range(size.runs):
        for name in (APPEND, REBUILD, POLARS, DUCKDB):
            more = {"rows": size.appended, "number": number} if name == APPEND else {}
            run = in_own_process(__name__, tasks[name], folder=str(folder), **more)
            samples[name].append(run)
            progress(f"{name}: {run.wall:.3f} s")
        last = {name: runs[-1] for name, runs in samples.items()}
        assert_equal({name: [run] for name, run in last.items()}, *tasks)
        if last[APPEND].facts != last[REBUILD].facts:
            raise BenchmarkError("the facts of an append are not those of a rebuild")
    return samples


def _steps(runs: list[Sample], step: str) -> list[Sample]:
    return [Sample(run.steps[step], 0.0, "", run.peak_mb) for run in runs]


def _days(folder: str, days: int) -> Sample:
    """All days but one, then that one, then a restart; and all anew."""
    files = touches.records(Path(folder), days=days)
    with TemporaryDirectory() as cache:
        book = FactBook(Path(cache))
        book.update_cubes(files[:-1])
        with Stopwatch() as one_day:
            followed = book.update_cubes(files)
        book = FactBook(Path(cache))
        with Stopwatch() as restart:
            restarted = book.update_cubes(files)
    with TemporaryDirectory() as cache:
        book = FactBook(Path(cache))
        with Stopwatch() as whole:
            rebuilt = book.update_cubes(files)
    checks = [_touches(facts) for facts in (followed, restarted, rebuilt)]
    if len(set(checks)) != 1:
        raise BenchmarkError("one day more is not the same as all days anew")
    sample = whole.sample(checks[0])
    steps = {"day": one_day.sample().wall, "warm": restart.sample().wall}
    return msgspec.structs.replace(sample, steps=steps)


def _touches(facts: Facts) -> str:
    return digest(facts.frames["touches"].select("date", "channel", "rows").rows())


def _first(folder: str) -> Sample:
    """Fill the cache, as the last session has."""
    with Stopwatch() as watch:
        Session(Path(folder)).read()
    return watch.sample()


def _append(folder: str, rows: int, number: int) -> Sample:
    """Restart on unchanged files, then follow appends as a worker does that lives on."""
    place = Path(folder)
    began = perf_counter()
    session = Session(place)
    session.read()
    warm = perf_counter() - began
    runs = []
    for more in range(APPENDS):
        number_of_file = number * APPENDS + more
        orders.append(place / "orders.csv", rows=rows, number=number_of_file)
        runs.append(_refreshed(session))
    steps = {
        "warm": warm,
        "first": runs[0].wall,
        "all": median(run.steps["all"] for run in runs),
    }
    middle = median(run.wall for run in runs)
    return msgspec.structs.replace(runs[-1], wall=middle, steps=steps)


def _rebuild(folder: str) -> Sample:
    """Read everything, as if nothing had been kept."""
    with TemporaryDirectory() as cache:
        os.environ[paths.CACHE_VARIABLE] = cache
        return _refreshed(Session(Path(folder)))


def _refreshed(session: Session) -> Sample:
    """Refresh; the time is that to the cube, the step ``all`` that to the end."""
    told: list[tuple[float, float]] = []
    wall, cpu = perf_counter(), process_time()
    session.refresh(lambda: told.append((perf_counter(), process_time())))
    told.append((perf_counter(), process_time()))
    if session.is_behind:
        session.idle()
    steps = {"all": perf_counter() - wall}
    first = told[0]
    check = digest(_cube(session.facts))
    facts = digest([(name, _frame(f)) for name, f in session.facts.frames.items()])
    return Sample(first[0] - wall, first[1] - cpu, check, 0.0, steps, facts)


def _cube(facts: Facts) -> list[tuple[object, ...]]:
    sales = facts.frames["sales"].filter(pl.col("hour").is_not_null())
    return sales.group_by(CUBE).agg(pl.col(*SUMS).sum()).rows()


def _frame(frame: pl.DataFrame) -> str:
    return digest(frame.select(sorted(frame.columns)).rows())


def _polars(folder: str) -> Sample:
    amount = (pl.col("paid_amount").cast(pl.Float64) * 10_000).round().cast(pl.Int64)
    with Stopwatch() as watch:
        cube = (
            pl.scan_csv(Path(folder) / "orders.csv", infer_schema=False)
            .group_by(
                date=pl.col("pay_time").str.slice(0, 10),
                hour=pl.col("pay_time").str.slice(11, 2),
                channel="channel",
            )
            .agg(
                gmv_paid=amount.sum(),
                refunds=amount.filter(pl.col("status") == "refunded").sum(),
                paid_orders=pl.len(),
            )
            .collect()
        )
    typed = cube.with_columns(pl.col("hour").cast(pl.Int8))
    return watch.sample(digest(typed.select(*CUBE, *SUMS).rows()))


_SQL: Final = """
select pay_time[1:10] as date, pay_time[12:13]::tinyint as hour, channel,
  sum(amount)::bigint, coalesce(sum(amount) filter (status = 'refunded'), 0)::bigint,
  count(*)
from (
  select *, round(paid_amount::double * 10000)::bigint as amount
  from read_csv(?, header = true, all_varchar = true)
)
group by 1, 2, 3
"""


def _duckdb(folder: str) -> Sample:
    place = str(Path(folder) / "orders.csv")
    with Stopwatch() as watch, duckdb.connect() as connection:
        rows = connection.execute(_SQL, [place]).fetchall()
    return watch.sample(digest(rows))


TASKS: Final = {
    "days": _days,
    "first": _first,
    "append": _append,
    "rebuild": _rebuild,
    "polars": _polars,
    "duckdb": _duckdb,
}
