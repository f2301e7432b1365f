"""The health view as plain text: for the first moment, and where there is no terminal.

A pure function of the snapshot and the language; every text from data is made safe.
"""

from typing import Final

from cockpit.snapshot import words
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import HealthRow, HealthSnapshot, Tile
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe

WIDTH: Final = 78
"""Cells of a line: it fits every terminal that can show the cockpit at all."""
_NAME, _VALUE, _CHANGE, _BASE, _SAMPLE = 22, 10, 8, 12, 11


def as_text(snapshot: HealthSnapshot, *, width: int = WIDTH) -> str:
    """Write one line a gauge, none wider than ``width`` cells.

    Args:
        snapshot: What to write; one with a problem is that problem.
        width: Cells, at least 40.

    Returns:
        Lines, each ended; empty for a snapshot that nobody has computed yet.
    """
    if snapshot.problem:
        return _lines([safe(snapshot.problem)], width)
    if not snapshot.as_of:
        return ""
    head = f"{safe(snapshot.workspace)}  {_('as of')} {snapshot.as_of}".strip()
    if data_to := snapshot.clock.data_to[:16].replace("T", " "):
        head += f"  {_('data to')} {data_to}"
    gauges = [_gauge(tile, snapshot) for tile in snapshot.tiles]
    notes = [f"! {safe(warning)}" for warning in snapshot.warnings]
    return _lines([head, *gauges, *notes], width)


def _gauge(tile: Tile, snapshot: HealthSnapshot) -> str:
    """Write name, value, change, base, sample and, of another day, which one it is."""
    row = tile.row
    names = [tile.name] if tile.entity_name is None else [tile.entity_name, tile.name]
    mark = formats.PROVISIONAL if row.maturity == "provisional" else ""
    value = formats.show(row.value, row.unit, currency=snapshot.currency, mark=mark)
    shown = f"  {cells.left(_called(names), _NAME)}{cells.right(value, _VALUE)}"
    if row.value is None:
        return f"{shown}  {safe(row.reason)}".rstrip()
    moved, against = "", safe(row.reason)
    if row.change is not None:
        moved = formats.change(row.change, row.unit)
        against = words.base(row.base) if row.base else ""
    columns = (
        cells.right(moved, _CHANGE),
        "  " + cells.left(against, _BASE),
        cells.right(f"n {row.n:,}", _SAMPLE),
    )
    return f"{shown}{''.join(columns)} {_when(row, snapshot.as_of)}".rstrip()


def _when(row: HealthRow, today: str) -> str:
    """Return the hour, or the day if it is another one; empty for today."""
    day = "" if row.date == today else words.days(row.date, row.date, today=today)
    hour = "" if row.hour is None else f"{row.hour:02}:00"
    return f"{day} {hour}".strip()


def _called(names: list[Name]) -> str:
    """Return the name that fits: the long one, else the short one."""
    long = " ".join(safe(name(each)) for each in names)
    if cells.width(long) < _NAME:
        return long
    return " ".join(safe(short(each)) for each in names)


def _lines(lines: list[str], width: int) -> str:
    return "".join(f"{_fit(line, width)}\n" for line in lines)


def _fit(line: str, width: int) -> str:
    return line if cells.width(line) <= width else cells.crop(line, width).rstrip()
