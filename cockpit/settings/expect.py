"""What a key of ``cockpit.toml`` must be, in words, from its type."""

from functools import reduce

from msgspec import inspect

from cockpit.text.notes import Note, note


def expectation(annotation: object) -> Note:
    """Return what a value of this type looks like, e.g. ``a whole number from 0``."""
    return _words(inspect.type_info(annotation))


def found(value: object) -> Note:
    """Return what stands there instead, short enough for one line."""
    if isinstance(value, dict):
        return note("a table")
    if isinstance(value, list):
        return note("a list")
    text = repr(value) if isinstance(value, str) else str(value)
    return note("{value}", value=text if len(text) <= 60 else text[:59] + "…")


def options(annotation: object) -> list[str]:
    """Return the words that a value of this type can be; empty if it is free."""
    kind = inspect.type_info(annotation)
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return [
        str(value)
        for part in kinds
        if isinstance(part, inspect.LiteralType)
        for value in part.values
    ]


def _words(kind: inspect.Type) -> Note:
    match kind:
        case inspect.UnionType():
            return _one_of([part for part in kind.types if not _is_none(part)])
        case inspect.LiteralType():
            return note("one of {values}", values=", ".join(map(str, kind.values)))
        case inspect.VarTupleType():
            return note("a list: {item}", item=_words(kind.item_type))
        case inspect.DictType():
            return note("a table: name = {value}", value=_words(kind.value_type))
    return _plain(kind)


def _one_of(kinds: list[inspect.Type]) -> Note:
    return reduce(
        lambda one, other: note("{one} or {other}", one=one, other=other),
        [_words(kind) for kind in kinds],
    )


def _plain(kind: inspect.Type) -> Note:
    match kind:
        case inspect.StrType():
            return _text(kind)
        case inspect.IntType() | inspect.FloatType():
            return _number(kind)
        case inspect.BoolType():
            return note("true or false")
        case inspect.DateTimeType():
            return note("a date and time such as 2026-10-31T10:00:00+08:00")
    return note("a date such as 2026-10-31")


def _text(kind: inspect.StrType) -> Note:
    match kind.pattern:
        case None:
            return note("text in quotes")
        case pattern if "A-Z" in pattern:
            return note('a currency code such as "CNY"')
    return note('a time of day such as "04:00"')


def _number(kind: inspect.IntType | inspect.FloatType) -> Note:
    noun = (
        note("a whole number")
        if isinstance(kind, inspect.IntType)
        else note("a number")
    )
    match (kind.gt, kind.ge, kind.le):
        case (None, None, None):
            return noun
        case (None, low, None):
            return note("{noun} from {low}", noun=noun, low=low)
        case (None, low, high):
            return note("{noun} from {low} to {high}", noun=noun, low=low, high=high)
        case (above, _, _):
            return note("{noun} above {low}", noun=noun, low=above)
    return noun


def _is_none(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.NoneType)
