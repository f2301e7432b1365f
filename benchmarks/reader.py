"""Rows a second from a CSV to cleaned parts, beside a parser that cleans nothing."""

from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from benchmarks import orders
from benchmarks.measuring import (
    Sample,
    Stopwatch,
    assert_equal,
    in_own_process,
    in_turn,
    progress,
    wall,
)
from benchmarks.report import Report
from benchmarks.sizes import Size
from cockpit.engine.sources.shelf import Shelf
from cockpit.settings.load import load
from cockpit.workspace import source_specs

ENCODINGS: Final = ("utf-8", "gb18030")


def measure(size: Size, scratch: Path) -> Report:
    """Read the same orders in two encodings."""
    report = Report("reader", {"rows": size.orders})
    for encoding in ENCODINGS:
        folder = scratch / f"reader-{encoding}"
        rmtree(folder, ignore_errors=True)
        progress(f"writing {size.orders:,} orders in {encoding}")
        orders.write(folder, rows=size.orders, days=size.days, encoding=encoding)
        ours, peer = f"cockpit, {encoding}", f"Polars read_csv, {encoding}"
        samples = in_turn(
            {
                ours: lambda at=folder: in_own_process(  # type: ignore[misc]
                    __name__, "ours", folder=str(at)
                ),
                peer: lambda at=folder, code=encoding: in_own_process(  # type: ignore[misc]
                    __name__, "polars", folder=str(at), encoding=code
                ),
            },
            runs=size.runs,
        )
        assert_equal(samples, ours, peer)
        report.contenders(samples)
        rows = int(samples[ours][0].check) / 1e6
        for name, runs in samples.items():
            report.judge(f"{name}: rows a second", rows / wall(runs), unit="M/s")
        report.judge(
            f"{encoding}: time / read_csv", wall(samples[ours]) / wall(samples[peer])
        )
        rmtree(folder)
    report.notes.append(
        "The parser keeps every cell as text. The cockpit finds encoding, separator and "
        "header, types and checks every cell, makes business days, hashes every row "
        "and keeps the result as Parquet. For GB18030 the parser gets Python's decoder."
    )
    return report


def _ours(folder: str) -> Sample:
    place = Path(folder)
    loaded = load(place)
    with TemporaryDirectory() as cache:
        shelf = Shelf(place, Path(cache), source_specs(loaded))
        with Stopwatch() as watch:
            shelf.look(now=orders.NOW)
        (record,) = shelf.records
    return watch.sample(str(record.rows + record.rejected))


def _polars(folder: str, encoding: str) -> Sample:
    place = Path(folder) / "orders.csv"
    with Stopwatch() as watch:
        if encoding == "utf-8":
            frame = pl.read_csv(place, infer_schema=False)
        else:
            text = place.read_bytes().decode(encoding)
            frame = pl.read_csv(text.encode(), infer_schema=False)
    return watch.sample(str(frame.height))


TASKS: Final = {"ours": _ours, "polars": _polars}
