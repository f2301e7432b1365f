"""A dialog with a line to type in, and a list that is narrowed by it."""

from textual import events, getters, on
from textual.widgets import Input

from cockpit.screens.dialogs import Answer, Dialog
from cockpit.widgets.choices import Choices
from cockpit.widgets.rows import Rows
from cockpit.widgets.sentence import Sentence


class TypedDialog(Dialog[Answer]):
    """Walks through its list without leaving the line."""

    needle = getters.query_one(Input)
    choices = getters.query_one(Choices)
    hint = getters.query_one("#hint", Sentence)

    def on_mount(self) -> None:
        """Type at once."""
        self.needle.focus()

    def take(self) -> None:
        """Answer with what the cursor is on."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        """Move the cursor of the list."""
        if not self.needle.has_focus:
            return
        if event.key in {"up", "down"}:
            event.stop()
            self.choices.action_move(1 if event.key == "down" else -1)
        elif event.key in {"pageup", "pagedown"}:
            event.stop()
            self.choices.action_page(1 if event.key == "pagedown" else -1)

    @on(Rows.Left)
    def _stay(self, message: Rows.Left) -> None:
        message.stop()

    @on(Rows.Chosen)
    def _chosen(self, message: Rows.Chosen) -> None:
        message.stop()
        self.take()
