"""A view as the JSON that programs read: the envelope first, then rows and the rest."""

from typing import Final

import msgspec

from cockpit.snapshot.envelope import Envelope

_AFTER_ROWS: Final = ("models", "warnings", "truncated")


def as_json(snapshot: Envelope) -> bytes:
    """Write a view as indented UTF-8 JSON; its fields are listed in docs/json.md."""
    fields = {name: getattr(snapshot, name) for name in ordered(type(snapshot))}
    tagged = {"view": snapshot.__struct_config__.tag, **fields}
    return msgspec.json.format(msgspec.json.encode(tagged), indent=2)


def ordered(view: type[Envelope]) -> tuple[str, ...]:
    """Return the names of a view's fields in the order in which they are written."""
    names = dict.fromkeys(Envelope.__struct_fields__)
    head = [name for name in names if name not in _AFTER_ROWS]
    rest = [name for name in view.__struct_fields__ if name not in {*names, "rows"}]
    return (*head, "rows", *_AFTER_ROWS, *rest)
