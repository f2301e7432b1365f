"""What a channel costs and brings by one model; what its platform says of itself."""

from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cockpit.snapshot.attribution import (
    AttributionRow,
    ChannelRow,
)
from cockpit.snapshot.tabulate import tabulate
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.attribution import ranks
from cockpit.widgets.attribution.channel_rows import ChannelRows
from cockpit.widgets.attribution.claims import called, claimed
from cockpit.widgets.attribution.spread import unit
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.users.panel import NO_HOW, Told

NAME_CELLS: Final = 10
WHOLE_FROM: Final = 100


class Column(NamedTuple):
    """One column: its field, cells (negative: right), from which width it is there."""

    id: str
    size: int
    least: int = 0


COLUMNS: Final = (
    Column("name", NAME_CELLS),
    Column("rank", -6),
    Column("conversions", -8, 100),
    Column("value", -8, 130),
    Column("cost", -8),
    Column("roi", -6),
    Column("roi_profit", -7),
    Column("cac", -7),
    Column("roi_marginal", -6, 72),
    Column("interval", 11, 100),
    Column("ceiling", -10, 78),
    Column("ltv_cac", -7, 66),
    Column("claimed", -10, 112),
    Column("window", 18, 130),
)


class MoneyTable(ChannelRows):
    """Draws the money of an :class:`AttributionSnapshot`; a foot tells the claim."""

    def credit(self, channel: str) -> AttributionRow | None:
        """Return what the model credits to a channel."""
        return ranks.credited(self.snapshot).get((self.model, channel))

    def table(self) -> Table:
        """Return the rows of the model as plain cells."""
        rows = (self.credit(row.channel) for row in self.channels)
        return tabulate(_Shown(tuple(row for row in rows if row is not None)))

    def told(self) -> Told | None:
        """Explain ROAS of the channel by the model, else its cost."""
        row = self.current
        if row is None:
            return None
        credit = self.credit(row.channel)
        subject = f"{called(row)} {ranks.head_of(self.snapshot, self.model)}"
        how = self.snapshot.how
        if credit is None or credit.roi is None:
            cost = formats.money(row.cost, self.snapshot.currency)
            return Told(f"{subject} {_('spend')}", cost, "", how.get("cost", NO_HOW))
        n = formats.count(credit.n)
        return Told(f"{subject} ROAS", f"{credit.roi:.2f}", n, how.get("roi", NO_HOW))

    # What is drawn.

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw by which model, and the names of the columns."""
        if y == 0:
            title = _("Cost and return")
            model = ranks.head_of(self.snapshot, self.model) if self.count() else ""
            by = _("by {model}").format(model=model) if model else ""
            about = _("ROAS = credited revenue / spend")
            prov = _("~ provisional")
            room = max(width - cells.width(title) - 4, 0)
            left = [
                piece(f" {title}", ink("text", "bg", "bold")),
                piece(f"  {cells.joined(room, by, about, prov)}", ink("dim")),
            ]
            return left, []
        if not self.count():
            return [], []
        scale = self._scale
        texts = {
            "name": "", "rank": _("rank"), "conversions": _("conv."),
            "value": unit(_("revenue"), scale.word),
            "cost": unit(_("spend"), scale.word),
            "roi": "ROAS", "roi_profit": _("profit"), "cac": "CAC",
            "roi_marginal": _("marg."), "interval": "95%",
            "ceiling": unit(_("ceiling"), self._ceilings.word), "ltv_cac": "LTV/CAC",
            "claimed": _("their ROAS"), "window": _("their window"),
        }  # fmt: skip
        shown = self._set(texts, {}, width - 1, "bg")
        return [piece(" ", ink("dim")), *shown], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one channel."""
        row, scale = self.channels[index], self._scale
        credit = self.credit(row.channel)
        claim = row.claimed
        texts = {
            "name": called(row),
            "rank": self._place(row.channel),
            "conversions": formats.count(credit.conversions if credit else None),
            "value": formats.in_column(credit.value if credit else None, scale),
            "cost": formats.in_column(row.cost, scale),
            "roi": _number(credit.roi if credit else None),
            "roi_profit": _number(credit.roi_profit if credit else None),
            "cac": formats.count(credit.cac if credit else None),
            "roi_marginal": _number(row.roi_marginal),
            "interval": _between(row),
            "ceiling": _ceiling(row, self._ceilings),
            "ltv_cac": _worth(row),
            "claimed": _number(claim.roi if claim else None),
            "window": safe(claim.window) if claim else "",
        }
        is_open = credit is not None and credit.maturity != "mature"
        if is_open and credit is not None and credit.roi is not None:
            texts["roi"] = formats.PROVISIONAL + texts["roi"]
        is_moved = ">" in texts["rank"]
        inks = {
            "name": ink("text", on),
            "rank": ink("accent", on, "bold") if is_moved else ink("dim", on),
            "roi": ink("dim" if is_open else "text", on, "bold"),
            "roi_profit": ink("text", on),
            "cac": ink("text", on),
            "roi_marginal": ink("text", on),
        }
        return self._set(texts, inks, width, on)

    def _place(self, channel: str) -> str:
        now = ranks.ranks(self.snapshot, self.model).get(channel)
        before = ranks.ranks(self.snapshot, self.before).get(channel)
        return ranks.moved(before, now)

    @property
    def _scale(self) -> formats.Scale:
        return formats.scale(row.cost for row in self.snapshot.channels)

    @property
    def _ceilings(self) -> formats.Scale:
        """Return the unit of ceilings: they are of a day, spend is of all days."""
        return formats.scale(row.ceiling_bound for row in self.snapshot.channels)

    @property
    def foot_lines(self) -> int:
        """Return how many lines stay at the bottom: the claim, and what is missing."""
        spare = self.size.height - self.head_lines - self.count()
        return max(spare, 2)

    def render_line(self, y: int) -> Strip:
        """Draw the table; below it what the platform of the row claims."""
        at = y - (self.size.height - self.foot_lines)
        if at < 0 or self.state.kind:
            return super().render_line(y)
        width = self.size.width
        foot = self._foot(width - 2)
        text = foot[at] if at < len(foot) else ""
        return line(width, [piece(f" {text}", ink("dim"))], fill=ink("dim"))

    def _foot(self, room: int) -> list[str]:
        """Return what belongs to the row, then what one has to know of them all."""
        row = self.current
        found = []
        if row is not None:
            lacks = f"{called(row)}: {safe(row.missing)}" if row.missing else ""
            own = [claimed(row, self.snapshot.currency), lacks]
            found = [part for text in own if text for part in cells.wrap(text, room)]
        told = [*self.snapshot.remarks, *(one.text for one in self.snapshot.left_out)]
        lines = [part for text in told for part in cells.wrap(safe(text), room)]
        lead = [""] if self.foot_lines > len(found) + len(lines) + 1 else []
        return [*lead, *found, *([""] if found and lines else []), *lines]

    def watch_cursor(self, cursor: int) -> None:
        """Keep the cursor in view, and say what belongs to its row."""
        super().watch_cursor(cursor)
        self.refresh()

    @staticmethod
    def _set(
        texts: dict[str, str], inks: dict[str, Style], width: int, on: str
    ) -> list[Segment]:
        dim = ink("dim", on)
        there = [column for column in COLUMNS if width >= column.least]
        shown = [
            (cells.cut(texts[one.id], abs(one.size)), one.size, inks.get(one.id, dim))
            for one in there
        ]
        return columns(shown, gap=2 if width >= 150 else 1, fill=dim)


class _Shown:
    """Rows as a snapshot has them."""

    def __init__(self, rows: tuple[AttributionRow, ...]) -> None:
        self.rows = rows


def _worth(row: ChannelRow) -> str:
    """Return LTV/CAC of the newest month that has one."""
    known = [one for one in row.ltv_cac if one.ltv_cac is not None]
    if not known:
        return formats.MISSING
    newest = known[-1]
    mark = formats.PROVISIONAL if newest.is_predicted else ""
    return f"{mark}{newest.ltv_cac:.2f}"


def _ceiling(row: ChannelRow, scale: formats.Scale) -> str:
    bound = formats.in_column(row.ceiling_bound, scale)
    return formats.bounded(bound, row.ceiling_kind)


def _between(row: ChannelRow) -> str:
    if row.marginal_low is None or row.marginal_high is None:
        return ""
    return f"{row.marginal_low:.2f}~{row.marginal_high:.2f}"


def _number(value: float | None) -> str:
    if value is None:
        return formats.MISSING
    if abs(value) >= WHOLE_FROM:
        return f"{value:,.0f}"
    return f"{round(value, 2) + 0.0:.2f}"
