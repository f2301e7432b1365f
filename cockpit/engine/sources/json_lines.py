"""Objects of JSON, one a line, to columns of cells.

What lies in an object becomes columns of its own, named by the way to it:
``properties.price``. Figures keep the digits that the file has: nothing goes through a
float on the way.
"""

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.sources.blocks import Block
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.fields import Rows, cell_names
from cockpit.engine.sources.headers import is_personal
from cockpit.engine.sources.rejects import first_of_each_line, no_rejects, rejects
from cockpit.engine.tables import LINE
from cockpit.text.notes import note

_OBJECT: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_STRING: Final = msgspec.json.Decoder(str)
_DEEPEST: Final = 2
"""Levels below the first: ``context.campaign.source``."""
_ALSO_WHOLE: Final = frozenset({"properties", "props", "params", "attributes"})
"""Objects that are kept as they are besides: what comes with an event."""
_MOST_NAMES: Final = 2_000
"""With more different keys it is a register of things, and no table."""
_NESTED: Final = frozenset({b"{", b"["})
_HALF: Final = re.compile("[\ud800-\udfff]")
"""Half a character, which JSON can spell and no text can hold."""
_KEY: Final = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*:')

Fields = dict[str, str | None]
Pairs = dict[str, msgspec.Raw]


class UnknownNamesError(Exception):
    """Rows hold keys that the file did not have before: its columns change."""


def names_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Return the names of the columns of a file, as they first come in it.

    Raises:
        UnreadableError: If there is no object in it.
    """
    names: dict[str, None] = {}
    is_first = True
    for block in blocks:
        for line in block.data.split(b"\n"):
            if line.strip():
                _check_first(line, is_first=is_first)
                is_first = False
                _add_names(line, names)
        _check_count(len(names))
    if is_first:
        raise UnreadableError("empty", note("the file is empty"))
    if not names:
        raise UnreadableError("unreadable", note("no line holds an object of JSON"))
    return tuple(names)


def cells(block: Block, names: tuple[str, ...]) -> Rows:
    """Cut the objects of a block into cells.

    Args:
        block: Whole lines.
        names: What :func:`names_of` found.

    Raises:
        UnknownNamesError: If an object has other keys.
    """
    known = set(names)
    rows: list[Fields] = []
    lines: list[int] = []
    bad: list[int] = []
    for number, line in enumerate(block.data.split(b"\n"), block.first_line):
        if not line.strip():
            continue
        fields = _fields(line)
        if fields is None:
            bad.append(number)
            continue
        if not fields.keys() <= known:
            raise UnknownNamesError(min(fields.keys() - known))
        rows.append(fields)
        lines.append(number)
    frame = pl.from_dicts(rows, schema=dict.fromkeys(names, pl.String))
    frame.columns = cell_names(len(names))
    found = no_rejects()
    if bad:
        expected = note("an object of JSON: {example}", example='{"key": "value"}')
        found = rejects(pl.Series(bad), expected, code="bad_json")
    frame = frame.with_columns(pl.Series(LINE, lines, dtype=pl.Int64))
    return Rows(frame, first_of_each_line([block.rejected, found]))


def _check_first(line: bytes, *, is_first: bool) -> None:
    if is_first and line.lstrip()[:1] == b"[":
        problem = note("a list of JSON: one object a line is read, without the list")
        raise UnreadableError("unreadable", problem)


def _check_count(count: int) -> None:
    if count > _MOST_NAMES:
        problem = note("more than {count} different keys: no table", count=_MOST_NAMES)
        raise UnreadableError("unreadable", problem)


def _fields(line: bytes) -> Fields | None:
    """Return name -> cell of an object; None if the line holds none."""
    found: Fields = {}
    try:
        _open(_OBJECT.decode(line), "", 0, found)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None  # told: the line goes to quarantine
    return found


def _open(pairs: Pairs, prefix: str, depth: int, found: Fields) -> None:
    """Put the cells of an object, and of those in it, under their names."""
    for key, raw in pairs.items():
        text = bytes(raw)
        first = text[:1]
        if first == b'"':
            is_plain = b"\\" not in text
            found[prefix + key] = (
                text[1:-1].decode() if is_plain else _STRING.decode(text)
            )
        elif first in _NESTED:
            is_opened = first == b"{" and depth < _DEEPEST
            if not is_opened or key in _ALSO_WHOLE:
                found[prefix + key] = _without_personal(text)
            if is_opened:
                _open(_OBJECT.decode(text), f"{prefix}{key}.", depth + 1, found)
        else:
            found[prefix + key] = None if first == b"n" else text.decode()


def _add_names(line: bytes, names: dict[str, None]) -> None:
    """Add the names of an object's cells; a line that holds none has none."""
    found: dict[str, None] = {}
    with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        _walk(_OBJECT.decode(line), "", 0, found)
        names.update(found)


def _walk(pairs: Pairs, prefix: str, depth: int, found: dict[str, None]) -> None:
    for key, raw in pairs.items():
        text = bytes(raw)
        is_opened = text[:1] == b"{" and depth < _DEEPEST
        if not is_opened or key in _ALSO_WHOLE:
            found[prefix + key] = None
        if is_opened:
            _walk(_OBJECT.decode(text), f"{prefix}{key}.", depth + 1, found)


def _without_personal(text: bytes) -> str:
    """Return an object as text, without what is not read of people."""
    keys = (key.decode("utf-8", "replace") for key in _KEY.findall(text))
    if not any(is_personal(key) for key in keys):
        return text.decode()
    scrubbed = _scrubbed(json.loads(text))  # the only one that knows any whole number
    found = json.dumps(scrubbed, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(scrubbed) if _HALF.search(found) else found


def _scrubbed(value: object) -> object:
    if isinstance(value, dict):
        return {k: _scrubbed(v) for k, v in value.items() if not is_personal(k)}
    return [_scrubbed(each) for each in value] if isinstance(value, list) else value
