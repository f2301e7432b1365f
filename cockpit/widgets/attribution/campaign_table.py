"""The campaigns of one channel: what they cost, bring, and claim for themselves."""

from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip

from cockpit.snapshot.campaigns import CampaignRow, CampaignsSnapshot
from cockpit.snapshot.tabulate import name, short, tabulate
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.attribution.claims import told
from cockpit.widgets.attribution.spread import unit
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.users.panel import NO_HOW, State, StudyRows, Told

EMPTY: Final = CampaignsSnapshot()
TOTAL: Final = "\0total"
UNNAMED: Final = "\0unnamed"
"""Keys of rows that are no campaign; no id holds a NUL."""
LEAST_NAME, MOST_NAME = 12, 40
FOOT, ROOMY = 2, 100
"""Lines below the rows, and the width from which on each of them says all."""


class Column(NamedTuple):
    """One column of figures: its field, cells, from which width on it is there."""

    id: str
    size: int
    least: int = 0


COLUMNS: Final = (
    Column("spend", 9),
    Column("share", 6),
    Column("clicks", 8, 90),
    Column("cpc", 6),
    Column("ctr", 6, 100),
    Column("orders", 7, 110),
    Column("roi", 6, 70),
    Column("conversions", 11, 78),
    Column("claimed", 10),
    Column("window", 12, 104),
)
BY_ORDERS: Final = frozenset({"orders", "roi"})
"""Columns that are left out where no order names a campaign."""


