"""The channels: spend, revenue, ROI, its change and its course."""

from typing import Final

from rich.segment import Segment
from textual.reactive import var

from cockpit.snapshot import words
from cockpit.snapshot.health import NOTHING_YET, ChannelRow, HealthSnapshot
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink, muted
from cockpit.widgets.lines import columns, piece
from cockpit.widgets.rows import Rows

TOTAL: Final = ""
"""Key of the last row."""
NARROW: Final = 40
"""Below this only ROI and its change are shown."""
COURSE: Final = 7
SQUEEZED: Final = 6
"""Below this height the title shares the line of the names of the columns."""


class ChannelTable(Rows):
    """Draws ``snapshot.channels``; choosing a row narrows the view to it."""

    HEAD_LINES = 2

    snapshot: var[HealthSnapshot] = var(NOTHING_YET)

    def watch_snapshot(self) -> None:
        """Take the new rows in."""
        self.renew()

    def count(self) -> int:
        """Return how many channels there are, the total included."""
        return len(self.snapshot.channels)

    @property
    def head_lines(self) -> int:
        """Return 1 where lines are few."""
        return 1 if 0 < self.size.height < SQUEEZED else 2

    def key_of(self, index: int) -> str:
        """Return the channel's id; empty for the total."""
        return self.snapshot.channels[index].entity or TOTAL

    def table(self) -> Table:
        """Return the rows as plain cells."""
        header = ("channel", "spend", "gmv", "roi", "change")
        return Table(
            header,
            tuple(
                (safe(name(row.name)), row.spend, row.gmv, row.roi, row.change)
                for row in self.snapshot.channels
            ),
        )

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw the title line, then the names of the columns."""
        if y == 0 and self.head_lines > 1:
            title = f" {_('Channels')}"
            scope = words.days(*self.snapshot.channel_days, today=self.snapshot.as_of)
            compared = words.base(self.snapshot.channel_base)
            room = width - cells.width(title) - 2
            return [
                piece(title, ink("text", "bg", "bold")),
                piece(f"  {cells.joined(room, scope, compared)}", ink("dim")),
            ], []
        if not self.count():
            text = self._emptiness()
            return [piece(f"   {cells.cut(text, width - 4)}", ink("dim"))], []
        dim = ink("dim")
        title = _("Channels") if self.head_lines == 1 else ""
        heads = [("", 1, dim), (title, self._name_width(width - 1), dim)]
        if width >= NARROW:
            spend, gmv = self._scales()
            heads += [(_("spend {unit}").format(unit=spend.word), -7, dim)]
            heads += [(_("GMV {unit}").format(unit=gmv.word), -6, dim)]
        heads += [("ROI", -5, dim), (_("chg"), -6, dim)]
        if width >= NARROW:
            heads.append((formats.days(COURSE), -COURSE, dim))
        return [piece(" ", dim), *columns(heads, gap=1, fill=dim)], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one channel, the total in bold."""
        row = self.snapshot.channels[index]
        is_total = row.entity is None
        spend, gmv = self._scales()
        sign = glyphs.STATES.get(row.state)
        extra = "bold" if is_total else ""
        ready = "dim" if row.provisional else "text"
        parts = [
            (sign.mark if sign else "", 1, ink(_role(row), on)),
            (self._called(row, width), self._name_width(width), ink("text", on, extra)),
        ]
        if width >= NARROW:
            parts += [
                (self._money(row.spend, spend), -7, ink("text", on, extra)),
                (self._money(row.gmv, gmv), -6, ink(ready, on, extra)),
            ]
        roi = formats.in_column(row.roi)
        parts += [
            (roi, -5, ink(ready, on, extra)),
            (formats.change(row.change, "multiple"), -6, ink("dim", on, extra)),
        ]
        pieces = columns(parts, gap=1, fill=ink("dim", on))
        if width >= NARROW:
            drawn = glyphs.spark(row.spark, cells=COURSE, heights=6)
            pieces.append(piece(" " + cells.right(drawn, COURSE), muted("accent", on)))
        return pieces

    def _called(self, row: ChannelRow, width: int) -> str:
        if row.entity is None:
            return _("Total")
        room = self._name_width(width)
        return cells.fitting(room, safe(name(row.name)), safe(short(row.name)))

    def _name_width(self, width: int) -> int:
        """Return what the other columns, their gaps and the right margin leave."""
        fixed = 2 + 6 + 7 + 1
        if width >= NARROW:
            fixed += 8 + 7 + COURSE + 1
        return max(min(width - fixed, 20), 4)

    def _scales(self) -> tuple[formats.Scale, formats.Scale]:
        rows = self.snapshot.channels
        spend = formats.scale(row.spend for row in rows)
        return spend, formats.scale(row.gmv for row in rows)

    @staticmethod
    def _money(value: float | None, scale: formats.Scale) -> str:
        return formats.in_column(value, scale)

    def _emptiness(self) -> str:
        snapshot = self.snapshot
        if snapshot is NOTHING_YET or not (snapshot.absent or snapshot.query.needle):
            return formats.MISSING
        reason = snapshot.absent.get("roi") or snapshot.absent.get("spend")
        return safe(reason or snapshot.problem) or _("no channel has numbers here")


def _role(row: ChannelRow) -> str:
    return row.state if row.state in ("red", "yellow", "watch", "green") else "unknown"
