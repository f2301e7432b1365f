"""What cannot be answered yet, and what it takes; gauges that lack their cost."""

from typing import Final

from rich.segment import Segment
from rich.style import Style

from cockpit.snapshot.faults import GaugeRow, QuestionRow
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, glyphs
from cockpit.text.i18n import _
from cockpit.text.notes import note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.data_rows import FaultsRows
from cockpit.widgets.header import TABS
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece

SIGNS: Final = {"answered": "green", "partly": "unproven", "unanswered": "blind"}
PAIRS: Final = {"paired": "green", "blank": "unproven", "none": "blind"}
WIDE: Final = 115
INDENT: Final = 4


class QuestionTable(FaultsRows):
    """Draws questions, those without an answer first, and what would answer them."""

    ROW_LINES = 2
    ORDERS = {
        "": note("what is missing"),
        "screen": note("screen"),
        "unlock": note("what to bring"),
    }

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._questions: list[QuestionRow] = []

    def take_rows(self) -> None:
        """Take the questions in."""
        rows = [row for row in self.snapshot.questions if self._is_meant(row)]
        if self.order == "screen":
            rows.sort(key=lambda row: row.screen)
        elif self.order == "unlock":
            rows.sort(key=lambda row: (not row.unlock, row.unlock))
        self._questions = rows

    def _is_meant(self, row: QuestionRow) -> bool:
        return self.has(row.question.zh, row.question.en, row.text, *row.missing)

    @property
    def current(self) -> QuestionRow | None:
        """Return the question under the cursor."""
        return self._questions[self.cursor] if self.cursor < self.count() else None

    def count(self) -> int:
        """Return how many there are."""
        return len(self._questions)

    def key_of(self, index: int) -> str:
        """Return the id of the question."""
        return self._questions[index].id

    def table(self) -> Table:
        """Return the questions as plain cells."""
        return Table(
            ("question", "state", "screen", "unlock", "missing", "text"),
            tuple(
                (
                    name(row.question), row.state, row.screen, row.unlock,
                    " ".join(row.missing), row.text,
                )
                for row in self._questions
            ),
        )  # fmt: skip

    # What is drawn.

    def called(self) -> str:
        """Return the name of the table."""
        return _("Questions")

    def facts(self) -> tuple[str, ...]:
        """Count those that are answered, partly answered, and not."""
        rows = self.snapshot.questions
        known = {
            state: sum(row.state == state for row in rows)
            for state in ("answered", "partly", "unanswered")
        }
        said = _("{answered} answered  {partly} partly  {unanswered} not yet")
        return (said.format(**known),)

    def nothing(self) -> str:
        """Say that there is no question."""
        return _("no question is asked")

    def heads(self, width: int) -> list[Segment]:
        """Name the columns."""
        dim = ink("dim")
        names = ("", _("question"), _("bring first"), _("screen"))
        return columns(self._fit(width, names, (dim,) * 4), gap=2, fill=dim)

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw the question, and the one thing to bring first."""
        row = self._questions[index]
        dim = ink("dim", on)
        is_open = row.state != "answered"
        mark = glyphs.STATES[SIGNS[row.state]].mark
        shown = (mark, safe(name(row.question)), safe(row.unlock), screen(row.screen))
        text = ink("text", on) if is_open else dim
        styles = (ink("unknown", on) if is_open else dim, text, text, dim)
        return columns(self._fit(width, shown, styles), gap=2, fill=dim)

    def more(self, index: int, part: int, width: int, on: str) -> list[Segment]:
        """Draw what it takes to answer it."""
        row = self._questions[index]
        said = safe(row.text) if row.text else _("can be answered: Enter")
        text = cells.cut(said, max(width - INDENT * part, 8))
        return [piece(" " * (INDENT - 1), ink("dim", on)), piece(text, ink("dim", on))]

    @staticmethod
    def _fit(
        width: int, texts: tuple[str, ...], styles: tuple[Style, ...]
    ) -> list[tuple[str, int, Style]]:
        """Give each column its width; the screen goes first."""
        sizes = [1, 0, 20, 14 if width >= WIDE else 0]
        used = sum(sizes) + 2 * (sum(map(bool, sizes)))
        sizes[1] = max(width - used, 8)
        return [
            (text, size, style)
            for text, size, style in zip(texts, sizes, styles, strict=True)
            if size
        ]


class GaugeTable(FaultsRows):
    """Draws gauges of a volume, and the cost or value that belongs beside each."""

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._gauges: list[GaugeRow] = []

    def take_rows(self) -> None:
        """Take the gauges in, those that lack their pair first."""
        rows = [row for row in self.snapshot.gauges if self._is_meant(row)]
        self._gauges = sorted(rows, key=lambda row: row.state == "paired")

    def _is_meant(self, row: GaugeRow) -> bool:
        return self.has(row.metric, row.pair, row.name.zh, row.name.en, row.text)

    def count(self) -> int:
        """Return how many gauges there are."""
        return len(self._gauges)

    def key_of(self, index: int) -> str:
        """Return the metric."""
        return self._gauges[index].metric

    def table(self) -> Table:
        """Return the gauges as plain cells."""
        return Table(
            ("metric", "name", "pair", "pair_name", "state", "text"),
            tuple(
                (
                    row.metric, name(row.name), row.pair, name(row.pair_name),
                    row.state, row.text,
                )
                for row in self._gauges
            ),
        )  # fmt: skip

    # What is drawn.

    def called(self) -> str:
        """Return the name of the table."""
        return _("Speed and fuel")

    def facts(self) -> tuple[str, ...]:
        """Count the gauges that lack their pair."""
        rows = self.snapshot.gauges
        lacking = sum(row.state != "paired" for row in rows)
        said = _("{lacking} of {all} gauges show a speed without its cost")
        return (said.format(lacking=lacking, all=len(rows)),)

    def nothing(self) -> str:
        """Say that there is no gauge."""
        return _("no gauge shows a volume")

    def heads(self, width: int) -> list[Segment]:
        """Name the columns."""
        dim = ink("dim")
        names = ("", _("speed"), _("fuel"), _("missing"))
        return columns(self._fit(width, names, (dim,) * 4), gap=2, fill=dim)

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one gauge."""
        row = self._gauges[index]
        dim, is_paired = ink("dim", on), row.state == "paired"
        mark = glyphs.STATES[PAIRS[row.state]].mark
        pair = safe(short(row.pair_name)) if row.pair else _("none known")
        shown = (mark, safe(name(row.name)), pair, safe(row.text))
        text = dim if is_paired else ink("text", on)
        styles = (dim if is_paired else ink("unknown", on), text, text, dim)
        return columns(self._fit(width, shown, styles), gap=2, fill=dim)

    @staticmethod
    def _fit(
        width: int, texts: tuple[str, ...], styles: tuple[Style, ...]
    ) -> list[tuple[str, int, Style]]:
        sizes = (1, max(width // 4, 12), 14, max(width - width // 4 - 21, 8))
        return list(zip(texts, sizes, styles, strict=True))


def screen(known: str) -> str:
    """Return the name of a screen with its key; its id where there is none yet."""
    found = (f"{key} {label.text()}" for key, tab, label in TABS if tab == known)
    return next(found, safe(known))
