"""Why a command was not done."""

from cockpit.incidents.events import Event
from cockpit.text.notes import Note


class Refused(Exception):  # noqa: N818 - what happened
    """The command cannot be done as things stand; nothing was written.

    Attributes:
        reason: What is missing or in the way, in words.
        changed: For a command on a version that is not the newest: what happened since.
    """

    def __init__(self, reason: Note, changed: tuple[Event, ...] = ()) -> None:
        super().__init__(reason.template)
        self.reason = reason
        self.changed = changed

    def __str__(self) -> str:
        """Return the reason in the language that is spoken now."""
        return self.reason.text()