class CampaignTable(StudyRows):
    """Draws a :class:`CampaignsSnapshot`, the total last; below it what is claimed."""

    KIND = CampaignsSnapshot
    HEAD_LINES = 2

    entity: reactive[str] = reactive("")
    """The channel that is meant: another one's campaigns are not shown."""

    @property
    def snapshot(self) -> CampaignsSnapshot:
        """Return what is shown; nothing while the answer is about another channel."""
        answer = self.answer
        if not isinstance(answer, CampaignsSnapshot):
            return EMPTY
        return answer if answer.query.channel == self.entity else EMPTY

    @property
    def state(self) -> State:
        """Return why there is nothing to draw."""
        is_other = self.answer is not None and self.snapshot is EMPTY
        return State("loading") if is_other else super().state

    def watch_entity(self) -> None:
        """Show the other channel, from its first campaign on."""
        self._kept = ""
        self.cursor = 0
        self.renew()

    def renew(self) -> None:
        """Take new rows in, and as much room as they need."""
        self.styles.height = self.head_lines + max(self.count(), 1) + self.foot_lines
        super().renew()

    @property
    def current(self) -> CampaignRow | None:
        """Return the row under the cursor; the total too."""
        return self._row(self.cursor)

    @property
    def shown(self) -> list[CampaignRow]:
        """Return the campaigns; where there are several, the total below them."""
        rows, total = self.snapshot.rows, self.snapshot.total
        return [*rows, *([total] if total is not None and len(rows) > 1 else [])]

    def _row(self, index: int) -> CampaignRow | None:
        rows = self.shown
        return rows[index] if index < len(rows) else None

    @property
    def foot_lines(self) -> int:
        """Return how many lines stay at the bottom: the claim, and the sentence."""
        return FOOT if self.size.width >= ROOMY else 2 * FOOT

    def count(self) -> int:
        """Return how many rows there are, the total included."""
        return len(self.shown)

    def key_of(self, index: int) -> str:
        """Return the campaign."""
        row = self.shown[index]
        if row is self.snapshot.total:
            return TOTAL
        return row.campaign or UNNAMED

    def table(self) -> Table:
        """Return the rows as plain cells."""
        return tabulate(self.snapshot)

    def told(self) -> Told | None:
        """Explain what a click of the campaign costs, else its spend."""
        row = self.current
        if row is None:
            return None
        how, currency = self.snapshot.how, self.snapshot.currency
        called = safe(name(row.name))
        if row.cpc is None:
            spend = formats.money(row.spend, currency)
            return Told(f"{called} {_('spend')}", spend, "", how.get("spend", NO_HOW))
        n = formats.count(row.n)
        return Told(f"{called} CPC", f"{row.cpc:.2f}", n, how.get("cpc", NO_HOW))

    # What is drawn.

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Name the channel, its days and the columns."""
        dim = ink("dim")
        if y == 0:
            channel = safe(name(self.snapshot.name)) or safe(self.entity)
            title = _("{channel} by campaign").format(channel=channel)
            days = "..".join(filter(None, (self.snapshot.first, self.snapshot.last)))
            room = max(width - cells.width(title) - 4, 0)
            about = _("ROI by orders that name it")
            if not self._has_orders:
                about = _("no order names a campaign: what it earned is only claimed")
            said = cells.joined(room, days, about)
            left = [piece(f" {title}", ink("text", "bg", "bold"))]
            return [*left, piece(f"  {said}", dim)], []
        if not self.count():
            return [], []
        sign = formats.currency_sign(self.snapshot.currency)
        texts = {
            "spend": unit(_("spend"), self._scale.word), "share": "%",
            "clicks": _("clicks"), "cpc": f"CPC {sign}", "ctr": "CTR", "roi": "ROI",
            "orders": _("orders"), "conversions": _("their conv."),
            "claimed": _("their ROAS"), "window": _("their window"),
        }  # fmt: skip
        return [piece(" ", dim), *self._set("", dim, texts, {}, width - 1)], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one campaign; what may still be restated is dim."""
        row = self.shown[index]
        claim = row.claimed
        is_open = row.maturity != "mature"
        mark = formats.PROVISIONAL if is_open else ""
        texts = {
            "spend": mark + formats.in_column(row.spend, self._scale),
            "share": _percent(row.share),
            "clicks": formats.count(row.clicks),
            "cpc": _number(row.cpc),
            "ctr": _percent(row.ctr),
            "orders": formats.count(row.orders),
            "roi": _number(row.roi),
            "conversions": formats.count(claim.conversions if claim else None),
            "claimed": _number(claim.roi if claim else None),
            "window": safe(claim.window) or _("unnamed") if claim else "",
        }
        extra = "bold" if row is self.snapshot.total else ""
        text = ink("text", on, extra)
        inks = {"spend": ink("dim", on) if is_open else text, "cpc": text, "roi": text}
        size = self._name_cells(width)
        whole, brief = safe(name(row.name)), safe(short(row.name))
        called = cells.fitting(size, whole, brief or whole)
        return self._set(called, text, texts, inks, width, on)

    def render_line(self, y: int) -> Strip:
        """Draw the table; below it what is claimed for the row, and the sentence."""
        at = y - (self.size.height - self.foot_lines)
        if at < 0 or self.state.kind or not self.count():
            return super().render_line(y)
        width = self.size.width
        foot = self._foot(width - 2)
        text = foot[at] if at < len(foot) else ""
        return line(width, [piece(f" {text}", ink("dim"))], fill=ink("dim"))

    def _foot(self, room: int) -> list[str]:
        """Return the claim, whose window is never cut off, and the sentence."""
        row = self.current
        claim = ""
        if row is not None and row.claimed is not None:
            claim = told(safe(name(row.name)), row.claimed, self.snapshot.currency)
        said = (claim, safe(self.snapshot.reading))
        most = self.foot_lines // len(said)
        lines = (cells.wrapped(text, max(room, 1), most=most) for text in said if text)
        return [part for text in lines for part in text]

    def watch_cursor(self, cursor: int) -> None:
        """Keep the cursor in view, and say what belongs to its row."""
        super().watch_cursor(cursor)
        self.refresh()

    @property
    def _scale(self) -> formats.Scale:
        return formats.scale(row.spend for row in self.shown)

    @property
    def _has_orders(self) -> bool:
        """Return whether any order names a campaign of the channel."""
        return any(row.orders is not None for row in self.snapshot.rows)

    def _columns(self, width: int) -> list[Column]:
        """Return the columns that there is room for, and anything in."""
        out = frozenset() if self._has_orders else BY_ORDERS
        return [one for one in COLUMNS if width >= one.least and one.id not in out]

    def _name_cells(self, width: int) -> int:
        used = sum(one.size + 1 for one in self._columns(width))
        return min(max(width - used - 1, LEAST_NAME), MOST_NAME)

    def _set(  # noqa: PLR0913, PLR0917 - a row of cells, and how each is drawn
        self,
        called: str,
        style: Style,
        texts: dict[str, str],
        inks: dict[str, Style],
        width: int,
        on: str = "bg",
    ) -> list[Segment]:
        dim = ink("dim", on)
        there = self._columns(width)
        shown = [(called, self._name_cells(width), style)]
        shown += [
            (cells.cut(texts[one.id], one.size), -one.size, inks.get(one.id, dim))
            for one in there
        ]
        return columns(shown, gap=1, fill=dim)


def _number(value: float | None) -> str:
    return formats.MISSING if value is None else f"{round(value, 2) + 0.0:.2f}"


def _percent(value: float | None) -> str:
    return formats.MISSING if value is None else f"{value * 100:.1f}"
