"""Everything a test may have changed for the whole process, put back."""

from collections.abc import Iterator
from contextlib import contextmanager

from cockpit import themes
from cockpit.text import glyphs, i18n
from cockpit.text.i18n import Language
from cockpit.widgets import ink


@contextmanager
def spoken(language: Language, drawing: glyphs.Drawing = "full") -> Iterator[None]:
    """Speak a language and draw with some letters, then be quiet again."""
    before = i18n.spoken()
    i18n.speak(language)
    glyphs.draw_with(drawing)
    ink.use(themes.palettes()["dark"])
    try:
        yield
    finally:
        i18n.speak(before)
        glyphs.draw_with("full")
        ink.use(None)
