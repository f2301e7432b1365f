"""The health view as plain text: for the first moment, and where there is no terminal.

A pure function of the snapshot and the language; every text from data is made safe.
"""

from typing import Final

from cockpit.snapshot.health import HealthSnapshot, Tile
from cockpit.text import cells, formats
from cockpit.text.i18n import _, spoken
from cockpit.text.safe import safe
from cockpit.widgets import words  # sentences only: no terminal library

WIDTH: Final = 72
"""Cells of a line: it fits every terminal that can show the cockpit at all."""
_NAME, _VALUE, _CHANGE = 26, 12, 9


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
    gauges = [_gauge(tile, snapshot.currency) for tile in snapshot.tiles]
    notes = [f"! {safe(warning)}" for warning in snapshot.warnings]
    return _lines([head, *gauges, *notes], width)


def _gauge(tile: Tile, currency: str) -> str:
    row = tile.row
    names = [tile.name] if tile.entity_name is None else [tile.name, tile.entity_name]
    name = " · ".join(n.zh if spoken() == "zh_CN" else n.en for n in names)
    mark = formats.PROVISIONAL if row.maturity == "provisional" else ""
    value = formats.show(row.value, row.unit, currency=currency, mark=mark)
    moved, against = "", safe(row.reason)
    if row.change is not None:
        moved = formats.change(row.change, row.unit)
        against = words.base(row.base) if row.base else ""
    columns = (
        cells.left(safe(name), _NAME),
        cells.right(value, _VALUE),
        cells.right(moved, _CHANGE),
    )
    return f"  {''.join(columns)}  {against}".rstrip()


def _lines(lines: list[str], width: int) -> str:
    return "".join(f"{_fit(line, width)}\n" for line in lines)


def _fit(line: str, width: int) -> str:
    return line if cells.width(line) <= width else cells.crop(line, width).rstrip()
