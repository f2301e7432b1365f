"""Whether the data themselves need a look, before any number is believed."""

from typing import Final, Literal

from cockpit.snapshot.faults import FaultsSnapshot
from cockpit.snapshot.sources import SourceRow, SourcesSnapshot

DataLight = Literal["", "red", "error", "held"]
"""A red fault; a file that cannot be read; a file that is held; empty: none of them."""
_NO_SOURCE: Final = frozenset(("unknown_file",))
"""Codes of files that are no trouble of the data: nobody has asked for them."""


def data_light(files: SourcesSnapshot, faults: FaultsSnapshot | None) -> DataLight:
    """Return the gravest of what is wrong with the data.

    Args:
        files: What was read of every file.
        faults: The newest faults; None while there is no answer.
    """
    if faults is not None and any(row.severity == "red" for row in faults.rows):
        return "red"
    states = {row.state for row in files.rows if not _is_strange(row)}
    if "error" in states:
        return "error"
    return "held" if "held" in states else ""


def _is_strange(row: SourceRow) -> bool:
    return not row.table and bool(row.codes) and _NO_SOURCE.issuperset(row.codes)
