"""What one user did, the newest first, and what is known of the user."""

import json
from typing import Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.people import Deed, Person, PersonQuery
from cockpit.snapshot.tabulate import name
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.rows import Rows
from cockpit.widgets.users.panel import State, state_line

KINDS: Final[dict[str, Note]] = {
    "order": note("order"),
    "refund": note("refund"),
    "ticket": note("ticket"),
    "registered": note("registered"),
    "visit": note("visit"),
    "register": note("registers"),
    "view_item": note("views a product"),
    "search": note("searches"),
    "cart": note("adds to the cart"),
    "pay": note("pays"),
    "invite": note("invites"),
    "share": note("shares"),
    "content_view": note("reads"),
    "complaint": note("complains"),
}
LOUD: Final = ("order", "refund", "ticket")
"""Kinds that are told in full ink: the rest is the way there."""
NOBODY: Final = Person(PersonQuery(""))


class PersonFacts(Widget):
    """The user and what is known, a fact a place; as many lines as they need."""

    DEFAULT_CSS = "PersonFacts { height: auto; }"

    person: reactive[Person] = reactive(NOBODY, layout=True)

    def get_content_height(
        self, _container: object, _viewport: object, width: int
    ) -> int:
        """Return how many lines there are."""
        return len(self._lines(width)) + 1

    def render_line(self, y: int) -> Strip:
        """Draw the user, then the facts."""
        width, person = self.size.width, self.person
        if y == 0:
            called = cells.cut(safe(person.query.user_id), max(width // 2, 8))
            total = _("{count} entries").format(count=formats.count(person.total))
            left = [
                piece(f" {called}", ink("text", "bg", "bold")),
                piece(f"  {total}" if person.total else "", ink("dim")),
            ]
            return line(width, left, fill=ink("dim"))
        lines = self._lines(width)
        parts = lines[y - 1] if y - 1 < len(lines) else []
        return line(width, [piece(" ", ink("dim")), *parts], fill=ink("dim"))

    def _lines(self, width: int) -> list[list[Segment]]:
        lines: list[list[Segment]] = []
        used = width
        for label, fact in self.person.facts:
            called, said = name(label), safe(fact) or formats.MISSING
            said = cells.cut(said, max(width - cells.width(called) - 4, 4))
            size = cells.width(called) + 1 + cells.width(said) + 3
            if used + size > width - 1:
                lines.append([])
                used = 0
            used += size
            lines[-1] += [
                piece(f"{called} ", ink("dim")),
                piece(f"{said}   ", ink("text")),
            ]
        return lines


class DeedTable(Rows):
    """The timeline; a line an entry."""

    person: reactive[Person | None] = reactive(None)
    trouble: reactive[str] = reactive("")

    def watch_person(self) -> None:
        """Take entries in."""
        self.renew()

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """Return the entries that are shown."""
        return self.person.deeds if self.person is not None else ()

    def count(self) -> int:
        """Return how many there are."""
        return len(self.deeds)

    def key_of(self, index: int) -> str:
        """Return moment and kind: entries may share both, then the first one is it."""
        deed = self.deeds[index]
        return f"{deed.at} {deed.kind} {index}"

    def table(self) -> Table:
        """Return the entries as plain cells."""
        return Table(
            ("at", "kind", "what", "amount", "channel"),
            tuple((d.at, d.kind, d.what, d.amount, d.channel) for d in self.deeds),
        )

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Name the columns, and say where the list was cut."""
        del y
        texts = (_("when"), _("what"), _("about"), _("amount"), _("channel"))
        parts = self._set(texts, width - 1, "bg", "dim")
        cut = ""
        if self.person is not None and self.person.total > self.count():
            cut = _("the newest {shown} of {total}").format(
                shown=formats.count(self.count()),
                total=formats.count(self.person.total),
            )
        return [piece(" ", ink("dim")), *parts], [piece(cut, ink("dim"))]

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one entry."""
        deed = self.deeds[index]
        kind = KINDS[deed.kind].text() if deed.kind in KINDS else safe(deed.kind)
        currency = self.person.currency if self.person is not None else ""
        amount = "" if deed.amount is None else formats.money(deed.amount, currency)
        what = safe(plainly(deed.what))
        texts = (_when(deed.at), kind, what, amount, safe(deed.channel))
        return self._set(texts, width, on, "text" if deed.kind in LOUD else "dim")

    @staticmethod
    def _set(texts: tuple[str, ...], width: int, on: str, role: str) -> list[Segment]:
        sizes = [16, 16, max(width - 16 - 16 - 10 - 14 - 8, 8), -10, 14]
        if width < 76:
            sizes[1:3] = 12, max(width - 16 - 12 - 10 - 6, 8)
            sizes[4] = 0
        dim, loud = ink("dim", on), ink(role, on)
        inks = (dim, loud, loud, loud, dim)
        shown = [
            (cells.cut(text, abs(size)), size, style)
            for text, size, style in zip(texts, sizes, inks, strict=True)
            if size
        ]
        return columns(shown, gap=2, fill=dim)

    def render_line(self, y: int) -> Strip:
        """Draw the head, then entries, or what stands in their place."""
        if y > 0 and self.person is None:
            state = State("failed", self.trouble) if self.trouble else State("loading")
            return state_line(state, y - 1, self.size.width)
        if y > 0 and not self.count():
            said = _("nothing is known of this user")
            return state_line(State("missing", said), y - 1, self.size.width)
        return super().render_line(y)


def plainly(what: str) -> str:
    """Write properties of an event, given as JSON, as words; all else as it is."""
    before, brace, rest = what.partition("{")
    try:
        known = json.loads(brace + rest) if brace else None
    except ValueError:  # no JSON: a text with a brace
        return what
    if not isinstance(known, dict):
        return what
    parts = [f"{key} {value}" for key, value in known.items()]
    return "  ".join(part for part in (before.strip(), *parts) if part)


def _when(at: str) -> str:
    """Write a moment to the minute, or the day alone."""
    return glyphs.flat(8) if not at else safe(at[:16].replace("T", " "))
