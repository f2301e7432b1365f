"""How much hangs on a few sources of new customers, and on KOLs."""

from typing import Final

from rich.segment import Segment
from textual.strip import Strip

from cockpit.snapshot.journeys import Concentration, Dependence, JourneysSnapshot
from cockpit.snapshot.tabulate import name, tabulate
from cockpit.text import cells, formats
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.users.panel import NO_HOW, State, StudyRows, Told, state_of

EMPTY: Final = JourneysSnapshot()
UNKNOWN: Final = Concentration(None, None, None, None, None, 0.0, 0)
INKS: Final = {
    "red": ("on_red", "red_fill"),
    "watch": ("watch", "bg"),
    "green": ("green", "bg"),
    "unknown": ("unknown", "bg"),
}


class DependenceTable(StudyRows):
    """Draws the concentration of a :class:`JourneysSnapshot`, its state first."""

    KIND = JourneysSnapshot
    HEAD_LINES = 3

    @property
    def snapshot(self) -> JourneysSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, JourneysSnapshot) else EMPTY

    @property
    def known(self) -> Concentration:
        """Return how much hangs on how few."""
        return self.snapshot.concentration or UNKNOWN

    @property
    def state(self) -> State:
        """Return why there is nothing to draw."""
        if self.known.rows:
            return State()
        if self.known.missing:
            return State("missing", self.known.missing)
        found = state_of(self.answer, self.trouble)
        return found if found.kind else State("missing", formats.MISSING)

    @property
    def current(self) -> Dependence | None:
        """Return the row under the cursor."""
        rows = self.known.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    def count(self) -> int:
        """Return how many sources there are."""
        return len(self.known.rows)

    def key_of(self, index: int) -> str:
        """Return the source."""
        return self.known.rows[index].source

    def table(self) -> Table:
        """Return the rows as plain cells."""
        return tabulate(self.known)

    def told(self) -> Told | None:
        """Explain the share of the source."""
        row = self.current
        if row is None:
            return None
        how = self.snapshot.how.get("concentration", NO_HOW)
        n = formats.count(row.new_users)
        return Told(_called(row), formats.rate(row.share), n, how)

    # What is drawn.

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw the state, the figures it rests on, and the names of the columns."""
        known, dim = self.known, ink("dim")
        if y == 0:
            sign = STATES[known.state]
            role, on = INKS[known.state]
            title = piece(f" {_('KOL dependency')}", ink("text", "bg", "bold"))
            if not known.rows:
                return [title], []
            chip = piece(f" {sign.mark} {sign.word.text()} ", ink(role, on, "bold"))
            return [title, piece("  ", dim), chip], []
        if y == 1:
            text = cells.joined(max(width - 2, 0), *self._figures())
            return [piece(f" {text}", dim)], []
        texts = ("", _("new cust."), "%", _("revenue"), "%")
        return [piece(" ", dim), *self._set(texts, width - 1, "bg", "dim")], []

    def _figures(self) -> list[str]:
        known = self.known
        share = formats.rate(known.kol_share)
        if known.kol_low is not None and known.kol_high is not None:
            share += f" ({known.kol_low * 100:.1f}~{known.kol_high * 100:.1f})"
        limit = formats.rate(known.limit)
        found = [
            _("KOL {share}, limit {limit}").format(share=share, limit=limit),
            _("top 5 {share}").format(share=formats.rate(known.top5_share)),
        ]
        if known.hhi is not None:
            found.append(f"HHI {known.hhi:.3f}")
        if known.roi_marginal is not None:
            found.append(
                _("marginal ROI {roi}").format(roi=f"{known.roi_marginal:.2f}")
            )
        return [*found, f"n {formats.count(known.n)}"]

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one source."""
        row = self.known.rows[index]
        kol = " KOL" if row.is_kol else ""
        texts = (
            cells.cut(_called(row), 14) + kol,
            formats.count(row.new_users),
            f"{row.share * 100:.1f}",
            formats.money(row.revenue, self.snapshot.currency),
            f"{row.revenue_share * 100:.1f}",
        )
        return self._set(texts, width, on, "text")

    def render_line(self, y: int) -> Strip:
        """Draw the table; the last line is the sentence where there is room."""
        known = self.known
        below = y - self.head_lines - self.count()
        said = cells.wrap(safe(known.reading), max(self.size.width - 2, 1))
        if known.reading and 0 <= below < len(said):
            dim = ink("dim")
            return line(self.size.width, [piece(f" {said[below]}", dim)], fill=dim)
        return super().render_line(y)

    @staticmethod
    def _set(texts: tuple[str, ...], width: int, on: str, role: str) -> list[Segment]:
        style, dim = ink(role, on), ink("dim", on)
        sizes = ((19, style), (-10, style), (-6, style), (-9, dim), (-6, dim))
        shown = [(text, *one) for text, one in zip(texts, sizes, strict=True)]
        return columns(shown if width > 55 else shown[:3], gap=1, fill=dim)


def _called(row: Dependence) -> str:
    return safe(name(row.name)) or safe(row.source)
