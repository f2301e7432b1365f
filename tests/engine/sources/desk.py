"""A workspace on a desk: files are laid on it, looked at, and changed."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from cockpit.engine.sources.records import FileRecord, SourceSpec
from cockpit.engine.sources.shelf import Shelf
from cockpit.engine.tables import schema_of
from cockpit.snapshot.quarantine import RejectedRow

NOW: Final = datetime(2026, 10, 31, 4, tzinfo=UTC)
OLD: Final = 1_700_000_000.0
SPEND: Final = "日期,渠道,计划ID,消耗\n"
ORDERS: Final = "订单编号,买家ID,支付时间,实付金额\n"


def spec(table: str = "ad_spend", path: str = "*.csv", **more: Any) -> SourceSpec:
    """A source whose business day is in Shanghai."""
    return SourceSpec(
        **{
            "position": 1,
            "table": table,
            "path": path,
            "name": path,
            "timezone": "Asia/Shanghai",
            "currency": "CNY",
            **more,
        }
    )


class Desk:
    """A folder, its cache, and a real clock that stands until it is moved."""

    def __init__(self, folder: Path, *specs: SourceSpec) -> None:
        self.root = folder / "workspace"
        self.root.mkdir()
        self.cache = folder / "cache"
        self.cache.mkdir()
        self.specs: Sequence[SourceSpec] = specs
        self.seconds = OLD + 100
        self.now = NOW
        self.shelf = self._shelf()

    def _shelf(self) -> Shelf:
        return Shelf(self.root, self.cache, self.specs, wall=lambda: self.seconds)

    def restart(self, *specs: SourceSpec) -> None:
        """End the process and begin another on the same cache."""
        self.specs = specs or self.specs
        self.shelf = self._shelf()

    def lay(
        self, name: str, text: str | bytes, *, encoding: str = "utf-8", age: float = 60
    ) -> Path:
        """Write a file that was last written to ``age`` seconds ago."""
        place = self.root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else text.encode(encoding)
        place.write_bytes(data)
        self.date(name, age=age)
        return place

    def append(self, name: str, text: str | bytes, *, age: float = 0) -> None:
        """Add to a file."""
        data = text if isinstance(text, bytes) else text.encode()
        with (self.root / name).open("ab") as file:
            file.write(data)
        self.date(name, age=age)

    def date(self, name: str, *, age: float) -> None:
        """Set when a file was last written to."""
        at = self.seconds - age
        os.utime(self.root / name, (at, at))

    def look(self) -> bool:
        return self.shelf.look(now=self.now)

    def record(self, path: str) -> FileRecord:
        """Look, and return the record of a file."""
        self.look()
        return next(each for each in self.shelf.records if each.path == path)

    def rows(self, path: str) -> pl.DataFrame:
        """Look, and return the cleaned rows of a file less those replaced."""
        return rows_of(self.record(path))

    def rejected(self, path: str) -> tuple[RejectedRow, ...]:
        """Look, and return the rows of a file's quarantine."""
        self.look()
        return self.shelf.rejected(path, first=0, count=1_000).rows

    def said(self, path: str) -> str:
        """Return all that is said of a file."""
        return "\n".join(each.text() for each in self.record(path).messages)


def rows_of(record: FileRecord) -> pl.DataFrame:
    """Return the rows that count, as the facts read them."""
    if not record.parts:
        return pl.DataFrame(schema=schema_of(record.table))
    frame = pl.scan_parquet([part.frame for part in record.parts]).collect()
    if record.replaced is None:
        return frame
    keys = pl.read_parquet(record.replaced)
    return frame.join(keys, on=keys.columns, how="anti", nulls_equal=True)
