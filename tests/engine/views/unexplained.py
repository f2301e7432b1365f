"""Which numbers of a view do not say how they were computed."""

from collections.abc import Iterator
from types import UnionType
from typing import Any, Final, get_args

import msgspec

from cockpit.snapshot.envelope import Envelope

OUTER: Final = frozenset({*Envelope.__struct_fields__, "query", "spec", "how"})


def unexplained(found: Any) -> set[str]:
    """Return the numeric fields of a snapshot and its rows that ``how`` leaves out."""
    told = {field for field, how in found.how.items() if _is_bilingual(how.formula)}
    return set(_numbers(type(found))) - told


def _is_bilingual(formula: Any) -> bool:
    return bool(formula.zh and formula.en)


def _numbers(kind: type[msgspec.Struct]) -> Iterator[str]:
    """Yield the numeric fields of a Struct and of whatever rows it has."""
    for field in msgspec.structs.fields(kind):
        if field.name in OUTER:
            continue
        inner = get_args(field.type)
        parts = [part for part in inner or (field.type,) if isinstance(part, type)]
        is_plain = isinstance(field.type, UnionType) or not inner
        if is_plain and {int, float} & set(parts):
            yield field.encode_name
        for part in parts:
            if issubclass(part, msgspec.Struct):
                yield from _numbers(part)
