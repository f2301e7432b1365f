"""The configuration in force as text: each value with where it comes from."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec

from cockpit.settings.load import Loaded
from cockpit.settings.model import Config, Section, SourceSection
from cockpit.settings.problems import DEFAULT
from cockpit.text.safe import safe

REDACTED: Final = "(redacted)"
_SECRET: Final = re.compile(
    r"token|secret|passw|credential|(?:^|[_-])key(?:$|[_-])|key$", re.IGNORECASE
)
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def render(loaded: Loaded) -> str:
    """Write the configuration as TOML, each key with its origin as a comment.

    What a key's name says is a secret is not shown.
    """
    lines: list[tuple[str, str]] = []
    for name in ("rules", "sops"):
        value = getattr(loaded.config, name)
        lines.append((_pair(name, value), str(loaded.origins.get(name, DEFAULT))))
    for header, path, section in _sections(loaded):
        lines += [("", ""), (header, "")]
        for field in msgspec.structs.fields(section):
            value = getattr(section, field.name)
            if value is None:
                continue
            origin = loaded.origins.get(f"{path}.{field.name}", DEFAULT)
            lines.append((_pair(field.name, value), str(origin)))
    return _aligned(lines)


def schema() -> dict[str, Any]:
    """Return the JSON schema of the whole file.

    Only whoever reads profiles knows whether a source still lacks its table.
    """
    found = msgspec.json.schema(Config)
    found["$defs"][SourceSection.__name__]["required"].remove("table")
    return found


def redact(values: Mapping[str, Any]) -> dict[str, Any]:
    """Hide every value whose name says that it is a secret, at any depth."""
    return {name: _hidden(name, value) for name, value in values.items()}


def _hidden(name: str, value: object) -> object:
    if _SECRET.search(name):
        return REDACTED
    if isinstance(value, Mapping):
        return redact(value)
    return value


def _sections(loaded: Loaded) -> Iterator[tuple[str, str, Section]]:
    for field in msgspec.structs.fields(Config):
        value = getattr(loaded.config, field.name)
        if isinstance(value, Section):
            yield f"[{field.name}]", field.name, value
        elif field.name not in {"rules", "sops"}:
            positions = loaded.places.get(field.name, ())
            for position, item in zip(positions, value, strict=True):
                yield f"[[{field.name}]]", f"{field.name}[{position}]", item


def _pair(name: str, value: object) -> str:
    return f"{_key(name)} = {written(_hidden(name, value))}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else written(name)


def written(value: object) -> str:
    """Write one value as TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            pairs = [_pair(str(name), part) for name, part in value.items()]
            return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
        case tuple() | list():
            return f"[{', '.join(written(part) for part in value)}]"
        case str():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def _aligned(lines: list[tuple[str, str]]) -> str:
    shown = [(safe(text), origin) for text, origin in lines]
    width = min(48, max(len(text) for text, origin in shown if origin))
    return "".join(
        f"{text:<{width}}  # {origin}\n" if origin else f"{text}\n"
        for text, origin in shown
    )
