"""How far the models are apart on what each channel is worth."""

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive

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
ROOMY, NARROW = 100, 70
"""Widths from which on there is room for wide columns, and for a wider bar."""
WIDE: Final = 0.1
"""From here on what models disagree about is said loudly."""
FEWEST_LINES: Final = 1
PAIR: Final = 2


class CreditTable(ChannelRows):
    """Draws shares of an :class:`AttributionSnapshot`: a column a model, the spread."""

    days: reactive[str] = reactive("")
    """Which days are meant, where nothing else on the screen says it."""

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
        dim = ink("dim")
        texts = [("", NAME_CELLS, dim)]
        for model, size in self._columns(width - 1).items():
            style = ink("accent", "bg", "bold") if model == self.model else dim
            texts.append((self._head(model), -size, style))
        texts.append((_("rank"), -RANK_CELLS, dim))
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
        parts = [self.days, self._ends(), count.format(count=models)] if models else []
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

    def _ends(self) -> str:
        """Say of the channel under the cursor which models are farthest apart."""
        row = self.current if self.has_focus else None
        if row is None or len(row.widest) < PAIR:
            return ""
        known, channel = ranks.credited(self.snapshot), row.channel
        ends = sorted(
            row.widest[:PAIR], key=lambda one: _share_of(known, one, channel) or 0.0
        )
        least, most = map(self._head, ends)
        return _("{channel}: {low} {least} .. {high} {most}").format(
            channel=_called(row),
            low=f"{row.share_low * 100:.1f}",
            least=least,
            high=f"{row.share_high * 100:.1f}",
            most=most,
        )

    def watch_cursor(self, cursor: int) -> None:
        """Keep the cursor in view, and say what is apart in its row."""
        super().watch_cursor(cursor)
        self.refresh()

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one channel: what each model gives to it, its place, the spread."""
        row = self.channels[index]
        known = ranks.credited(self.snapshot)
        dim = ink("dim", on)
        is_here = index == self.cursor and self.has_focus
        texts = [(_called(row), NAME_CELLS, ink("text", on, "bold" * is_here))]
        for model, size in self._columns(width).items():
            share = _share_of(known, model, row.channel)
            text = formats.MISSING if share is None else f"{share * 100:.1f}"
            is_loud = share is not None and _is_end(share, row)
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
            every = ranks.speaking(self.snapshot)
            centre = _middle([_share_of(known, m, row.channel) for m in every])
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

    def _columns(self, width: int) -> dict[str, int]:
        """Return the models that there is room for, each with its cells.

        The spread is never given up for another model: it is what the table says.
        """
        models = ranks.speaking(self.snapshot)
        least = 8 if width >= ROOMY else 6
        sizes: dict[str, int] = {
            model: max(least, cells.width(self._head(model))) for model in models
        }
        bar_cells = 25 if width >= ROOMY else LEAST_BAR if width >= NARROW else 14
        room = width - NAME_CELLS - RANK_CELLS - SPREAD_CELLS - 4 - bar_cells
        shown: list[str] = []
        for model in models:
            if not shown or sum(sizes[m] + 1 for m in (*shown, model)) <= room:
                shown.append(model)
            else:
                break
        if self.model in sizes and self.model not in shown:
            shown[-1] = self.model
            if sum(sizes[m] + 1 for m in shown) > room and len(shown) > 1:
                shown.pop(-2)
        return {model: sizes[model] for model in shown}

    def _head(self, model: str) -> str:
        return ranks.head_of(self.snapshot, model)

    def _axis(self, width: int) -> Axis | None:
        """Return the axis of the spread; None where there is no room for one."""
        models = sum(size + 1 for size in self._columns(width).values())
        used = NAME_CELLS + models + RANK_CELLS + 1 + 2
        room = min(width - used - SPREAD_CELLS - 3, 48)
        if room < LEAST_BAR - 4:
            return None
        highest = [row.share_high for row in self.snapshot.channels]
        return axis_of(highest, room)


def _share_of(known: object, model: str, channel: str) -> float | None:
    row = known.get((model, channel))  # type: ignore[attr-defined]
    return None if row is None else row.share


def _is_end(share: float, row: ChannelRow) -> bool:
    """Return whether a share is the least or the greatest, whichever model says it."""
    ends = (row.share_low, row.share_high)
    return row.share_low < row.share_high and any(
        abs(share - end) <= ranks.GREATEST_CHANGE for end in ends
    )


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
