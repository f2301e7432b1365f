"""Plain data into Structs, with every mistake named and not only the first."""

from typing import Any, Final, TypeVar, get_args, get_origin

import msgspec
from msgspec import inspect
from msgspec import structs as fields_of

from cockpit.incidents.mistakes import Mistake, Path
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest

S = TypeVar("S", bound=msgspec.Struct)
_LONGEST: Final = 60


def read(kind: type[S], raw: object, path: Path) -> tuple[S | None, list[Mistake]]:
    """Return the Struct, and what is wrong; None if it cannot be made."""
    if not isinstance(raw, dict):
        return None, [Mistake("wrong_type", path, note("expected a table"))]
    mistakes: list[Mistake] = []
    values: dict[str, Any] = {}
    names = {field.encode_name: field for field in fields_of.fields(kind)}
    for key, value in raw.items():
        if key not in names:
            closest = nearest(key, names)
            mistakes.append(
                Mistake("unknown_key", (*path, key), note("unknown key"), closest)
            )
            continue
        made, found = _value(names[key].type, value, (*path, key))
        mistakes += found
        if not found:
            values[names[key].name] = made
    for key, field in names.items():
        if field.required and key not in raw:
            what = note("{key} is missing", key=key)
            mistakes.append(Mistake("missing_key", path, what))
    return (None if mistakes else kind(**values)), mistakes


def _value(annotation: object, raw: object, path: Path) -> tuple[object, list[Mistake]]:
    struct = _struct_in(annotation)
    if struct is not None and get_origin(annotation) is tuple:
        return _items(struct, raw, path)
    if struct is not None:
        return read(struct, raw, path)
    try:
        return msgspec.convert(raw, annotation), []
    except (msgspec.ValidationError, OverflowError):
        what = note(
            "expected {expected}, found {found}",
            expected=_expected(annotation),
            found=_found(raw),
        )
        options = _options(annotation)
        closest = nearest(raw, options) if isinstance(raw, str) else ""
        return None, [Mistake("wrong_type", path, what, closest)]


def _items(kind: type[S], raw: object, path: Path) -> tuple[object, list[Mistake]]:
    if not isinstance(raw, list):
        return None, [Mistake("wrong_type", path, note("expected a list of tables"))]
    made: list[S | None] = []
    mistakes: list[Mistake] = []
    for index, item in enumerate(raw):
        one, found = read(kind, item, (*path, index))
        made.append(one)
        mistakes += found
    return tuple(made), mistakes


def _struct_in(annotation: object) -> type[msgspec.Struct] | None:
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, msgspec.Struct):
            return candidate
    return None


def _options(annotation: object) -> list[str]:
    kind = inspect.type_info(annotation)
    if not isinstance(kind, inspect.LiteralType):
        return []
    return [str(value) for value in kind.values]


def _expected(annotation: object) -> Note:
    kind = inspect.type_info(annotation)
    match kind:
        case inspect.LiteralType(values=values):
            words = ", ".join(str(value) or '""' for value in values)
            return note("one of {values}", values=words)
        case inspect.BoolType():
            return note("true or false")
        case inspect.IntType():
            return _whole_number(kind)
        case inspect.VarTupleType():
            return note("a list of texts")
        case inspect.StrType(pattern=str()):
            return note("a word of small letters, digits, - and _")
    return note("text in quotes")


def _whole_number(kind: inspect.IntType) -> Note:
    if kind.ge is None:
        return note("a whole number")
    return note("a whole number from {low}", low=kind.ge)


def _found(raw: object) -> Note:
    if isinstance(raw, dict):
        return note("a table")
    if isinstance(raw, list):
        return note("a list")
    text = repr(raw) if isinstance(raw, str) else str(raw)
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return note("{value}", value=short)
