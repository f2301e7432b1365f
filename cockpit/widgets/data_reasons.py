"""Why rows are in quarantine: reasons by how many rows they hold back."""

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive

from cockpit.snapshot.quarantine import NO_REJECTED, Only, RejectedPage, RejectedReason
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece
from cockpit.widgets.rows import Rows

WIDE: Final = 78
Shown = tuple[str, str, str, int, int]


class ReasonTable(Rows):
    """Draws a reason a row, the most rows first; above them all reasons together."""

    HEAD_LINES = 2

    page: reactive[RejectedPage] = reactive(NO_REJECTED)
    only: reactive[Only] = reactive(Only())
    """What the rows below are narrowed to."""

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._reasons: tuple[RejectedReason, ...] = ()

    def watch_page(self, page: RejectedPage) -> None:
        """Take the reasons in; a page of one file says nothing about the others."""
        if not page.path and page.only.needle == self.only.needle:
            self._reasons = page.reasons
            self.styles.height = self.head_lines + max(self.count(), 1)
            self.renew()

    def count(self) -> int:
        """Return how many rows there are: all reasons together are one."""
        return len(self._reasons) + 1 if self._reasons else 0

    def key_of(self, index: int) -> str:
        """Return code and column; empty for all reasons together."""
        if index == 0:
            return ""
        reason = self._reasons[index - 1]
        return f"{reason.code}\0{reason.column}"

    def narrowed(self, key: str) -> Only:
        """Return what a row narrows to; the files stay as they are chosen."""
        code, _mark, column = key.partition("\0")
        return Only(code, column, self.only.needle)

    def table(self) -> Table:
        """Return the reasons as plain cells."""
        return Table(
            ("code", "column", "expected", "rows", "files"),
            tuple(
                (one.code, one.column, one.expected, one.rows, one.files)
                for one in self._reasons
            ),
        )

    # What is drawn.

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Say how many rows wait, then name the columns."""
        dim = ink("dim")
        if y:
            if not self._reasons:
                sign = glyphs.STATES["green"].mark
                text = f" {sign} {_('no row was rejected')}"
                return [piece(text, dim)], []
            names = (_("expected"), _("code"), _("column"), _("rows"), _("files"))
            parts = _fit(width - 1, names, (dim,) * 5)
            return [piece(" ", dim), *columns(parts, gap=2, fill=dim)], []
        mark = glyphs.focus_bar() if self.has_focus else " "
        rows = formats.count(sum(one.rows for one in self._reasons))
        facts = [
            _("{rows} rows for {count} reasons").format(
                rows=rows, count=len(self._reasons)
            ),
            _("personal cells are masked"),
        ]
        if self.only.needle:
            needle = safe(self.only.needle)
            facts.insert(1, _("filter: {text}").format(text=needle))
        title = f"{mark}{_('Quarantine')}"
        said = cells.joined(width - cells.width(title) - 3, *facts)
        return [
            piece(title, ink("text", "bg", "bold")),
            piece(f"  {said}", dim),
        ], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one reason; the one that is chosen is bold."""
        dim = ink("dim", on)
        expected, code, column, rows, files = self._shown(index)
        is_chosen = self.narrowed(self.key_of(index)) == self.only
        text = ink("text", on, "bold") if is_chosen else ink("text", on)
        shown = (
            safe(expected), safe(code), safe(column), formats.count(rows),
            formats.count(files) if files else "",
        )  # fmt: skip
        return columns(
            _fit(width, shown, (text, dim, text, text, dim)), gap=2, fill=dim
        )

    def _shown(self, index: int) -> Shown:
        if index == 0:
            total = sum(one.rows for one in self._reasons)
            return _("all reasons"), "", "", total, 0
        one = self._reasons[index - 1]
        return one.expected, one.code, one.column or _("whole row"), one.rows, one.files


def _fit(
    width: int, texts: tuple[str, ...], styles: tuple[Style, ...]
) -> list[tuple[str, int, Style]]:
    """Give each column its width; the code goes where there is little room."""
    sizes = [0, 16 if width >= WIDE else 0, max(width // 5, 8), -9, -6]
    used = sum(map(abs, sizes)) + 2 * (sum(map(bool, sizes)))
    sizes[0] = max(width - used, 8)
    return [
        (text, size, style)
        for text, size, style in zip(texts, sizes, styles, strict=True)
        if size
    ]
