"""Sentences made in one place and read in another, in the reader's language."""

from dataclasses import dataclass

from cockpit.text.i18n import _


@dataclass(frozen=True, slots=True)
class Note:
    """An English template with {fields}, and what goes into them.

    The template is also the key of the translation, so it must be a literal where the
    note is made: ``note("{path}: no read permission", path=path)``. A field may be a
    note itself: it is translated with the whole.
    """

    template: str
    fields: "tuple[tuple[str, str | Note], ...]" = ()

    def text(self) -> str:
        """Return the sentence in the language that is spoken now."""
        fields = {
            name: value.text() if isinstance(value, Note) else value
            for name, value in self.fields
        }
        return _(self.template).format(**fields)


def note(template: str, /, **fields: object) -> Note:
    """Make a note; every field but a note is turned into text at once."""
    return Note(
        template,
        tuple(
            (name, value if isinstance(value, Note) else str(value))
            for name, value in fields.items()
        ),
    )
