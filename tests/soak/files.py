"""Four exports that people and programs do everything to."""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from cockpit.engine.sources.records import SourceSpec
from tests.engine.sources.desk import OLD, ORDERS, SPEND, spec

EVENTS = "user_id,event_time,event_name,channel\n"
SOURCES: tuple[SourceSpec, ...] = (
    spec("orders", "orders-*.csv", position=1),
    spec("ad_spend", "spend-*.csv", position=2),
    spec("events", "events-*.csv", position=3),
)
ENCODINGS = ("utf-8", "gb18030")
_CHANNELS = ("抖音", "小红书", "天猫", "微信", "")
_AMOUNTS = ("10", "3.5", "0.01", "199", "", "--", "NaN", "1e308", "-7", "abc", "¥12")


def order_line(chance: Random) -> str:
    """An order; its number may be that of another one, in this file or the next."""
    day, hour = chance.randint(1, 30), chance.randint(0, 23)
    number, buyer = chance.randint(1, 400), chance.randint(1, 60)
    amount = chance.choice(_AMOUNTS)
    return f"{number},买家{buyer},2026-10-{day:02} {hour:02}:30:00,{amount}\n"


def spend_line(chance: Random) -> str:
    """What a channel has cost on a day."""
    day, channel = chance.randint(1, 31), chance.choice(_CHANNELS)
    amount = chance.choice(_AMOUNTS)
    return f"2026-10-{day:02},{channel},{chance.randint(1, 4)},{amount}\n"


def event_line(chance: Random) -> str:
    """A visit."""
    day, user = chance.randint(1, 30), chance.choice(["", "ada", "bob", "cyd"])
    channel = chance.choice(_CHANNELS)
    return f"{user},2026-10-{day:02} 09:00:00,visit,{channel}\n"


class Kind(NamedTuple):
    """How a file looks."""

    header: str
    line: Callable[[Random], str]


KINDS = {
    "orders-a": Kind(ORDERS, order_line),
    "orders-b": Kind(ORDERS, order_line),
    "spend": Kind(SPEND, spend_line),
    "events": Kind(EVENTS, event_line),
}


class Export:
    """One file, and what can happen to it.

    Args:
        root: The workspace.
        stem: One of ``KINDS``.
        chance: Decides.
    """

    def __init__(self, root: Path, stem: str, chance: Random) -> None:
        self._root, self._stem, self._chance = root, stem, chance
        self._kind = KINDS[stem]
        self._encoding = "utf-8"
        self._rest = b""
        self._name = 0
        self.is_countable = True
        """Whether each line of it that is not blank is one row."""

    @property
    def place(self) -> Path:
        """Where it is now."""
        return self._root / f"{self._stem}-{self._name}.csv"

    def happens(self) -> str:
        """Let something happen; returns what."""
        if not self.place.exists():
            self.recreate()
            return "recreate"
        deeds: list[Callable[[], None]] = [
            self.append, self.append, self.append_half, self.append_half,
            self.complete, self.replace, self.truncate, self.delete, self.touch,
            self.rename, self.switch, self.append_foreign, self.append_garbage,
            self.become_garbage, self.recreate,
        ]  # fmt: skip
        deed = self._chance.choice(deeds)
        deed()
        return deed.__name__

    def date(self, seconds: float) -> None:
        """Say when it was last written to."""
        if self.place.exists():
            os.utime(self.place, (seconds, seconds))

    def rows(self, *, with_torn: bool) -> int:
        """Count the rows that lie in it: lines below the header that are not blank.

        A line of nothing but separators is blank too: a torn one may be no more.
        """
        lines = self.place.read_bytes().split(b"\n")
        torn = lines.pop()
        return sum(bool(line.strip()) for line in lines[1:]) + bool(
            with_torn and torn.strip(b", \t\r")
        )

    def has_header(self) -> bool:
        """Whether its first line is whole."""
        first = self.place.read_bytes().split(b"\n")[0] + b"\n"
        return first in {self._kind.header.encode(name) for name in ENCODINGS}

    def recreate(self) -> None:
        """Write it anew in its place."""
        self._rest, self.is_countable = b"", True
        self.place.write_bytes(self._whole())

    def append(self) -> None:
        """Whole lines, after what was left of a torn one."""
        self._add(self._rest + self._lines(5).encode(self._encoding))
        self._rest = b""

    def append_half(self) -> None:
        """Stop somewhere, in a line, in a letter."""
        data = self._rest + self._lines(2).encode(self._encoding)
        cut = self._chance.randint(0, len(data))
        self._add(data[:cut])
        self._rest = data[cut:]

    def complete(self) -> None:
        """Write what is missing of a torn line."""
        self._add(self._rest)
        self._rest = b""

    def replace(self) -> None:
        """Another file takes its place."""
        self._rest, self.is_countable = b"", True
        aside = self._root / ".aside"
        aside.write_bytes(self._whole())
        aside.replace(self.place)

    def truncate(self) -> None:
        """Cut it anywhere."""
        self._rest = b""
        size = self.place.stat().st_size
        os.truncate(self.place, self._chance.randint(0, size))

    def delete(self) -> None:
        """Take it away."""
        self.place.unlink()

    def touch(self) -> None:
        """Change nothing but its date."""

    def rename(self) -> None:
        """Give it another name that its source knows as well."""
        before = self.place
        self._name = 1 - self._name
        before.rename(self.place)

    def switch(self) -> None:
        """Export it in the other encoding."""
        self._encoding = ENCODINGS[1 - ENCODINGS.index(self._encoding)]
        self.recreate()

    def append_foreign(self) -> None:
        """A program that writes the other encoding adds a line."""
        other = ENCODINGS[1 - ENCODINGS.index(self._encoding)]
        self._add(self._rest + self._lines(2).encode(other))
        self._rest = b""

    def append_garbage(self) -> None:
        """A line of no meaning."""
        self._add(self._rest + self._noise(first=0x23) + b"\n")
        self._rest = b""

    def become_garbage(self) -> None:
        """Any bytes at all."""
        self._rest, self.is_countable = b"", False
        self.place.write_bytes(self._noise(first=0))

    def _noise(self, *, first: int) -> bytes:
        size = self._chance.randint(1, 200)
        return bytes(self._chance.randint(first, 255) for _ in range(size))

    def _whole(self) -> bytes:
        return (self._kind.header + self._lines(40)).encode(self._encoding)

    def _lines(self, most: int) -> str:
        count = self._chance.randint(1, most)
        return "".join(self._kind.line(self._chance) for _ in range(count))

    def _add(self, data: bytes) -> None:
        with self.place.open("ab") as file:
            file.write(data)


def exports(root: Path, chance: Random) -> list[Export]:
    """Lay the four files on an empty workspace."""
    files = [Export(root, stem, chance) for stem in KINDS]
    for file in files:
        file.recreate()
        file.date(OLD)
    return files
