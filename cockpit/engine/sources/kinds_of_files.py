"""Which kinds of files are read, told by the ends of their names."""

from pathlib import Path
from typing import Final, Literal

FileKind = Literal["text", "json", "parquet", "workbook", ""]

GZ: Final = ".gz"
_KINDS: Final[dict[str, FileKind]] = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".ndjson": "json",
    ".jsonl": "json",
    ".json": "json",
    ".parquet": "parquet",
    ".xlsx": "workbook",
    ".xlsm": "workbook",
}
_PACKED: Final = frozenset({"text", "json", ""})


def kind_of(place: Path) -> FileKind:
    """Return what a file holds, of a packed one what is packed; empty if untold."""
    suffixes = [suffix.lower() for suffix in place.suffixes]
    if suffixes and suffixes[-1] == GZ:
        suffixes.pop()
    return _KINDS.get(suffixes[-1], "") if suffixes else ""


def is_packed(place: Path) -> bool:
    """Whether a file is packed with gzip."""
    return place.suffix.lower() == GZ


def is_readable(place: Path) -> bool:
    """Whether a file of this name is read at all."""
    kind = kind_of(place)
    return kind in _PACKED if is_packed(place) else bool(kind)
