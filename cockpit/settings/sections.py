"""The parts of a parsed ``cockpit.toml``, each key on its own.

msgspec stops at its first mistake; an operator wants the whole list, so every key is
converted alone and a section is built from those that are right.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar, get_args, get_origin

import msgspec
from msgspec import structs

from cockpit.settings import checks, expect
from cockpit.settings.locate import Path, dotted
from cockpit.settings.model import Config, Section
from cockpit.settings.problems import DEFAULT, Origin, Problem
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest

Origins = dict[str, Origin]
S = TypeVar("S", bound=Section)

_FIELDS: Final = {field.name: field for field in structs.fields(Config)}
_UNIQUE: Final = {
    "source": ("table", "path"),
    "target": ("metric", "start"),
    "experiment": ("id",),
    "person": ("name",),
}
"""By list: the keys that make an item the only one of its kind."""


class Reader:
    """Collects sections, problems and origins; made for one file.

    Args:
        file: As people know it.
        lines: Of its keys.
        left_out: Items that somebody else has found wrong.
    """

    def __init__(
        self,
        file: str,
        lines: Mapping[Path, int],
        left_out: Collection[Path] = (),
    ) -> None:
        self._file = file
        self._lines = lines
        self._left_out = left_out
        self.problems: list[Problem] = []
        self.origins: Origins = {}
        self.places: dict[str, tuple[int, ...]] = {}

    def config(self, raw: dict[str, Any]) -> Config:
        """Return the good parts."""
        values: dict[str, Any] = {}
        plain: dict[str, Any] = {}
        for name, value in raw.items():
            kind = _section_of(name)
            if kind is None:
                plain[name] = value
            elif _is_list(name):
                items = self._items(name, kind, value)
                values[name] = tuple(items.values())
                self.places[name] = tuple(items)
            else:
                values[name] = self._one(name, kind, value)
        known = {name: value for name, value in plain.items() if name in _FIELDS}
        self._unknown((), Config, plain)
        values |= self._keys((), Config, known)
        self._defaults(values)
        return self._checked((), Config(**values))

    def whole(self, kind: type[S], raw: dict[str, Any]) -> S | None:
        """Return a file that is one section; None if something in it is wrong."""
        section, is_good = self._section((), kind, raw)
        return section if is_good else None

    def _one(self, name: str, kind: type[Section], raw: object) -> Section:
        if not isinstance(raw, dict):
            written = note("write it once, as [{name}]", name=name)
            self._problem("wrong_type", (name,), written)
            return kind()
        section, _ = self._section((name,), kind, raw)
        return section if section is not None else kind()

    def _items(self, name: str, kind: type[Section], raw: object) -> dict[int, Section]:
        """Return the good items by their position from 1."""
        if not isinstance(raw, list) or not all(isinstance(part, dict) for part in raw):
            self._problem(
                "wrong_type", (name,), note("write each as [[{name}]]", name=name)
            )
            return {}
        items: dict[int, Section] = {}
        seen: dict[tuple[object, ...], int] = {}
        for index, part in enumerate(raw):
            if (name, index) in self._left_out:
                continue
            section, is_good = self._section((name, index), kind, part)
            if section is None:
                continue
            same = tuple(getattr(section, key) for key in _UNIQUE[name])
            if is_good and (first := seen.setdefault(same, index)) != index:
                self._duplicate((name, index), (name, first))
            elif is_good:
                items[index + 1] = section
        return items

    def _section(
        self, path: Path, kind: type[S], raw: dict[str, Any]
    ) -> tuple[S | None, bool]:
        """Return the section from its good keys (None: not enough), and if all are."""
        before = len(self.problems)
        self._unknown(path, kind, raw)
        values = self._keys(path, kind, raw)
        missing = [
            field.name
            for field in structs.fields(kind)
            if field.required and field.name not in raw
        ]
        for name in missing:
            expected = expect.expectation(_types(kind)[name])
            what = note("{key} is missing: {expected}", key=name, expected=expected)
            self._problem("missing_key", path, what)
        if any(f.required and f.name not in values for f in structs.fields(kind)):
            return None, False
        section = self._checked(path, kind(**values))
        return section, len(self.problems) == before

    def _keys(
        self, path: Path, kind: type[Section], raw: dict[str, Any]
    ) -> dict[str, Any]:
        """Convert each known key alone; a broken one is left out and named."""
        good: dict[str, Any] = {}
        for name, annotation in _types(kind).items():
            key = (*path, name)
            self.origins[dotted(key)] = DEFAULT
            if name not in raw:
                continue
            try:
                good[name] = _converted(raw[name], annotation)
                self.origins[dotted(key)] = Origin(self._file, self._line(key))
            except (msgspec.ValidationError, OverflowError):
                self._wrong(key, annotation, raw[name])
        return good

    def _defaults(self, values: dict[str, Any]) -> None:
        """Note the origin of the sections that the file does not have."""
        for name in _FIELDS:
            kind = _section_of(name)
            if kind is not None and not _is_list(name) and name not in values:
                self._keys((name,), kind, {})

    def _checked(self, path: Path, section: S) -> S:
        """Return the section with its default wherever a value cannot be."""
        defaults = {
            field.name: field.default
            for field in structs.fields(type(section))
            if field.default is not msgspec.NODEFAULT
        }
        wrong: set[str] = set()
        for key, what, closest in checks.check(section):
            where = (*path, *key.split(".", 1)) if key else path
            self._problem("wrong_value", where, what, closest)
            wrong.add(key)
        known = {key: defaults[key] for key in sorted(wrong) if key in defaults}
        self.origins |= {dotted((*path, key)): DEFAULT for key in known}
        return structs.replace(section, **known)

    def _unknown(self, path: Path, kind: type[Section], raw: dict[str, Any]) -> None:
        names = [field.name for field in structs.fields(kind)]
        for name in raw:
            if name not in names:
                key = (*path, name)
                self._problem(
                    "unknown_key", key, note("unknown key"), nearest(name, names)
                )

    def _wrong(self, key: Path, annotation: object, value: object) -> None:
        """Name what cannot be: in a table or a list, each part of it that is wrong."""
        parts = _wrong_parts(annotation, value)
        for part, kind, inner in parts:
            self._wrong((*key, part), kind, inner)
        if not parts:
            self._expected(key, annotation, value)

    def _expected(self, key: Path, annotation: object, value: object) -> None:
        what = note(
            "expected {expected}, found {found}",
            expected=expect.expectation(annotation),
            found=expect.found(value),
        )
        options = expect.options(annotation)
        closest = nearest(value, options) if isinstance(value, str) else ""
        self._problem("wrong_type", key, what, closest)

    def _duplicate(self, path: Path, first: Path) -> None:
        what = note(
            "the same as {first} (line {line})",
            first=dotted(first),
            line=self._line(first),
        )
        self._problem("duplicate", path, what)

    def _problem(self, code: str, path: Path, what: Note, closest: str = "") -> None:
        self.problems.append(
            Problem(
                code,
                what,
                self._file,
                line=self._line(path),
                key=dotted(path),
                nearest=closest,
            )
        )

    def _line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it that has one."""
        for depth in range(len(path), 0, -1):
            if line := self._lines.get(path[:depth]):
                return line
        return 0


