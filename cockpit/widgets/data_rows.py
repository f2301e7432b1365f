"""What the tables of faults, coverage and overlaps have in common."""

from rich.segment import Segment
from textual.strip import Strip

from cockpit.snapshot.faults import NO_FAULTS_YET, FaultsSnapshot
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.data_order import OrderedRows
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.panel import Parts, State, StudyRows


class FaultsRows(OrderedRows, StudyRows):
    """A table of one part of a :class:`FaultsSnapshot`; the subclass says which.

    It may take as many lines as it has rows: the style sheet sets the most.
    """

    KIND = FaultsSnapshot
    HEAD_LINES = 2
    GROWS = False
    """Whether its height follows its rows."""

    @property
    def snapshot(self) -> FaultsSnapshot:
        """Return what is shown."""
        answer = self.answer
        return answer if isinstance(answer, FaultsSnapshot) else NO_FAULTS_YET

    @property
    def state(self) -> State:
        """Return why there is nothing to draw; that nothing is wrong is no reason."""
        if not isinstance(self.answer, FaultsSnapshot):
            return State("failed", self.trouble) if self.trouble else State("loading")
        problem = self.snapshot.problem
        return State("missing", problem) if problem else State()

    def watch_answer(self) -> None:
        """Take new rows in."""
        self.take_rows()
        self.renew()

    def renew(self) -> None:
        """Take new rows in, and where it grows as much room as they need."""
        if self.GROWS:
            rows = max(self.count() * self.ROW_LINES, 1)
            self.styles.height = self.head_lines + rows + self.foot_lines
        super().renew()

    # What a subclass tells.

    def called(self) -> str:
        """Return the name of the table."""
        raise NotImplementedError

    def facts(self) -> tuple[str, ...]:
        """Return what is said beside the name, ready to be shown."""
        return ()

    def heads(self, width: int) -> list[Segment]:
        """Draw the names of the columns."""
        raise NotImplementedError

    def nothing(self) -> str:
        """Say what it means that there is no row."""
        raise NotImplementedError

    # What is drawn.

    def head(self, y: int, width: int) -> Parts:
        """Draw the name and what is said beside it, then the names of the columns."""
        if y:
            return [piece(" ", ink("dim")), *self.heads(width - 1)], []
        mark = glyphs.focus_bar() if self.has_focus else " "
        said = [] if self.state.kind else [*self.facts()]
        if self.order_said:
            said.append(_("sorted by {column}").format(column=self.order_said))
        if self.needle:
            said.append(_("filter: {text}").format(text=safe(self.needle)))
        room = width - cells.width(self.called()) - 3
        return [
            piece(f"{mark}{self.called()}", ink("text", "bg", "bold")),
            piece(f"  {cells.joined(room, *said)}", ink("dim")),
        ], []

    def render_line(self, y: int) -> Strip:
        """Draw the table, or that it has no rows because all is well."""
        is_empty = not self.state.kind and not self.count()
        if not is_empty or y < 1:
            return super().render_line(y)
        dim, width = ink("dim"), self.size.width
        if y > 1:
            return line(width, (), fill=dim)
        sign = glyphs.STATES["unknown" if self.needle else "green"]
        text = _("nothing contains this text") if self.needle else self.nothing()
        parts = [
            piece(f" {sign.mark} ", ink("dim")),
            piece(cells.cut(text, width - 4), ink("text")),
        ]
        return line(width, parts, fill=dim)


def day(iso: str) -> str:
    """Write a day or a moment without its year: ``10-31``, ``10-31 09:00``."""
    if not iso:
        return formats.MISSING
    return safe(iso[5:16].replace("T", " "))


def span(first: str, last: str) -> str:
    """Write days, without their years where these are the same: ``10-01..10-31``."""
    if not first:
        return formats.MISSING
    if first == last or not last:
        return day(first)
    if first[:4] != last[:4]:
        return f"{safe(first)}..{safe(last)}"
    return f"{day(first)}..{day(last)}"
