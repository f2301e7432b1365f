"""The fault codes as data: what each one is, once and for everybody."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from cockpit.snapshot.envelope import Name
from cockpit.snapshot.faults import Severity

FILE: Final = Path(__file__).with_name("codes.toml")
Judged = Literal["share", "any", "fixed"]
_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry; the head of ``codes.toml`` says what the fields mean."""

    code: Annotated[str, msgspec.Meta(pattern="^[TSRMW][0-9]{3}$")]
    name: Name
    judged: Judged
    text: Name
    fix: Name
    table: str = ""
    severity: Severity = "note"
    yellow: _Share | None = None
    red: _Share | None = None
    reader: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fault: tuple[Fault, ...]


@lru_cache(maxsize=1)
def fault_codes() -> dict[str, Fault]:
    """Return every fault by its code, in the order of the file."""
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {entry.code: entry for entry in msgspec.convert(document, _File).fault}


@lru_cache(maxsize=1)
def by_reader() -> dict[str, str]:
    """Return what the reader of files calls a fault -> its code."""
    return {
        word: fault.code for fault in fault_codes().values() for word in fault.reader
    }
