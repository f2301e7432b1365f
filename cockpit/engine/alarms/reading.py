"""One table of a rule file to a Struct: each key alone, every mistake with its path."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar, get_args

import msgspec
from msgspec import inspect, structs

from cockpit.engine.alarms.mistakes import KeyPath, Mistake
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest

S = TypeVar("S", bound=msgspec.Struct)
_LONGEST: Final = 60


class Reader:
    """Collects the mistakes of one file."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def wrong(self, code: str, path: KeyPath, what: Note, closest: str = "") -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(code, path, what, closest))

    def expected(self, path: KeyPath, expected: Note, value: object) -> None:
        """Note that something else stands where a value must be."""
        what = note(
            "expected {expected}, found {found}", expected=expected, found=found(value)
        )
        self.wrong("wrong_type", path, what)

    def struct(
        self, kind: type[S], raw: object, path: KeyPath, known: Mapping[str, object]
    ) -> S | None:
        """Return a Struct from a table; None if anything is wrong.

        Args:
            kind: Its type.
            raw: What the file says.
            path: Where it stands.
            known: Fields that were read already; their keys are left alone.
        """
        if not isinstance(raw, dict):
            self.expected(path, note("a table"), raw)
            return None
        before = len(self.mistakes)
        values = self.values(kind, raw, path, known)
        return kind(**values) if len(self.mistakes) == before else None

    def values(
        self,
        kind: type[msgspec.Struct],
        raw: Mapping[str, object],
        path: KeyPath,
        known: Mapping[str, object],
    ) -> dict[str, Any]:
        """Return the good values of a table, by field; every other one is noted."""
        fields = {field.encode_name: field for field in structs.fields(kind)}
        self.unknown_keys(raw, fields, path)
        values = dict(known)
        for key, field in fields.items():
            if field.name in known:
                continue
            if key in raw:
                self._take(values, field, raw[key], (*path, key))
            elif field.required:
                what = note(
                    "{key} is missing: {expected}",
                    key=key,
                    expected=expectation(field.type),
                )
                self.wrong("missing_key", path, what)
        return values

    def unknown_keys(
        self, raw: Mapping[str, Any], known: Mapping[str, object], path: KeyPath
    ) -> None:
        """Note every key that a table cannot have."""
        for key in raw:
            if key not in known:
                closest = nearest(key, known)
                self.wrong("unknown_key", (*path, key), note("unknown key"), closest)

    def _take(
        self,
        values: dict[str, object],
        field: structs.FieldInfo,
        raw: object,
        path: KeyPath,
    ) -> None:
        try:
            values[field.name] = msgspec.convert(raw, field.type)
        except (msgspec.ValidationError, OverflowError):
            parts = _parts(field.type, raw)
            wrong = [part for part in parts if not _is_of(part[1], part[2])]
            if not wrong:
                self._mistyped(field.type, raw, path)
                return
            for key, kind, part in wrong:
                self._mistyped(kind, part, (*path, key))
            # Whoever checks values goes on with what is right of a list or a table.
            right = {key: part for key, kind, part in parts if _is_of(kind, part)}
            rest = right if isinstance(raw, dict) else list(right.values())
            if right and _is_of(field.type, rest):
                values[field.name] = msgspec.convert(rest, field.type)

    def _mistyped(self, annotation: object, raw: object, path: KeyPath) -> None:
        words = _words(annotation)
        closest = nearest(raw, words) if isinstance(raw, str) else ""
        what = note(
            "expected {expected}, found {found}",
            expected=expectation(annotation),
            found=found(raw),
        )
        self.wrong("wrong_type", path, what, closest)


def found(value: object) -> Note:
    """Return what stands in a file, short enough for one line."""
    if isinstance(value, dict):
        return note("a table")
    if isinstance(value, list):
        return note("a list")
    text = repr(value) if isinstance(value, str) else str(value)
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return note("{value}", value=short)


def expectation(annotation: object) -> Note:
    """Return what a value of this type looks like."""
    kind = inspect.type_info(annotation)
    match kind:
        case inspect.LiteralType():
            return note("one of {values}", values=", ".join(map(str, kind.values)))
        case inspect.VarTupleType():
            item = expectation(get_args(annotation)[0])
            return note("a list: {item}", item=item)
        case inspect.BoolType():
            return note("true or false")
        case inspect.IntType():
            low = kind.ge or 0
            noun = note("a whole number")
            return note("{noun} from {low}", noun=noun, low=low)
        case inspect.StructType():
            return note("a table")
    return note("text in quotes")


def _parts(annotation: object, raw: object) -> list[tuple[str | int, object, object]]:
    """Return key, type and value of what a list or a table of plain values holds."""
    match inspect.type_info(annotation):
        case inspect.VarTupleType() if isinstance(raw, list):
            kind = get_args(annotation)[0]
            return [(place, kind, part) for place, part in enumerate(raw)]
        case inspect.DictType() if isinstance(raw, dict):
            kind = get_args(annotation)[1]
            return [(key, kind, part) for key, part in raw.items()]
    return []


def _is_of(annotation: object, raw: object) -> bool:
    try:
        msgspec.convert(raw, annotation)
    except (msgspec.ValidationError, OverflowError):
        return False
    return True


def _words(annotation: object) -> list[str]:
    kind = inspect.type_info(annotation)
    return (
        [str(value) for value in kind.values]
        if isinstance(kind, inspect.LiteralType)
        else []
    )
