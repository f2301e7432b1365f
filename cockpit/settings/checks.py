"""What types cannot say: names that must exist, places that must stay inside."""

import codecs
import math
import re
from collections.abc import Iterator
from datetime import date
from encodings.aliases import aliases
from pathlib import PurePosixPath, PureWindowsPath
from zoneinfo import ZoneInfo, available_timezones

from cockpit.settings.model import (
    Config,
    PersonSection,
    Section,
    SourceSection,
    TargetSection,
    WorkspaceSection,
)
from cockpit.settings.profile_model import ProfileSection
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest

Complaint = tuple[str, Note, str]
"""Key inside the section (empty: the section), what is wrong, the nearest name."""

_BASE_DAYS = re.compile(r"(\d{4}-\d\d-\d\d):(\d{4}-\d\d-\d\d)")
_TRANSFORMS = ("base64", "bz2", "hex", "quopri", "quoted", "rot", "uu", "zip", "zlib")
_CURRENCY = re.compile(r"[A-Z]{3}")


def check(section: Section) -> Iterator[Complaint]:
    """Say everything that is wrong in one section whose types are right."""
    match section:
        case WorkspaceSection():
            yield from _timezone(section.timezone)
            yield from _rates(section)
        case SourceSection():
            yield from _path("path", section.path)
            yield from _mapping(section)
        case ProfileSection():
            yield from _profile(section)
            yield from _mapping(section)
        case TargetSection():
            yield from _target(section)
        case PersonSection():
            yield from _person(section)
        case Config():
            yield from _files(section)


def _files(config: Config) -> Iterator[Complaint]:
    for key, names in (("rules", config.rules), ("sops", config.sops)):
        for path in (names,) if isinstance(names, str) else names:
            yield from _path(key, path)


def _rates(section: WorkspaceSection) -> Iterator[Complaint]:
    for code in section.exchange_rates:
        if not _CURRENCY.fullmatch(code):
            wrong = note(
                "expected a currency code such as USD, found {name}", name=code
            )
            yield f"exchange_rates.{code}", wrong, code.upper()[:3]


def is_finite(value: object) -> bool:
    """Tell whether there is no ``nan`` and no ``inf`` anywhere in a value."""
    match value:
        case float():
            return math.isfinite(value)
        case dict():
            return all(is_finite(part) for part in value.values())
        case list() | tuple():
            return all(is_finite(part) for part in value)
    return True


def _profile(profile: ProfileSection) -> Iterator[Complaint]:
    if not all(name.strip() for name in profile.recognised_by):
        yield "recognised_by", note("expected names of columns"), ""
    if "/" in profile.file_pattern:
        yield "file_pattern", note("the name of a file alone, without folders"), ""


def _mapping(source: SourceSection | ProfileSection) -> Iterator[Complaint]:
    yield from _encoding(source.encoding)
    if source.timezone:
        yield from _timezone(source.timezone)
    if source.currency and not _CURRENCY.fullmatch(source.currency):
        yield "currency", note('expected a currency code such as "CNY"'), ""
    words = ("auto", "whitespace", "tab")
    if source.separator not in words and len(source.separator) != 1:
        yield (
            "separator",
            note("expected auto, whitespace, tab or one character"),
            nearest(source.separator, words),
        )
    for name, position in source.columns.items():
        if isinstance(position, int) and position < 1:
            yield f"columns.{name}", note("positions of columns count from 1"), ""


def _path(key: str, path: str) -> Iterator[Complaint]:
    if not path.strip():
        yield key, note("expected a path inside the workspace"), ""
    elif "\0" in path:
        yield key, note("a path cannot hold a NUL character"), ""
    elif PurePosixPath(path).is_absolute() or PureWindowsPath(path).drive:
        yield key, note("an absolute path; it must be inside the workspace"), ""
    elif ".." in re.split(r"[/\\]", path):
        yield key, note("a path with ..; it must stay inside the workspace"), ""


def _encoding(name: str) -> Iterator[Complaint]:
    if name == "auto":
        return
    try:
        codec = codecs.lookup(name)
        "".encode(codec.name)  # refuses codecs that are no text encoding, e.g. rot13
    except (LookupError, ValueError):
        names = {"auto", *aliases, *aliases.values()}
        known = {name for name in names if not name.startswith(_TRANSFORMS)}
        closest = nearest(name.replace("-", "_"), known).replace("_", "-")
        yield "encoding", note("no such encoding: {name}", name=repr(name)), closest


def _timezone(name: str) -> Iterator[Complaint]:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        closest = nearest(name, available_timezones())
        yield "timezone", note("no such time zone: {name}", name=repr(name)), closest


def _target(target: TargetSection) -> Iterator[Complaint]:
    path = {
        "start": target.start,
        "end": target.end,
        "growth": target.growth,
        "base": target.base,
    }
    given = [key for key, value in path.items() if value is not None]
    missing = [key for key, value in path.items() if value is None]
    has_band = target.low is not None or target.high is not None
    if missing and (given or not has_band):
        yield (
            "",
            note(
                "a target needs low or high, or start, end, growth and base;"
                " missing: {keys}",
                keys=", ".join(missing if given else ("low", "high")),
            ),
            "",
        )
    if target.low is not None and target.high is not None and target.low > target.high:
        yield "low", note("low is above high"), ""
    if target.start and target.end and target.start >= target.end:
        yield "end", note("end must be after start"), ""
    if target.growth is not None and target.growth <= -1:
        yield "growth", note("expected a share above -1, e.g. 0.4 for +40 %"), ""
    if isinstance(target.base, str) and not _is_base(target.base):
        yield "base", note('expected two days such as "2026-01-01:2026-06-30"'), ""


def _person(person: PersonSection) -> Iterator[Complaint]:
    if not person.name.strip():
        yield "name", note("expected a name"), ""
    if not all(role.strip() for role in person.roles):
        yield "roles", note("a role cannot be blank"), ""
    twice = {role for role in person.roles if person.roles.count(role) > 1}
    if twice:
        yield "roles", note("named twice: {names}", names=", ".join(sorted(twice))), ""


def _is_base(text: str) -> bool:
    if not (found := _BASE_DAYS.fullmatch(text)):
        return False
    try:
        return date.fromisoformat(found[1]) <= date.fromisoformat(found[2])
    except ValueError:
        return False
