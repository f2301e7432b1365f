"""How far the models are apart on what each channel is worth."""

from typing import Final

from rich.segment import Segment
from rich.style import Style

from cockpit.snapshot.attribution import ChannelRow
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.attribution import ranks
from cockpit.widgets.attribution.channel_rows import ChannelRows
from cockpit.widgets.attribution.spread import Axis, Span, axis_of, bar, head
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece
from cockpit.widgets.users.panel import NO_HOW, Told

NAME_CELLS, RANK_CELLS, SPREAD_CELLS = 10, 6, 8
LEAST_BAR: Final = 16
WIDE: Final = 0.1
"""From here on what models disagree about is said loudly."""
FEWEST_LINES: Final = 1


class CreditTable(ChannelRows):
    """Draws shares of an :class:`AttributionSnapshot`: a column a model, the spread."""

    def renew(self) -> None:
        """Take new rows in, and as much room as they need."""
        rows = self.count() if not self.state.kind else FEWEST_LINES
        self.styles.height = self.head_lines + max(rows, FEWEST_LINES)
        super().renew()

    def table(self) -> Table:
        """Return shares and spread as plain cells."""
        models = ranks.speaking(self.snapshot)
        known = ranks.credited(self.snapshot)
        rows = [
            (
                row.channel,
                *(_share_of(known, model, row.channel) for model in models),
                row.share_high - row.share_low,
            )
            for row in self.channels
        ]
        return Table(("channel", *models, "spread"), tuple(rows))

    def told(self) -> Told | None:
        """Explain the share that the chosen model gives to the channel."""
        row = self.current
        if row is None:
            return None
        credit = ranks.credited(self.snapshot).get((self.model, row.channel))
        called = f"{_called(row)} {ranks.head_of(self.snapshot, self.model)}"
        how = self.snapshot.how.get("share", NO_HOW)
        if credit is None:
            return Told(called, formats.MISSING, "", how)
        return Told(called, formats.rate(credit.share), formats.count(credit.n), how)

    # What is drawn.

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw what is shown, and the names of models."""
        if y == 0:
            return self._title(width), []
        if not self.count():
            return [], []
        shown, size = self._columns(width - 1)
        dim = ink("dim")
        texts = [("", NAME_CELLS, dim)]
        for model in shown:
            style = ink("accent", "bg", "bold") if model == self.model else dim
            texts.append((ranks.head_of(self.snapshot, model), -size, style))
        rank = _("rank") if width >= 2 * LEAST_BAR + NAME_CELLS else ""
        texts.append((rank, -RANK_CELLS, dim))
        axis = self._axis(width - 1)
        marks = cells.left(head(axis, percent=True), axis.cells) if axis else ""
        left = [piece(" ", dim), *columns(texts, gap=1, fill=dim)]
        left.append(piece(f"  {marks}", dim))
        spread = cells.right(_("spread"), SPREAD_CELLS)
        return left, [piece(f"{spread} ", dim)]

    def _title(self, width: int) -> list[Segment]:
        title = _("Share of the credit %")
        models = len(ranks.speaking(self.snapshot))
        count = _("each column sums to 100; right: how far {count} models are apart")
        parts = [count.format(count=models)] if models else []
        if self.before and self.before != self.model:
            both = [ranks.head_of(self.snapshot, m) for m in (self.before, self.model)]
            parts.insert(
                0, _("rank: {before} > {now}").format(before=both[0], now=both[1])
            )
        said = cells.joined(max(width - cells.width(title) - 4, 0), *parts)
        bar_mark = glyphs.focus_bar() if self.has_focus and not self.count() else " "
        return [
            piece(f"{bar_mark}{title}", ink("text", "bg", "bold")),
            piece(f"  {said}", ink("dim")),
        ]

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one channel: what each model gives to it, its place, the spread."""
        row = self.channels[index]
        known = ranks.credited(self.snapshot)
        shown, size = self._columns(width)
        dim = ink("dim", on)
        is_here = index == self.cursor and self.has_focus
        texts = [(_called(row), NAME_CELLS, ink("text", on, "bold" * is_here))]
        for model in shown:
            share = _share_of(known, model, row.channel)
            text = formats.MISSING if share is None else f"{share * 100:.1f}"
            is_loud = model in row.widest
            style = ink("text", on, "bold") if is_loud else dim
            if model == self.model and not is_loud:
                style = ink("text", on)
            texts.append((text, -size, style))
        texts.append(self._place(row.channel, on))
        pieces = columns(texts, gap=1, fill=dim)
        pieces.append(piece("  ", dim))
        spread = row.share_high - row.share_low
        axis = self._axis(width)
        if axis:
            centre = _middle([_share_of(known, m, row.channel) for m in shown])
            span = Span(row.share_low, centre, row.share_high)
            pieces += bar(axis, span, on=on, ground=glyphs.gap_mark())
        used = sum(part.cell_length for part in pieces)
        text = f"{spread * 100:.1f}pp"
        style = ink("text", on, "bold") if spread >= WIDE else dim
        return [*pieces, piece(cells.right(text, max(width - used - 1, 0)), style)]

    def _place(self, channel: str, on: str) -> tuple[str, int, Style]:
        now = ranks.ranks(self.snapshot, self.model).get(channel)
        before = ranks.ranks(self.snapshot, self.before).get(channel)
        text = ranks.moved(before, now)
        is_moved = ">" in text
        style = ink("accent", on, "bold") if is_moved else ink("dim", on)
        return text, -RANK_CELLS, style

    def _columns(self, width: int) -> tuple[list[str], int]:
        """Return the models that there is room for, the chosen one among them."""
        models: list[str] = list(ranks.speaking(self.snapshot))
        size = 8 if width >= 100 else 6
        room = width - NAME_CELLS - RANK_CELLS - SPREAD_CELLS - 4
        if width >= 2 * LEAST_BAR + NAME_CELLS + 20:
            room -= LEAST_BAR if width < 100 else 27
        most = max(room // (size + 1), 1)
        shown = models[:most]
        if self.model in models and self.model not in shown:
            shown[-1] = self.model
        return shown, size

    def _axis(self, width: int) -> Axis | None:
        """Return the axis of the spread; None where there is no room for one."""
        shown, size = self._columns(width)
        used = NAME_CELLS + (size + 1) * len(shown) + RANK_CELLS + 1 + 2
        room = min(width - used - SPREAD_CELLS - 3, 48)
        if room < LEAST_BAR - 4:
            return None
        highest = [row.share_high for row in self.snapshot.channels]
        return axis_of(highest, room)


def _share_of(known: object, model: str, channel: str) -> float | None:
    row = known.get((model, channel))  # type: ignore[attr-defined]
    return None if row is None else row.share


def _middle(values: list[float | None]) -> float | None:
    """Return the median of what is there."""
    have = sorted(value for value in values if value is not None)
    if not have:
        return None
    half = len(have) // 2
    return have[half] if len(have) % 2 else (have[half - 1] + have[half]) / 2


def _called(row: ChannelRow) -> str:
    """Return the name where it fits, else its short form."""
    whole = safe(name(row.name)) or safe(row.channel)
    return whole if cells.width(whole) <= NAME_CELLS else safe(short(row.name)) or whole
