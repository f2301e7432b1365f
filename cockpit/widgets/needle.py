"""The line in which a part of a name is typed, over the footer of a screen."""

from collections.abc import Callable
from typing import Final

from textual.widget import Widget
from textual.widgets import Input

from cockpit.text.i18n import _
from cockpit.widgets.rows import Rows

LONGEST: Final = 100


class Needle(Input):
    """Shown while something is typed; it goes when the focus goes elsewhere."""

    DEFAULT_CSS = """
    Needle {
        display: none;
        dock: bottom;
        height: 1;
        border: none;
        margin: 0 0 1 0;
        padding: 0 1;
        background: $role-raised;
        color: $role-text;
    }
    """

    def __init__(self) -> None:
        super().__init__(id="needle", max_length=LONGEST, compact=True)
        self.asked_from: Widget | None = None
        """What had the focus before."""

    def ask(self, text: str) -> None:
        """Show the line with what is in force."""
        self.asked_from = self.screen.focused
        self.placeholder = _("name contains ...")
        self.value = text
        self.display = True
        self.focus()

    def close(self, otherwise: Callable[[], object]) -> None:
        """Hide the line and give the focus back.

        Args:
            otherwise: Moves the focus where it did not come from a table.
        """
        self.display = False
        if isinstance(self.asked_from, Rows):
            self.asked_from.focus()
        else:
            otherwise()

    def on_blur(self) -> None:
        """Close: something else has the focus."""
        self.display = False
