"""What people said of a group without having been asked: their word wins."""

from collections.abc import Mapping
from typing import Final

from cockpit.engine.sources.kinds import kinds_of
from cockpit.engine.sources.numbers import UNITS
from cockpit.engine.sources.recognition.case import Case
from cockpit.snapshot.recognition import SKIP
from cockpit.text.notes import note

_CONSTANTS: Final = frozenset({"channel", "platform", "metric"})


def apply_overrides(case: Case, answers: Mapping[str, str]) -> None:
    """Note what was answered beyond the questions that were asked.

    The id is that of a question: ``GLOB#column.spend`` = a name of the file, or ``#``
    and a position from 1; ``GLOB#unit.spend`` = a unit; ``GLOB#format.date`` = a
    strptime format or a family; ``GLOB#channel.channel`` = a constant. What the table
    or the file does not have is left out.
    """
    asked = {question.id for question in case.asked.questions}
    prefix = f"{case.group.glob}#"
    for found, value in answers.items():
        if found in asked or not found.startswith(prefix) or not value:
            continue
        about, _dot, canonical = found.removeprefix(prefix).partition(".")
        if canonical in kinds_of(case.table) and value != SKIP:
            _apply(case, about, canonical, value)


def _apply(case: Case, about: str, canonical: str, value: str) -> None:
    decisions = case.decisions
    names = [name.strip() for name in case.sample.layout.names]
    if about == "unit" and value in UNITS:
        decisions.units[canonical] = value
    elif about == "format":
        decisions.formats[canonical] = value
    elif about in _CONSTANTS:
        decisions.constants[canonical] = value
        decisions.reasons[canonical] = note("somebody said so")
    elif about == "column" and value in names:
        decisions.columns[canonical] = value
    elif about == "column" and value in {f"#{p + 1}" for p in range(len(names))}:
        decisions.columns[canonical] = int(value[1:])
