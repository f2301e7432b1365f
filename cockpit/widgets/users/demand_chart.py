"""How likely each segment buys at which price: curves over each other."""

from typing import Final

from msgspec.structs import replace
from rich.segment import Segment
from textual.strip import Strip

from cockpit.messages import StudyRequested
from cockpit.snapshot.demand import DemandCurve, DemandRow, DemandSnapshot
from cockpit.snapshot.tabulate import name, short, tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.braille import Field, ticks
from cockpit.widgets.users.chart import Chart, Course, role_of
from cockpit.widgets.users.chart_panel import ChartPanel
from cockpit.widgets.users.curve_table import CURVE_HEADS, curve_cells, curve_line
from cockpit.widgets.users.panel import Parts, State, Told, state_of

EMPTY: Final = DemandSnapshot()
MARGIN: Final = 8
"""Cells before the chart: the focus bar and the labels of the axis."""
SMALLEST: Final = (12, 3)
LABELS: Final = 4
NAMES: Final = 2
"""Names that take more than half of the width are short ones."""
TABLE_FROM: Final = 18
"""From this height on a line a curve stands below the chart."""


class DemandChart(ChartPanel):
    """Left and right pick the product; up and down a curve, where they are listed."""

    KIND = DemandSnapshot

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._at = 0

    @property
    def snapshot(self) -> DemandSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, DemandSnapshot) else EMPTY

    @property
    def state(self) -> State:
        """Return why there is nothing to draw: thin curves are told, not hidden."""
        state = state_of(self.answer, self.trouble)
        has_thin = bool(self.snapshot.curves) and not self.snapshot.missing
        return State() if state.kind == "missing" and has_thin else state

    @property
    def is_listed(self) -> bool:
        """Return whether a line a curve stands below the chart."""
        return self.size.height >= TABLE_FROM and bool(self.snapshot.curves)

    # What the keys do.

    def move(self, across: int, down: int) -> bool:
        """Pick the product before or after, or the curve above or below."""
        if across:
            return self._pick(across)
        last = len(self.snapshot.curves) - 1
        if not self.is_listed or not 0 <= self._at + down <= last:
            return False
        self._at += down
        return True

    def _pick(self, across: int) -> bool:
        goods = [one.product for one in self.snapshot.goods]
        if not goods:
            return False
        here = self.snapshot.product
        at = goods.index(here) + across if here in goods else 0
        product = goods[at % len(goods)]
        if product != here:
            query = replace(self.snapshot.query, product=product)
            self.post_message(StudyRequested(query))
        return True

    @property
    def current(self) -> DemandCurve | None:
        """Return the curve that is told about."""
        curves = self.snapshot.curves
        return curves[min(self._at, len(curves) - 1)] if curves else None

    def told(self) -> Told | None:
        """Explain the price that earns most, else what the curve rests on."""
        curve, how = self.current, self.snapshot.how
        if curve is None:
            return None
        key = "best_price" if curve.best_price is not None else "probability"
        known = how.get(key) or next(iter(how.values()), None)
        if known is None:
            return None
        called = f"{name(curve.name)} {_('best price')}"
        return Told(called, self._best(curve), formats.count(curve.n), known)

    def table(self) -> Table:
        """Return the points of the curves as plain cells."""
        return tabulate(self.snapshot)

    # What is drawn.

    def heading(self, width: int) -> Parts:
        """Name the product and what the axes are."""
        snapshot = self.snapshot
        called = next(
            (one.name for one in snapshot.goods if one.product == snapshot.product),
            snapshot.product,
        )
        title = _("Demand curve")
        room = max(width - cells.width(title) - 4, 0)
        axes = _("pieces a week x price") if self._is_quantity else ""
        axes = axes or _("P(buy) x price")
        text = cells.joined(room, cells.cut(safe(called), room), axes)
        return [self.title(title), piece(f"  {text}", ink("dim"))], []

    @property
    def _is_quantity(self) -> bool:
        return any(row.quantity is not None for row in self.snapshot.rows)

    def body(self, y: int, width: int) -> Strip:
        """Draw the chart, the prices that earn most, and a line a curve."""
        below = len(self.snapshot.curves) + 2 if self.is_listed else 0
        height = self.size.height - 1 - 1 - below
        if y < height:
            lines = self.chart(width, height)
            return line(width, lines[y] if y < len(lines) else [], fill=ink("dim"))
        if y == height:
            text = self._prices(width - 2)
            return line(width, [piece(f" {text}", ink("dim"))], fill=ink("dim"))
        return self._listed(y - height - 2, width)

    def _listed(self, y: int, width: int) -> Strip:
        dim = ink("dim")
        if y < 0:
            parts = curve_cells([head() for head in CURVE_HEADS], width - 1, "bg")
            return line(width, [piece(" ", dim), *parts], fill=dim)
        if y >= len(self.snapshot.curves):
            return Strip.blank(width)
        is_here = self.has_focus and y == self._at
        on = "sel" if is_here else "bg"
        mark = glyphs.focus_bar() if is_here else " "
        curve, currency = self.snapshot.curves[y], self.snapshot.currency
        parts = curve_line(curve, currency, width - 1, on, role_of(y))
        return line(
            width, [piece(mark, ink("accent", on)), *parts], fill=ink("dim", on)
        )

    def _prices(self, room: int) -> str:
        """Say which price earns most by segment, and where data are too thin."""
        lead = _("revenue is highest at")
        curves = self.snapshot.curves
        long = [f"{safe(short(one.name))} {self._best(one)}" for one in curves]
        brief = [
            f"{safe(short(one.name))} {self._best(one, is_brief=True)}"
            for one in curves
        ]
        known = [
            said for said, one in zip(brief, curves, strict=True) if one.best_price
        ]
        best = _("best price")
        forms = [[lead, *long], long, [lead, *brief], [best, *brief], brief]
        forms += [[best, *known], known]
        return cells.fitting(room, *map("  ".join, forms), cells.joined(room, *known))

    def _best(self, curve: DemandCurve, *, is_brief: bool = False) -> str:
        if curve.needed:
            needed = formats.count(curve.needed)
            return _("{count} more needed").format(count=needed)
        if curve.best_price is None:
            return formats.MISSING
        sign = formats.currency_sign(self.snapshot.currency)
        edge = ">= " if curve.at_edge else ""
        said = f"{edge}{sign}{_price(curve.best_price)}"
        if is_brief or curve.best_low is None or curve.best_high is None:
            return said
        return f"{said} ({_price(curve.best_low)}~{_price(curve.best_high)})"

    # The chart.

    def made(self, width: int, height: int) -> list[list[Segment]]:
        """Draw the chart anew."""
        snapshot = self.snapshot
        if width - MARGIN < SMALLEST[0] or height < SMALLEST[1] or not snapshot.rows:
            return []
        prices = [row.price for row in snapshot.rows]
        top = max(row.high for row in snapshot.rows)
        marks = ticks(0.0, top or 1.0, most=2 if height < 10 else 4)
        field = Field(
            width - MARGIN - 1, height - 1, min(prices), max(prices), 0.0,
            max(top, marks[-1]) or 1.0,
        )  # fmt: skip
        chart = Chart(field)
        courses = self._courses()
        for course in courses:
            chart.draw(course)
        chart.name_all(courses)
        labels = {field.row(mark): self._level(mark) for mark in marks}
        lines = []
        for row in range(field.height):
            label = cells.right(labels.get(row, ""), MARGIN - 2)
            lines.append([piece(f" {label} ", ink("dim")), *chart.line(row)])
        return [*lines, [piece(self._axis(field), ink("dim"))]]

    def _level(self, value: float) -> str:
        if self._is_quantity:
            return formats.show(value, "count")
        return f"{value * 100:.3g}%"

    def _axis(self, field: Field) -> str:
        """Write prices below the chart, the first one with the currency."""
        text = " " * MARGIN
        count = min(LABELS, max(field.width // 10, 2))
        for at in range(count):
            price = field.left + (field.right - field.left) * at / (count - 1)
            label = _price(price)
            if at == 0:
                label = formats.currency_sign(self.snapshot.currency) + label
            column = MARGIN + field.column(price)
            start = column - (0 if at == 0 else len(label) - 1)
            if start > cells.width(text) or at == 0:
                text += " " * (start - cells.width(text)) + label
        return text

    def _courses(self) -> list[Course]:
        points: dict[str, list[DemandRow]] = {}
        for row in self.snapshot.rows:
            points.setdefault(row.segment, []).append(row)
        curves = self.snapshot.curves
        room = self.size.width // NAMES
        is_roomy = all(cells.width(safe(name(one.name))) <= room for one in curves)
        called = name if is_roomy else short
        names = {one.segment: called(one.name) for one in curves}
        order = [one.segment for one in self.snapshot.curves]
        found = []
        for at, segment in enumerate(order):
            rows = sorted(points.get(segment, ()), key=lambda row: row.price)
            if rows:
                found.append(
                    Course(
                        safe(names.get(segment) or segment),
                        role_of(at),
                        [(row.price, _likely(row)) for row in rows],
                        [(row.low, row.high) for row in rows],
                    )
                )
        return found


def _likely(row: DemandRow) -> float:
    value = row.probability if row.probability is not None else row.quantity
    return value if value is not None else float("nan")


def _price(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:,.2f}"
