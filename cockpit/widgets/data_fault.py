"""One fault in detail: what is wrong, how sure that is, what helps, which files."""

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.faults import FaultRow
from cockpit.snapshot.sources import NO_SOURCES, SourceRow, SourcesSnapshot
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets import data_fault_words as words
from cockpit.widgets.data_panel import ROLES
from cockpit.widgets.data_rows import span
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.rows import Rows

Said = tuple[str, str, str]
"""What a line is about, what it says, and the role of that."""
LABEL: Final = 10
MOST_DETAILS: Final = 12


class FaultText(Widget):
    """Draws a fault in sentences, as many lines as they take."""

    DEFAULT_CSS = "FaultText { height: auto; }"

    fault: reactive[FaultRow | None] = reactive(None, layout=True)

    def get_content_height(
        self, _container: object, _viewport: object, width: int
    ) -> int:
        """Return how many lines there are."""
        return 1 + len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """Draw the name, or one line of what is said."""
        width, fault = self.size.width, self.fault
        if fault is None:
            return line(width, (), fill=ink("dim"))
        if y == 0:
            return self._title(fault, width)
        said = self._lines(width)
        if y > len(said):
            return line(width, (), fill=ink("dim"))
        label, text, role = said[y - 1]
        parts = [
            piece(f" {cells.left(label, LABEL)} ", ink("dim")),
            piece(text, ink(role)),
        ]
        return line(width, parts, fill=ink("dim"))

    @staticmethod
    def _title(fault: FaultRow, width: int) -> Strip:
        sign, role = words.sign(fault)
        chip = f" {sign.mark} {sign.word.text()} "
        code = f" {safe(fault.code)} "
        room = width - cells.width(chip) - cells.width(code) - 2
        left = [
            piece(chip, ink(role)),
            piece(code, ink("text", "bg", "bold")),
            piece(cells.cut(words.called(fault), room), ink("text", "bg", "bold")),
        ]
        return line(width, left, fill=ink("dim"))

    def _lines(self, width: int) -> list[Said]:
        """Break what is said into lines; a label stands before the first of each."""
        if self.fault is None:
            return []
        room = max(width - LABEL - 3, 8)
        found: list[Said] = []
        for label, text, role in _said(self.fault):
            broken = cells.wrap(safe(text), room)
            labels = [label, *("" for _line in broken[1:])]
            found += [
                (mark, part, role) for mark, part in zip(labels, broken, strict=True)
            ]
        return found


def _said(fault: FaultRow) -> list[Said]:
    """Return all there is to say about a fault; what is empty is left out."""
    number = "  ".join(
        part
        for part in (
            words.share(fault),
            words.cases(fault),
            words.interval(fault),
        )
        if part
    )
    where = "  ".join(part for part in (fault.table, fault.source) if part)
    days = span(fault.first, fault.last)
    details = fault.details[:MOST_DETAILS]
    said: list[Said] = [
        (_("finding"), fault.text, "text"),
        (_("fix"), fault.fix, "text"),
        (_("share") if fault.share is not None else _("cases"), number, "text"),
        (_("judged"), words.thresholds(fault), "dim"),
        ("", _unproven(fault), "dim"),
        (_("where"), where, "dim"),
        (_("days"), "" if days == formats.MISSING else days, "dim"),
        *(
            (_("detail") if not at else "", one, "dim")
            for at, one in enumerate(details)
        ),
    ]
    if len(fault.details) > MOST_DETAILS:
        more = _("and {count} more").format(count=len(fault.details) - MOST_DETAILS)
        said.append(("", more, "dim"))
    return [one for one in said if one[1]]


def _unproven(fault: FaultRow) -> str:
    if not fault.hollow:
        return ""
    return _("the share is beyond the graver threshold; so few rows do not prove it")


class FaultFiles(Rows):
    """The files behind a fault; each leads to what was read of it."""

    HEAD_LINES = 2

    fault: reactive[FaultRow | None] = reactive(None)
    files: reactive[SourcesSnapshot] = reactive(NO_SOURCES)

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self.paths: tuple[str, ...] = ()
        self._known: dict[str, SourceRow] = {}

    def watch_fault(self) -> None:
        """Take the files of another fault in."""
        self.paths = self._concerned()
        self.renew()

    def watch_files(self) -> None:
        """Take in what was read of them."""
        self._known = {row.path: row for row in self.files.rows}
        self.watch_fault()

    def _concerned(self) -> tuple[str, ...]:
        """Return the files concerned; without any those that feed the table."""
        fault = self.fault
        if fault is None:
            return ()
        if fault.files:
            return fault.files
        rows = self.files.rows
        return tuple(
            row.path for row in rows if fault.table and row.table == fault.table
        )

    def count(self) -> int:
        """Return how many files there are."""
        return len(self.paths)

    def key_of(self, index: int) -> str:
        """Return the path."""
        return self.paths[index]

    def table(self) -> Table:
        """Return the files as plain cells."""
        found = []
        for path in self.paths:
            row = self._known.get(path)
            known = (row.rows, row.rejected, row.state) if row else (None, None, None)
            found.append((path, *known))
        return Table(("path", "rows", "rejected", "state"), tuple(found))

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Say whether these are the files concerned, then name the columns."""
        dim = ink("dim")
        if y:
            heads = ("", _("file"), _("rows"), _("rejected"), _("state"))
            parts = self._fit(width - 1, heads, (dim,) * 5)
            return [piece(" ", dim), *columns(parts, gap=2, fill=dim)], []
        is_named = self.fault is not None and bool(self.fault.files)
        said = _("files concerned") if is_named else _("files of the table")
        mark = glyphs.focus_bar() if self.has_focus else " "
        text = f"{mark}{said}  {formats.count(self.count())}"
        return [piece(text, ink("text", "bg", "bold"))], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one file, also one that is not there any more."""
        path = self.paths[index]
        row, dim, text = self._known.get(path), ink("dim", on), ink("text", on)
        if row is None:
            shown = ("", safe(path), formats.MISSING, formats.MISSING, formats.MISSING)
            return columns(self._fit(width, shown, (dim,) * 5), gap=2, fill=dim)
        sign = glyphs.SOURCES[row.state]
        shown = (
            sign.mark, safe(path), formats.count(row.rows),
            formats.count(row.rejected), sign.word.text(),
        )  # fmt: skip
        rejected = text if row.rejected else dim
        styles = (ink(ROLES[row.state], on), text, text, rejected, dim)
        return columns(self._fit(width, shown, styles), gap=2, fill=dim)

    @staticmethod
    def _fit(
        width: int, texts: tuple[str, ...], styles: tuple[Style, ...]
    ) -> list[tuple[str, int, Style]]:
        sizes = [1, 0, -10, -8, 8]
        sizes[1] = max(width - sum(map(abs, sizes)) - 2 * 4, 8)
        return [
            (cells.tail(text, size) if at == 1 else text, size, style)
            for at, (text, size, style) in enumerate(
                zip(texts, sizes, styles, strict=True)
            )
        ]