def _converted(value: object, annotation: object) -> object:
    converted: object = msgspec.convert(value, annotation)
    if not checks.is_finite(converted):
        raise msgspec.ValidationError("not a finite number")
    return converted


def _wrong_parts(
    annotation: object, value: object
) -> list[tuple[str | int, object, object]]:
    """Return (key, type, value) of the parts that are wrong; empty for a scalar."""
    parts: list[tuple[str | int, object]] = []
    if get_origin(annotation) is dict and isinstance(value, dict):
        parts = list(value.items())
    elif get_origin(annotation) is tuple and isinstance(value, list):
        parts = list(enumerate(value))
    else:
        return []
    kind = get_args(annotation)[1 if get_origin(annotation) is dict else 0]
    return [(key, kind, part) for key, part in parts if not _fits(part, kind)]


def _fits(value: object, annotation: object) -> bool:
    try:
        _converted(value, annotation)
    except (msgspec.ValidationError, OverflowError):
        return False
    return True


def _types(kind: type[Section]) -> dict[str, Any]:
    """Keys of a section that are no sections themselves, with their types."""
    return {
        field.name: field.type
        for field in structs.fields(kind)
        if kind is not Config or _section_of(field.name) is None
    }


def _section_of(name: str) -> type[Section] | None:
    """The Struct of a section of the file; None for a plain key or an unknown one."""
    if name not in _FIELDS:
        return None
    annotation = _FIELDS[name].type
    candidates = (annotation, *get_args(annotation))
    for candidate in candidates:
        if isinstance(candidate, type) and issubclass(candidate, Section):
            return candidate
    return None


def _is_list(name: str) -> bool:
    return get_origin(_FIELDS[name].type) is tuple
