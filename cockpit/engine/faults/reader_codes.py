"""Fault codes of single files, as the list of sources has them."""

from cockpit.engine.faults.catalogue import by_reader
from cockpit.engine.sources.records import FileRecord, Stray
from cockpit.snapshot.health import SourceState


def codes_of(
    record: FileRecord, state: SourceState, *, is_doubled: bool
) -> tuple[str, ...]:
    """Return the fault codes of one file, sorted.

    Args:
        record: The file.
        state: The verdict on it.
        is_doubled: Whether another grain of its spend disagrees.
    """
    told = {by_reader()[word] for word in record.codes if word in by_reader()}
    if is_doubled:
        told.add("M107")
    if state == "stale":
        told.add("S104")
    if record.rows_before is not None and record.rows < record.rows_before:
        told.add("S105")
    return tuple(sorted(told))


def code_of_stray(stray: Stray) -> str:
    """Return the fault code of what could not become a file of a source."""
    return by_reader().get(stray.code, "S101")
