"""The second copy: the same lines as plain text, each with a checksum.

A line is ``{"crc":"<8 hex>","event":<the event as it is hashed>}``: JSON, so that any
tool reads it, and the checksum is CRC-32 over the bytes of the event. It is written
after the commit, so it never knows more than the database, except if the database
was replaced by an older one.
"""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from cockpit.incidents.journal.chain import opened
from cockpit.incidents.journal.disk import Disk, refuse_odd
from cockpit.incidents.journal.troubles import Refused
from cockpit.text.notes import note

_START: Final = b'{"crc":"'
_MIDDLE: Final = b'","event":'
_END: Final = b"}\n"
_BODY: Final = len(_START) + 8 + len(_MIDDLE)
_TAIL_BYTES: Final = 65_536
_COMPARED_AT_ONCE: Final = 1_000


def as_copied(line: bytes) -> bytes:
    """Return the line of the copy for a line of the chain."""
    return b"%b%08x%b%b%b" % (_START, crc32(line), _MIDDLE, line, _END)


def as_chained(text: bytes) -> bytes | None:
    """Return the line of the chain for a line of the copy (without its end of line).

    None if it is not as it was written.
    """
    line = text[_BODY:-1]
    return line if text + b"\n" == as_copied(line) else None


class Scan(NamedTuple):
    """How the copy compares with lines that are known to be good.

    Attributes:
        agreeing: How many of those lines it begins with, and ``size`` bytes of them.
        good: What else it has that is whole: (line in the file, number, line).
        bad: Lines of the file that are damaged; the last may be torn.
        total: Bytes.
    """

    agreeing: int
    size: int
    good: list[tuple[int, int, bytes]]
    bad: list[int]
    total: int

    @property
    def is_torn(self) -> bool:
        """Whether it ends in something that is not whole, and has no other damage."""
        return bool(self.bad) and not self.good

    @property
    def damaged(self) -> list[int]:
        """Return the lines that are damaged with good ones after them."""
        last_good = self.good[-1][0] if self.good else 0
        return [number for number in self.bad if number < last_good]


def scanned(data: bytes, lines: Sequence[bytes]) -> Scan:
    """Compare a copy with good lines, and look through what comes after."""
    agreeing, size = _agreeing(data, lines)
    good: list[tuple[int, int, bytes]] = []
    bad: list[int] = []
    rest = data[size:]
    for number, text in enumerate(BytesIO(rest), agreeing + 1):
        line = as_chained(text[:-1]) if text.endswith(b"\n") else None
        event = None if line is None else opened(line)
        if line is None or event is None:
            bad.append(number)
        else:
            good.append((number, event.seq, line))
    return Scan(agreeing, size, good, bad, len(data))


def _agreeing(data: bytes, lines: Sequence[bytes]) -> tuple[int, int]:
    count = size = 0
    while count < len(lines):
        chunk = lines[count : count + _COMPARED_AT_ONCE]
        whole = b"".join(_pieces(chunk))
        if not data.startswith(whole, size):
            return _agreeing_one_by_one(data, lines, count, size)
        count, size = count + len(chunk), size + len(whole)
    return count, size


def _pieces(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Give what :func:`as_copied` puts together, with less copying."""
    for line in lines:
        yield b'{"crc":"%08x","event":' % crc32(line)
        yield line
        yield _END


def _agreeing_one_by_one(
    data: bytes, lines: Sequence[bytes], count: int, size: int
) -> tuple[int, int]:
    for line in lines[count:]:
        text = as_copied(line)
        if not data.startswith(text, size):
            break
        count, size = count + 1, size + len(text)
    return count, size


class SecondCopy:
    """The file, appended to by one writer at a time: whoever holds the folder's lock.

    Args:
        path: Of the file.
        disk: Writes it.
    """

    def __init__(self, path: Path, disk: Disk) -> None:
        self._path = path
        self._disk = disk
        self._known: tuple[int, int] | None = None
        """Size, and number of the last event, when this object last wrote."""

    def data(self) -> bytes:
        """Return everything; nothing if there is no file.

        Raises:
            Refused: If something odd has its name.
            OSError: If it cannot be read.
        """
        refuse_odd(self._path)
        return self._path.read_bytes() if self._path.exists() else b""

    def cut(self, size: int) -> None:
        """Drop what comes after a size.

        Raises:
            OSError: If it cannot be written.
        """
        self._disk.cut(self._path, size)
        self._disk.sync(self._path)
        self._known = None

    def append(
        self, lines: Sequence[bytes], last: int, after: Callable[[int], list[bytes]]
    ) -> None:
        """Append the newest lines, and what is missing before them.

        Args:
            lines: The newest; may be none, to fill up only.
            last: Number of the last of them.
            after: Gives the lines after a number from the database.

        Raises:
            Refused: If the copy knows more than the database.
            OSError: If it cannot be written; the next call repairs what was torn.
        """
        size, end, seq = self._end()
        if seq > last:
            raise Refused(note("the copy has events that the database has not"))
        if seq != last - len(lines):
            lines = after(seq)
        self._known = None
        if end < size:
            self._disk.cut(self._path, end)
        text = b"".join(map(as_copied, lines))
        if text:
            self._disk.write(self._path, end, text)
        if text or end < size:
            self._disk.sync(self._path)
        self._known = (end + len(text), last)

    def _end(self) -> tuple[int, int, int]:
        """Return size, end of the last good line and its number; make what is gone."""
        refuse_odd(self._path)
        if not self._path.exists():
            self._disk.create(self._path)
            self._disk.sync_folder(self._path.parent)
        size = self._path.stat().st_size
        if self._known is not None and self._known[0] == size:
            return size, *self._known
        return size, *self._found_end(size, _TAIL_BYTES)

    def _found_end(self, size: int, look_at: int) -> tuple[int, int]:
        begin = max(size - look_at, 0)
        with self._path.open("rb") as file:
            file.seek(begin)
            texts = file.readlines()
        end = size
        for text in reversed(texts):
            line = as_chained(text[:-1]) if text.endswith(b"\n") else None
            event = None if line is None else opened(line)
            if event is not None:
                return end, event.seq
            end -= len(text)
        return self._found_end(size, size) if begin else (0, 0)
