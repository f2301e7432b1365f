"""A file in blocks of whole rows, decoded, so that memory stays bounded."""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import polars as pl

from cockpit.engine.sources.encodings import Decoder
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.rejects import no_rejects
from cockpit.text.notes import note

BLOCK_BYTES: Final = 32 * 1024 * 1024
"""Of the first block, whose rows settle how all others are read."""
_LATER_BYTES: Final = 8 * 1024 * 1024
"""Of the others: what is in work at any time is a few times as much."""
WHITESPACE: Final = "whitespace"
JSON_LINES: Final = "json lines"
_UNQUOTED: Final = frozenset({WHITESPACE, JSON_LINES})
"""Where the end of a line always ends a row."""
_LONGEST_ROW: Final = 1024 * 1024
"""An open quote that runs on for longer is a stray mark, not a long cell."""
_LONGEST_LINE: Final = 2 * BLOCK_BYTES


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    r"""Whole rows.

    Attributes:
        data: UTF-8, lines end in ``\n``, the last one too.
        first_line: Number of the first line in the file, from 1.
        rejected: Lines that could not be decoded; they are blank in ``data``.
    """

    data: bytes
    first_line: int
    rejected: pl.DataFrame


class BlockReader:
    """Reads a file from an offset to its last whole row.

    After iteration ``offset`` is where the unread rest begins, ``line`` its line,
    ``torn`` the rest itself and ``digest`` the SHA-256 of what was read.
    """

    def __init__(  # noqa: PLR0913 - a place in a file is all of this
        self,
        file: BinaryIO,
        *,
        codec: str,
        offset: int,
        line: int,
        separator: str,
        bom: bytes = b"",
    ) -> None:
        self._file = file
        self._decoder = Decoder(codec)
        self._is_wide = codec.startswith(("utf-16", "utf-32"))
        self._separator = separator
        self._has_old_ends = False
        self._took_torn = False
        self._hash = hashlib.sha256(bom)
        self.offset = offset
        self.line = line
        self.torn = b""

    @property
    def codec(self) -> str:
        """The codec in use; empty while everything was ASCII."""
        return self._decoder.codec

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes up to ``offset``, from where reading began."""
        return self._hash.hexdigest()

    @property
    def can_grow(self) -> bool:
        """Whether rows appended later can be read on their own."""
        return not (self._is_wide or self._has_old_ends or self._took_torn)

    def __iter__(self) -> Iterator[Block]:
        self._file.seek(self.offset)
        rest = b""
        for chunk in self._chunks():
            rest += chunk
            end = _end_of_rows(rest, self._separator)
            if not end and len(rest) > _LONGEST_LINE:
                end = _end_of_any_line(rest)
            if end:
                yield self._block(rest[:end])
                rest = rest[end:]
        end = _end_of_last_row(rest, self._separator)
        if len(rest) > _LONGEST_ROW:
            end = rest.rfind(b"\n") + 1
        if end:
            yield self._block(rest[:end])
        self.torn = rest[end:]

    def torn_block(self) -> Block:
        """Return the rest as rows, without taking it."""
        data, rejected = self.torn, no_rejects()
        if not self._is_wide:
            data, rejected = self._decoder.decode(data, self.line)
        # Not of the decoded text: a last line that means nothing is blank there.
        end = b"" if self.torn.endswith(b"\n") else b"\n"
        return Block(data.replace(b"\r\n", b"\n") + end, self.line, rejected)

    def take_torn(self, end: int) -> None:
        """Count so many bytes of the rest as read.

        What is appended may close a quote in them, and make other rows of them.
        """
        rest, self.torn = self.torn[:end], self.torn[end:]
        self._took_torn = True
        self._count(rest)

    def _block(self, raw: bytes) -> Block:
        first = self.line
        data, rejected = raw, no_rejects()
        if not self._is_wide:
            data, rejected = self._decoder.decode(raw, first)
        self._count(raw)
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n")
        return Block(data, first, rejected)

    def _count(self, raw: bytes) -> None:
        self.line += raw.count(b"\n")
        if not self._is_wide:
            self._hash.update(raw)
            self.offset += len(raw)

    def _chunks(self) -> Iterator[bytes]:
        """Yield the file's bytes; UTF-16 is turned to UTF-8 before rows are cut."""
        wide = (
            codecs.getincrementaldecoder(self._decoder.codec)()
            if self._is_wide
            else None
        )
        is_first = True
        size = BLOCK_BYTES
        while chunk := self._file.read(size):
            size = min(size, _LATER_BYTES)
            if wide is not None:
                self._hash.update(chunk)
                self.offset += len(chunk)
                chunk = _decoded(wide, chunk).encode()
            if is_first:
                head = chunk[: 64 * 1024]
                self._has_old_ends = b"\r" in head and b"\n" not in head
                is_first = False
            # Lines that end in CR alone: same length, so offsets stay true.
            yield chunk.replace(b"\r", b"\n") if self._has_old_ends else chunk


def _decoded(wide: codecs.IncrementalDecoder, data: bytes) -> str:
    """Decode UTF-16. Behind a byte that is wrong nobody knows where lines end."""
    try:
        return wide.decode(data)
    except UnicodeError:
        problem = note("bytes that mean nothing in UTF-16: save the file as UTF-8")
        raise UnreadableError("unreadable", problem) from None


def _end_of_any_line(data: bytes) -> int:
    """Return where the last line ends, whatever quotes say: memory has its bounds."""
    end = data.rfind(b"\n") + 1
    if not end:
        problem = note("a line of more than 64 MB: this is no table")
        raise UnreadableError("unreadable", problem)
    return end


def _end_of_rows(data: bytes, separator: str) -> int:
    """Return where the last whole row ends, judged by the parity of quotes."""
    end = data.rfind(b"\n") + 1
    if separator in _UNQUOTED or not end or b'"' not in data:
        return end
    count = data.count(b'"', 0, end)
    while count % 2:
        last, quote = end, data.rfind(b'"', 0, end)
        end = data.rfind(b"\n", 0, quote) + 1
        # Only what is given back is counted: a stray quote may give back all lines.
        count -= data.count(b'"', end, last)
    return end


def _end_of_last_row(data: bytes, separator: str) -> int:
    """Return where the last whole row of a rest ends, judged field by field.

    A quote counts only where a field begins: ``5" pipe`` opens nothing.
    """
    end = data.rfind(b"\n") + 1
    if separator in _UNQUOTED or not end or b'"' not in data:
        return end
    mark = re.escape(separator.encode())
    field = rb'("(?:[^"]|"")*("|$))?[^\n' + mark + rb"]*(\n|" + mark + rb"|$)"
    end = 0
    for match in re.finditer(field, data):
        if match[1] is not None and match[2] == b"":
            break
        if match[3] == b"\n":
            end = match.end()
    return end
