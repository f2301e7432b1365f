"""The rows of a snapshot as a table of plain cells: for CSV, Markdown and text."""

from typing import Any, Protocol

import msgspec

from cockpit.snapshot.envelope import Name
from cockpit.text.i18n import spoken
from cockpit.text.tables import Cell, Table


class HasRows(Protocol):
    """Any snapshot whose ``rows`` are Structs of one kind."""

    @property
    def rows(self) -> tuple[Any, ...]:
        """Return the rows."""
        ...


def tabulate(snapshot: HasRows, *, fields: tuple[str, ...] = ()) -> Table:
    """Return all fields of the rows in the order of their declaration.

    Args:
        snapshot: What to take the rows of.
        fields: Only these, in this order; empty for all.

    Returns:
        A table; its head is empty if there are no rows to tell the fields.
    """
    rows = snapshot.rows
    if not rows:
        return Table(fields, ())
    header = fields or type(rows[0]).__struct_fields__
    return Table(
        header,
        tuple(tuple(_cell(getattr(row, name)) for name in header) for row in rows),
    )


def name(name: Name) -> str:
    """Return a name in the language that is spoken."""
    return name.zh if spoken() == "zh_CN" else name.en


def short(name: Name) -> str:
    """Return the short form for a column head; the long one where there is none."""
    if spoken() == "zh_CN":
        return name.zh_short or name.zh
    return name.en_short or name.en


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Name):
        return name(value)
    if isinstance(value, tuple) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    return msgspec.json.encode(value).decode()
