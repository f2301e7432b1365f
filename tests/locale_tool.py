"""Keeps the catalogue: ``python -m tests.locale_tool`` extracts, merges and compiles.

New sentences come into the ``.po`` without a translation; fill them in and run it
again. ``tests/test_locale.py`` fails on what is missing or not compiled.
"""

import ast
import io
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "cockpit" / "locale" / "zh_CN" / "LC_MESSAGES"
PO: Final = FOLDER / "cockpit.po"
MO: Final = FOLDER / "cockpit.mo"
KEYWORDS: Final = frozenset(("_", "note", "Note"))


def extracted() -> Catalog:
    """Return every sentence of the package that is to be translated.

    By the syntax tree and not by Babel's own reader, which misses calls in f-strings.
    """
    catalogue = Catalog(project="cockpit", charset="utf-8")
    for file in sorted((ROOT / "cockpit").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if text := _sentence(node):
                catalogue.add(text, locations=[(str(file.relative_to(ROOT)), 0)])
    return catalogue


def _sentence(node: ast.AST) -> str:
    match node:
        case ast.Call(
            func=ast.Name(id=called), args=[ast.Constant(value=str(text)), *_]
        ) if called in KEYWORDS:
            return text
    return ""


def catalogue() -> Catalog:
    """Return the Chinese catalogue as it is written down."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN", domain="cockpit")


def missing() -> list[str]:
    """Return the sentences without a translation."""
    known = catalogue()
    wanted = (str(entry.id) for entry in extracted() if entry.id)
    return [text for text in wanted if not known.get(text) or not known[text].string]


def compiled() -> bytes:
    """Return the catalogue as the program reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue())
    return out.getvalue()


def main() -> None:
    """Extract, merge into the ``.po``, compile."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    known = catalogue() if PO.exists() else Catalog(locale="zh_CN", domain="cockpit")
    known.update(extracted(), no_fuzzy_matching=True)
    known.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, known, width=0, omit_header=False, include_lineno=False)
    MO.write_bytes(compiled())
    for text in missing():
        print(text)  # noqa: T201 - a tool for people


if __name__ == "__main__":
    main()
