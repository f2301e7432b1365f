"""What is wrong in a file of rule tests, and at which key."""

from dataclasses import dataclass

from cockpit.text.notes import Note

KeyPath = tuple[str | int, ...]
"""Keys and, for lists, positions from 0: ``("test", 1, "series", 0, "values")``."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake; whoever read the file knows the line of the key.

    Attributes:
        path: Of the key.
        what: The sentence, without the place.
        nearest: The name that was probably meant, or empty.
    """

    path: KeyPath
    what: Note
    nearest: str = ""


class NotationError(ValueError):
    """A word that the notation does not know."""

    def __init__(self, what: Note, nearest: str = "") -> None:
        super().__init__(what.template)
        self.what = what
        self.nearest = nearest
