"""One gauge, drawn line by line in the form that its size allows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit import keys
from cockpit.snapshot import words
from cockpit.snapshot.health import HealthRow, Tile
from cockpit.text import cells, formats, glyphs
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink, is_mono, muted, stroke
from cockpit.widgets.lines import line, piece

Parts = tuple[list[Segment], list[Segment]]
"""What stands at the left and at the right end of a line."""

LOUD: Final = frozenset(("red", "yellow", "watch"))
"""States whose change is written bold."""
FILLED: Final = frozenset(("red", "yellow"))
BIG_LINES: Final = 7
COURSE_CELLS: Final = 16
SHORT_COURSE_CELLS: Final = 9


class Gauge(Widget, can_focus=True):
    """Draws one :class:`~cockpit.snapshot.health.Tile`, loading while it is None."""

    DEFAULT_CSS = "Gauge { height: 3; }"
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("tile"))

    tile: reactive[Tile | None] = reactive(None)
    currency: reactive[str] = reactive("CNY")
    is_current: reactive[bool] = reactive(default=False)
    """Whether the rest of the screen is about this gauge."""

    @dataclass
    class Chosen(Message):
        """The operator wants to take this gauge apart."""

        gauge: "Gauge"

    @dataclass
    class Stepped(Message):
        """The operator walks on, so many gauges to the right and down."""

        gauge: "Gauge"
        across: int
        down: int

    def __init__(self) -> None:
        super().__init__()
        self._has_changed = False

    def watch_tile(self, old: Tile | None, new: Tile | None) -> None:
        """Remember for one refresh that the number has changed."""
        self._has_changed = (
            old is not None
            and new is not None
            and key(old) == key(new)
            and old.row.value != new.row.value
        )

    def action_choose(self) -> None:
        """Take the gauge apart."""
        if self.tile is not None:
            self.post_message(self.Chosen(self))

    def action_step(self, across: int, down: int) -> None:
        """Walk to a neighbour."""
        self.post_message(self.Stepped(self, across, down))

    def on_click(self, event: events.Click) -> None:
        """Take the gauge apart at the second click; the first one is the focus."""
        if event.chain > 1:
            self.action_choose()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        on = self._on
        bar = glyphs.focus_bar() if self.has_focus else " "
        margin = piece(bar + " ", ink("accent", on))
        height = self.size.height
        if self.tile is None:
            left, right = self._loading(y)
        elif height >= BIG_LINES:
            left, right = self._tall(self.tile, y)
        elif height > 2:
            left, right = self._short(self.tile, y)
        else:
            left, right = self._flat(self.tile, y)
        fill = ink("dim", on)
        return line(self.size.width, [margin, *left], right, fill=fill)

    @property
    def _on(self) -> str:
        return "raised" if self.has_focus else "panel"

    @property
    def _room(self) -> int:
        """Cells between the two at the left and the one at the right."""
        return self.size.width - 3

    def _dim(self) -> Style:
        return ink("dim", self._on)

    def _loading(self, y: int) -> Parts:
        if y == 0:
            return [piece(formats.MISSING, self._dim())], []
        if y == self.size.height - (2 if self.size.height >= BIG_LINES else 1):
            cells_shown = min(COURSE_CELLS, self._room)
            return [piece(glyphs.flat(cells_shown), ink("faint", self._on))], []
        return [], []

    def _tall(self, tile: Tile, y: int) -> Parts:
        """Draw 7 lines, or 8 with one for what belongs to the number."""
        lines: list[Callable[[], Parts]] = [
            lambda: self._head(tile),
            *(partial(self._digits, tile, row) for row in range(3)),
            lambda: (self._change(tile, self._room), []),
            lambda: ([piece(self._extra(tile), self._dim())], []),
            lambda: (self._course(tile, COURSE_CELLS), []),
            lambda: self._sample(tile),
        ]
        if self.size.height <= BIG_LINES:
            del lines[5]
        return lines[y]() if y < len(lines) else ([], [])

    def _short(self, tile: Tile, y: int) -> Parts:
        if y == 0:
            return self._head(tile, aside=words.pair(tile, self.currency))
        if y == 1:
            return self._number(tile), self._plain_change(tile)
        if y == 2:
            count, age = self._sample(tile)
            right = [*count, piece("  ", self._dim()), *age]
            room = self._room - sum(part.cell_length for part in right)
            return self._course(tile, min(SHORT_COURSE_CELLS, room)), right
        return [], []

    def _flat(self, tile: Tile, y: int) -> Parts:
        if y == 0:
            change = [piece(" ", self._dim()), *self._plain_change(tile)]
            return self._head(tile, right=chip(tile.row, self._on) or change)
        if y == 1:
            pair = words.pair(tile, self.currency)
            _count, age = self._sample(tile)
            aside = [piece(f"{pair}  " if pair else "", self._dim())]
            return self._number(tile), [*aside, *age]
        return [], []

    def _head(
        self, tile: Tile, aside: str = "", right: list[Segment] | None = None
    ) -> Parts:
        right = chip(tile.row, self._on) if right is None else right
        used = sum(part.cell_length for part in right)
        # A name never touches what is filled.
        room = self.size.width - 2 - max(used + _is_filled(tile.row), 1)
        style = self._dim()
        if self.has_focus:
            style = ink("text", "sel" if is_mono() else self._on, "bold")
        elif self.is_current:
            style = ink("text", self._on)
        text = words.tile_name(tile, room=room)
        if self._drops_entity(tile):
            text = words.tile_name(replace(tile, entity_name=None), room=room)
        spare = room - cells.width(text) - cells.width(aside) - 2
        if aside and spare >= 0:
            right = [piece(f"{aside} ", self._dim()), *right]
        return [piece(text, style)], right

    def _drops_entity(self, tile: Tile) -> bool:
        """Return whether the name beside a filled chip leaves no room for whose it is.

        It then stands beside the sample.
        """
        if tile.entity_name is None or self.size.height < BIG_LINES:
            return False
        used = sum(part.cell_length for part in chip(tile.row, self._on))
        room = self.size.width - 2 - used - _is_filled(tile.row)
        return cells.width(words.least_name(tile)) > room

    def _digits(self, tile: Tile, row: int) -> Parts:
        figure = words.value(tile.row, self.currency)
        style = self._value_style(tile.row)
        sign, unit = figure.sign, figure.unit
        number = figure.number.replace(",", "")  # a comma costs two cells
        needed = cells.width(sign) + glyphs.big_width(number)
        fits = needed + cells.width(unit) <= self.size.width - 2
        if not fits or tile.row.value is None or not glyphs.is_full():
            return (self._number(tile) if row == 2 else []), []
        edge = 2 if unit else 3  # a unit may touch the edge, digits may not
        spare = self.size.width - edge - needed - cells.width(unit)
        indent = max(cells.width(sign), min(2, cells.width(sign) + spare))
        lead = cells.left(sign if row == 2 else "", indent)
        digits = [
            piece(lead, self._dim()),
            piece(glyphs.big(number)[row], style),
            piece(unit if row == 2 else "", self._dim()),
        ]
        return digits, []

    def _number(self, tile: Tile) -> list[Segment]:
        figure = words.value(tile.row, self.currency)
        style = self._value_style(tile.row, "bold")
        return [
            piece(figure.sign, self._dim()),
            piece(figure.number, style),
            piece(figure.unit, self._dim()),
        ]

    def _value_style(self, row: HealthRow, extra: str = "") -> Style:
        if row.value is None or row.maturity != "mature":
            return self._dim()
        is_red = row.state == "red" and not row.hollow
        made = ink if extra else stroke  # big digits take no attribute
        return made("red" if is_red else "text", self._on, extra)

    def _change(self, tile: Tile, room: int) -> list[Segment]:
        row = tile.row
        if row.value is None:
            return [piece(cells.cut(safe(row.reason), room), self._dim())]
        if row.change is None:
            reason = safe(row.reason) or words.base(row.base)
            return [piece(cells.cut(f"{formats.MISSING} {reason}", room), self._dim())]
        text = formats.change(row.change, row.unit)
        base = cells.cut(words.base(row.base), room - cells.width(text) - 1)
        return [
            piece(text, self._change_style(row)),
            piece(f" {base}", self._dim()),
        ]

    def _plain_change(self, tile: Tile) -> list[Segment]:
        row = tile.row
        text = formats.change(row.change, row.unit) if row.value is not None else ""
        return [piece(f"{text} ", self._change_style(row))]

    def _change_style(self, row: HealthRow) -> Style:
        if self._has_changed or row.state in LOUD:
            return ink("text", self._on, "bold")
        return self._dim()

    def _extra(self, tile: Tile) -> str:
        pair = words.pair(tile, self.currency)
        band = words.band(tile, self.currency)
        both = f"{pair}  {band}" if pair and band else pair or band
        brief = words.band(tile, self.currency, is_brief=True)
        return cells.fitting(self._room, both, band, brief or pair)

    def _course(self, tile: Tile, most: int) -> list[Segment]:
        room = min(most, self._room)
        drawn = glyphs.spark(tile.spark, cells=room)
        stroke = (
            ink("accent", self._on) if self.has_focus else muted("accent", self._on)
        )
        if tile.row.maturity == "mature" or not drawn:
            return [piece(drawn, stroke)]
        return [piece(drawn[:-1], stroke), piece(drawn[-1], ink("faint", self._on))]

    def _sample(self, tile: Tile) -> Parts:
        whose = words.whose(tile) if self._drops_entity(tile) else "n"
        count = piece(f"{whose} {formats.count(tile.row.n)}", self._dim())
        age = formats.age(tile.row.age_seconds)
        return [count], [piece(f"{age} ", self._dim())]


def chip(row: HealthRow, on: str) -> list[Segment]:
    """Draw the verdict: glyph, word and colour; nothing where nobody judges."""
    if row.state == "neutral":
        return []
    sign = (glyphs.HOLLOW if row.hollow else glyphs.STATES).get(row.state)
    sign = sign or glyphs.STATES[row.state]
    text = f" {sign.mark} {sign.word.text()} "
    if _is_filled(row):
        style = ink(f"on_{row.state}", f"{row.state}_fill", "bold")
        return [piece(text, style)]
    role = "unknown" if row.state in ("blind", "unproven") else row.state
    return [piece(text, ink("text" if row.hollow and is_mono() else role, on))]


def _is_filled(row: HealthRow) -> bool:
    return row.state in FILLED and not row.hollow


def key(tile: Tile) -> str:
    """Return what tells this gauge from the others."""
    return (
        f"{tile.row.metric}@{tile.row.entity}" if tile.row.entity else tile.row.metric
    )
