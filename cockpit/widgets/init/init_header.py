"""The first line of the guided screen, and what is seen until files are recognised."""

from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.recognising import Progress
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.init import words
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class InitHeader(Widget):
    """Draws the folder, and how many questions are open."""

    DEFAULT_CSS = "InitHeader { height: 1; dock: top; }"

    folder: reactive[str] = reactive("")
    open_count: reactive[int | None] = reactive(None)
    """None as long as nothing was recognised."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        del y
        width = self.size.width
        right = self._badge()
        title = f" {_('cockpit')}  {_('Set up')} "
        room = width - cells.width(title) - cells.width(right) - 2
        left = [
            piece(title, ink("text", "panel", "bold")),
            piece(cells.tail(safe(self.folder), max(room, 1)), ink("dim", "panel")),
        ]
        style = ink("info" if self.open_count else "dim", "panel", "bold")
        return line(width, left, [piece(f" {right}", style)], fill=ink("dim", "panel"))

    def _badge(self) -> str:
        if self.open_count is None:
            return f"{glyphs.CLOCKS['waiting'].mark} {_('looking')} "
        if not self.open_count:
            return f"{words.SIGNS['sure'].mark} {_('no open question')} "
        text = _("open questions: {count}").format(count=self.open_count)
        return f"{words.SIGNS['asks'].mark} {text} "


class Warned(Widget):
    """Draws what is wrong beyond single files, in one line; help tells all of it."""

    DEFAULT_CSS = "Warned { height: 1; } Warned.-silent { display: none; }"

    warnings: reactive[tuple[str, ...]] = reactive(())

    def watch_warnings(self) -> None:
        """Take the line only when there is something to say."""
        self.set_class(not self.warnings, "-silent")

    def render_line(self, y: int) -> Strip:
        """Draw the first of them, and how many there are."""
        width = self.size.width
        if y > 0 or not self.warnings:
            return line(width, (), fill=ink("dim"))
        others = len(self.warnings) - 1
        more = _("  and {count} more: ?").format(count=others) if others else ""
        room = max(width - cells.width(more) - 4, 1)
        text = f" ! {cells.cut(safe(self.warnings[0]), room)}"
        return line(
            width, [piece(text, ink("text")), piece(more, ink("dim"))], fill=ink("dim")
        )


class LookingPanel(Widget):
    """Draws how far recognition is, or why it ended."""

    DEFAULT_CSS = "LookingPanel { height: 1fr; }"

    progress: reactive[Progress | None] = reactive(None)
    problem: reactive[str] = reactive("")

    def render_line(self, y: int) -> Strip:
        """Draw title, numbers, a bar and the file."""
        width = self.size.width
        if self.problem:
            return self._problem(y, width)
        at = self.progress
        if y == 1:
            title = _("Looking at the files of this folder")
            if at is not None and at.stage == "read":
                title = _("Reading the first rows as recognised")
            bold = ink("text", "bg", "bold")
            return line(width, [piece(f" {title}", bold)], fill=ink("dim"))
        if at is None or y not in (3, 4, 5):
            return line(width, (), fill=ink("dim"))
        if y == 4:
            size = max(min(width - 2, 60), 1)
            gone, left = glyphs.progress(at.done / max(at.total, 1), cells=size)
            parts = [piece(f" {gone}", ink("accent")), piece(left, ink("faint"))]
            return line(width, parts, fill=ink("dim"))
        text = safe(at.path) if y == 5 else _numbers(at)
        shown = cells.tail(text, max(width - 2, 1))
        role = "dim" if y == 5 else "text"
        return line(width, [piece(f" {shown}", ink(role))], fill=ink("dim"))

    def _problem(self, y: int, width: int) -> Strip:
        wrapped = cells.wrapped(safe(self.problem), max(width - 2, 1), most=6)
        at = y - 3
        text = wrapped[at] if 0 <= at < len(wrapped) else ""
        if y == 1:
            text = _("The files were not recognised")
        style = ink("text", "bg", "bold" if y == 1 else "")
        return line(width, [piece(f" {text}", style)], fill=ink("dim"))


def _numbers(at: Progress) -> str:
    is_look = at.stage == "look"
    counts = _("{done} of {total} files") if is_look else _("{done} of {total} kinds")
    text = counts.format(done=formats.count(at.done), total=formats.count(at.total))
    rows = _("{rows} rows").format(rows=formats.count(at.rows))
    return f"{text}  {rows}" if at.rows else text
