"""Every fault: how grave, how much, what would help."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style

from cockpit.snapshot.faults import FaultRow
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.notes import note
from cockpit.text.safe import safe
from cockpit.text.tables import Cell, Table
from cockpit.widgets import data_fault_words as words
from cockpit.widgets.data_rows import FaultsRows, span
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece
from cockpit.widgets.users.panel import Told

SIGN: Final = 8
WIDE: Final = 112
CODE: Final = 5
INDENT: Final = SIGN + CODE + 4
FIELDS: Final = (
    "severity", "code", "source", "share", "n", "of", "text", "fix", "first", "last",
    "table",
)  # fmt: skip


class Unchecked(NamedTuple):
    """A code that could not be looked for, and what is missing."""

    code: str
    reason: str


class FaultTable(FaultsRows):
    """Draws the faults, two lines each; below them what could not be looked for."""

    ROW_LINES = 2
    ORDERS = {
        "": note("gravity"),
        "code": note("code"),
        "share": note("share"),
        "n": note("cases"),
        "source": note("source"),
    }

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._faults: list[FaultRow | Unchecked] = []

    def take_rows(self) -> None:
        """Keep what contains the needle; what was not looked for comes last."""
        found = [row for row in self.snapshot.rows if self._is_meant(row)]
        match self.order:
            case "code":
                found.sort(key=lambda row: row.code)
            case "share":
                found.sort(key=lambda row: -(row.share or 0.0))
            case "n":
                found.sort(key=lambda row: -row.n)
            case "source":
                found.sort(key=lambda row: row.source)
        blind = (Unchecked(*one) for one in self.snapshot.unchecked.items())
        self._faults = [*found, *(one for one in blind if self.has(*one))]

    def _is_meant(self, row: FaultRow) -> bool:
        known = (row.name.zh, row.name.en, row.text, row.table, row.source, *row.files)
        return self.has(row.code, *known)

    @property
    def current(self) -> FaultRow | None:
        """Return the fault under the cursor; None on what was not looked for."""
        row = self._faults[self.cursor] if self.cursor < self.count() else None
        return row if isinstance(row, FaultRow) else None

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self._faults)

    def key_of(self, index: int) -> str:
        """Return the code, and the sources where it was found."""
        row = self._faults[index]
        return f"{row.code}\0{row.source}" if isinstance(row, FaultRow) else row.code

    def table(self) -> Table:
        """Return the rows as plain cells."""
        return Table(FIELDS, tuple(tuple(_cells(row)) for row in self._faults))

    def told(self) -> Told | None:
        """Return the share, and of how many."""
        row = self.current
        if row is None:
            return None
        value = words.share(row) or formats.count(row.n)
        return Told(f"{safe(row.code)} {words.called(row)}", value, words.cases(row))

    # What is drawn.

    def called(self) -> str:
        """Return the name of the table."""
        return _("Faults")

    def facts(self) -> tuple[str, ...]:
        """Count them by severity, and what was looked for beside."""
        known = words.counts(self.snapshot)
        said = _("{red} red  {yellow} yellow  {notes} notes")
        facts = [
            said.format(red=known["red"], yellow=known["yellow"], notes=known["note"]),
            _("{count} looked for and not found").format(
                count=len(self.snapshot.passed)
            ),
        ]
        if self.snapshot.unchecked:
            blind = _("{count} could not be looked for")
            facts.append(blind.format(count=len(self.snapshot.unchecked)))
        return tuple(facts)

    def nothing(self) -> str:
        """Say that all is well."""
        return _("no fault was found")

    def heads(self, width: int) -> list[Segment]:
        """Name the columns."""
        dim = ink("dim")
        names = (
            "", _("code"), _("fault"), _("share"), _("cases"), _("table"), _("days")
        )  # fmt: skip
        styles: tuple[Style, ...] = (dim,) * len(names)
        return columns(self._fit(width, names, styles), gap=2, fill=dim)

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw how grave it is, its code, its name and how much."""
        row = self._faults[index]
        dim, text = ink("dim", on), ink("text", on)
        if isinstance(row, Unchecked):
            lacking = _("not looked for: data are missing")
            shown = (glyphs.STATES["unproven"].mark, row.code, lacking, "", "", "", "")
            return columns(self._fit(width, shown, (dim,) * 7), gap=2, fill=dim)
        sign, role = words.sign(row)
        known = (
            f"{sign.mark} {sign.word.text()}", safe(row.code), words.called(row),
            words.share(row), words.cases(row), safe(row.table) or formats.MISSING,
            span(row.first, row.last),
        )  # fmt: skip
        is_sorted = self.order == "share"
        number = ink("text", on, "bold") if is_sorted else text
        styles = (ink(role, on), text, text, number, text, dim, dim)
        return columns(self._fit(width, known, styles), gap=2, fill=dim)

    def more(self, index: int, part: int, width: int, on: str) -> list[Segment]:
        """Draw what would help."""
        row = self._faults[index]
        is_blind = isinstance(row, Unchecked)
        said = row.reason if isinstance(row, Unchecked) else row.fix
        lead = "" if is_blind else f"{_('fix')}: "
        text = cells.cut(f"{lead}{safe(said)}", max(width - INDENT * part, 8))
        return [piece(" " * INDENT, ink("dim", on)), piece(text, ink("dim", on))]

    @staticmethod
    def _fit(
        width: int, texts: tuple[str, ...], styles: tuple[Style, ...]
    ) -> list[tuple[str, int, Style]]:
        """Give each column its width; table and days go first."""
        sizes = {0: SIGN, 1: CODE, 3: -6, 4: -13}
        if width >= 100:
            sizes |= {4: -17, 5: 12, 6: 22 if width >= WIDE else 12}
        used = sum(abs(size) for size in sizes.values()) + 2 * len(sizes)
        sizes[2] = max(width - used, 8)
        return [
            (text, sizes[at], style)
            for at, (text, style) in enumerate(zip(texts, styles, strict=True))
            if at in sizes
        ]


def _cells(row: FaultRow | Unchecked) -> Iterator[Cell]:
    """Return the fields of a row; of what was not looked for the reason is the text."""
    known = {"code": row.code}
    if isinstance(row, Unchecked):
        known["text"] = row.reason
    for field in FIELDS:
        yield known.get(field) if isinstance(row, Unchecked) else getattr(row, field)
