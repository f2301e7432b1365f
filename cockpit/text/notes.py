"""Sentences made in one place and read in another, in the reader's language."""

from dataclasses import dataclass

from cockpit.text.i18n import _


@dataclass(frozen=True, slots=True)
class Note:
    """An English template with {fields}, and what goes into them.

    The template is also the key of the translation, so it must be a literal where the
    note is made: ``Note("{path}: no read permission", {"path": path})``.
    """

    template: str
    fields: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """Return the sentence in the language that is spoken now."""
        return _(self.template).format(**dict(self.fields))


def note(template: str, /, **fields: object) -> Note:
    """Make a note; every field is turned into text at once."""
    return Note(template, tuple((name, str(value)) for name, value in fields.items()))
