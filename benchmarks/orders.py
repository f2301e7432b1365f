"""A workspace with one long CSV of orders, as a shop system would export it."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

ZONE: Final = ZoneInfo("Asia/Shanghai")
NOW: Final = datetime(2026, 6, 30, 20, 0, tzinfo=ZONE)
CHANNELS: Final = ("douyin", "tmall", "wechat", "xiaohongshu", "baidu")
PRODUCTS: Final = ("奶粉1段", "奶粉2段", "奶粉3段", "纸尿裤L", "纸尿裤XL", "辅食机")
STATUSES: Final = ("done", "paid", "refunded")
SHARES: Final = (0.80, 0.16, 0.04)
SEED: Final = 20_260_630
TOML: Final = """
[workspace]
name = "shop"
now = 2026-06-30T20:00:00+08:00
timezone = "Asia/Shanghai"
currency = "CNY"

[[source]]
table = "orders"
path = "orders*.csv"
cadence_hours = 24
"""


def write(folder: Path, *, rows: int, days: int, encoding: str = "utf-8") -> Path:
    """Write ``cockpit.toml`` and ``orders.csv``; the last day is that of :data:`NOW`."""
    folder.mkdir(parents=True)
    (folder / "cockpit.toml").write_text(TOML, encoding="utf-8")
    place = folder / "orders.csv"
    with place.open("wb") as file:
        for number in range(days):
            day = NOW.date() - timedelta(days=days - 1 - number)
            frame = _of_day(day, number, rows // days, users=max(rows // 4, 1))
            text = frame.write_csv(include_header=number == 0)
            file.write(text.encode(encoding))
    return place


def append(place: Path, *, rows: int, number: int) -> None:
    """Append paid orders of the last day in one write; ``number`` makes them new."""
    frame = _of_day(NOW.date(), 10_000 + number, rows, users=rows)
    data = frame.write_csv(include_header=False).encode()
    with place.open("ab", buffering=0) as file:
        file.write(data)


def _of_day(day: date, number: int, rows: int, *, users: int) -> pl.DataFrame:
    rng = np.random.default_rng([SEED, number])
    seconds = np.sort(rng.integers(0, 19 * 3_600, rows))
    start = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - text in the file
    at = pl.Series(seconds).cast(pl.Int64) * 1_000_000
    times = pl.select(pl.lit(start, pl.Datetime("us")) + at.cast(pl.Duration("us")))
    ids = np.arange(rows) + (number + 1) * 10_000_000
    cents = pl.Series(rng.integers(100, 100_000, rows))
    return pl.DataFrame(
        {
            "order_id": pl.Series(ids).cast(pl.String),
            "user_id": pl.Series(rng.integers(0, users, rows) + 1_000_000),
            "status": _words(STATUSES, rng.choice(len(STATUSES), rows, p=SHARES)),
            "paid_amount": cents // 100 + (cents % 100) / 100,
            "pay_time": times.to_series().dt.strftime("%Y-%m-%d %H:%M:%S"),
            "channel": _words(CHANNELS, rng.integers(0, len(CHANNELS), rows)),
            "product_name": _words(PRODUCTS, rng.integers(0, len(PRODUCTS), rows)),
        }
    )


def _words(words: tuple[str, ...], codes: "np.typing.NDArray[np.int64]") -> pl.Series:
    return pl.Series(words).gather(codes)
