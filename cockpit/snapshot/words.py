"""Words of the health view that more than one widget needs."""

from typing import Final

from cockpit.snapshot.health import HealthRow, HealthSnapshot, Tile
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe

BASES: Final[dict[str, tuple[Note, Note]]] = {
    "prev": (note("vs day before"), note("day before")),
    "prev:7": (note("vs D-7"), note("same weekday last week")),
    "median:7": (note("vs 7d med"), note("median of the last 7 days")),
    "median:4w": (note("vs 4w med"), note("median of 4 same weekdays")),
    "prev:28": (note("vs prev28d"), note("mean of the preceding 28 days")),
    "year": (note("vs last year"), note("same date last year")),
}
"""Comparison bases: as they stand behind a change, and written out."""

RANGES: Final[dict[str, tuple[Note, Note]]] = {
    "1d": (note("today"), note("the current business day")),
    "7d": (note("7 days"), note("the last 7 complete days")),
    "28d": (note("28 days"), note("the last 28 complete days")),
    "90d": (note("90 days"), note("the last 90 complete days")),
}


def entity(snapshot: HealthSnapshot, known: str) -> str:
    """Name a channel by the channel table; what it does not know is shown by its id."""
    for row in snapshot.channels:
        if row.entity == known:
            return safe(name(row.name))
    for tile in snapshot.tiles:
        if tile.row.entity == known and tile.entity_name is not None:
            return safe(name(tile.entity_name))
    return safe(known)


def base(known: str) -> str:
    """Say what a change is measured against, e.g. ``vs D-7``."""
    words = BASES.get(known)
    return words[0].text() if words else safe(known)


def base_long(known: str) -> str:
    """Write a comparison base out."""
    words = BASES.get(known)
    return words[1].text() if words else safe(known)


def span(known: str) -> str:
    """Say how many days are added up."""
    words = RANGES.get(known)
    return words[0].text() if words else safe(known)


def days(first: str, last: str, *, today: str) -> str:
    """Say which days, ISO: ``10-24..10-30``; of another year with the year."""
    if not last:
        return ""
    if first == last == today:
        return _("today")
    start = len("2026-") if first[:4] == last[:4] == today[:4] else 0
    return last[start:] if first == last else f"{first[start:]}..{last[start:]}"


def tile_name(tile: Tile, *, room: int) -> str:
    """Name a gauge, with its channel in front if it is one channel's."""
    if tile.entity_name is None:
        return safe(_fit((name(tile.name), short(tile.name)), room))
    wholes = (name(tile.entity_name), short(tile.entity_name))
    parts = (name(tile.name), short(tile.name))
    choices = (f"{whole} {part}" for part in parts for whole in wholes)
    return safe(_fit(tuple(choices), room))


def least_name(tile: Tile) -> str:
    """Return the shortest name of a gauge that still says whose it is."""
    return f"{whose(tile)} {safe(short(tile.name))}".lstrip()


def whose(tile: Tile) -> str:
    """Return the short name of the channel that a gauge is about; empty for all."""
    return safe(short(tile.entity_name)) if tile.entity_name is not None else ""


def mark(row: HealthRow) -> str:
    """Return ``~`` for a figure that can still change."""
    return "" if row.maturity == "mature" else formats.PROVISIONAL


def value(row: HealthRow, currency: str) -> formats.Figure:
    """Take the number of a gauge apart."""
    return formats.figure(row.value, row.unit, currency=currency, mark=mark(row))


def pair(tile: Tile, currency: str) -> str:
    """Write the cost or value that belongs to a volume, e.g. ``MER 2.62``."""
    if tile.pair is None:
        return ""
    figure = formats.show(tile.pair.value, tile.pair.unit, currency=currency)
    return f"{safe(short(tile.pair.name))} {figure}"


def band(tile: Tile, currency: str, *, is_brief: bool = False) -> str:
    """Write the target band of a gauge, or nothing; brief leaves the word out."""
    if tile.low is None and tile.high is None:
        return ""
    low, high = (
        formats.show(end, tile.row.unit, currency=currency)
        for end in (tile.low, tile.high)
    )
    if tile.low is None:
        text = f"<= {high}"
    elif tile.high is None:
        text = f">= {low}"
    else:
        text = formats.interval(low, high)
    return text if is_brief else _("target {band}").format(band=text)


def _fit(choices: tuple[str, ...], room: int) -> str:
    return cells.fitting(room, *choices)
