"""Every table, and by what its rows can be told apart."""

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.faults import GRAINS, Cover, CoverageRow, CoverState, GrainName
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.data_rows import FaultsRows, day, span
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece

GRAIN_NAMES: Final[dict[GrainName, Note]] = {
    "date": note("date"),
    "hour": note("hour"),
    "channel": note("channel"),
    "campaign": note("campaign"),
    "creative": note("creative"),
    "user": note("user"),
}
ROLES: Final[dict[CoverState, str]] = {
    "full": "dim", "partly": "text", "none": "text", "never": "faint",
}  # fmt: skip
GRAIN: Final = 9
NAME: Final = 20
ROWS: Final = 11
DAYS: Final = 22


class CoverageTable(FaultsRows):
    """Draws a table a line and a grain a column; missing tables come last."""

    GROWS = True
    ORDERS = {
        "": note("as they come"),
        "rows": note("rows"),
        "table": note("table"),
    }

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._tables: list[CoverageRow] = []

    def take_rows(self) -> None:
        """Take the tables in."""
        rows = [
            row for row in self.snapshot.coverage if self.has(row.table, *row.sources)
        ]
        if self.order == "rows":
            rows.sort(key=lambda row: -row.rows)
        elif self.order == "table":
            rows.sort(key=lambda row: row.table)
        self._tables = rows

    @property
    def current(self) -> CoverageRow | None:
        """Return the table under the cursor."""
        return self._tables[self.cursor] if self.cursor < self.count() else None

    def count(self) -> int:
        """Return how many tables there are."""
        return len(self._tables)

    def key_of(self, index: int) -> str:
        """Return the table."""
        return self._tables[index].table

    def table(self) -> Table:
        """Return the shares as plain cells, a column a grain."""
        return Table(
            ("table", "rows", "first", "last", *GRAINS),
            tuple(
                (
                    row.table, row.rows, row.first, row.last,
                    *(_of(row, grain).share for grain in GRAINS),
                )
                for row in self._tables
            ),
        )  # fmt: skip

    # What is drawn.

    def called(self) -> str:
        """Return the name of the table."""
        return _("Coverage")

    def facts(self) -> tuple[str, ...]:
        """Count the tables that are there."""
        rows = self.snapshot.coverage
        have = sum(row.rows > 0 for row in rows)
        said = _("{have} of {all} tables have rows")
        return (said.format(have=have, all=len(rows)),)

    def nothing(self) -> str:
        """Say that there is no table."""
        return _("no table has rows")

    def heads(self, width: int) -> list[Segment]:
        """Name the columns."""
        dim = ink("dim")
        names = [GRAIN_NAMES[grain].text() for grain in GRAINS]
        shown = (_("table"), _("rows"), *names, _("days"))
        return columns(_fit(width, shown, (dim,) * len(shown)), gap=1, fill=dim)

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one table; one without rows is dim."""
        row = self._tables[index]
        dim = ink("dim", on)
        text = ink("text", on) if row.rows else dim
        covers = [_of(row, grain) for grain in GRAINS]
        shown = (
            safe(row.table), formats.count(row.rows) if row.rows else formats.MISSING,
            *(_cover(row, cover) for cover in covers), span(row.first, row.last),
        )  # fmt: skip
        styles = (
            text, text, *(ink(_role(row, cover), on) for cover in covers), dim,
        )  # fmt: skip
        return columns(_fit(width, shown, styles), gap=1, fill=dim)


def _of(row: CoverageRow, grain: GrainName) -> Cover:
    found = (cover for cover in row.covers if cover.grain == grain)
    return next(found, Cover(grain, "never"))


def _role(row: CoverageRow, cover: Cover) -> str:
    return ROLES[cover.state] if row.rows else "faint"


def _cover(row: CoverageRow, cover: Cover) -> str:
    """Write a cell: all, a share, none; ``-`` where a table has no such grain."""
    if cover.state == "never":
        return formats.MISSING
    if not row.rows:
        return glyphs.gap_mark()
    if cover.state == "full":
        return f"{glyphs.STATES['green'].mark} {_('full')}"
    if cover.state == "none":
        return f"{glyphs.STATES['blind'].mark} {_('none')}"
    return f"{glyphs.STATES['unproven'].mark} {formats.rate(cover.share)}"


def _fit(
    width: int, texts: tuple[str, ...], styles: tuple[Style, ...]
) -> list[tuple[str, int, Style]]:
    """Give each column its width; the days go first, then the rows."""
    grains = len(GRAINS)
    sizes = [NAME, -ROWS, *(GRAIN,) * grains, DAYS]
    left = width - sum(map(abs, sizes)) - len(sizes) + 1
    if left < 0:
        sizes[-1] = 0
        left += DAYS + 1
    if left < 0:
        sizes[1] = 0
        left += ROWS + 1
    if left < 0:
        sizes[0] = max(NAME + left, 10)
        spare = width - sizes[0] - grains
        sizes[2 : 2 + grains] = [max(min(GRAIN, spare // grains), 5)] * grains
    return [
        (text, size, style)
        for text, size, style in zip(texts, sizes, styles, strict=True)
        if size
    ]


class CoverNote(Widget):
    """Says of one table what its rows can be cut by, since when, and who feeds it."""

    DEFAULT_CSS = "CoverNote { height: 2; }"

    row: reactive[CoverageRow | None] = reactive(None)

    def render_line(self, y: int) -> Strip:
        """Draw one of the two lines."""
        width, row = self.size.width, self.row
        text = ""
        if row is not None and y < 2:
            text = self._grains(row) if y == 0 else self._sources(row)
        shown = cells.cut(text, max(width - 2, 1))
        return line(width, [piece(f" {shown}", ink("dim"))], fill=ink("dim"))

    @staticmethod
    def _grains(row: CoverageRow) -> str:
        name = safe(row.table)
        if not row.rows:
            return _("{table}: no file feeds it").format(table=name)
        partly = [
            _("{grain} since {day} ({share})").format(
                grain=GRAIN_NAMES[cover.grain].text(),
                day=day(cover.since),
                share=formats.rate(cover.share),
            )
            for cover in row.covers
            if cover.state == "partly"
        ]
        none = [
            GRAIN_NAMES[cover.grain].text()
            for cover in row.covers
            if cover.state == "none"
        ]
        said = partly + (
            [_("never: {grains}").format(grains=", ".join(none))] * bool(none)
        )
        known = "  ".join(said) or _("every row has every grain that it could have")
        return f"{name}: {known}"

    @staticmethod
    def _sources(row: CoverageRow) -> str:
        days = span(row.first, row.last)
        names = safe("  ".join(row.sources))
        rows = formats.count(row.rows)
        if not row.rows:
            return ""
        return _("{rows} rows, {days}, from {sources}").format(
            rows=rows, days=days, sources=names or formats.MISSING
        )
