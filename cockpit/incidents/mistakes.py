"""One mistake in a procedure, told so that it can be put right."""

from dataclasses import dataclass

from cockpit.text.notes import Note

Path = tuple[str | int, ...]
"""Keys and, for lists, positions from 0: ``("sop", 1, "step", 0, "due")``."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, and at which key.

    Attributes:
        code: Short name of the kind, e.g. ``unknown_key``.
        path: Of the key; empty for the whole document.
        what: The sentence, without the place.
        nearest: The name that was probably meant, or empty.
    """

    code: str
    path: Path
    what: Note
    nearest: str = ""
