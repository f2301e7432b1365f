"""Reads a text that is packed with gzip, without ever holding all of it."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.opened import Opened, read_as_one
from cockpit.engine.sources.reader import Text, read_all
from cockpit.engine.sources.sink import Sink
from cockpit.engine.sources.store import Layout
from cockpit.text.notes import note


def read_packed(opened: Opened, sink: Sink, *, is_json: bool | None) -> Layout:
    """Read a packed text. When it changes, all of it is read again.

    Args:
        opened: The file.
        sink: Where its rows go.
        is_json: Whether it holds objects of JSON; None if its name does not say.

    Raises:
        UnreadableError: If it is damaged or cut off, no text, or lacks a column. Then
            nothing of it counts, for nobody knows what is missing.
    """

    @contextmanager
    def again() -> Iterator[BinaryIO]:
        with opened.place.open("rb") as file, gzip.GzipFile(fileobj=file) as inside:
            yield cast("BinaryIO", inside)

    opened.file.seek(0)
    try:
        with gzip.GzipFile(fileobj=opened.file) as inside:
            if is_json is None:
                is_json = inside.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
            # An archive that is whole ends where it ends: no line of it will grow.
            text = Text(
                cast("BinaryIO", inside), again, is_steady=True, is_json=is_json
            )
            read = read_all(text, sink)
    except EOFError:
        problem = note("the .gz file is cut off: its end is missing")
        raise UnreadableError("unreadable", problem) from None
    except (gzip.BadGzipFile, zlib.error):
        problem = note("not a .gz file, or it is damaged")
        raise UnreadableError("unreadable", problem) from None
    return read_as_one(
        opened,
        f"{read.encoding}+gzip",
        read.dialect,
        read.plan,
        is_torn=bool(read.reader.torn.strip()),
    )
