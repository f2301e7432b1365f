"""What a move of money is expected to bring, and how sure that is."""

from typing import Final

from textual.strip import Strip

from cockpit.snapshot.budget import BudgetSnapshot, WhatIf
from cockpit.snapshot.tabulate import short
from cockpit.text import cells, formats
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.panel import NO_HOW, NO_TABLE, Parts, State, StudyPanel, Told

EMPTY: Final = BudgetSnapshot()


class WhatIfPanel(StudyPanel):
    """Draws the :class:`WhatIf` of a :class:`BudgetSnapshot`; Enter tries another."""

    KIND = BudgetSnapshot

    @property
    def snapshot(self) -> BudgetSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, BudgetSnapshot) else EMPTY

    def watch_answer(self) -> None:
        """Take as much room as there is to say."""
        self._make_room()

    def on_resize(self) -> None:
        """Break sentences anew: what is not known is said at their end."""
        self._make_room()

    def _make_room(self) -> None:
        self.styles.height = 1 + len(self._broken(self.size.width))

    def state_shown(self) -> State | None:
        """Stay quiet without rows: the table above says why."""
        return None

    def told(self) -> Told | None:
        """Explain the expected change of net revenue."""
        tried = self.snapshot.what_if
        if tried is None:
            return None
        how = self.snapshot.how.get("what_if") or self.snapshot.how.get("revenue")
        value = self._money(tried.revenue, tried.low, tried.high)
        return Told(self._move(tried), value, "", how or NO_HOW)

    def table(self) -> Table:
        """Return what was tried as plain cells."""
        tried = self.snapshot.what_if
        if tried is None:
            return NO_TABLE
        fields = (
            "source", "target", "amount", "revenue", "low", "high", "profit",
            "profit_low", "profit_high",
        )  # fmt: skip
        return Table(fields, (tuple(getattr(tried, field) for field in fields),))

    def heading(self, width: int) -> Parts:
        """Say what was tried, or how to try something."""
        tried = self.snapshot.what_if
        title = self.title(_("What if"))
        said = _("n: move money from a channel to another")
        if tried is not None:
            said = self._move(tried)
        room = max(width - title.cell_length - 3, 0)
        role = "dim" if tried is None else "text"
        return [title, piece(f"  {cells.cut(said, room)}", ink(role))], []

    def body(self, y: int, width: int) -> Strip:
        """Draw what is expected, then what to beware of."""
        dim = ink("dim")
        lines = self._broken(width)
        if y >= len(lines):
            return line(width, (), fill=dim)
        mark, text, role = lines[y]
        parts = [piece(f" {mark} ", ink("unknown")), piece(text, ink(*role))]
        return line(width, parts, fill=dim)

    def _broken(self, width: int) -> list[tuple[str, str, tuple[str, str, str]]]:
        """Break what there is to say into lines; the mark stands before the first."""
        found = []
        for mark, text, role in self._lines():
            first, *others = cells.wrap(text, max(width - 4, 1))
            found.append((mark, first, role))
            found += [(" ", other, role) for other in others]
        return found

    def _lines(self) -> list[tuple[str, str, tuple[str, str, str]]]:
        tried = self.snapshot.what_if
        plain, loud = ("text", "bg", ""), ("text", "bg", "bold")
        if tried is None:
            return []
        if tried.refused:
            return [(STATES["unproven"].mark, safe(tried.refused), plain)]
        revenue = self._money(tried.revenue, tried.low, tried.high)
        profit = self._money(tried.profit, tried.profit_low, tried.profit_high)
        # What nobody knows does not look like a finding.
        is_known = tried.reach != "unknown"
        mark, role = (" ", loud) if is_known else (STATES["unknown"].mark, plain)
        found = [(mark, _("net revenue a day {money}").format(money=revenue), role)]
        if tried.profit is not None:
            found.append((mark, _("profit a day {money}").format(money=profit), role))
        warned = (safe(text) for text in tried.warnings)
        return [*found, *((STATES["unknown"].mark, text, plain) for text in warned)]

    def _move(self, tried: WhatIf) -> str:
        names = {row.channel: safe(short(row.name)) for row in self.snapshot.rows}
        source = names.get(tried.source) or safe(tried.source) or _("new money")
        target = names.get(tried.target) or safe(tried.target) or _("saved")
        money = formats.money(tried.amount, self.snapshot.currency)
        text = _("{money} a day: {source} > {target}")
        return text.format(money=money, source=source, target=target)

    def _money(self, value: float | None, low: float | None, high: float | None) -> str:
        currency = self.snapshot.currency
        if value is None:
            return formats.MISSING
        said = _signed(value, currency)
        if low is None or high is None:
            return said
        ends = formats.interval(_signed(low, currency), _signed(high, currency))
        return f"{said}  ({ends})"


def _signed(value: float, currency: str) -> str:
    text = formats.money(value, currency)
    return text if value < 0 else f"+{text}"
