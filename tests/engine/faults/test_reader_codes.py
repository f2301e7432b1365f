"""Whatever the reader says of a file is a fault, or known to be none."""

import ast
from collections.abc import Iterator
from pathlib import Path

import cockpit.engine.sources
from cockpit.engine.faults.catalogue import by_reader, fault_codes

SOURCES = Path(cockpit.engine.sources.__file__).parent
HARMLESS = {"comment_line", "total_row", "order_lines", "other_results"}
"""Rows that an export has by its nature: read as they are meant, and lost to nobody."""
PLACES = {"UnreadableError": 0, "Problem": 0, "refused": 0, "failed": 0, "Stray": 1}
"""What takes a code, and where among what it is given."""


def said(tree: ast.AST) -> Iterator[str]:
    """Yield every code that a module can say."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        given = node.args[PLACES[name] :][:1] if name in PLACES else []
        given += [word.value for word in node.keywords if word.arg == "code"]
        if name == "append" and isinstance(node.args[0], ast.Tuple):
            given += node.args[0].elts[:1]
        for one in given:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value


def test_no_code_of_the_reader_is_without_a_fault() -> None:
    codes = {
        code
        for path in SOURCES.glob("*.py")
        for code in said(ast.parse(path.read_text("utf-8")))
    }
    assert {"bad_cell", "unmatched", "missing_column", "repeats"} <= codes
    assert codes - set(by_reader()) == HARMLESS


def test_codes_are_in_the_order_of_their_parts() -> None:
    codes = list(fault_codes())
    assert codes == sorted(codes, key=lambda code: ("TSRMW".index(code[0]), code))
