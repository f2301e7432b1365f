"""Reads the fields of a Struct with what its docstrings say of them."""

import ast
import inspect
import re
from typing import Any, NamedTuple, get_args, get_origin

import msgspec
from msgspec import inspect as kinds

_ENTRY = re.compile(r"(\w+): (.*)")


class Field(NamedTuple):
    """One field; ``default`` is None where it is required, too."""

    name: str
    type: Any
    default: Any
    meaning: str
    is_required: bool


def fields(struct: type[msgspec.Struct]) -> list[Field]:
    """Return the fields in the order of their declaration."""
    meanings = _meanings(struct)
    return [
        Field(
            f.encode_name,
            f.type,
            _default(f),
            meanings.get(f.encode_name, ""),
            f.required,
        )
        for f in msgspec.structs.fields(struct)
    ]


def summary(struct: type[msgspec.Struct]) -> str:
    """Return the docstring up to its list of attributes, as one paragraph."""
    text = inspect.getdoc(struct) or ""
    return plain(" ".join(text.partition("Attributes:")[0].split()))


def plain(text: str) -> str:
    """Turn the marks of a docstring into those of Markdown."""
    text = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"`\1`", text)
    return text.replace("``", "`")


def json_type(annotation: Any) -> str:
    """Say in words what a value looks like in JSON."""
    return _words(kinds.type_info(annotation))


def parts(struct: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """Return the Structs inside the fields, in order, each once, at any depth."""
    found: dict[type[msgspec.Struct], None] = {}
    for field in fields(struct):
        for part in inner(field.type):
            found |= dict.fromkeys([part, *parts(part)])
    return list(found)


def inner(annotation: Any) -> list[type[msgspec.Struct]]:
    """Return the Structs that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return [annotation]
    if get_origin(annotation) is None:
        return []
    return [s for argument in get_args(annotation) for s in inner(argument)]


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return None if field.required else field.default


def _meanings(struct: type[msgspec.Struct]) -> dict[str, str]:
    """Texts under fields and in ``Attributes:``, those of base classes first."""
    found: dict[str, str] = {}
    for base in reversed(struct.__mro__):
        if base.__module__.startswith("cockpit."):
            found |= _attributes(inspect.getdoc(base) or "") | _under_fields(base)
    return found


def _attributes(docstring: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in docstring.partition("Attributes:")[2].splitlines():
        entry = _ENTRY.match(line.strip())
        indent = len(line) - len(line.lstrip())
        if entry and indent <= 4:
            name, found[entry[1]] = entry[1], entry[2]
        elif name and line.strip():
            found[name] += " " + line.strip()
    return {name: plain(text) for name, text in found.items()}


def _under_fields(base: type) -> dict[str, str]:
    (tree,) = ast.parse(inspect.getsource(base)).body
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = {}
    for above, below in zip(tree.body, tree.body[1:], strict=False):
        match (above, below):
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str() as text)),
            ):
                found[name] = plain(" ".join(text.split()))
    return found


def _words(kind: kinds.Type) -> str:
    match kind:
        case kinds.UnionType():
            return " or ".join(_words(part) for part in kind.types)
        case kinds.LiteralType():
            values = [f"`{v}`" if v != "" else "empty" for v in kind.values]
            return ", ".join(values)
        case kinds.StructType():
            return f"[{kind.cls.__name__}](#{kind.cls.__name__.lower()})"
    return _collection(kind) or _NAMES[type(kind)]


def _collection(kind: kinds.Type) -> str:
    match kind:
        case kinds.VarTupleType():
            return f"list of {_words(kind.item_type)}"
        case kinds.TupleType():
            return f"[{', '.join(_words(part) for part in kind.item_types)}]"
        case kinds.DictType():
            return f"object of {_words(kind.value_type)}"
    return ""


_NAMES = {
    kinds.StrType: "text",
    kinds.IntType: "whole number",
    kinds.FloatType: "number",
    kinds.BoolType: "true or false",
    kinds.NoneType: "null",
    kinds.AnyType: "anything",
}
