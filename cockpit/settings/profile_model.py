"""The keys of a profile: a mapping of its own name, to be shared as a file."""

from typing import Annotated, Literal

import msgspec

from cockpit.settings.model import NotNegative, Section, Table


class ProfileSection(Section, frozen=True):
    """A mapping that has a name: ``profiles/NAME.toml`` in the workspace.

    ``profile = "NAME"`` in a ``[[source]]`` uses it, and ``cockpit init`` recognises
    files by it. What a profile leaves out is recognised.

    Attributes:
        table: Canonical table.
        title: What it reads, in words.
        recognised_by: Names of columns that a file must have to be taken for one of
            these, in whatever order; it may have others.
        file_pattern: What the file's name must look like as well, e.g.
            ``orders-*.csv``; alone it does for files without names of columns.
        encoding: ``auto``, or a codec such as ``gb18030``.
        separator: ``auto``, ``whitespace``, ``tab``, or one character.
        header: Whether the first line names the columns; ``auto`` looks for it under
            a preamble.
        columns: canonical = the file's own name, or its position from 1; ``*`` as in a
            ``[[source]]``.
        derive: canonical = an expression of + - * / over the file's columns and
            numbers.
        constants: canonical = one value for every row.
        units: canonical = ``fen``, ``yuan``, ``wan``, ``percent``, ``micros`` ...
        formats: canonical = a strptime format.
        timezone: Zone of naive times; the workspace's if empty.
        currency: ISO code; the workspace's if empty.
        settle_days: Figures younger than this are provisional.
        cadence_hours: How often new rows are expected; 24 if empty.
    """

    table: Table
    title: str = ""
    recognised_by: tuple[str, ...] = ()
    file_pattern: str = ""
    encoding: str = "auto"
    separator: str = "auto"
    header: bool | Literal["auto"] = "auto"
    columns: dict[str, str | int] = {}
    derive: dict[str, str] = {}
    constants: dict[str, str | int | float] = {}
    units: dict[str, str] = {}
    formats: dict[str, str] = {}
    timezone: str = ""
    currency: str = ""
    settle_days: NotNegative = 0
    cadence_hours: Annotated[float, msgspec.Meta(gt=0)] = 24.0
