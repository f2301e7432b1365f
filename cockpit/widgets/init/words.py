"""What recognition says, in words that people read."""

from collections.abc import Mapping
from typing import Final

from cockpit.snapshot.recognition import (
    SKIP,
    About,
    ColumnGuess,
    Question,
    SourceGuess,
    Unlocked,
)
from cockpit.text.glyphs import Sign
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note

MASKED: Final = "***"
"""In place of the cells of a personal column."""

SIGNS: Final[dict[str, Sign]] = {
    "asks": Sign("?", "?", note("asks")),
    "sure": Sign("✓", "+", note("sure")),
    "ignored": Sign("»", "-", note("ignored")),
    "unread": Sign("⊘", "0", note("not read")),
    "changed": Sign("⊟", "H", note("another header")),
    "known": Sign("◦", "o", note("known")),
}
"""How a group of files stands."""
ROLES: Final = {
    "asks": "info",
    "sure": "text",
    "ignored": "dim",
    "unread": "unknown",
    "changed": "unknown",
    "known": "dim",
}
SCREENS: Final[dict[Unlocked, Sign]] = {
    "open": Sign("✓", "+", note("all of it")),
    "partly": Sign("◊", "w", note("in part")),
    "locked": Sign("⊘", "0", note("nothing yet")),
}
ABOUT: Final[dict[About, Note]] = {
    "table": note("table"),
    "header": note("names of the columns"),
    "column": note("column"),
    "channel": note("constant"),
    "platform": note("platform"),
    "format": note("order of dates"),
    "unit": note("unit"),
    "metric": note("metric"),
}
EVIDENCE: Final[dict[str, Note]] = {
    "config": note("configured"),
    "profile": note("profile"),
    "answer": note("answered"),
    "nearest": note("proposed"),
    "alias": note("known alias"),
    "name": note("same name"),
    "parts": note("parts of the name"),
    "stand_in": note("for want of its own"),
    "derived": note("derived"),
    "platform": note("the platform"),
}
UNITS: Final[dict[str, Note]] = {
    "yuan": note("yuan"),
    "jiao": note("jiao (0.1)"),
    "fen": note("fen (0.01)"),
    "wan": note("ten thousands"),
    "yi": note("hundred millions"),
    "micros": note("millionths"),
    "cents": note("cents"),
    "unit": note("units of the currency"),
    "thousand": note("thousands"),
    "percent": note("percent"),
}
FORMATS: Final[dict[str, Note]] = {
    "year first": note("year first"),
    "day first": note("day first"),
    "month first": note("month first"),
    "compact": note("digits only: 20261031"),
    "named": note("name of the month"),
    "epoch": note("seconds since 1970"),
    "spreadsheet serial": note("number of a spreadsheet"),
}
SEPARATORS: Final[dict[str, Note]] = {
    ",": note("comma"),
    ";": note("semicolon"),
    "\t": note("tab"),
    "|": note("bar"),
    "whitespace": note("blanks"),
}


def state_of(guess: SourceGuess, answers: Mapping[str, str]) -> str:
    """Return how a group stands: a key of :data:`SIGNS`."""
    if answers.get(f"{guess.path}#table") == SKIP:
        return "ignored"
    if open_questions(guess):
        return "asks"
    if guess.state != "new":
        return guess.state
    return "sure"


def open_questions(guess: SourceGuess) -> list[Question]:
    """Return the questions that nobody has answered, in their order."""
    return [question for question in guess.questions if not question.answer]


def subject(question: Question) -> str:
    """Return what a question is about; raw."""
    kind = ABOUT[question.about].text()
    return f"{question.key}  {kind}" if question.key else kind


def answer_of(question: Question) -> str:
    """Return what is answered, or proposed; empty if it is neither; raw."""
    value = question.answer or question.default
    labels = {choice.value: choice.label for choice in question.choices}
    return labels.get(value, value)


def standing(question: Question) -> str:
    """Say whether a question is answered."""
    if question.answer:
        return _("answered")
    return _("proposed") if question.default else _("open")


def because(column: ColumnGuess) -> str:
    """Say in a word or two why a column was taken for what it was; raw."""
    if column.personal:
        return _("personal: not read")
    if not column.canonical:
        return _("not used")
    return said(EVIDENCE, column.by)


def measure(column: ColumnGuess) -> str:
    """Return unit, currency and way of writing dates; raw."""
    unit, how = said(UNITS, column.unit), said(FORMATS, column.format)
    return " ".join(filter(None, (unit, column.currency, how)))


def said(known: Mapping[str, Note], word: str) -> str:
    """Return what people call a unit or a way of writing dates; raw."""
    return known[word].text() if word in known else word


def separated_by(separator: str) -> str:
    """Return what a separator is called; raw."""
    return said(SEPARATORS, separator)
