"""What may be on a disk after the power failed, whatever was not synced.

A write that was synced is there. Of the others the disk keeps what it likes: none, all,
half of the last, some, or sectors of garbage. A file that was made or removed without
a sync of its folder may be there or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from tests.incidents.journal.recording import Asked

SECTOR: Final = 512
OUTCOMES: Final = ("dropped", "kept", "torn", "garbage", "shuffled")


@dataclass
class _File:
    """A file as the disk has it, and what waits in its cache."""

    durable: bytes = b""
    waiting: list[Asked] = field(default_factory=list)


class Cached:
    """A disk with a cache: asked the same things, it knows what is certain."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}
        self._names: dict[str, _File] = {}
        """Names that are on the disk; ``_files`` are those that programs see."""
        self._turns: list[tuple[str, _File | None]] = []
        """What was made or removed since the folder was synced."""

    def ask(self, asked: Asked) -> None:
        """Do what a program asks."""
        if asked.verb == "create":
            self._turn(asked.name, _File())
        elif asked.verb == "delete":
            self._turn(asked.name, None)
        elif asked.verb == "sync folder":
            self._names = dict(self._files)
            self._turns.clear()
        elif asked.verb == "sync":
            file = self._files[asked.name]
            file.durable = _all(file)
            file.waiting.clear()
        else:
            self._files[asked.name].waiting.append(asked)

    def after_failure(self, outcome: str, chance: Random) -> dict[str, bytes]:
        """Return the files that are found when the power comes back."""
        names = dict(self._names)
        for name, file in self._turns:
            is_done = chance.random() < 0.5 if outcome == "shuffled" else True
            if outcome == "dropped" or not is_done:
                continue
            names.pop(name, None)
            if file is not None:
                names[name] = file
        return {name: _left(file, outcome, chance) for name, file in names.items()}

    def _turn(self, name: str, file: _File | None) -> None:
        self._turns.append((name, file))
        self._files.pop(name, None)
        if file is not None:
            self._files[name] = file


def write(folder: Path, files: dict[str, bytes]) -> Path:
    """Put files into a new folder."""
    folder.mkdir(mode=0o700)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def _left(file: _File, outcome: str, chance: Random) -> bytes:
    if outcome == "dropped":
        return file.durable
    waiting = file.waiting
    if outcome == "kept" or not waiting:
        return _all(file)
    if outcome == "torn":
        half = len(waiting[-1].data) * 2 // 3
        torn = waiting[-1]._replace(data=waiting[-1].data[:half])
        return _applied(file.durable, [*waiting[:-1], torn])
    if outcome == "shuffled":
        return _applied(file.durable, [w for w in waiting if chance.random() < 0.5])
    return _applied(file.durable, [w for one in waiting for w in _spoilt(one, chance)])


def _spoilt(asked: Asked, chance: Random) -> Iterator[Asked]:
    """Give each sector of a write its own fate."""
    if asked.verb != "write":
        yield asked
        return
    for begin in range(0, len(asked.data), SECTOR):
        data = asked.data[begin : begin + SECTOR]
        fate = chance.choice(("new", "old", "garbage", "nul"))
        if fate == "old":
            continue
        if fate != "new":
            data = (
                chance.randbytes(len(data)) if fate == "garbage" else bytes(len(data))
            )
        yield asked._replace(at=asked.at + begin, data=data)


def _all(file: _File) -> bytes:
    return _applied(file.durable, file.waiting)


def _applied(data: bytes, waiting: list[Asked]) -> bytes:
    found = bytearray(data)
    for asked in waiting:
        if asked.verb == "cut":
            del found[asked.at :]
            continue
        found.extend(bytes(max(asked.at - len(found), 0)))
        found[asked.at : asked.at + len(asked.data)] = asked.data
    return bytes(found)
