"""What of the health screen is drawn as a course, copied, and explained."""

from cockpit.screens.base import Copy, Explained
from cockpit.snapshot import words
from cockpit.snapshot.drill import DrillSnapshot
from cockpit.snapshot.health import HealthSnapshot, Tile
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import render_plain
from cockpit.widgets.limit_band import Limit
from cockpit.widgets.rows import Rows
from cockpit.widgets.trend_chart import Shown


def course(tile: Tile, currency: str, limit: Limit | None) -> Shown:
    """Return the course of a gauge, and where its rule fires."""
    title, row = words.tile_name(tile, room=60), tile.row
    return Shown(title, tile.trend, row.unit, currency, row.reason, limit=limit)


def drilled(drill: DrillSnapshot, health: HealthSnapshot) -> Shown:
    """Return the course of a metric taken apart, named by what narrows it."""
    scope = [words.entity(health, known) for _by, known in drill.query.look.where]
    title = " ".join((name(drill.name), *scope, drill.query.day)).rstrip()
    return Shown(title, drill.trend, drill.unit, drill.currency, drill.reason)


def table_of(table: Rows) -> Copy:
    """Offer a whole table as aligned text."""
    return Copy(_("table"), render_plain(table.table()))


def row_of(table: Rows) -> Copy:
    """Offer the row under the cursor, its cells set apart by tabs."""
    cells = table.table().rows[table.cursor]
    shown = ("" if cell is None else safe(str(cell)) for cell in cells)
    return Copy(_("row"), "\t".join(shown))


def gauge(tile: Tile | None, currency: str) -> list[Copy]:
    """Offer the value of a gauge, and the value with its name and change."""
    if tile is None:
        return []
    value = str(words.value(tile.row, currency))
    change = formats.change(tile.row.change, tile.row.unit)
    called = words.tile_name(tile, room=60)
    line = f"{called}\t{value}\t{change} {words.base(tile.row.base)}"
    return [Copy(_("value"), value), Copy(_("row"), line)]


def explained(tile: Tile, currency: str) -> Explained:
    """Explain the number of a gauge."""
    value = str(words.value(tile.row, currency))
    called = words.tile_name(tile, room=60)
    return Explained(called, value, formats.count(tile.row.n), tile.how)


def explained_drill(title: str, drill: DrillSnapshot) -> Explained:
    """Explain the total of a metric taken apart."""
    total = drill.total
    if total is None:
        return Explained(title, how=drill.how)
    mark = "" if total.maturity == "mature" else formats.PROVISIONAL
    value = formats.show(total.value, drill.unit, currency=drill.currency, mark=mark)
    return Explained(title, value, formats.count(total.n), how=drill.how)
