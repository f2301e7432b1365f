"""Writes ``[[source]]`` into a ``cockpit.toml``, and keeps what people wrote there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cockpit.text.safe import safe

_WIDTH: Final = 88
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_ORDER: Final = (
    "profile", "table", "path", "name", "encoding", "separator", "header", "timezone",
    "currency", "settle_days", "cadence_hours", "columns", "derive", "constants",
    "units", "formats", "pinned_headers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceText:
    """One ``[[source]]`` to be written.

    Attributes:
        keys: Its keys; empty ones are left out.
        above: Comment lines above it.
        beside: key -> a comment behind it.
    """

    keys: Mapping[str, Any]
    above: Sequence[str] = ()
    beside: Mapping[str, str] = field(default_factory=dict)


def source_text(source: SourceText) -> str:
    """Write a ``[[source]]`` with its comments."""
    lines = [comment(line) for line in source.above]
    lines.append("[[source]]")
    for key in sorted(source.keys, key=_ORDER.index):
        value = source.keys[key]
        if value or value is False:
            lines += _pair(key, value, source.beside.get(key, ""))
    return "".join(f"{line}\n" for line in lines)


def new_text(
    head: Sequence[str], workspace: Mapping[str, Any], below: Sequence[str] = ()
) -> str:
    """Write the beginning of a new file; ``below`` are comments in ``[workspace]``."""
    lines = [*(comment(line) for line in head), "", "[workspace]"]
    for key, value in workspace.items():
        lines += _pair(key, value, "")
    lines += [comment(line) for line in below]
    return "".join(f"{line}\n" for line in lines)


def appended(text: str, sources: Sequence[str]) -> str:
    """Add sources to the end of a file, which stays as it is to the last sign."""
    base = text if not text or text.endswith("\n") else f"{text}\n"
    return "\n".join([base, *sources]) if base else "\n".join(sources)


def with_pinned(text: str, position: int, header: Sequence[str]) -> str:
    """Add a header to those that a source has pinned.

    Args:
        text: The whole file; it must be valid.
        position: Of the ``[[source]]``, from 1.
        header: Names of the columns.
    """
    import tomlkit  # noqa: PLC0415 - only who saves needs it

    document = tomlkit.parse(text)
    source = document["source"][position - 1]
    pinned = list(source.get("pinned_headers", []))
    source["pinned_headers"] = tomlkit.parse(_pinned([*pinned, header]))[
        "pinned_headers"
    ]
    return tomlkit.dumps(document)


def inserted_before(text: str, line: int, source: str) -> str:
    """Put a source before the one that begins in a line, and its comments."""
    # A line of TOML ends in LF alone; a name may hold what else ends one elsewhere.
    lines = text.split("\n")
    place = line - 1
    while place and lines[place - 1].lstrip().startswith("#"):
        place -= 1
    return "\n".join([*lines[:place], source, *lines[place:]])


def comment(text: str) -> str:
    """Write a line as a comment, whatever signs a file's name brings."""
    return f"# {safe(' '.join(text.split()))}".rstrip()


def _pair(key: str, value: object, beside: str) -> Iterator[str]:
    if key == "pinned_headers":
        yield from _pinned(value).split("\n")  # type: ignore[arg-type]
        return
    line = f"{key} = {_written(value)}"
    yield f"{line}  {comment(beside)}" if beside else line


def _pinned(headers: Sequence[Sequence[str]]) -> str:
    """Write lists of names, wrapped."""
    lines = ["pinned_headers = ["]
    for names in headers:
        row = "  ["
        for name in names:
            word = f"{_written(name)}, "
            if len(row) + len(word) > _WIDTH and row.strip() != "[":
                lines.append(row.rstrip())
                row = "   "
            row += word
        lines.append(f"{row.rstrip().removesuffix(',')}],")
    return "\n".join([*lines, "]"])


def _written(value: object) -> str:
    import tomlkit  # noqa: PLC0415

    if isinstance(value, Mapping):
        pairs = (f"{_key(key)} = {_written(part)}" for key, part in value.items())
        return f"{{ {', '.join(pairs)} }}"
    return tomlkit.item(value).as_string()


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _written(name)
