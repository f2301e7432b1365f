"""Broken bytes of real shapes: no exception, no hang, no row lost."""

import io
import signal
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final

import polars as pl
import pytest

from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.finish import Purpose
from cockpit.engine.sources.opened import Opened
from cockpit.engine.sources.reader import read_text
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

    def lines(self) -> tuple[list[int], list[int]]:
        """Return the lines of rows, and those of lines that could not be decoded."""
        rows: list[int] = []
        broken: list[int] = []
        for part in self.sink.parts:
            frame = pl.read_parquet(self._folder.place / part.frame, columns=[LINE])
            rows += frame.get_column(LINE).to_list()
            if part.rejected:
                quarantine = pl.read_parquet(self._folder.place / part.rejected)
                for line, code in quarantine.select("line", "code").iter_rows():
                    (broken if code == "mixed_encoding" else rows).append(line)
        return sorted(rows), broken

    def forget(self) -> None:
        """Remove what was written."""
        self._folder.forget()

    def check(self) -> int:
        """Say how many rows there are; fails if one is lost or counted twice."""
        assert self.layout is not None
        rows, broken = self.lines()
        lines = {*rows, *broken}
        assert len(lines) == len(rows) + len(broken), "a row counts twice"
        if self.layout.codec.startswith("utf-16"):
            return len(lines)
        text = self._text(self.layout)
        first = self.layout.dialect.first_line
        assert all(first <= line <= len(text) for line in lines), "no such line"
        for line in _filled(text, first, self.layout):
            is_there = line in lines or _is_inside(line, rows, text)
            assert is_there, f"line {line} is nowhere: {text[line - 1][:80]!r}"
        return len(lines)

    def _text(self, layout: Layout) -> list[bytes]:
        data = self._data[: layout.offset]
        head = data[: 64 * 1024]
        if b"\r" in head and b"\n" not in head:
            data = data.replace(b"\r", b"\n")
        return data.split(b"\n")


def _filled(text: list[bytes], first: int, layout: Layout) -> list[int]:
    """Return the lines that hold more than blanks of any kind, marks and quotes."""
    mark = layout.dialect.separator
    nothing = dict.fromkeys(map(ord, '"\0' + ("" if mark == "whitespace" else mark)))
    return [
        number
        for number, line in enumerate(text[first - 1 :], first)
        if line.decode(layout.codec or "ascii", "replace").translate(nothing).strip()
    ]


def _is_inside(line: int, rows: list[int], text: list[bytes]) -> bool:
    """Whether a line may be inside the quotes of the row before it."""
    before = bisect_right(rows, line)
    return before > 0 and b'"' in text[rows[before - 1] - 1]


def _sound(chance: Random) -> tuple[str, bytes]:
    """Return a table and a small sound export of it."""
    stem = chance.choice(list(TABLES))
    rows = "".join(KINDS[stem].line(chance) for _ in range(chance.randint(1, 25)))
    text = KINDS[stem].header + rows
    return TABLES[stem], text.encode(chance.choice(ENCODINGS))


@contextmanager
def _no_hang() -> Iterator[None]:
    """Break off what takes too long; its input still lies in the folder."""

    def break_off(*_: object) -> None:
        raise TimeoutError(f"not read within {LONGEST_SECONDS:.0f} s")

    before = signal.signal(signal.SIGALRM, break_off)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
        with _no_hang():
            reading = Reading(tmp_path, table, bytes(data), number)
        slowest = max(slowest, monotonic() - begun)
        faults[reading.fault or "read"] += 1
        if not reading.fault:
            rows += reading.check()
        reading.forget()
    told = ", ".join(f"{name} {count:,}" for name, count in faults.most_common())
    tell(f"{INPUTS:,} inputs ({told}), {rows:,} rows; the slowest {slowest:.2f} s")
    assert faults["read"] > INPUTS / 3
