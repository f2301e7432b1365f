"""What the next unit of money brings, channel by channel."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip

from cockpit.snapshot.budget import BudgetRow, BudgetSnapshot
from cockpit.snapshot.tabulate import name, short, tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.attribution.spread import Axis, Span, axis_of, bar, head, unit
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.users.panel import NO_HOW, StudyRows, Told

EMPTY: Final = BudgetSnapshot()
NAME_CELLS: Final = 10
LEAST_BAR: Final = 14
FOOT_FROM: Final = 6


class BudgetTable(StudyRows):
    """Draws a :class:`BudgetSnapshot`; Enter tries a move away from the channel."""

    KIND = BudgetSnapshot
    HEAD_LINES = 2

    days: reactive[str] = reactive("")
    """Which days are meant, where nothing else on the screen says it."""

    @property
    def snapshot(self) -> BudgetSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, BudgetSnapshot) else EMPTY

    def renew(self) -> None:
        """Take new rows in, and as much room as they need."""
        self.styles.height = self.head_lines + max(self.count(), 1) + 1
        super().renew()

    @property
    def current(self) -> BudgetRow | None:
        """Return the row under the cursor."""
        rows = self.snapshot.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    def count(self) -> int:
        """Return how many there are."""
        return len(self.snapshot.rows)

    def key_of(self, index: int) -> str:
        """Return the channel."""
        return self.snapshot.rows[index].channel

    def table(self) -> Table:
        """Return the rows as plain cells, without the points of the curves."""
        fields = [
            field for field in BudgetRow.__struct_fields__ if "points" not in field
        ]
        return tabulate(self.snapshot, fields=tuple(fields))

    def told(self) -> Told | None:
        """Explain the marginal ROI of the channel."""
        row = self.current
        if row is None:
            return None
        value = _number(row.roi_marginal)
        if row.low is not None and row.high is not None:
            value += f" ({row.low:.2f}~{row.high:.2f})"
        how = self.snapshot.how.get("roi_marginal", NO_HOW)
        return Told(f"{called(row)} {_('marginal ROI')}", value, f"{row.n}", how)

    # What is drawn.

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw what is shown, and the names of the columns with the axis."""
        dim = ink("dim")
        if y == 0:
            title = _("Next unit of spend")
            room = max(width - cells.width(title) - 4, 0)
            said = cells.joined(
                room,
                self.days,
                _("net revenue it brings, 95%"),
                _("{mark} below it spend loses").format(mark=glyphs.base_mark()),
            )
            left = [
                piece(f" {title}", ink("text", "bg", "bold")),
                piece(f"  {said}", dim),
            ]
            return left, []
        if not self.count():
            return [], []
        scale = self._scale
        texts = {
            "name": "", "spend": unit(_("spend/d"), scale.word), "roi": "ROAS",
            "marginal": _("marg."), "ceiling": unit(_("ceiling"), scale.word),
            "seen": unit(_("seen to"), scale.word), "margin": _("margin"), "n": "n",
        }  # fmt: skip
        pieces = [piece(" ", dim), *self._set(texts, width - 1, "bg")]
        axis = self._axis(width - 1)
        if axis:
            pieces.append(piece(f"  {head(axis)}", dim))
        return pieces, []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one channel; why there is no fit stands in place of its figures."""
        row, scale = self.snapshot.rows[index], self._scale
        if row.missing:
            lead = cells.left(called(row), NAME_CELLS)
            said = cells.cut(safe(row.missing), max(width - NAME_CELLS - 2, 0))
            return [piece(f"{lead} {said}", ink("dim", on))]
        texts = {
            "name": called(row),
            "spend": formats.in_column(row.spend, scale),
            "roi": _number(row.roi),
            "marginal": _number(row.roi_marginal),
            "ceiling": formats.bounded(
                formats.in_column(row.ceiling_bound, scale), row.ceiling_kind
            ),
            "seen": formats.in_column(row.seen, scale),
            "margin": formats.rate(row.margin),
            "n": formats.count(row.n),
        }
        if row.maturity != "mature":
            texts["roi"] = formats.PROVISIONAL + texts["roi"]
        pieces = self._set(texts, width, on)
        axis = self._axis(width)
        if axis:
            pieces.append(piece("  ", ink("dim", on)))
            span = Span(row.low, row.roi_marginal, row.high)
            pieces += bar(axis, span, on=on, base=_pays(row))
        return pieces

    def render_line(self, y: int) -> Strip:
        """Draw the table; its last line tells the ceiling of the row whole."""
        row = self.current
        is_last = y == self.size.height - 1 and self.size.height >= FOOT_FROM
        if not is_last or row is None or self.count() > self.size.height - 3:
            return super().render_line(y)
        width = self.size.width
        text = cells.cut(ceiling_of(row, self.snapshot.currency), width - 2)
        return line(width, [piece(f" {text}", ink("dim"))], fill=ink("dim"))

    def watch_cursor(self, cursor: int) -> None:
        """Keep the cursor in view, and tell what belongs to its row."""
        super().watch_cursor(cursor)
        self.refresh()

    @property
    def _scale(self) -> formats.Scale:
        rows = self.snapshot.rows
        return formats.scale(one for row in rows for one in (row.spend, row.seen))

    def _axis(self, width: int) -> Axis | None:
        used = sum(abs(size) + 1 for size in self._sizes(width).values()) + 2
        room = min(width - used - 2, 50)
        if room < LEAST_BAR:
            return None
        rows = self.snapshot.rows
        return axis_of([*(row.high for row in rows), *map(_pays, rows)], room)

    @staticmethod
    def _sizes(width: int) -> dict[str, int]:
        sizes = {
            "name": NAME_CELLS, "spend": -10, "roi": -6, "marginal": -6,
            "ceiling": -10, "seen": -10, "margin": -7, "n": -4,
        }  # fmt: skip
        for field, least in (("margin", 110), ("n", 100), ("seen", 62)):
            if width < least:
                sizes.pop(field)
        return sizes

    def _set(self, texts: dict[str, str], width: int, on: str) -> list[Segment]:
        dim, text = ink("dim", on), ink("text", on)
        inks = {"name": text, "marginal": ink("text", on, "bold"), "ceiling": text}
        shown = [
            (texts[field], size, inks.get(field, dim))
            for field, size in self._sizes(width).items()
        ]
        return columns(shown, gap=1, fill=dim)


def called(row: BudgetRow) -> str:
    """Return the name of a channel where it fits, else its short form."""
    whole = safe(name(row.name)) or safe(row.channel)
    return whole if cells.width(whole) <= NAME_CELLS else safe(short(row.name)) or whole


def ceiling_of(row: BudgetRow, currency: str) -> str:
    """Tell the ceiling of a channel whole: a number only where there is one."""
    channel = called(row)
    if row.missing:
        return f"{channel}: {safe(row.missing)}"
    bound = formats.money(row.ceiling_bound, currency)
    if row.ceiling_kind == "below":
        text = _(
            "{channel}: ceiling below {money} a day, the least seen: more spend"
            " than this never paid"
        )
        return text.format(channel=channel, money=bound)
    if row.ceiling_kind == "beyond":
        text = _("{channel}: no ceiling up to {money} a day, 1.5 x the most seen")
        return text.format(channel=channel, money=bound)
    if row.ceiling is None:
        return f"{channel}: {_('no ceiling within what was seen')}"
    kinds = (row.ceiling_low_kind, row.ceiling_high_kind)
    ends = (
        formats.bounded(formats.money(end, currency), kind)
        for end, kind in zip(row.ceiling_ends, kinds, strict=True)
    )
    text = _("{channel}: ceiling {money} a day ({interval})")
    if row.ceiling_kind == "extrapolated":
        text = _("{channel}: ceiling {money} a day ({interval}), extrapolated")
    return text.format(channel=channel, money=bound, interval=formats.interval(*ends))


def _pays(row: BudgetRow) -> float:
    """Return the marginal ROI below which a unit of money loses."""
    return 1.0 / row.margin if row.margin else 1.0


def _number(value: float | None) -> str:
    return formats.MISSING if value is None else f"{value:.2f}"
