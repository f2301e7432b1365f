"""Values of evidence: the right type on entry, enough of it at the claim."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from cockpit.incidents.occasion import Occasion
from cockpit.incidents.people import names
from cockpit.incidents.refusals import Refused
from cockpit.incidents.sop import AUTO, ROSTER, EvidenceSpec, Step
from cockpit.incidents.state import Incident
from cockpit.incidents.wording import called
from cockpit.snapshot.evidence import Evidence, EvidenceRow, read_in
from cockpit.snapshot.incidents import EvidenceType
from cockpit.text.i18n import spoken
from cockpit.text.notes import Note, note

Choices = tuple[tuple[str, str], ...]
_MONEY_MARKS: Final = re.compile(r"^[¥￥$€£]?\s*")
_LONGEST: Final = 20_000
"""Characters of one value: a note, not a book."""


def choices(
    incident: Incident, step: Step, spec: EvidenceSpec, roster: tuple[str, ...]
) -> Choices:
    """Return what can be chosen, as (key, label); empty if anything can.

    Of a computed list only the proposed rows: what is kept is not picked.
    """
    if spec.from_ == ROSTER:
        return tuple((name, name) for name in roster)
    if spec.from_ == AUTO:
        every = _frozen_rows(incident, step.auto)
        is_list = spec.type == "list"
        return tuple(
            (row.key, row.label) for row in every if not (is_list and row.excluded)
        )
    words = (spec.from_,) if isinstance(spec.from_, str) else spec.from_
    return tuple((word, called(word)) for word in words if word)


def left_out(incident: Incident, step: Step, spec: EvidenceSpec) -> Choices:
    """Return what a computed list has and does not propose, as (label, reason)."""
    if spec.from_ != AUTO or spec.type != "list":
        return ()
    rows = _frozen_rows(incident, step.auto)
    return tuple((row.label, row.excluded) for row in rows if row.excluded)


def read_value(
    incident: Incident,
    step: Step,
    spec: EvidenceSpec,
    value: object,
    occasion: Occasion,
) -> object:
    """Return a value in the form that is kept; None takes an entry back.

    Raises:
        Refused: If it is not of the type, less than is asked, or none of the choices.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if spec.type == "file":
        return _file(spec, value, occasion)
    made = _READERS[spec.type](spec, value)
    if _is_short(spec, made):
        raise Refused(note("{field}: {asked}", field=spec.id, asked=asked(spec)))
    _check_choice(spec, made, choices(incident, step, spec, names(occasion.roster)))
    return made


def is_filled(spec: EvidenceSpec, value: object) -> bool:
    """Tell whether a value is there, and enough of it."""
    if value is None:
        return False
    least = max(spec.min, 1)
    match spec.type:
        case "text":
            return len(str(value).strip()) >= least
        case "list":
            return isinstance(value, list | tuple) and len(value) >= least
        case "table":
            return sum(map(_is_whole, _rows(value))) >= least
    return True


def _is_short(spec: EvidenceSpec, value: object) -> bool:
    """Whether less was entered than is asked; cells may stay blank until the claim."""
    if not (spec.min or spec.required):
        return False
    if spec.type == "table":
        return len(_rows(value)) < max(spec.min, 1)
    return not is_filled(spec, value)


def asked(spec: EvidenceSpec) -> Note:
    """Return how much of a value a step asks for."""
    least = max(spec.min, 1)
    match spec.type:
        case "text":
            return note("at least {n} characters", n=least)
        case "list":
            return note("at least {n} entries", n=least)
        case "table":
            return note("at least {n} rows without blanks", n=least)
    return note("a value")


def row_names(incident: Incident) -> Mapping[str, str]:
    """Return what people call the rows of all computed evidence, by key."""
    rows = (row for frozen in incident.frozen for row in _frozen_rows(incident, frozen))
    return {row.key: row.label for row in rows}


