"""Rows that say the same, counted in turns."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from cockpit.engine.sources import repeats as module
from cockpit.engine.sources.repeats import DAY, HASH, repeats
from cockpit.engine.sources.store import Folder, KeptPart

DAYS = (date(2026, 6, 1), date(2026, 6, 2))


def part(folder: Folder, name: str, hashes: list[int], day: date) -> KeptPart:
    frame = pl.DataFrame({HASH: pl.Series(hashes, dtype=pl.UInt64)})
    seen = folder.write(frame.with_columns(pl.lit(day).alias(DAY)), name)
    return KeptPart("", seen, "", len(hashes), (day,))


@pytest.mark.parametrize("at_once", [1, 3, 1_000])
def test_the_count_is_the_same_in_any_number_of_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(module, "_ROWS_AT_ONCE", at_once)
    folder = Folder(tmp_path, "a.csv")
    parts = [
        part(folder, "1", [1, 2, 3, 3, 2**64 - 1], DAYS[0]),
        part(folder, "2", [3, 4, 5], DAYS[1]),
    ]
    assert repeats(folder, parts, ()) == 2
    before = part(folder, "0", [2, 4, 9], DAYS[0])
    assert repeats(folder, parts, [before]) == 4
    other_day = part(folder, "9", [2, 4], date(2025, 1, 1))
    assert repeats(folder, parts, [other_day]) == 2


def test_no_rows_repeat_nothing(tmp_path: Path) -> None:
    assert repeats(Folder(tmp_path, "a.csv"), [], ()) == 0
