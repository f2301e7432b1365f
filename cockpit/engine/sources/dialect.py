"""How a text file is laid out: separator, header line, names of the columns."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from cockpit.engine.sources.aliases import is_header_like
from cockpit.engine.sources.blocks import WHITESPACE
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.fields import sample_rows
from cockpit.engine.sources.headers import header
from cockpit.engine.sources.records import SourceSpec
from cockpit.text.masking import without_personal
from cockpit.text.notes import Note, note

HEAD_BYTES: Final = 256 * 1024
SAMPLE_ROWS: Final = 40
_PREAMBLE: Final = 30
_CANDIDATES: Final = (",", "\t", ";", "|", WHITESPACE)
_NAMES: Final = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}

Lines = Sequence[tuple[int, list[str]]]


class Dialect(msgspec.Struct, frozen=True):
    """The layout of a file.

    Attributes:
        separator: One character, or ``whitespace``.
        names: The file's own names of its columns; positions from 1 without a header.
        header_line: Line of the header, 0 if there is none.
        first_line: Line where the data begin.
    """

    separator: str
    names: tuple[str, ...]
    header_line: int
    first_line: int

    @property
    def width(self) -> int:
        """Fields of a row."""
        return len(self.names)


def find(head: str, spec: SourceSpec) -> Dialect:
    """Find out how a file is laid out from its first lines.

    The separator and the header line are those under which most cells of one line are
    names that the table knows.

    Args:
        head: The beginning of the file, decoded.
        spec: What the configuration says of it; it always wins.

    Raises:
        UnreadableError: If all is in one column, or there is no line at all.
    """
    separators = _separators(spec.separator)
    samples = {s: sample_rows(head, s, count=SAMPLE_ROWS) for s in separators}
    if len(separators) > 1 and not _is_table(samples[WHITESPACE]):
        separators = separators[:-1]
    best = max(separators, key=lambda s: _score(samples[s], spec))
    lines = samples[best]
    if not lines:  # it may hold separators or a quote all the same
        raise UnreadableError("empty", note("the file is empty"))
    dialect = _laid_out(lines, best, spec)
    if dialect.width == 1 and spec.table != "users":
        raise UnreadableError("wrong_separator", _one_column(head, spec, best))
    return dialect


def find_in_rows(lines: Lines, spec: SourceSpec) -> Dialect:
    """Find the header of rows that are cut into cells already.

    Args:
        lines: The first rows that are not blank, each with its number from 1.
        spec: What the configuration says of them.

    Raises:
        UnreadableError: If there is no row at all.
    """
    if not lines:
        raise UnreadableError("empty", note("the file is empty"))
    return _laid_out(lines, "", spec)


def _separators(asked: str) -> tuple[str, ...]:
    if asked == "auto":
        return _CANDIDATES
    return (_NAMES.get(asked, asked),)


def _score(lines: Lines, spec: SourceSpec) -> tuple[int, int]:
    """Names that the table knows in one line, then rows of one width above 1."""
    known = max((_known(fields, spec) for _, fields in lines[:_PREAMBLE]), default=0)
    widths = Counter(len(fields) for _, fields in lines if len(fields) > 1)
    return known, max(widths.values(), default=0)


def _is_table(lines: Lines) -> bool:
    """Whether blanks cut every row alike: in prose they do not."""
    return len({len(fields) for _, fields in lines}) == 1


def _known(fields: list[str], spec: SourceSpec) -> int:
    wanted = {header(str(c)).plain for c in spec.columns.values() if isinstance(c, str)}
    named = sum(header(field).plain in wanted for field in fields if field.strip())
    filled = [field for field in fields if field.strip() and not _is_figure(field)]
    return 2 * named + is_header_like(spec.table, filled)


def _laid_out(lines: Lines, separator: str, spec: SourceSpec) -> Dialect:
    place = _header_place(lines, spec)
    if place is None:
        width = Counter(len(fields) for _, fields in lines).most_common(1)[0][0]
        names = tuple(str(position) for position in range(1, width + 1))
        return Dialect(separator, names, 0, lines[0][0])
    line, names_in_file = lines[place]
    below = [fields for _, fields in lines[place + 1 :]]
    # Without a header the first row may be taken for one: names are kept and shown.
    tidied = [name.strip().strip("\ufeff") for name in names_in_file]
    names = tuple(map(without_personal, tidied))
    first = line + 1 + sum(name.count("\n") for name in names_in_file)
    return Dialect(separator, _fitted(names, below), line, first)


def _header_place(lines: Lines, spec: SourceSpec) -> int | None:
    """Return which of the lines is the header; None if the file has none."""
    if spec.header is True:
        return 0
    if spec.header is False:
        return None
    known = [_known(fields, spec) for _, fields in lines[:_PREAMBLE]]
    if max(known):
        return known.index(max(known))
    is_by_position = any(isinstance(column, int) for column in spec.columns.values())
    has_figures = any(_is_figure(field) for field in lines[0][1])
    return None if is_by_position and has_figures else 0


def _fitted(names: tuple[str, ...], below: list[list[str]]) -> tuple[str, ...]:
    """Follow rows that all end in a separator more, or less, than their header."""
    if not below:
        return names
    width = Counter(len(fields) for fields in below).most_common(1)[0][0]
    usual = [fields for fields in below if len(fields) == width]
    if width == len(names) + 1 and all(not fields[-1].strip() for fields in usual):
        return (*names, "")
    if width == len(names) - 1 and not names[-1]:
        return names[:-1]
    return names


def _is_figure(text: str) -> bool:
    return text.strip()[:1].isdigit()


def _one_column(head: str, spec: SourceSpec, separator: str) -> Note:
    others = {
        s: max((len(f) for _, f in sample_rows(head, s, count=1)), default=0)
        for s in _CANDIDATES
        if s != separator
    }
    better = max(others, key=lambda s: others[s])
    if spec.separator == "auto" or others[better] <= 1:
        return note("all is in one column; no separator was found: set `separator`")
    return note(
        "all is in one column with separator {asked}; {better} gives {count} columns",
        asked=shown(separator),
        better=shown(better),
        count=others[better],
    )


def shown(separator: str) -> str:
    """Return a separator as people write it."""
    return "tab" if separator == "\t" else separator
