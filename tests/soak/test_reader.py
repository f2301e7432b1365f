"""Broken bytes of real shapes: no exception, no hang, no row lost."""

import io
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final

import polars as pl
import pytest

from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.finish import Purpose
from cockpit.engine.sources.reader import Opened, read_text
from cockpit.engine.sources.sink import Sink
from cockpit.engine.sources.store import Folder, Layout
from cockpit.engine.tables import LINE
from tests.engine.sources.desk import NOW, spec
from tests.soak.conftest import Tell
from tests.soak.files import ENCODINGS, KINDS

pytestmark = pytest.mark.soak
INPUTS, LONGEST_SECONDS = 20_000, 5.0
TABLES = {"orders-a": "orders", "spend": "ad_spend", "events": "events"}
_HUGE: Final = 300_000
Damage = Callable[[bytearray, Random], None]


def flip_bits(data: bytearray, chance: Random) -> None:
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: Random) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.choice([1, 2, 40, len(data)])]


def double_quotes(data: bytearray, chance: Random) -> None:
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        data[place:place] = chance.choice([b'"', b'""', b'"""', b',"', b'",', b'"\n"'])


def add_nuls(data: bytearray, chance: Random) -> None:
    place = chance.randrange(len(data) + 1)
    data[place:place] = bytes(chance.choice([1, 2, 64]))


def add_a_huge_field(data: bytearray, chance: Random) -> None:
    letter = chance.choice(["x", "9", "，", '"', "\n", " "]).encode()
    place = chance.randrange(len(data) + 1)
    data[place:place] = letter * chance.randint(1_000, _HUGE // len(letter))


def mix_encodings(data: bytearray, chance: Random) -> None:
    lines = bytes(data).split(b"\n")
    place = chance.randrange(len(lines))
    text = lines[place].decode("utf-8", errors="replace")
    lines[place] = text.encode(chance.choice(["gb18030", "utf-16-le", "utf-8-sig"]))
    data[:] = b"\n".join(lines)


def change_line_ends(data: bytearray, chance: Random) -> None:
    end = chance.choice([b"\r\n", b"\r", b"\n\n", b"\n\r"])
    data[:] = bytes(data).replace(b"\n", end, chance.choice([1, 3, -1]))


def change_marks(data: bytearray, chance: Random) -> None:
    mark = chance.choice([b";", b"\t", b"|", b",,", " ".encode("utf-16-be")])
    data[:] = bytes(data).replace(b",", mark, chance.choice([1, 3, -1]))


def repeat_a_stretch(data: bytearray, chance: Random) -> None:
    start = chance.randrange(len(data))
    data += data[start : start + 200] * chance.randint(1, 5)


DAMAGES: tuple[Damage, ...] = (
    flip_bits, cut, double_quotes, add_nuls, mix_encodings, change_line_ends,
    change_marks, repeat_a_stretch, add_a_huge_field,
)  # fmt: skip
_SELDOM: Final = (4, 4, 4, 2, 3, 2, 2, 2, 1)


class Reading:
    """One input, read as the shelf reads it, and what became of its rows."""

    def __init__(self, folder: Path, table: str, data: bytes, number: int) -> None:
        place = folder / "a.csv"
        place.write_bytes(data)
        self._data = data
        self._folder = Folder(folder, "a.csv")
        purpose = Purpose(spec(table), "a.csv", NOW.date())
        self.sink = Sink(self._folder, f"{number}", purpose)
        self.fault = ""
        opened = Opened(io.BytesIO(data), place, is_steady=True)
        try:
            self.layout: Layout | None = read_text(opened, self.sink)
            self.sink.count_repeats()
            self.sink.tally(self.layout)
        except UnreadableError as fault:
            self.layout, self.fault = None, fault.code

    def lines(self) -> list[int]:
        """Return the line of each row that was kept or rejected, and clean up."""
        found: list[int] = []
        for part in self.sink.parts:
            frame = pl.read_parquet(self._folder.place / part.frame, columns=[LINE])
            found += frame.get_column(LINE).to_list()
            if part.rejected:
                quarantine = pl.read_parquet(self._folder.place / part.rejected)
                found += quarantine.get_column("line").to_list()
        return sorted(found)

    def forget(self) -> None:
        """Remove what was written."""
        self._folder.forget()

    def check(self) -> int:
        """Say how many rows there are; fails if one is lost or counted twice."""
        assert self.layout is not None
        lines = self.lines()
        assert len(lines) == len(set(lines)), "a row counts twice"
        if self.layout.codec.startswith("utf-16"):
            return len(lines)
        text = self._text(self.layout)
        first = self.layout.dialect.first_line
        assert all(first <= line <= len(text) for line in lines), "no such line"
        for line in _filled(text, first, self.layout.dialect.separator):
            assert _belongs(line, lines, text), (
                f"line {line} is nowhere: {text[line - 1][:80]!r}"
            )
        return len(lines)

    def _text(self, layout: Layout) -> list[bytes]:
        data = self._data[: layout.offset]
        head = data[: 64 * 1024]
        if b"\r" in head and b"\n" not in head:
            data = data.replace(b"\r", b"\n")
        return data.split(b"\n")


def _filled(text: list[bytes], first: int, separator: str) -> list[int]:
    """Return the lines that hold more than blanks, marks and quotes."""
    mark = b" \t" if separator == "whitespace" else separator.encode()
    return [
        number
        for number, line in enumerate(text[first - 1 :], first)
        if line.strip(b' \t\r\0"' + mark)
    ]


def _belongs(line: int, lines: list[int], text: list[bytes]) -> bool:
    """Whether a line is a row, or inside the quotes of the row before it."""
    before = bisect_right(lines, line)
    if not before:
        return False
    row = lines[before - 1]
    return row == line or b'"' in text[row - 1]


def _sound(chance: Random) -> tuple[str, bytes]:
    """Return a table and a small sound export of it."""
    stem = chance.choice(list(TABLES))
    rows = "".join(KINDS[stem].line(chance) for _ in range(chance.randint(1, 25)))
    text = KINDS[stem].header + rows
    return TABLES[stem], text.encode(chance.choice(ENCODINGS))


def test_no_bytes_break_the_reader(tmp_path: Path, chance: Random, tell: Tell) -> None:
    faults: Counter[str] = Counter()
    rows = 0
    slowest = 0.0
    for number in range(INPUTS):
        table, sound = _sound(chance)
        data = bytearray(sound)
        for damage in chance.choices(DAMAGES, _SELDOM, k=chance.randint(1, 3)):
            if data:
                damage(data, chance)
        begun = monotonic()
        reading = Reading(tmp_path, table, bytes(data), number)
        slowest = max(slowest, monotonic() - begun)
        faults[reading.fault or "read"] += 1
        (tmp_path / "last.csv").write_bytes(data)
        if not reading.fault:
            rows += reading.check()
        reading.forget()
    told = ", ".join(f"{name} {count:,}" for name, count in faults.most_common())
    tell(f"{INPUTS:,} inputs ({told}), {rows:,} rows; the slowest {slowest:.2f} s")
    assert slowest < LONGEST_SECONDS
    assert faults["read"] > INPUTS / 3
