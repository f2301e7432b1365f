"""Cells of a chart of several courses: strokes, intervals behind them, labels."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style

from cockpit.text import cells
from cockpit.widgets.ink import ink, stroke, tinted
from cockpit.widgets.lines import piece
from cockpit.widgets.users.braille import Dot, Field, both, dots, strokes

SERIES: Final = ("s2", "s3", "s1", "s4", "s5")
"""Roles of the courses in their order; what comes after them is dim."""
BOTH: Final = "text"
"""Tint of cells that lie in more than one interval."""
_NEAR: Final = sorted(
    ((drop, back) for drop in (-1, 1, -2, 2, -3, 3, -4, 4) for back in range(0, 36, 2)),
    key=lambda place: (3 * abs(place[0]) + place[1], place[0]),
)
"""Places of a name, as rows and cells from the end of its line, the nearest first."""


def role_of(at: int) -> str:
    """Return the role of a course."""
    return SERIES[at] if at < len(SERIES) else "dim"


class Course(NamedTuple):
    """One line: its name, points, the interval around them, and where it is measured.

    Attributes:
        points: In the units of the field, by ascending x.
        band: Lower and upper end at each point; may be empty.
        seen: Up to this x it is measured; what follows is dashed. None: all of it.
    """

    name: str
    role: str
    points: Sequence[Dot]
    band: Sequence[Dot] = ()
    seen: float | None = None


class Cell(NamedTuple):
    """One cell: what stands there, its role, and the tint behind it."""

    char: str = " "
    role: str = "dim"
    is_bold: bool = False


class Chart:
    """Fills cells: strokes first, then labels where nothing else is."""

    def __init__(self, field: Field, *, gutter: int = 0) -> None:
        """Make a blank chart.

        Args:
            field: Where courses are drawn.
            gutter: Cells at the right of it, for names.
        """
        self.field = field
        self._width = field.width + gutter
        self._cells: dict[tuple[int, int], Cell] = {}
        self._tints: dict[tuple[int, int], str] = {}

    def draw(self, course: Course) -> None:
        """Draw a course and the interval around it."""
        for (x, _y), (low, high) in zip(course.points, course.band, strict=False):
            column = self.field.column(x)
            for row in range(self.field.row(high), self.field.row(low) + 1):
                self._tint(row, column, course.role)
        if course.band:
            self._bridge(course)
        edge = None if course.seen is None else self.field.column(course.seen)
        for (row, at), char in strokes(course.points, self.field).items():
            if edge is not None and at > edge and at % 3 == 2:
                continue
            if 0 <= at < self.field.width:
                before = self._cells.get((row, at))
                self._cells[row, at] = (
                    Cell(char, course.role)
                    if before is None
                    else before._replace(char=both(before.char, char))
                )

    def scatter(self, points: Sequence[Dot], role: str) -> None:
        """Draw single points where no line is; call it after the lines."""
        for cell, char in dots(points, self.field).items():
            self._cells.setdefault(cell, Cell(char, role))

    def mark(self, points: Sequence[Dot], char: str, role: str) -> None:
        """Put a character, one cell wide, at each point where nothing else is."""
        for x, y in points:
            at = self.field.column(x)
            if 0 <= at < self.field.width:
                self._cells.setdefault((self.field.row(y), at), Cell(char, role))

    def _bridge(self, course: Course) -> None:
        """Tint the columns between two points as the nearer one."""
        columns = [self.field.column(x) for x, _y in course.points]
        for at in range(len(columns) - 1):
            for column in range(columns[at] + 1, columns[at + 1]):
                is_left = column - columns[at] <= columns[at + 1] - column
                low, high = course.band[at if is_left else at + 1]
                for row in range(self.field.row(high), self.field.row(low) + 1):
                    self._tint(row, column, course.role)

    def _tint(self, row: int, column: int, role: str) -> None:
        if not 0 <= column < self.field.width:
            return
        before = self._tints.get((row, column), role)
        self._tints[row, column] = role if before == role else BOTH

    def name_all(self, courses: Iterable[Course]) -> None:
        """Write every name near the end of its line, in the order of the ends.

        A name above that of a higher line would be read as that line's: where there is
        no other place it is left out.
        """
        ending = [course for course in courses if course.points]
        least = 0
        for course in sorted(ending, key=lambda one: -one.points[-1][1]):
            least = self.name(course, least=least)

    def name(self, course: Course, *, least: int = 0) -> int:
        """Write the name near the end of the line, in its colour.

        Args:
            course: What is named.
            least: First row that it may stand in.

        Returns:
            The row in which it stands; ``least`` where there was no room.
        """
        if not course.points:
            return least
        x, y = course.points[-1]
        text = cells.cut(course.name, max(self.field.width // 2, 4))
        size, row = cells.width(text), self.field.row(y)
        end = min(self.field.column(x) + 1, self.field.width)
        for drop, back in _NEAR:
            at = row + drop
            if at >= least and self._put(at, end - size - back, text, course.role):
                return at
        return least

    def name_beside(self, course: Course) -> None:
        """Write the name at the right of the line's end, into the gutter."""
        if not course.points:
            return
        x, y = course.points[-1]
        at = self.field.column(x) + 2
        text = cells.cut(course.name, max(self._width - at, 1))
        for drop in (0, 1, -1, 2, -2, 3, -3):
            if self._put(self.field.row(y) + drop, at, text, course.role):
                return

    def _put(self, row: int, at: int, text: str, role: str) -> bool:
        size = cells.width(text)
        if not 0 <= row < self.field.height or at < 0 or at + size > self._width:
            return False
        around = range(max(at - 1, 0), min(at + size + 1, self._width))
        if any((row, column) in self._cells for column in around):
            return False
        for char in text:
            self._cells[row, at] = Cell(char, role, is_bold=True)
            step = cells.width(char)
            for more in range(1, step):
                self._cells[row, at + more] = Cell("", role, is_bold=True)
            at += step
        return True

    def line(self, row: int) -> list[Segment]:
        """Return the pieces of one line."""
        found: list[Segment] = []
        for at in range(self._width):
            cell = self._cells.get((row, at), Cell())
            style = _style(cell, self._tints.get((row, at)))
            if found and found[-1].style == style:
                found[-1] = piece(found[-1].text + cell.char, style)
            else:
                found.append(piece(cell.char, style))
        return found


def _style(cell: Cell, tint: str | None) -> Style:
    bold = "bold" if cell.is_bold else ""
    if tint is not None:
        return tinted(cell.role, tint, bold)
    return ink(cell.role, "bg", bold) if cell.is_bold else stroke(cell.role)
