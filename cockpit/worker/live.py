"""Lets the day of a demonstration run on: appends what has become due to its files."""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Final

import msgspec

from cockpit import paths
from cockpit.text.masking import trace_of

_BEAT_SECONDS: Final = 0.25
_WITHOUT_BOM: Final = {"utf-8-sig": "utf-8"}
"""The mark belongs at the beginning of a file, not at each piece."""


class Piece(msgspec.Struct, frozen=True):
    """Lines that a platform adds to an export at a moment of the data's time."""

    at: datetime
    path: str
    encoding: str
    text: str

    def encoded(self) -> bytes:
        """Return the bytes to append."""
        return self.text.encode(_WITHOUT_BOM.get(self.encoding, self.encoding))


class Place(msgspec.Struct, frozen=True):
    """Which piece is being appended, and how long its file was before."""

    piece: int = 0
    size: int = 0


def read_pieces(feed: Path) -> list[Piece]:
    """Read a feed, one JSON object a line, ordered by time.

    Raises:
        OSError: If it cannot be read.
        msgspec.DecodeError: If it is no feed.
    """
    return msgspec.json.Decoder(Piece).decode_lines(feed.read_bytes())


class Feeder(Thread):
    """Appends pieces when they are due; a restart neither repeats nor omits one.

    Before a piece is written its number and the size of its file are noted; who
    starts again at that note cuts the file back to the size and writes the piece.

    Args:
        workspace: Folder of the demonstration: a copy, its files are changed.
        pieces: Ordered by time.
        clock: What time it is for the data.
        after: Do not start before.
        shape: Says of a piece that is due what is really written; all of it by default.
    """

    def __init__(
        self,
        workspace: Path,
        pieces: Sequence[Piece],
        clock: Callable[[], datetime],
        *,
        after: Event,
        shape: Callable[[Piece], Piece] | None = None,
    ) -> None:
        super().__init__(name="feeder", daemon=True)
        self._workspace = workspace
        self._pieces = pieces
        self._clock = clock
        self._after = after
        self._shape = shape
        self._place = paths.feed_place(workspace)
        self._next: int | None = None

    def run(self) -> None:
        """Append for as long as there are pieces."""
        self._after.wait()
        try:
            while self.append_due():
                Event().wait(_BEAT_SECONDS)
        except (OSError, msgspec.DecodeError) as error:
            sys.stderr.write(trace_of(error))
            sys.stderr.flush()

    def append_due(self) -> bool:
        """Append what is due by now; False if no piece is left."""
        if self._next is None:
            self._next = self._resume()
        now = self._clock()
        while self._next < len(self._pieces) and self._pieces[self._next].at <= now:
            self._append(self._next)
            self._next += 1
        return self._next < len(self._pieces)

    def _resume(self) -> int:
        try:
            place = msgspec.json.decode(self._place.read_bytes(), type=Place)
        except FileNotFoundError:
            return 0
        if place.piece < len(self._pieces):
            path = self._workspace / self._pieces[place.piece].path
            if path.stat().st_size > place.size:
                os.truncate(path, place.size)
        return place.piece

    def _append(self, number: int) -> None:
        piece = self._pieces[number]
        if self._shape is not None:
            piece = self._shape(piece)
        path = self._workspace / piece.path
        place = Place(number, path.stat().st_size)
        paths.write_whole(self._place, msgspec.json.encode(place).decode())
        with path.open("ab", buffering=0) as file:
            file.write(piece.encoded())
