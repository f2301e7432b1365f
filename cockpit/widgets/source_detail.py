"""One file in detail: its numbers, its columns, its messages."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive, var
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.sources import SourceRow
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.data_panel import ROLES
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.rows import Rows

PARTS: Final[dict[str, Note]] = {
    "columns": note("Columns"),
    "rejected": note("Rejected rows"),
    "messages": note("Messages"),
}
EVIDENCE: Final[dict[str, Note]] = {
    "config": note("configured"),
    "alias": note("known alias"),
    "name": note("same name"),
    "parts": note("parts of the name"),
    "constant": note("constant"),
    "derived": note("derived"),
    "platform": note("the platform"),
    "stand_in": note("for want of its own"),
    "number": note("the order number"),
}


class SourceHead(Widget):
    """Names a file, its numbers and the parts of its detail."""

    DEFAULT_CSS = "SourceHead { height: 4; }"

    source: reactive[SourceRow | None] = reactive(None)
    part: reactive[str] = reactive("columns")

    def render_line(self, y: int) -> Strip:
        """Draw one of the lines."""
        width, source = self.size.width, self.source
        if source is None or y > 3:
            return line(width, (), fill=ink("dim"))
        if y == 3:
            return line(width, self._tabs(), fill=ink("dim"))
        if y == 0:
            sign = glyphs.SOURCES[source.state]
            path = cells.cut(safe(source.path), max(width - 30, 10))
            state = f"  {sign.mark} {sign.word.text()}"
            table = f"  {source.table}" if source.table else ""
            return line(
                width,
                [
                    piece(f" {path}", ink("text", "bg", "bold")),
                    piece(table, ink("dim")),
                    piece(state, ink(ROLES[source.state])),
                ],
                fill=ink("dim"),
            )
        text = _numbers(source) if y == 1 else safe(source.message)
        shown = piece(f" {cells.cut(text, width - 2)}", ink("dim"))
        return line(width, [shown], fill=ink("dim"))

    def _tabs(self) -> list[Segment]:
        pieces = [piece(" ", ink("dim"))]
        for part, label in PARTS.items():
            is_active = part == self.part
            style = ink("accent", "bg", "bold underline") if is_active else ink("dim")
            pieces += [piece(label.text(), style), piece("   ", ink("dim"))]
        return pieces


def _numbers(source: SourceRow) -> str:
    parts = [
        _("{rows} rows kept").format(rows=formats.count(source.rows)),
        _("{rows} rejected").format(rows=formats.count(source.rejected)),
    ]
    if source.repeats:
        parts.append(_("{rows} repeats").format(rows=formats.count(source.repeats)))
    if source.replaced:
        parts.append(_("{rows} replaced").format(rows=formats.count(source.replaced)))
    if source.first and source.last:
        parts.append(formats.interval(source.first, source.last))
    parts.append(safe(source.encoding))
    if source.unverified:
        parts.append(_("not verified yet"))
    return "  ".join(parts)


class ColumnTable(Rows):
    """What each column of the file was taken for, and why."""

    source: var[SourceRow | None] = var(None)

    def watch_source(self) -> None:
        """Take the columns in."""
        self.renew()

    def count(self) -> int:
        """Return how many columns the file has."""
        return len(self.source.columns) if self.source else 0

    def table(self) -> Table:
        """Return the mapping as plain cells."""
        uses = self.source.columns if self.source else ()
        return Table(
            ("column", "canonical", "by", "note"),
            tuple((use.column, use.canonical, use.by, use.note) for use in uses),
        )

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Name the columns."""
        heads = (_("in the file"), _("taken for"), _("because"), _("note"))
        return self._line(heads, width + y, "bg", "dim"), []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one column of the file."""
        assert self.source is not None
        use = self.source.columns[index]
        evidence = EVIDENCE.get(use.by)
        because = evidence.text() if evidence else safe(use.by)
        texts = (safe(use.column), use.canonical or _("not used"), because)
        role = "text" if use.canonical else "dim"
        return self._line((*texts, safe(use.note)), width + 1, on, role)[1:]

    @staticmethod
    def _line(texts: tuple[str, ...], width: int, on: str, role: str) -> list[Segment]:
        sizes = (max(width // 4, 8), max(width // 5, 8), max(width // 6, 8), width // 3)
        parts = [
            (text, size, ink(role if at < 2 else "dim", on))
            for at, (text, size) in enumerate(zip(texts, sizes, strict=True))
        ]
        dim = ink("dim", on)
        return [piece(" ", dim), *columns(parts, gap=2, fill=dim)]


class MessageTable(Rows):
    """What there is to say about a file, one sentence a row."""

    source: var[SourceRow | None] = var(None)

    def watch_source(self) -> None:
        """Take the sentences in."""
        self.renew()

    def count(self) -> int:
        """Return how many sentences there are."""
        return len(self._sentences())

    def table(self) -> Table:
        """Return the sentences as plain cells."""
        return Table(("message",), tuple((text,) for text in self._sentences()))

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Say so if there is nothing to say."""
        text = "" if self._sentences() else _("nothing to say about this file")
        return [piece(f" {cells.cut(text, width - y - 1)}", ink("dim"))], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one sentence."""
        text = safe(self._sentences()[index])
        return [piece(cells.cut(text, width), ink("text", on))]

    def _sentences(self) -> tuple[str, ...]:
        if self.source is None:
            return ()
        single = (self.source.message,) if self.source.message else ()
        return self.source.messages or single
