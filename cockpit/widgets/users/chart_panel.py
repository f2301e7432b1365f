"""A panel with a chart that is drawn again only when something about it has changed."""

from rich.segment import Segment

from cockpit.text import glyphs
from cockpit.text.i18n import spoken
from cockpit.widgets.users.panel import StudyPanel


class ChartPanel(StudyPanel):
    """Keeps the lines of its chart; subclasses say how they are made."""

    def __init__(self, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._drawn: tuple[tuple[object, ...], list[list[Segment]]] = ((), [])

    def made(self, width: int, height: int) -> list[list[Segment]]:
        """Draw the chart anew; no lines where there is no room or nothing to draw."""
        raise NotImplementedError

    def chart(self, width: int, height: int) -> list[list[Segment]]:
        """Return its lines; kept until data, size, language or look change."""
        known = (
            self.answer, width, height, spoken(), glyphs.stroke("b", plain="a"),
            self.app.theme,
        )  # fmt: skip
        if self._drawn[0] != known:
            self._drawn = (known, self.made(width, height))
        return self._drawn[1]
