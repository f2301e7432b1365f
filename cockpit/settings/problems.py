"""What is wrong in ``cockpit.toml``, and where its values come from."""

from dataclasses import dataclass
from typing import Final

from cockpit.text.notes import Note, note


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from; ``line`` 0 is the default of the program."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        """Return ``cockpit.toml:12`` or ``default``."""
        return f"{self.file}:{self.line}" if self.line else "default"


DEFAULT: Final = Origin()


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in the configuration, told so that it can be put right.

    Attributes:
        code: Short name of the kind, e.g. ``unknown_key``.
        what: The sentence, without the place.
        file: Name of the file.
        line: Line from 1; 0 if the whole file is meant.
        column: Column from 1, known for broken syntax only; else 0.
        key: Path of the key, e.g. ``source[2].path``; empty for the whole file.
        nearest: The name that was probably meant, or empty.
    """

    code: str
    what: Note
    file: str
    line: int = 0
    column: int = 0
    key: str = ""
    nearest: str = ""

    @property
    def place(self) -> str:
        """``cockpit.toml:12:3 source[2].path``, as far as it is known."""
        numbers = [str(number) for number in (self.line, self.column) if number]
        return " ".join(filter(None, (":".join([self.file, *numbers]), self.key)))

    @property
    def note(self) -> Note:
        """The whole sentence: place, what is wrong, and what was probably meant."""
        if self.nearest:
            return note(
                "{place}: {what}; did you mean {nearest}?",
                place=self.place,
                what=self.what,
                nearest=self.nearest,
            )
        return note("{place}: {what}", place=self.place, what=self.what)

    def text(self) -> str:
        """Return the whole sentence in the language that is spoken now."""
        return self.note.text()
