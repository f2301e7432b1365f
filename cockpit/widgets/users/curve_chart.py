"""Cumulated revenue per customer by age: what is measured, and what is predicted."""

from typing import Final

from rich.segment import Segment
from textual.strip import Strip

from cockpit.snapshot.ltv import Curve, LtvSnapshot
from cockpit.snapshot.tabulate import short
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.braille import Field, ticks
from cockpit.widgets.users.chart import SERIES, Chart, Course, role_of
from cockpit.widgets.users.chart_panel import ChartPanel
from cockpit.widgets.users.panel import NO_HOW, Parts, State, Told

EMPTY: Final = LtvSnapshot()
MARGIN: Final = 8
SMALLEST: Final = (12, 3)
YEAR: Final = 365


class CurveChart(ChartPanel):
    """Draws the curves of an :class:`LtvSnapshot`; the predicted part is dashed."""

    KIND = LtvSnapshot

    @property
    def snapshot(self) -> LtvSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, LtvSnapshot) else EMPTY

    @property
    def curves(self) -> list[Curve]:
        """Return as many curves as there are colours, the whole first."""
        order = {row.entity: -row.users for row in self.snapshot.rows}
        found = sorted(
            self.snapshot.curves, key=lambda curve: order.get(curve.entity, 0)
        )
        return [curve for curve in found if curve.days][: len(SERIES)]

    def state_shown(self) -> State | None:
        """Stay quiet without rows: the table above says why."""
        if self.answer is None:
            return self.state
        return None if self.snapshot.curves else State("missing", formats.MISSING)

    def told(self) -> Told | None:
        """Explain the curves."""
        how = self.snapshot.how.get("ltv_365", NO_HOW)
        whole = next((r for r in self.snapshot.rows if r.kind == "whole"), None)
        if whole is None:
            return None
        value = formats.money(whole.ltv_365, self.snapshot.currency)
        return Told("LTV365", value, formats.count(whole.users), how)

    def table(self) -> Table:
        """Return the points as plain cells."""
        rows = [
            (curve.entity, day, value, at < curve.seen)
            for curve in self.snapshot.curves
            for at, (day, value) in enumerate(
                zip(curve.days, curve.values, strict=True)
            )
        ]
        return Table(("entity", "day", "value", "measured"), tuple(rows))

    # What is drawn.

    def heading(self, width: int) -> Parts:
        """Say what the axes are and which part is predicted."""
        sign = formats.currency_sign(self.snapshot.currency)
        title = _("Value by age")
        room = max(width - cells.width(title) - 4, 0)
        text = cells.joined(
            room,
            _("net revenue {sign} x days since the first order").format(sign=sign),
            _("dashed: predicted"),
        )
        return [self.title(title), piece(f"  {text}", ink("dim"))], []

    def body(self, y: int, width: int) -> Strip:
        """Draw a line of the chart."""
        lines = self.chart(width, self.size.height - 1)
        return line(width, lines[y] if y < len(lines) else [], fill=ink("dim"))

    def made(self, width: int, height: int) -> list[list[Segment]]:
        """Draw the chart anew."""
        curves = self.curves
        if width - MARGIN < SMALLEST[0] or height < SMALLEST[1] or not curves:
            return []
        top = max(max(curve.values) for curve in curves) or 1.0
        last = min(max(curve.days[-1] for curve in curves), YEAR)
        marks = ticks(0.0, top, most=2 if height < 10 else 4)
        names = {row.entity: safe(short(row.name)) for row in self.snapshot.rows}
        longest = max(cells.width(names.get(one.entity, one.entity)) for one in curves)
        gutter = min(longest + 2, max((width - MARGIN) // 4, 6))
        field = Field(
            width - MARGIN - 1 - gutter, height - 1,
            0.0, float(max(last, 1)), 0.0, top * 1.04,
        )  # fmt: skip
        chart = Chart(field, gutter=gutter)
        courses = []
        for at, curve in enumerate(curves):
            called = names.get(curve.entity) or safe(curve.entity)
            points = [
                (float(day), value)
                for day, value in zip(curve.days, curve.values, strict=True)
                if day <= last
            ]
            seen = curve.days[min(curve.seen, len(curve.days)) - 1]
            measured = float(seen) if curve.seen else 0.0
            courses.append(Course(called, role_of(at), points, seen=measured))
        for course in courses:
            chart.draw(course)
        for course in courses:
            chart.name_beside(course)
        labels = {field.row(mark): formats.show(mark, "count") for mark in marks}
        found = []
        for row in range(field.height):
            label = cells.right(labels.get(row, ""), MARGIN - 2)
            found.append([piece(f" {label} ", ink("dim")), *chart.line(row)])
        return [*found, [piece(_ages(field), ink("dim"))]]


def _ages(field: Field) -> str:
    """Write ages below the chart, in days."""
    text = " " * MARGIN + "0"
    for days in (30, 90, 180, 270, 365):
        label = formats.days(days)
        start = MARGIN + field.column(days) - cells.width(label) + 1
        if field.left < days <= field.right and start > cells.width(text):
            text += " " * (start - cells.width(text)) + label
    return text
