"""The line in which a part of a name is typed, over the footer of a screen."""

from typing import Final

from textual.widgets import Input

from cockpit.text.i18n import _

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

    def ask(self, text: str) -> None:
        """Show the line with what is in force."""
        self.placeholder = _("name contains ...")
        self.value = text
        self.display = True
        self.focus()

    def on_blur(self) -> None:
        """Close: something else has the focus."""
        self.display = False
