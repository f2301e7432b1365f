"""A grouping of users as a document: ``segments.toml`` read, every mistake named."""

from collections.abc import Mapping
from typing import Any, Final

from cockpit.engine.alarms.mistakes import KeyPath, Mistake
from cockpit.engine.alarms.reading import Reader
from cockpit.snapshot.segments import SegmentSpec
from cockpit.text.notes import Note, note

SCHEMA: Final = 1
MOST_GROUPS: Final = 8
"""More segments than that nobody can serve differently."""
TABLE: Final = "grouping"
LONGEST_WINDOW_DAYS: Final = 3_650
LONGEST_NAME: Final = 60
_TOP: Final = {"schema": 0, TABLE: 0}


def parse_grouping(
    document: Mapping[str, Any],
) -> tuple[SegmentSpec | None, tuple[Mistake, ...]]:
    """Read a document.

    Args:
        document: What ``tomllib`` gives.

    Returns:
        The specification (None: there is a mistake, or none in the file) and every
        mistake.
    """
    reader = Reader()
    reader.unknown_keys(document, _TOP, ())
    if document.get("schema", SCHEMA) != SCHEMA:
        found = note("schema {found} is not known; 1 is", found=document["schema"])
        reader.wrong("wrong_value", ("schema",), found)
    if TABLE not in document:
        return None, tuple(reader.mistakes)
    spec = _spec(reader, document[TABLE])
    return (None if reader.mistakes else spec), tuple(reader.mistakes)


def _spec(reader: Reader, table: object) -> SegmentSpec | None:
    """Return the specification with the defaults for what is of a wrong type.

    So the values of the other keys are checked in the same run.
    """
    if not isinstance(table, dict):
        return reader.struct(SegmentSpec, table, (TABLE,), {})
    spec = SegmentSpec(**reader.values(SegmentSpec, table, (TABLE,), {}))
    for key, what in wrong_values(spec):
        reader.wrong("wrong_value", (TABLE, *key), what)
    return spec


def wrong_values(spec: SegmentSpec) -> list[tuple[KeyPath, Note]]:
    """Say what types cannot: the key inside the specification, and what is wrong."""
    found: list[tuple[KeyPath, Note]] = []
    if not 1 <= spec.window_days <= LONGEST_WINDOW_DAYS:
        days = note("days from 1 to {most}", most=LONGEST_WINDOW_DAYS)
        found.append((("window_days",), days))
    if spec.segments != 0 and not 2 <= spec.segments <= MOST_GROUPS:
        counts = note("0 (found by the data), or 2 to {most}", most=MOST_GROUPS)
        found.append((("segments",), counts))
    if not spec.families:
        found.append((("families",), note("name at least one kind of behaviour")))
    if len(set(spec.families)) < len(spec.families):
        found.append((("families",), note("the same kind of behaviour twice")))
    return found + _wrong_names(spec)


def _wrong_names(spec: SegmentSpec) -> list[tuple[KeyPath, Note]]:
    found: list[tuple[KeyPath, Note]] = []
    known: set[str] = set()
    for segment, name in spec.names.items():
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            what = note("a name of 1 to {most} characters", most=LONGEST_NAME)
            found.append((("names", segment), what))
        elif name in known:
            found.append((("names", segment), note("another segment has this name")))
        known.add(name)
    return found
