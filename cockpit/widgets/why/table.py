"""The parts of a change: a waterfall of factors, or a table of elements."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import on, work
from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.worker import Worker, WorkerState, get_current_worker

from cockpit.snapshot.why import WhyRow, WhySnapshot
from cockpit.text import cells, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink, stroke
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.rows import Rows
from cockpit.widgets.users.panel import FLAT_CELLS, State, state_of
from cockpit.widgets.why import bars, words
from cockpit.widgets.why.elements import element_cells, element_heads, element_keys
from cockpit.widgets.why.words import Shown, Split

GAP: Final = 2
MOST_NAME, LEAST_NAME = 18, 5
RAISED: Final = "raised"


class Sizes(NamedTuple):
    """Cells of the columns of the waterfall."""

    name: int
    bar: int
    value: int


class WhyTable(Rows):
    """Draws one part of a :class:`WhySnapshot`; choosing a row asks why it moved."""

    DEFAULT_CSS = "WhyTable { height: 1fr; }"
    GROUND = RAISED

    answer: reactive[WhySnapshot | None] = reactive(None)
    trouble: reactive[str] = reactive("")
    part: reactive[Shown] = reactive[Shown]("tree")
    split: reactive[Split] = reactive[Split]("lmdi")
    changed: reactive[frozenset[str]] = reactive(frozenset())
    """Keys of rows that are not what they were a moment ago: they are bold."""

    @dataclass
    class Painted(Message):
        """The thread has finished a waterfall."""

        drawn: bars.Drawn

    def __init__(self) -> None:
        super().__init__()
        self._bars = bars.Drawn(bars.Wish((), 0, is_plain=False), ())
        self._wanted: bars.Wish | None = None
        self._failure = ""

    # What comes in.

    def watch_answer(self, old: WhySnapshot | None, _new: WhySnapshot | None) -> None:
        """Take new rows in; begin at the first factor."""
        if old is None:
            self._begin()
        self.renew()
        self._wish()

    def watch_part(self) -> None:
        """Show another part, from its first row on."""
        self._begin()
        self.renew()
        self._wish()

    def _begin(self) -> None:
        keys = self._keys()
        at = 1 if self.part == "tree" and len(keys) > 1 else 0
        self._kept = keys[at] if keys else ""

    def watch_split(self) -> None:
        """Draw the other split."""
        self._wish()

    @on(Resize)
    def _fit(self) -> None:
        self.renew()
        self._wish()

    # What the table asks.

    @property
    def state(self) -> State:
        """Return why there is nothing to draw; an answer may have no rows."""
        if self.answer is not None and not (self.answer.missing or self.rows):
            answer = self.answer
            told = answer.verdict_text or answer.sentence or _("no parts are known")
            return State("missing", told)
        return state_of(self.answer, self.trouble)

    @property
    def rows(self) -> list[WhyRow]:
        """Return the rows of the part."""
        return words.of_part(self.answer, self.part) if self.answer else []

    @property
    def current(self) -> WhyRow | None:
        """Return the factor or element under the cursor; None at both ends."""
        if self.state.kind:
            return None
        key = self.selected
        return next((row for row in self.rows if self._key(row) == key), None)

    def _key(self, row: WhyRow) -> str:
        return row.factor.rpartition(":")[0] if row.part == "mix" else row.factor

    def _keys(self) -> list[str]:
        if self.state.kind:
            return []
        if self.part == "tree":
            return [bars.BASE, *(row.factor for row in self.rows), bars.NOW]
        return element_keys(self.rows, self.part)

    def count(self) -> int:
        """Return how many lines there are."""
        return len(self._keys())

    def key_of(self, index: int) -> str:
        """Return the factor, or the element with its dimension."""
        return self._keys()[index]

    @property
    def head_lines(self) -> int:
        """Return 1 above elements: their columns have names."""
        return 0 if self.part == "tree" or self.state.kind else 1

    def table(self) -> Table:
        """Return the part as plain cells."""
        if self.answer is None:
            return Table((), ())
        return words.table(self.answer, self.part)

    # What is drawn.

    def _sizes(self, width: int) -> Sizes:
        assert self.answer is not None
        texts = [self._number(key)[0] for key in self._keys()]
        value = max((cells.width(text) for text in texts), default=0)
        names = [self._names(key) for key in self._keys()]
        room = max(width // 4, LEAST_NAME)
        name = max((cells.width(long) for long, _brief in names), default=0)
        name = min(max(name, LEAST_NAME), room, MOST_NAME)
        return Sizes(name, max(width - name - value - 2 * GAP - 1, 0), value)

    def _names(self, key: str) -> tuple[str, str]:
        answer = self.answer
        assert answer is not None
        if key == bars.BASE:
            return safe(answer.base_text) or _("was"), _("was")
        if key == bars.NOW:
            return _("now"), _("now")
        brief = words.called(self._row(key), is_brief=True)
        return brief, brief

    def _row(self, key: str) -> WhyRow:
        return next(row for row in self.rows if row.factor == key)

    def _number(self, key: str) -> tuple[str, str]:
        """Return the number at the end of a line, and how it is written."""
        answer = self.answer
        assert answer is not None
        ends = {bars.BASE: answer.base, bars.NOW: answer.now_value}
        if key in ends:
            known = words.value(ends[key], answer.unit, answer.currency)
            return known, "text bold"
        row = self._row(key)
        number = words.contribution(row, self.split)
        text = words.signed(number, answer.unit, answer.currency)
        role = "text" if row.is_cause else "dim"
        is_loud = (row.is_cause and abs(row.share or 0) >= 0.5) or key in self.changed
        return text, f"{'text' if is_loud else role}{' bold' if is_loud else ''}"

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw the names of the columns of elements."""
        del y
        assert self.answer is not None
        texts = element_heads(self.answer, self.part, width - 1)
        dim = ink("dim", RAISED)
        parts = [(text, size, dim) for text, size in texts]
        return [piece(" ", dim), *columns(parts, gap=GAP, fill=dim)], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw a bar of the waterfall, or an element."""
        assert self.answer is not None
        key = self.key_of(index)
        if self.part != "tree":
            texts = element_cells(self.answer, self.part, key, self.split, width)
            is_new = "bold" if key in self.changed else ""
            kept = [(text, size, ink("text", on, is_new)) for text, size in texts]
            return columns(kept, gap=GAP, fill=ink("dim", on))
        sizes = self._sizes(width)
        long, brief = self._names(key)
        number, role = self._number(key)
        plain, _blank, extra = role.partition(" ")
        is_end = key in (bars.BASE, bars.NOW)
        called = ink("text" if is_end else plain, on, "bold" if is_end else "")
        parts = [
            (cells.fitting(sizes.name, long, brief), sizes.name, called),
            (self._bar(index), sizes.bar, self._bar_ink(key, on)),
            (number, -sizes.value, ink(plain, on, extra)),
        ]
        return columns(parts, gap=GAP, fill=ink("dim", on))

    def _bar(self, index: int) -> str:
        """Return the bar of a line, as far as it has been drawn."""
        lines = self._bars.lines
        is_known = self._bars.wish == self._wanted and index < len(lines)
        return lines[index] if is_known else ""

    def _bar_ink(self, key: str, on: str) -> Style:
        if key in (bars.BASE, bars.NOW):
            return stroke("s1", on)
        step = words.contribution(self._row(key), self.split) or 0.0
        return stroke("s2" if step < 0 else "s3", on)

    def render_line(self, y: int) -> Strip:
        """Draw a line, or why there is none."""
        state = self.state
        if not state.kind:
            return super().render_line(y)
        width, dim = self.size.width, ink("dim", RAISED)
        if state.kind == "loading":
            text = f" {glyphs.flat(min(FLAT_CELLS, width - 2))}" if y == 0 else ""
            return line(width, [piece(text, ink("faint", RAISED))], fill=dim)
        sign = "blind" if state.kind == "failed" else "unknown"
        mark = glyphs.STATES[sign].mark if y == 0 else " "
        wrapped = cells.wrap(safe(state.text), max(width - 5, 1))
        text = wrapped[y] if y < len(wrapped) else ""
        left = [piece(f" {mark} ", ink("unknown", RAISED))]
        return line(width, [*left, piece(text, ink("text", RAISED))], fill=dim)

    # The waterfall.

    def _wish(self) -> None:
        """Ask for a picture unless the one at hand is of the same bars."""
        if self.answer is None or self.part != "tree" or self.state.kind:
            return
        width = self._sizes(self.size.width - 1).bar if self.size.width else 0
        ends = bars.spans(self.answer, self.rows, self.split)
        wish = bars.Wish(ends, width, is_plain=not glyphs.is_full())
        if wish != self._wanted:
            self._wanted = wish
            self._paint(wish)

    @work(thread=True, exclusive=True, group="waterfall", exit_on_error=False)
    def _paint(self, wish: bars.Wish) -> None:
        worker = get_current_worker()
        drawn = bars.draw(wish)
        if not worker.is_cancelled:
            self.post_message(self.Painted(drawn))

    @on(Painted)
    def _show(self, message: Painted) -> None:
        message.stop()
        self._bars = message.drawn
        self.refresh()

    @on(Worker.StateChanged)
    def _say_failure(self, message: Worker.StateChanged) -> None:
        message.stop()
        if message.state is WorkerState.ERROR:
            self.trouble = str(message.worker.error)
