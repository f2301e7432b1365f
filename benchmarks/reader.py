"""Rows a second from a file to cleaned parts, beside a parser that cleans nothing."""

from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from benchmarks import orders, packings
from benchmarks.measuring import (
    Sample,
    Stopwatch,
    assert_equal,
    in_own_process,
    in_turn,
    peak,
    progress,
    wall,
)
from benchmarks.report import Report
from benchmarks.sizes import Size
from cockpit.engine.sources.shelf import Shelf
from cockpit.settings.load import load
from cockpit.workspace import source_specs

ENCODINGS: Final = ("utf-8", "gb18030")
GOAL: Final = 2.0
"""Times as long as the parser needs for the same rows in UTF-8."""
LARGER: Final = 4
"""Memory is held against that of a file so many times as long."""

_PEERS: Final = {"texts": "Polars read_csv, utf-8", "typed": "the same, types inferred"}


def measure(size: Size, scratch: Path) -> Report:
    """Read the same orders in two encodings and three other forms, and more of them."""
    report = Report("reader", {"rows": size.orders})
    folders = {code: scratch / f"reader-{code}" for code in ENCODINGS}
    for code, folder in folders.items():
        _write(folder, size.orders, size.days, code)
    plain = folders["utf-8"] / "orders.csv"
    contenders = {
        name: lambda kind=kind: in_own_process(
            __name__, "polars", place=str(plain), kind=kind
        )
        for kind, name in _PEERS.items()
    } | {
        f"cockpit, {code}": lambda at=folder: in_own_process(
            __name__, "ours", folder=str(at)
        )
        for code, folder in folders.items()
    }
    samples = in_turn(contenders, runs=size.runs)
    assert_equal(samples, *contenders)
    report.contenders(samples)
    rows = int(samples["cockpit, utf-8"][0].check)
    parser = wall(samples[_PEERS["texts"]])
    for name, runs in samples.items():
        report.judge(f"{name}: rows a second", rows / wall(runs) / 1e6, unit="M/s")
    for code in ENCODINGS:
        ratio = wall(samples[f"cockpit, {code}"]) / parser
        report.judge(f"{code}: time / read_csv of utf-8", ratio, at_most=GOAL)
    _other_forms(report, size, scratch, plain)
    for folder in folders.values():
        rmtree(folder)
    _longer(report, size, scratch, peak(samples["cockpit, gb18030"]))
    report.notes.append(
        "The parser keeps every cell as text. The cockpit finds encoding, separator and "
        "header, types and checks every cell, makes business days, hashes every row "
        "and keeps the result as Parquet."
    )
    return report


def _other_forms(report: Report, size: Size, scratch: Path, plain: Path) -> None:
    for form, share in packings.FORMS.items():
        folder = scratch / f"reader-{form}"
        rmtree(folder, ignore_errors=True)
        count = int(size.orders * share)
        progress(f"writing {count:,} orders as {form}")
        packings.write(folder, plain, form, rows=count)
        run = in_own_process(__name__, "ours", folder=str(folder))
        pace = int(run.check) / run.wall / 1e6
        report.judge(f"{form}, {count:,} rows: rows a second", pace, unit="M/s")
        report.judge(f"{form}: CPU", run.cpu, unit="s")
        report.judge(f"{form}: peak", run.peak_mb, unit="MB")
        rmtree(folder)


def _longer(report: Report, size: Size, scratch: Path, usual: float) -> None:
    folder = scratch / "reader-longer"
    _write(folder, size.orders * LARGER, size.days, "gb18030")
    run = in_own_process(__name__, "ours", folder=str(folder))
    name = f"gb18030, {LARGER} times the rows"
    report.judge(f"{name}: rows a second", int(run.check) / run.wall / 1e6, unit="M/s")
    report.judge(f"{name}: peak", run.peak_mb, unit="MB")
    report.judge(f"{name}: peak / peak of fewer", run.peak_mb / usual)
    rmtree(folder)


def _write(folder: Path, rows: int, days: int, code: str) -> None:
    rmtree(folder, ignore_errors=True)
    progress(f"writing {rows:,} orders in {code}")
    orders.write(folder, rows=rows, days=days, encoding=code)


def _ours(folder: str) -> Sample:
    place = Path(folder)
    loaded = load(place)
    with TemporaryDirectory() as cache:
        shelf = Shelf(place, Path(cache), source_specs(loaded))
        with Stopwatch() as watch:
            shelf.look(now=orders.NOW)
        (record,) = shelf.records
    return watch.sample(str(record.rows + record.rejected))


def _polars(place: str, kind: str) -> Sample:
    with Stopwatch() as watch:
        frame = pl.read_csv(place, infer_schema=kind == "typed")
    return watch.sample(str(frame.height))


TASKS: Final = {"ours": _ours, "polars": _polars}
