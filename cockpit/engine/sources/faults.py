"""Why a file could not be read. Bad data is a result, not an exception elsewhere."""

from cockpit.text.notes import Note


class UnreadableError(Exception):
    """A whole file cannot be read; carries the code and the sentence for the screen.

    Attributes:
        code: Stable problem code, e.g. ``missing_column``.
        note: What is wrong and what would help.
    """

    def __init__(self, code: str, note: Note) -> None:
        super().__init__(note.template)
        self.code = code
        self.note = note
