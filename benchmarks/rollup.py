"""Day x channel x event counts of all touches: the cockpit, DuckDB, mere reading."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb
import polars as pl

from benchmarks import touches
from benchmarks.measuring import (
    Sample,
    Stopwatch,
    assert_equal,
    digest,
    in_own_process,
    in_turn,
    peak,
    wall,
)
from benchmarks.report import Report
from benchmarks.sizes import Size
from cockpit.engine.facts.backend import run
from cockpit.engine.facts.book import FactBook
from cockpit.engine.facts.rollups import touch_cube

COLUMNS: Final = ("biz_date", "channel")
CUBE: Final = ("date", "channel", "rows")
OURS, BY_FILE, PEER = "cockpit, one scan", "cockpit, file by file, kept", "DuckDB"
READ, PEER_READ = "read the columns, Polars", "read the columns, DuckDB"


def measure(size: Size, scratch: Path) -> Report:
    """Compare on one set of files; each run in its own process."""
    folder = touches.at_hand(
        scratch, touches=size.touches, users=size.users, days=size.days
    )
    tasks = {OURS: "ours", BY_FILE: "by_file", PEER: "duckdb", READ: "read",
             PEER_READ: "read_duckdb"}  # fmt: skip
    samples = in_turn(
        {
            name: lambda task=task: in_own_process(  # type: ignore[misc]
                __name__, task, folder=str(folder), days=size.days
            )
            for name, task in tasks.items()
        },
        runs=size.runs,
    )
    assert_equal(samples, OURS, BY_FILE, PEER)
    assert_equal(samples, READ, PEER_READ)
    report = Report("rollup", {"touches": size.touches, "day files": size.days})
    report.contenders(samples)
    ours, reading = wall(samples[OURS]), wall(samples[READ])
    report.judge("rollup: time / DuckDB", ours / wall(samples[PEER]), at_most=1)
    report.judge("rollup: time / reading the columns", ours / reading, at_most=1.5)
    report.judge(
        "rollup, file by file and kept: time / DuckDB",
        wall(samples[BY_FILE]) / wall(samples[PEER]),
    )
    report.judge(
        "rollup: peak memory / DuckDB", peak(samples[OURS]) / peak(samples[PEER])
    )
    return report


def _ours(folder: str, days: int) -> Sample:
    files = touches.parts(touches.records(Path(folder), days=days))
    with Stopwatch() as watch:
        cube = run(touch_cube, pl.scan_parquet(files))
    return watch.sample(digest(cube.select(CUBE).rows()))


def _by_file(folder: str, days: int) -> Sample:
    files = touches.records(Path(folder), days=days)
    with TemporaryDirectory() as cache:
        book = FactBook(Path(cache))
        with Stopwatch() as watch:
            facts = book.update_cubes(files)
    return watch.sample(digest(facts.frames["touches"].select(CUBE).rows()))


def _duckdb(folder: str, days: int) -> Sample:
    files = touches.parts(touches.records(Path(folder), days=days))
    with Stopwatch() as watch:
        rows = _query(
            "select biz_date, channel, count(*) from read_parquet(?) group by all",
            files,
        )
    return watch.sample(digest(rows))


def _read(folder: str, days: int) -> Sample:
    """Decode the two columns block by block and let them go."""
    files = touches.parts(touches.records(Path(folder), days=days))
    rows = 0
    with Stopwatch() as watch:
        for batch in pl.scan_parquet(files).select(COLUMNS).collect_batches():
            rows += batch.height
    return watch.sample(str(rows))


def _read_duckdb(folder: str, days: int) -> Sample:
    files = touches.parts(touches.records(Path(folder), days=days))
    counts = ", ".join(f"count({name})" for name in COLUMNS)
    with Stopwatch() as watch:
        row = _query(f"select {counts} from read_parquet(?)", files)[0]
    assert len(set(row)) == 1, row
    return watch.sample(str(row[0]))


def _query(sql: str, files: Iterable[Path]) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        rows: list[tuple[object, ...]] = connection.execute(
            sql, [[str(file) for file in files]]
        ).fetchall()
    return rows


TASKS: Final = {
    "ours": _ours,
    "by_file": _by_file,
    "duckdb": _duckdb,
    "read": _read,
    "read_duckdb": _read_duckdb,
}
