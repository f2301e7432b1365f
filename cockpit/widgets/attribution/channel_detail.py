"""One channel: what every model credits to it, and what its cohorts are worth."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip

from cockpit.snapshot.attribution import (
    AttributionRow,
    AttributionSnapshot,
    ChannelRow,
    CohortWorth,
)
from cockpit.snapshot.tabulate import name, tabulate
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.attribution import ranks
from cockpit.widgets.attribution.claims import claimed
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.users.panel import NO_HOW, StudyRows, Told

EMPTY: Final = AttributionSnapshot()
COHORTS: Final = 6
"""Months that are listed, the newest ones."""


class ChannelDetail(StudyRows):
    """Draws a channel of an :class:`AttributionSnapshot`; Enter shows its journeys."""

    KIND = AttributionSnapshot
    HEAD_LINES = 2

    entity: reactive[str] = reactive("")
    """Which channel."""

    @property
    def snapshot(self) -> AttributionSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, AttributionSnapshot) else EMPTY

    def watch_entity(self) -> None:
        """Show the other channel."""
        self.renew()

    @property
    def known(self) -> ChannelRow | None:
        """Return the channel; None while it is not in the answer."""
        rows = self.snapshot.channels
        return next((row for row in rows if row.channel == self.entity), None)

    @property
    def shown(self) -> list[AttributionRow]:
        """Return what each model credits to it."""
        credited = ranks.credited(self.snapshot)
        keys = [(model, self.entity) for model in ranks.speaking(self.snapshot)]
        return [credited[key] for key in keys if key in credited]

    @property
    def current(self) -> AttributionRow | None:
        """Return the row under the cursor."""
        rows = self.shown
        return rows[self.cursor] if self.cursor < len(rows) else None

    def count(self) -> int:
        """Return how many models say something of it."""
        return len(self.shown)

    def key_of(self, index: int) -> str:
        """Return the model."""
        return self.shown[index].model

    def table(self) -> Table:
        """Return the rows as plain cells."""
        return tabulate(_Shown(tuple(self.shown)))

    def told(self) -> Told | None:
        """Explain ROAS by the model of the row."""
        row = self.current
        if row is None:
            return None
        called = f"{self._called} {ranks.head_of(self.snapshot, row.model)}"
        value = formats.MISSING if row.roi is None else f"{row.roi:.2f}"
        how = self.snapshot.how.get("roi", NO_HOW)
        return Told(f"{called} ROAS", value, formats.count(row.n), how)

    @property
    def _called(self) -> str:
        known = self.known
        return safe(name(known.name) if known else "") or safe(self.entity)

    # What is drawn.

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Name the channel and the columns."""
        if y == 0:
            known = self.known
            said = ""
            if known is not None:
                touches = _("{touches} touches in {journeys} journeys").format(
                    touches=formats.count(known.touches),
                    journeys=formats.count(known.journeys),
                )
                spend = formats.money(known.cost, self.snapshot.currency)
                room = max(width - cells.width(self._called) - 4, 0)
                spent = _("spend {money}").format(money=spend)
                open_it = _("Enter: its journeys")
                said = cells.joined(room, touches, spent, open_it)
            left = [
                piece(f" {self._called}", ink("text", "bg", "bold")),
                piece(f"  {said}", ink("dim")),
            ]
            return left, []
        texts = {
            "model": _("model"), "conversions": _("conv."), "share": "%",
            "value": _("revenue"), "roi": "ROAS", "roi_profit": _("profit"),
            "new": _("new cust."), "cac": "CAC", "n": "n",
        }  # fmt: skip
        shown = self._set(texts, width - 1, "bg") if self.count() else []
        return [piece(" ", ink("dim")), *shown], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw what one model credits."""
        row = self.shown[index]
        mark = "" if row.maturity == "mature" else formats.PROVISIONAL
        texts = {
            "model": ranks.head_of(self.snapshot, row.model),
            "conversions": f"{row.conversions:,.1f}",
            "share": f"{row.share * 100:.1f}",
            "value": mark + formats.money(row.value, self.snapshot.currency),
            "roi": _number(row.roi),
            "roi_profit": _number(row.roi_profit),
            "new": formats.count(row.new_customers),
            "cac": formats.count(row.cac),
            "n": formats.count(row.n),
        }
        return self._set(texts, width, on)

    @staticmethod
    def _set(texts: dict[str, str], width: int, on: str) -> list[Segment]:
        text, dim = ink("text", on), ink("dim", on)
        sizes = {
            "model": (16, text), "conversions": (-9, text), "share": (-6, dim),
            "value": (-9, text), "roi": (-6, ink("text", on, "bold")),
            "roi_profit": (-7, text), "new": (-10, dim), "cac": (-7, text),
            "n": (-8, dim),
        }  # fmt: skip
        for field, least in (("n", 90), ("new", 80), ("share", 70)):
            if width < least:
                sizes.pop(field)
        shown = [(texts[key], *one) for key, one in sizes.items()]
        return columns(shown, gap=1, fill=dim)

    @property
    def foot_lines(self) -> int:
        """Return how many lines stay at the bottom."""
        spare = self.size.height - self.head_lines - self.count()
        return max(min(len(self._foot()), spare), 1)

    def render_line(self, y: int) -> Strip:
        """Draw the table; below it marginal return, cohorts and the claim."""
        from_foot = y - (self.size.height - self.foot_lines)
        if self.state.kind or not self.count():
            return super().render_line(y)
        below = y - self.head_lines - self.count()
        foot = self._foot()
        is_roomy = self.size.height >= self.head_lines + self.count() + len(foot)
        at = below if is_roomy else from_foot
        if at < 0:
            return super().render_line(y)
        width = self.size.width
        text = cells.cut(foot[at], width - 2) if at < len(foot) else ""
        return line(width, [piece(f" {text}", ink("dim"))], fill=ink("dim"))

    def _foot(self) -> list[str]:
        known = self.known
        if known is None:
            return []
        found = [self._marginal(known), claimed(known, self.snapshot.currency)]
        found += [_worth(one) for one in known.ltv_cac[-COHORTS:]]
        found.append(safe(known.missing))
        return ["", *(text for text in found if text)]

    def _marginal(self, known: ChannelRow) -> str:
        if known.roi_marginal is None:
            return ""
        text = _("next unit of spend brings {roi}").format(
            roi=f"{known.roi_marginal:.2f}"
        )
        if known.marginal_low is not None and known.marginal_high is not None:
            text += f" ({known.marginal_low:.2f}~{known.marginal_high:.2f})"
        ceiling = _("no ceiling within what was seen")
        money = formats.money(known.ceiling_bound, self.snapshot.currency)
        if known.ceiling is not None:
            shown = formats.bounded(money, known.ceiling_kind)
            ceiling = _("ceiling {money} a day").format(money=shown)
        elif known.ceiling_kind == "below":
            ceiling = _(
                "ceiling below {money} a day, the least seen: more never paid"
            ).format(money=money)
        return f"{text}  {ceiling}"


class _Shown:
    """Rows as a snapshot has them."""

    def __init__(self, rows: tuple[AttributionRow, ...]) -> None:
        self.rows = rows


def _worth(one: CohortWorth) -> str:
    if one.ltv_cac is None:
        value = formats.MISSING
    else:
        mark = formats.PROVISIONAL if one.is_predicted else ""
        value = f"{mark}{one.ltv_cac:.2f}"
        if one.low is not None and one.high is not None:
            value += f" ({one.low:.2f}~{one.high:.2f})"
    customers = _("{count} customers").format(count=formats.count(one.users))
    return f"{safe(one.cohort)}  LTV{one.horizon}/CAC {value}  {customers}"


def _number(value: float | None) -> str:
    return formats.MISSING if value is None else f"{round(value, 2) + 0.0:.2f}"
