"""How far people come, step by step, and where they leave."""

from typing import Final

from textual.strip import Strip

from cockpit.snapshot.journeys import FunnelStep, JourneysSnapshot
from cockpit.snapshot.tabulate import name, tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink, muted
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.users.panel import (
    NO_HOW,
    NO_TABLE,
    Parts,
    State,
    StudyPanel,
    Told,
    state_of,
)

EMPTY: Final = JourneysSnapshot()
NAME_CELLS: Final = 12
WIDE: Final = 80


class FunnelPanel(StudyPanel):
    """Draws the funnel of a :class:`JourneysSnapshot`: users, rate, who left."""

    KIND = JourneysSnapshot

    def __init__(self, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.at = 0

    @property
    def snapshot(self) -> JourneysSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, JourneysSnapshot) else EMPTY

    def state_shown(self) -> State | None:
        """Say why there is no funnel."""
        if self.snapshot.funnel:
            return None
        found = state_of(self.answer, self.trouble)
        return found if found.kind else State("missing", formats.MISSING)

    @property
    def current(self) -> FunnelStep | None:
        """Return the step under the cursor."""
        steps = self.snapshot.funnel
        return steps[min(self.at, len(steps) - 1)] if steps else None

    def move(self, across: int, down: int) -> bool:
        """Go to another step."""
        del across
        if not 0 <= self.at + down < len(self.snapshot.funnel):
            return False
        self.at += down
        return True

    def told(self) -> Told | None:
        """Explain the rate of the step."""
        step = self.current
        if step is None:
            return None
        how = self.snapshot.how.get("funnel", NO_HOW)
        value = formats.rate(step.rate) + _interval(step)
        return Told(_called(step), value, formats.count(step.users), how)

    def table(self) -> Table:
        """Return the steps as plain cells."""
        steps = self.snapshot.funnel
        return tabulate(_Steps(steps)) if steps else NO_TABLE

    def heading(self, width: int) -> Parts:
        """Name the panel."""
        text = cells.cut(_("users within the look-back; 95%"), max(width - 12, 0))
        return [self.title(_("Funnel")), piece(f"  {text}", ink("dim"))], []

    def body(self, y: int, width: int) -> Strip:
        """Draw one step."""
        steps, dim = self.snapshot.funnel, ink("dim")
        if y >= len(steps):
            return line(width, (), fill=dim)
        step = steps[y]
        is_here = self.has_focus and y == min(self.at, len(steps) - 1)
        on = "sel" if is_here else "bg"
        dim, text = ink("dim", on), ink("text", on)
        most = max(one.users for one in steps) or 1
        is_wide = width >= WIDE
        room = max(width - NAME_CELLS - 9 - 6 - 13 - 8 - 15 * is_wide, 6)
        bar = glyphs.rule(step.users / most, cells=room)
        rate = formats.rate(step.rate) if step.rate is not None else ""
        gone = ""
        if step.drop_off is not None:
            gone = _("left {rate}").format(rate=formats.rate(step.drop_off))
        shown = [
            (_called(step), NAME_CELLS, text),
            (formats.count(step.users), -9, ink("text", on, "bold")),
            (bar, room, muted("accent", on)),
            (rate, -6, text),
            (gone, -12, dim),
        ]
        if is_wide:
            shown.insert(4, (_interval(step).strip(), 13, dim))
        mark = glyphs.focus_bar() if is_here else " "
        parts = [piece(mark, ink("accent", on)), *columns(shown, gap=1, fill=dim)]
        return line(width, parts, fill=dim)


class _Steps:
    """Rows as a snapshot has them."""

    def __init__(self, rows: tuple[FunnelStep, ...]) -> None:
        self.rows = rows


def _called(step: FunnelStep) -> str:
    return safe(name(step.name)) or safe(step.step)


def _interval(step: FunnelStep) -> str:
    if step.low is None or step.high is None:
        return ""
    return f" ({step.low * 100:.1f}~{step.high * 100:.1f})"
