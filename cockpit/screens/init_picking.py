"""What may be answered for one line about a group of files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from cockpit.screens.init_answers import TABLE
from cockpit.snapshot.recognising import ColumnOffer, Offers
from cockpit.snapshot.recognition import (
    FREE,
    SKIP,
    ColumnGuess,
    Question,
    SourceGuess,
)
from cockpit.text.i18n import _
from cockpit.widgets.init.parts import Part
from cockpit.widgets.init.words import FORMATS, UNITS, said, subject

_CONSTANTS: Final = {"channel": "channel", "platform": "channel", "metric": "metric"}
"""Canonical column -> about what the answer to its constant is."""
_MONEY: Final = "money"
_DATES: Final = frozenset({"date", "instant"})
_OF_CELLS: Final = ("unit", "format")


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer; texts are raw.

    Attributes:
        label: What people read.
        hint: What speaks for it.
        answers: By id of the question.
        without: Ids of answers that are taken back with it.
        also: Other names that it is found by.
    """

    label: str
    hint: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """A question to be put to people; texts are raw.

    Attributes:
        title: What it is about.
        text: The question, and the evidence.
        offers: The likeliest first.
        chosen: Place of what is in force.
        free: Id of the question that takes any other word too; empty if none does.
    """

    title: str
    text: str
    offers: tuple[Offer, ...]
    chosen: int = 0
    free: str = ""


def pick_for(
    part: Part, guess: SourceGuess, offers: Offers, answers: Mapping[str, str]
) -> Pick | str:
    """Return what may be answered for a line, or why nothing can.

    Args:
        part: The line.
        guess: Its group.
        offers: All that may be answered.
        answers: By id of the question.
    """
    if guess.state in {"known", "changed"}:
        return _of_configured(guess)
    if part.question is not None:
        return _of_question(part.question, guess, offers)
    if part.kind == "table":
        is_asked = guess.fingerprint and guess.code != "no_header"
        return _of_table(guess, offers) if is_asked else guess.message
    if part.column is not None:
        return _of_column(part.column, guess, offers, answers)
    if part.kind == "constant":
        return _of_constant(part, guess, offers)
    return _("this is told by the columns: change those")


def _of_configured(guess: SourceGuess) -> str:
    if guess.state == "known":
        return _("cockpit.toml names these files: change it there")
    text = _("cockpit init --accept {path} accepts this header")
    return text.format(path=guess.path)


def _of_question(question: Question, guess: SourceGuess, offers: Offers) -> Pick:
    own = [
        Offer(choice.label, choice.reason, {question.id: choice.value})
        for choice in question.choices
    ]
    if question.about == TABLE:
        offered = {choice.value for choice in question.choices}
        own += [one for one in _tables(guess, offers) if one.label not in offered]
    values = [choice.value for choice in question.choices]
    value = question.answer or question.default
    at = values.index(value) if value in values else 0
    is_free = question.about in FREE - {TABLE}
    title = subject(question)
    return Pick(title, question.text, tuple(own), at, question.id if is_free else "")


def _tables(guess: SourceGuess, offers: Offers) -> list[Offer]:
    reasons = {rival.name: rival.reason for rival in guess.rivals}
    names = [guess.table, *reasons, *(each.table for each in offers.tables)]
    about = f"{guess.path}#{TABLE}"
    return [
        Offer(name, reasons.get(name, ""), {about: name})
        for name in dict.fromkeys(names)
        if name
    ]


def _of_table(guess: SourceGuess, offers: Offers) -> Pick:
    leave_out = Offer(_("leave the files out"), "", {f"{guess.path}#{TABLE}": SKIP})
    text = _("which table are the rows of {path}?").format(path=guess.path)
    return Pick(_("table"), text, (*_tables(guess, offers), leave_out))


def _of_constant(part: Part, guess: SourceGuess, offers: Offers) -> Pick | str:
    about = _CONSTANTS.get(part.name)
    if about is None:
        return _("this follows from the columns: change those")
    key = f"{guess.path}#{about}.{part.name}"
    words = (part.value, *(offers.channels if about == "channel" else ()))
    own = tuple(Offer(word, "", {key: word}) for word in dict.fromkeys(words))
    text = _("{column} in every row: choose, or type another word")
    return Pick(part.name, text.format(column=part.name), own, 0, key)


def _of_column(
    column: ColumnGuess, guess: SourceGuess, offers: Offers, answers: Mapping[str, str]
) -> Pick | str:
    """Offer how its cells are written, then what else the column may mean."""
    if not guess.table:
        return _("which table it is comes first: choose that")
    columns = next(
        (each.columns for each in offers.tables if each.table == guess.table), ()
    )
    kinds = {each.name: each.kind for each in columns}
    kind = kinds.get(column.canonical, "")
    measures: list[Offer] = []
    if kind == _MONEY:
        measures = _measures("unit", offers.units, column, guess)
    if kind in _DATES:
        measures = _measures("format", offers.formats, column, guess)
    own = _said_of(column, guess, answers)
    again = [Offer(_("as it was recognised"), "", {}, own)] if own else []
    meanings = [_meaning(each, column, guess, own) for each in columns]
    at = _place(meanings, column.canonical)
    here = [meanings.pop(at)] if at >= 0 else []
    text = _("what is in the column {name}? {cells}").format(
        name=column.column, cells="  ".join(column.examples)
    )
    found = (*here, *again, *measures, *meanings)
    return Pick(column.column, text.rstrip(), found)


def _measures(
    about: str, values: Iterable[str], column: ColumnGuess, guess: SourceGuess
) -> list[Offer]:
    kind = _("unit") if about == "unit" else _("dates")
    known = UNITS if about == "unit" else FORMATS
    key = f"{guess.path}#{about}.{column.canonical}"
    return [
        Offer(f"{kind}: {said(known, value)}", value, {key: value}) for value in values
    ]


def _meaning(
    offer: ColumnOffer, column: ColumnGuess, guess: SourceGuess, own: tuple[str, ...]
) -> Offer:
    key = f"{guess.path}#column.{offer.name}"
    also = offer.aliases
    needed = _("needed") if offer.required else ""
    hint = "  ".join(filter(None, (needed, ", ".join(also[:3]))))
    return Offer(offer.name, hint, {key: _name(column, guess)}, own, also)


def _name(column: ColumnGuess, guess: SourceGuess) -> str:
    """Return what the column is answered with: its name, if it has one of its own."""
    name = column.column.strip()
    places = {each.place for each in guess.columns if each.column.strip() == name}
    is_plain = bool(name) and name[0] not in "#=" and len(places) == 1
    return name if is_plain else f"#{column.place}"


def _said_of(
    column: ColumnGuess, guess: SourceGuess, answers: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the answers that say what is in this column."""
    named = {_name(column, guess), f"#{column.place}"}
    prefix = f"{guess.path}#column."
    of_cells = {f"{guess.path}#{about}.{column.canonical}" for about in _OF_CELLS}
    return tuple(
        key
        for key, value in answers.items()
        if (key.startswith(prefix) and value in named) or key in of_cells
    )


def _place(offers: list[Offer], label: str) -> int:
    return next((at for at, offer in enumerate(offers) if offer.label == label), -1)
