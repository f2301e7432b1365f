"""Required columns that no name of a header stands for: the nearest is proposed.

It is never taken silently: a column that was renamed may as well be another one. What
is proposed must hold cells of the right kind, and looks like a name that the column is
known by; an order's amount may also be a quantity times a price.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from cockpit.engine.sources import times
from cockpit.engine.sources.aliases import aliases_of
from cockpit.engine.sources.cells import tidy
from cockpit.engine.sources.headers import header, is_personal
from cockpit.engine.sources.kinds import Kind, kinds_of
from cockpit.engine.sources.numbers import decimals, has_decimal_comma
from cockpit.engine.sources.recognition.asking import Asked
from cockpit.engine.sources.recognition.case import Case
from cockpit.engine.sources.recognition.columns import examples_of
from cockpit.engine.sources.recognition.decisions import Decisions
from cockpit.engine.sources.recognition.groups import Group
from cockpit.engine.sources.recognition.samples import Sample
from cockpit.engine.sources.recognition.tables import TableScore
from cockpit.snapshot.recognition import SKIP, Choice
from cockpit.text.notes import Note, note

_ALIKE: Final = 0.6
"""Names that are less alike than this are offered, but not taken by default."""
_PART: Final = 0.7
_LEAST_PART: Final = 4
"""Bytes: four letters, or two Chinese characters."""
_FILLED: Final = 0.8
"""Share of the filled cells that must be of the column's kind."""
_LOOKED_AT: Final = 1_000
_MOST: Final = 5
_FORMULA: Final = "= "
_QUANTITY: Final = re.compile(r"quantity|qty|件数|数量|份数")
_PRICE: Final = re.compile(r"unitprice|price|单价|售价")
_UNIT: Final = re.compile(r"_(fen|jiao|cents|yuan|wan|micros)$")
_NUMBERS: Final = frozenset({"money", "whole", "exact", "hour"})


@dataclass(frozen=True, slots=True)
class _Offer:
    """A column that could be the one that is missing; ``alike`` is 0 to 1."""

    value: str
    label: str
    alike: float
    reason: Note
    unit: str = ""


def ask_for_missing(case: Case) -> None:
    """Ask for each required column that is missing, and note what is decided.

    If one stays missing, that is the problem of the decisions.
    """
    for group in case.score.missing:
        offers = list(_offers(case, group))
        value = _asked(case, group, offers)
        if value in {"", SKIP}:
            case.decisions.problem = note(
                "no column of the file is {expected}", expected=" / ".join(group)
            )
            continue
        offer = next(each for each in offers if each.value == value)
        _decide(group[0], offer, case.decisions)
        case.note_default(group[0])


def has_default(score: TableScore, group: Group) -> bool:
    """Whether something near enough is there for each column that is missing."""
    case = Case(group, score, (), Asked("", {}), Decisions(score.table))
    return all(
        any(offer.alike >= _ALIKE for offer in _offers(case, missing))
        for missing in score.missing
    )


def _asked(case: Case, group: Sequence[str], offers: list[_Offer]) -> str:
    choices = [Choice(o.value, o.label, o.reason.text()) for o in offers[:_MOST]]
    question = note(
        "{table} needs {expected}, and no column has a name that is known for it: "
        "which one is it?",
        table=case.table,
        expected=" / ".join(group),
    )
    is_near = bool(offers) and offers[0].alike >= _ALIKE
    return case.asked.ask(
        "column",
        question,
        [*choices, Choice(SKIP, note("leave the files out").text())],
        default=offers[0].value if is_near else "",
        key=group[0],
    )


def _decide(canonical: str, offer: _Offer, decisions: Decisions) -> None:
    decisions.reasons[canonical] = offer.reason
    if offer.value.startswith(_FORMULA):
        decisions.derive[canonical] = offer.value.removeprefix(_FORMULA)
    else:
        decisions.columns[canonical] = column_of(offer.value)
    if offer.unit:
        decisions.units[canonical] = offer.unit


def _offers(case: Case, group: Sequence[str]) -> Iterator[_Offer]:
    """Return what could stand for the missing column, the likeliest first."""
    table, sample, taken = case.table, case.sample, case.taken
    kind = kinds_of(table)[group[0]]
    found = []
    for place, name in enumerate(sample.layout.names):
        if place in taken or is_personal(name) or not name.strip():
            continue
        if fits(kind, sample.rows.frame.to_series(place)):
            found.append(_offer(table, group, sample, place))
    yield from _products(table, group, sample)
    yield from sorted(found, key=lambda offer: -offer.alike)


