"""Events as the cockpit keeps them: one cleaned Parquet file a day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from benchmarks.measuring import progress
from cockpit.engine.sources.records import FileRecord, Part, SourceSpec
from cockpit.engine.sources.store import Folder
from cockpit.engine.tables import INSTANT, LINE, schema_of

FIRST_DAY: Final = date(2026, 1, 1)
SEED: Final = 20_260_101
CHANNELS: Final = (
    "douyin", "tmall", "wechat", "xiaohongshu", "baidu", "jd", "kuaishou", "weibo",
    "bilibili", "sms", "private", "organic",
)  # fmt: skip
NAMES: Final = ("impression", "click", "visit", "add_to_cart", "purchase")
SHARES: Final = (0.62, 0.2, 0.13, 0.04, 0.01)
DAY_SECONDS: Final = 86_400


def write(folder: Path, *, touches: int, users: int, days: int) -> None:
    """Write a file a day, in the columns, types and compression of the cache."""
    for number in range(days):
        rng = np.random.default_rng([SEED, number])
        frame = _day(number, touches // days, users, rng)
        Folder(folder, _path(number)).write(frame, "0.parquet")


def at_hand(scratch: Path, *, touches: int, users: int, days: int) -> Path:
    """Return a folder with such files; written once for all benchmarks of a run."""
    folder = scratch / f"touches-{touches}-{days}"
    if not folder.exists():
        progress(f"writing {touches:,} touches")
        write(folder, touches=touches, users=users, days=days)
    return folder


def records(folder: Path, *, days: int) -> tuple[FileRecord, ...]:
    """Return the files as the engine knows them."""
    return tuple(_record(folder, number) for number in range(days))


def parts(files: Sequence[FileRecord]) -> list[Path]:
    """Return all Parquet files."""
    return [part.frame for file in files for part in file.parts]


def _path(number: int) -> str:
    return f"events/{FIRST_DAY + timedelta(days=number):%Y%m%d}.csv"


def _day(number: int, rows: int, users: int, rng: np.random.Generator) -> pl.DataFrame:
    day = FIRST_DAY + timedelta(days=number)
    seconds = np.sort(rng.integers(0, DAY_SECONDS, rows))
    start = datetime.combine(day, time(), tzinfo=UTC)
    at = pl.Series(seconds * 1_000_000 + int(start.timestamp()) * 1_000_000)
    columns = {
        "user_id": pl.Series(rng.integers(0, users, rows) + 10_000_000).cast(pl.String),
        "event_time": at.cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
        "biz_date": pl.repeat(day, rows, dtype=pl.Date, eager=True),
        "hour": pl.Series(seconds // 3600).cast(pl.Int8),
        "event_name": _words(NAMES, rng.choice(len(NAMES), rows, p=SHARES)),
        "channel": _words(CHANNELS, rng.integers(0, len(CHANNELS), rows)),
        "campaign_id": _words(
            [f"c{code:02}" for code in range(40)], rng.integers(0, 40, rows)
        ),
        LINE: pl.int_range(2, rows + 2, eager=True),
    }
    schema = schema_of("events")
    assert schema["event_time"] == INSTANT
    return pl.select(
        columns.get(name, pl.lit(None, dtype)).alias(name)
        if name in columns
        else pl.repeat(None, rows, dtype=dtype).alias(name)
        for name, dtype in schema.items()
    )


def _words(words: Sequence[str], codes: "np.typing.NDArray[np.int64]") -> pl.Series:
    return pl.Series(words).gather(codes)


def _record(folder: Path, number: int) -> FileRecord:
    path = _path(number)
    frame = Folder(folder, path).place / "0.parquet"
    rows = pl.scan_parquet(frame).select(pl.len()).collect().item()
    day = FIRST_DAY + timedelta(days=number)
    return FileRecord(
        spec=SourceSpec(1, "events", "events/*.csv", "events", "UTC", "CNY"),
        path=path,
        identity=path,
        parts=(Part(frame, rows, (day,)),),
        replaced=None,
        replaced_identity="",
        present=frozenset(("user_id", "event_time", "event_name", "channel")),
        id_level="channel",
        modified_ns=number,
        last_time=datetime.combine(day, time(23), tzinfo=UTC),
        revision=path,
        rows=rows,
        first=day,
        last=day,
    )