def _frozen_rows(incident: Incident, function: str) -> tuple[EvidenceRow, ...]:
    """The rows of frozen evidence, in the language that is spoken now."""
    frozen: dict[str, Any] | None = incident.frozen.get(function)
    if not frozen:
        return ()
    return read_in(msgspec.convert(frozen, Evidence), spoken()).rows


def _text(spec: EvidenceSpec, value: object) -> str:
    if not isinstance(value, str):
        raise Refused(note("{field}: expected a text", field=spec.id))
    if len(value) > _LONGEST:
        raise Refused(
            note("{field}: longer than {n} characters", field=spec.id, n=_LONGEST)
        )
    return value.strip()


def _number(spec: EvidenceSpec, value: object) -> float | int:
    wrong = Refused(note("{field}: expected a number", field=spec.id))
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong
    try:
        made = _parsed(value) if isinstance(value, str) else value
        is_finite = math.isfinite(made)
    except (ValueError, OverflowError):
        raise wrong from None
    if not is_finite:
        raise wrong
    return made


def _parsed(text: str) -> float | int:
    plain = text.strip().replace(",", "")
    return int(plain) if plain.lstrip("+-").isdecimal() else float(plain)


def _money(spec: EvidenceSpec, value: object) -> float | int:
    plain = _MONEY_MARKS.sub("", value.strip()) if isinstance(value, str) else value
    made = _number(spec, plain)
    if made < 0:
        raise Refused(note("{field}: money cannot be negative", field=spec.id))
    return made


def _list(spec: EvidenceSpec, value: object) -> list[str]:
    if isinstance(value, str):
        value = [part for part in re.split(r"[,，;；\n]", value) if part.strip()]
    if not isinstance(value, list | tuple):
        raise Refused(note("{field}: expected a list", field=spec.id))
    return list(dict.fromkeys(_text(spec, part) for part in value))


def _table(spec: EvidenceSpec, value: object) -> list[list[object]]:
    rows = _rows(value)
    if not isinstance(value, list | tuple) or len(rows) != len(value):
        raise Refused(note("{field}: expected rows of cells", field=spec.id))
    return [[_cell(spec, cell) for cell in row] for row in rows]


def _cell(spec: EvidenceSpec, cell: object) -> object:
    if cell is None or isinstance(cell, str):
        return _text(spec, cell or "")
    return _number(spec, cell)


def _rows(value: object) -> list[list[object]]:
    if not isinstance(value, list | tuple):
        return []
    return [list(row) for row in value if isinstance(row, list | tuple)]


def _is_whole(row: list[object]) -> bool:
    return bool(row) and all(cell is not None and str(cell).strip() for cell in row)


def _link(spec: EvidenceSpec, value: object) -> str:
    text = _text(spec, value)
    try:
        parts = urlsplit(text)
        is_link = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_link = False
    if not is_link or any(character.isspace() for character in text):
        raise Refused(
            note("{field}: expected a link that begins with https://", field=spec.id)
        )
    return text


def _file(spec: EvidenceSpec, value: object, occasion: Occasion) -> object:
    path = _text(spec, value)
    if occasion.keep is None:
        raise Refused(note("{field}: no files can be kept here", field=spec.id))
    return occasion.keep(path)


def _check_choice(spec: EvidenceSpec, value: object, known: Choices) -> None:
    if spec.type not in ("choice", "list") or not known:
        return
    keys = [key for key, _ in known]
    chosen = value if isinstance(value, list) else [value]
    unknown = [str(one) for one in chosen if one not in keys]
    if unknown:
        raise Refused(
            note(
                "{field}: {unknown} is none of {choices}",
                field=spec.id,
                unknown=", ".join(unknown),
                choices=", ".join(keys),
            )
        )


_READERS: Final[Mapping[EvidenceType, Callable[[EvidenceSpec, object], object]]] = {
    "text": _text, "number": _number, "money": _money, "choice": _text, "list": _list,
    "table": _table, "link": _link,
}  # fmt: skip
