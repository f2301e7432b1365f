"""What each model is, what it rests on, and why it is to be doubted or says nothing."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive

from cockpit.snapshot.attribution import AttributionSnapshot, ModelCard
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats, glyphs
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.attribution import ranks
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece
from cockpit.widgets.users.panel import NO_HOW, StudyRows, Told

EMPTY: Final = AttributionSnapshot()
NAME_CELLS: Final = 24
FIGURES: Final[dict[str, Note]] = {
    "p_conversion": note("P(conversion)"),
    "states": note("states"),
    "order": note("memory"),
    "auc": note("AUC"),
    "half_life_days": note("half-life in days"),
    "players": note("channels"),
    "coalitions": note("coalitions"),
    "penalty": note("penalty"),
    "intercept": note("intercept"),
}
"""What figures are called; others stand under their own name."""


class CreditCards(StudyRows):
    """Draws the cards of an :class:`AttributionSnapshot`; Enter takes a model."""

    KIND = AttributionSnapshot
    HEAD_LINES = 1
    ROW_LINES = 2

    model: reactive[str] = reactive("last")
    """The one that is chosen."""
    days: reactive[str] = reactive("")
    """Which days are meant, where nothing else on the screen says it."""

    @property
    def snapshot(self) -> AttributionSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, AttributionSnapshot) else EMPTY

    @property
    def shown(self) -> list[ModelCard]:
        """Return the cards in the order of the models; those that refuse last."""
        order = {model: at for at, model in enumerate(ranks.ORDER)}
        cards = self.snapshot.cards
        return sorted(cards, key=lambda card: (bool(card.refused), order[card.model]))

    @property
    def current(self) -> ModelCard | None:
        """Return the card under the cursor."""
        cards = self.shown
        return cards[self.cursor] if self.cursor < len(cards) else None

    def count(self) -> int:
        """Return how many there are."""
        return len(self.snapshot.cards)

    def key_of(self, index: int) -> str:
        """Return the model."""
        return self.shown[index].model

    def table(self) -> Table:
        """Return the cards as plain cells."""
        rows = [
            (card.model, name(card.rule), card.n, card.warning, card.refused)
            for card in self.shown
        ]
        return Table(("model", "rule", "n", "warning", "refused"), tuple(rows))

    def told(self) -> Told | None:
        """Explain how the model credits."""
        card = self.current
        if card is None:
            return None
        how = self.snapshot.how.get(card.model) or self.snapshot.how.get("conversions")
        value = safe(name(card.rule))
        return Told(safe(name(card.name)), value, formats.count(card.n), how or NO_HOW)

    def renew(self) -> None:
        """Take new cards in, and as much room as they need."""
        self.styles.height = self.head_lines + max(self.count(), 1) * self.ROW_LINES
        super().renew()

    # What is drawn.

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Say what the cards are."""
        del y
        title = _("Models")
        room = max(width - cells.width(title) - 4, 0)
        said = cells.joined(
            room,
            self.days,
            _("Enter or m: credit by this one"),
            _("a model that lacks data refuses"),
        )
        left = [
            piece(f" {title}", ink("text", "bg", "bold")),
            piece(f"  {said}", ink("dim")),
        ]
        return left, []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw the name of a model, whether it is learned, and its rule."""
        card = self.shown[index]
        is_chosen = card.model == self.model
        role = "dim" if card.refused else "text"
        mark = glyphs.STEPS["doing"].mark if is_chosen else ""
        wide = width >= 100
        named = name(card.name) if wide else short(card.name)
        kind = _("learned") if card.is_data_driven else _("convention")
        size = NAME_CELLS if wide else 14
        texts = [
            (cells.cut(mark, 2), 2, ink("accent", on, "bold")),
            (safe(named), size, ink(role, on, "bold" * is_chosen)),
            (kind, 11, ink("dim", on)),
        ]
        pieces = columns(texts, gap=1, fill=ink("dim", on))
        used = sum(part.cell_length for part in pieces)
        n = f"n {formats.count(card.n)}" if card.n else ""
        room = max(width - used - cells.width(n) - 5, 0)
        rule = cells.left(safe(name(card.rule)), room)
        return [*pieces, piece(f" {rule}  {n} ", ink("dim", on))]

    def more(self, index: int, part: int, width: int, on: str) -> list[Segment]:
        """Draw why it refuses, what to doubt, or what it fitted."""
        del part
        card = self.shown[index]
        lead = 2 + 1 + (NAME_CELLS if width >= 100 else 14) + 2
        if card.refused:
            mark, role, said = STATES["unproven"].mark, "text", safe(card.refused)
        elif card.warning:
            mark, role, said = STATES["unknown"].mark, "text", safe(card.warning)
        else:
            mark, role, said = " ", "dim", ""
        room = max(width - lead - 3, 0)
        figures = [_figure(key, value) for key, value in card.figures.items()]
        parts = [said, *figures, *self._credits(card.model)]
        text = cells.joined(room, cells.cut(said, room), *parts[1:])
        if not said:
            return [piece(" " * lead + text, ink("dim", on))]
        return [
            piece(" " * (lead - 2), ink("dim", on)),
            piece(f"{mark} ", ink("unknown", on)),
            piece(text, ink(role, on)),
        ]

    def _credits(self, model: str) -> list[str]:
        """Return what the model credits to each channel, the most first."""
        rows = [row for row in self.snapshot.rows if row.model == model]
        rows.sort(key=lambda row: -row.share)
        return [
            f"{safe(short(row.name) or row.channel)} {row.share * 100:.1f}%"
            for row in rows
        ]


def _figure(key: str, value: float | str) -> str:
    called = FIGURES[key].text() if key in FIGURES else safe(key)
    if isinstance(value, float):
        return f"{called} {value:.4g}"
    return f"{called} {safe(str(value))}"
