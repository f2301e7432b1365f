"""The line that says which incident it is, what it burns and what was saved."""

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot import steps
from cockpit.snapshot.incidents import NO_INCIDENTS, IncidentsSnapshot, IncidentView
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece

Part = tuple[str, str]
"""A text and its role."""


class IncidentHead(Widget):
    """Draws one line; the left part loses at its right what there is no room for."""

    DEFAULT_CSS = "IncidentHead { height: 1; }"

    view: reactive[IncidentView | None] = reactive(None)
    incidents: reactive[IncidentsSnapshot] = reactive(NO_INCIDENTS)
    saving: reactive[tuple[str, ...]] = reactive(())
    minutes: reactive[int] = reactive(0)
    """Whole minutes since the snapshot was taken: nothing here moves by the second."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        view, width = self.view, self.size.width
        if view is None or y > 0:
            return Strip.blank(width)
        right = self._figures(view, width)
        used = sum(part.cell_length for part in right)
        left = self._left(view, width - used - 2)
        return line(width, left, right, fill=ink("dim"))

    def _left(self, view: IncidentView, room: int) -> list[Segment]:
        parts: list[Part] = [
            (f" {safe(view.title)}", "text bold"),
            (safe(view.incident), "dim"),
            *self._when(view),
            *self._who(view),
        ]
        pieces: list[Segment] = []
        for text, role in parts:
            size = cells.width(text) + (2 if pieces else 0)
            if pieces and size > room:
                break
            shown = cells.cut(text, max(room, 8))
            name, _blank, extra = role.partition(" ")
            pieces.append(piece("  " if pieces else "", ink("dim")))
            pieces.append(piece(shown, ink(name, "bg", extra)))
            room -= size
        return pieces

    def _when(self, view: IncidentView) -> list[Part]:
        today = self.incidents.now[:10]
        since = _("since {time}").format(
            time=safe(steps.at(view.opened, today=today)),
        )
        age = formats.age(view.age_seconds + self.minutes * 60)
        found = [(since, "dim"), (age, "text")]
        if view.state not in ("open", "acked"):
            found.insert(0, (steps.INCIDENTS[view.state].text(), "text"))
        return found

    def _who(self, view: IncidentView) -> list[Part]:
        actor = self.incidents.actor
        if not view.commander:
            return [(_("nobody commands: a takes it"), "yellow")]
        said = _("{name} commands").format(name=safe(view.commander))
        if actor and actor != view.commander:
            return [(said, "dim"), (_("you: {name}").format(name=safe(actor)), "dim")]
        return [(said, "dim")]

    def _figures(self, view: IncidentView, width: int) -> list[Segment]:
        figures, currency = view.figures, self.incidents.currency
        dim = ink("dim")
        pieces: list[Segment] = []
        if self.saving:
            text = _("saving: {what}").format(what=safe(self.saving[0]))
            pieces.append(piece(f"{cells.cut(text, width // 4)}  ", ink("info")))
        burning = figures.burning_per_hour if figures else None
        saved = figures.saved if figures else None
        is_stale = bool(figures and figures.is_burning_stale)
        if burning is not None or is_stale:
            shown = formats.MISSING
            if burning is not None:
                shown = formats.money(burning, currency)
            pieces += [
                piece(f"{_('burning')} ", dim),
                piece(shown, ink("red", "bg", "bold")),
                piece(_("/h"), dim),
            ]
        if is_stale:
            pieces.append(piece(f" {_('last known')}", dim))
        if saved is not None:
            gap = "  " if burning is not None or is_stale else ""
            pieces += [
                piece(f"{gap}{_('Saved').lower()} ", dim),
                piece(formats.money(saved, currency), ink("text", "bg", "bold")),
            ]
        return [*pieces, piece(" ", dim)]