def _offer(table: str, group: Sequence[str], sample: Sample, place: int) -> _Offer:
    names = sample.layout.names
    name = names[place].strip()
    alike, want = _likeness(table, group, name)
    examples = ", ".join(examples_of(sample, place))
    unit = _unit(table, group[0], name)
    reason = note("like {want}; its cells: {examples}", want=want, examples=examples)
    if unit:
        reason = note("{reason}; in {unit}", reason=reason, unit=unit)
    return _Offer(answer_for(names, place), name, alike, reason, unit)


def answer_for(names: Sequence[str], place: int) -> str:
    """Return what answers with a column: its name, else ``#`` and its position."""
    name = names[place].strip()
    is_only = [other.strip() for other in names].count(name) == 1
    return name if is_only and name[:1] not in {"#", "="} else f"#{place + 1}"


def column_of(answer: str) -> str | int:
    """Return an answer as the key of a source: a name, or a position from 1."""
    return int(answer[1:]) if answer.startswith("#") else answer


def _unit(table: str, canonical: str, name: str) -> str:
    """Return the unit that the end of a name tells: ``paid_fen``."""
    found = _UNIT.search(name.strip().casefold())
    is_money = kinds_of(table)[canonical] == "money"
    return found[1] if found and is_money else ""


def _likeness(table: str, group: Sequence[str], name: str) -> tuple[float, str]:
    """Return how alike a name and the nearest known name of the column are."""
    plain = header(_UNIT.sub("", name.strip().casefold())).plain
    known = [name for column in group for name in (column, *aliases_of(table, column))]
    scored = [(likeness(plain, header(want).plain), want) for want in known]
    return max(scored, key=lambda each: each[0])


def likeness(plain: str, want: str) -> float:
    """Return 0 to 1; a name that lies whole in the other one is near."""
    shorter, longer = sorted((plain, want), key=len)
    ratio = difflib.SequenceMatcher(None, want, plain).ratio()
    is_part = len(shorter.encode()) >= _LEAST_PART and shorter in longer
    return max(ratio, _PART + ratio / 10) if is_part else ratio


def _products(table: str, group: Sequence[str], sample: Sample) -> Iterator[_Offer]:
    """Offer a quantity times a price for the amount of an order."""
    if table != "orders" or "paid_amount" not in group:
        return
    quantities = _named(sample, _QUANTITY)
    prices = _named(sample, _PRICE)
    if len(quantities) != 1 or len(prices) != 1:
        return
    formula = f"{_quoted(quantities[0])} * {_quoted(prices[0])}"
    reason = note("a quantity and a price, and no amount")
    yield _Offer(f"{_FORMULA}{formula}", formula, 1.0, reason)


def _named(sample: Sample, pattern: re.Pattern[str]) -> list[str]:
    return [
        name
        for place, name in enumerate(sample.layout.names)
        if pattern.search(header(name).plain)
        and fits("money", sample.rows.frame.to_series(place))
    ]


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[^\W\d]\w*", name) else f"`{name}`"


def fits(kind: Kind, cells: pl.Series) -> bool:
    """Whether the cells of a column are of a kind, as far as the filled ones tell."""
    if cells.dtype.is_nested():
        return False
    filled = _filled(cells)
    if not filled.len():
        return False
    if kind in {"date", "instant"}:
        return _share_of_dates(cells.head(_LOOKED_AT)) >= _FILLED
    if kind in _NUMBERS:
        numbers = decimals(filled, is_comma=has_decimal_comma(filled))
        return 1 - numbers.null_count() / filled.len() >= _FILLED
    if kind != "id":
        return decimals(filled).null_count() / filled.len() > 1 - _FILLED
    return True


def _share_of_dates(cells: pl.Series) -> float:
    if cells.dtype == pl.Date or isinstance(cells.dtype, pl.Datetime):
        return 1.0
    how = times.elect(cells)
    if not how:
        return 0.0
    how = times.DAY_FIRST if how == times.AMBIGUOUS else how
    values = times.clean_instant(cells, how, "UTC").values
    return (values.len() - values.null_count()) / max(1, _filled(cells).len())


def _filled(cells: pl.Series) -> pl.Series:
    text = cells.head(_LOOKED_AT)
    return tidy(text.cast(pl.String)).drop_nulls()
