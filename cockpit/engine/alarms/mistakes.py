"""What is wrong in a rule file, with the path of the key."""

from dataclasses import dataclass

from cockpit.text.notes import Note

KeyPath = tuple[str | int, ...]
"""Keys and, for lists, positions from 0: ``("rule", 1, "fire", 0, "than")``."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake.

    Attributes:
        code: Short name of the kind, e.g. ``unknown_key``.
        path: Where it stands.
        what: The sentence, without the place.
        nearest: The name that was probably meant, or empty.
    """

    code: str
    path: KeyPath
    what: Note
    nearest: str = ""
