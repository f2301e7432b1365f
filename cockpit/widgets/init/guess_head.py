"""One group of files in short, and all of the line under the cursor."""

from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.recognition import SourceGuess
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.init import words
from cockpit.widgets.init.parts import Part
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class GuessHead(Widget):
    """Draws the path, then what was looked at, then how it is written."""

    DEFAULT_CSS = "GuessHead { height: 3; }"

    guess: reactive[SourceGuess | None] = reactive(None)

    def render_line(self, y: int) -> Strip:
        """Draw one of the lines."""
        width, guess = self.size.width, self.guess
        if guess is None or y > 2:
            return line(width, (), fill=ink("dim"))
        if y == 0:
            path = cells.tail(safe(guess.path), max(width - 2, 1))
            return line(
                width, [piece(f" {path}", ink("text", "bg", "bold"))], fill=ink("dim")
            )
        text = cells.joined(width - 2, *(_rows(guess) if y == 1 else _written(guess)))
        return line(width, [piece(f" {text}", ink("dim"))], fill=ink("dim"))


def _rows(guess: SourceGuess) -> list[str]:
    if guess.state in {"unread", "changed"} and guess.message:
        return [safe(guess.message)]
    parts: list[str] = []
    if len(guess.files) > 1:
        count = formats.count(len(guess.files))
        parts.append(_("{count} files").format(count=count))
    if guess.rows:
        looked = _("{rows} rows") if guess.whole else _("{rows} rows looked at")
        parts.append(looked.format(rows=formats.count(guess.rows)))
    if guess.first and guess.last:
        parts.append(formats.interval(guess.first, guess.last))
    if guess.rejected:
        rejected = formats.count(guess.rejected)
        parts.append(_("{rows} rejected").format(rows=rejected))
    return parts


def _written(guess: SourceGuess) -> list[str]:
    parts = [safe(guess.encoding)]
    if guess.separator:
        parts.append(safe(words.separated_by(guess.separator)))
    if guess.header_line > 1:
        parts.append(_("header in line {line}").format(line=guess.header_line))
    if guess.currency:
        parts.append(safe(guess.currency))
    if guess.grain:
        grain = ", ".join(guess.grain)
        parts.append(_("one row: {grain}").format(grain=safe(grain)))
    return parts


class GuessFoot(Widget):
    """Draws everything about one line: the question, the evidence, rivals, cells."""

    DEFAULT_CSS = "GuessFoot { height: 4; }"

    part: reactive[Part | None] = reactive(None)

    def render_line(self, y: int) -> Strip:
        """Draw one of the lines; the last one says what was cut."""
        width, height = self.size
        tells = () if self.part is None else self.part.tells
        text = "  ".join(safe(" ".join(tell.split())) for tell in tells if tell)
        wrapped = cells.wrapped(text, max(width - 2, 1), most=max(height, 1))
        shown = wrapped[y] if y < len(wrapped) else ""
        role = "dim" if self.part is None or self.part.question is None else "text"
        style = ink(role)
        return line(width, [piece(f" {shown}", style)], fill=style)
