"""Reads a file by the reader for its kind."""

from pathlib import Path

from cockpit.engine.sources.kinds_of_files import is_packed, kind_of
from cockpit.engine.sources.opened import Opened
from cockpit.engine.sources.packed import read_packed
from cockpit.engine.sources.parquet import read_parquet
from cockpit.engine.sources.reader import read_text
from cockpit.engine.sources.sink import Sink
from cockpit.engine.sources.store import Layout
from cockpit.engine.sources.workbooks import read_workbook


def read_whole(opened: Opened, sink: Sink) -> Layout:
    """Read a file from its beginning.

    Raises:
        UnreadableError: If it is not what its name says, or lacks a required column.
    """
    kind = kind_of(opened.place)
    if is_packed(opened.place):
        is_json = kind == "json" if kind else None
        return read_packed(opened, sink, is_json=is_json)
    match kind:
        case "parquet":
            return read_parquet(opened, sink)
        case "workbook":
            return read_workbook(opened, sink)
        case _:
            return read_text(opened, sink, is_json=kind == "json")


def is_text(place: Path) -> bool:
    """Whether a file is plain text: rows that are appended can be read on their own."""
    return not is_packed(place) and kind_of(place) in {"text", "json", ""}
