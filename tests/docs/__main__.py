"""Writes the generated pages again: ``python -m tests.docs``."""

from tests.docs.pages import pages

for path, text in pages().items():
    path.write_text(text, encoding="utf-8")
