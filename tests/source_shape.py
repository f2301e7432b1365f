"""How long and how deep a piece of Python is."""

import ast

Function = ast.FunctionDef | ast.AsyncFunctionDef
_BLOCKS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.Match,
)


def code_lines(source: str, node: Function) -> int:
    """Count the lines that hold code: no docstring, comment or blank line."""
    lines = source.splitlines()[node.lineno - 1 : node.end_lineno]
    docstring: set[int] = set()
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        docstring = set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return sum(
        1
        for number, line in enumerate(lines, node.lineno)
        if number not in docstring and line.strip() and not line.strip().startswith("#")
    )


def nesting(node: ast.AST, depth: int = 0) -> int:
    """Return how many blocks are inside each other; ``elif`` is no deeper than ``if``."""
    deepest = depth
    for field, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for child in children:
            if not isinstance(child, ast.AST) or isinstance(child, Function):
                continue
            is_elif = (
                field == "orelse" and isinstance(child, ast.If) and len(children) == 1
            )
            deeper = isinstance(child, _BLOCKS) and not is_elif
            deepest = max(deepest, nesting(child, depth + deeper))
    return deepest


def too_long(
    tree: ast.AST, kind: type[ast.ClassDef | ast.FunctionDef], *, limit: int
) -> list[str]:
    """Return the names of classes or functions with more lines than the limit."""
    return [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, kind) and (node.end_lineno or 0) - node.lineno + 1 > limit
    ]
