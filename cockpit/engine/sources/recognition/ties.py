"""Two columns of one name, or of names that are equally usual: nobody decides alone."""

from collections.abc import Sequence

from cockpit.engine.sources.mapping import recognised
from cockpit.engine.sources.platforms import platform_of
from cockpit.engine.sources.recognition.case import Case
from cockpit.engine.sources.recognition.columns import examples_of
from cockpit.snapshot.recognition import Choice
from cockpit.text.notes import note


def ask_for_ties(case: Case) -> None:
    """Ask which of two columns is meant, where only their places differ.

    Columns that say the same in every row that was looked at are no tie.
    """
    names = case.sample.layout.names
    found = recognised(case.table, names, set(), platform_of(names))
    for canonical, each in found.items():
        equal = [place for order, place, _ in each if order == each[0][0]]
        if len(equal) > 1 and _differ(case, equal):
            _ask(case, canonical, equal)


def _differ(case: Case, places: Sequence[int]) -> bool:
    frame = case.sample.rows.frame
    first = frame.to_series(places[0])
    return any(
        not first.equals(frame.to_series(place), check_names=False)
        for place in places[1:]
    )


def _ask(case: Case, canonical: str, places: Sequence[int]) -> None:
    sample = case.sample
    choices = [
        Choice(
            f"#{place + 1}",
            note(
                "column {number}, {name}",
                number=place + 1,
                name=sample.layout.names[place],
            ).text(),
            note(
                "its cells: {examples}", examples=", ".join(examples_of(sample, place))
            ).text(),
        )
        for place in places
    ]
    question = note(
        "{count} columns could be {canonical} alike: which one is it?",
        count=len(places),
        canonical=canonical,
    )
    value = case.asked.ask(
        "column", question, choices, default=choices[0].value, key=canonical
    )
    case.decisions.columns[canonical] = int(value.removeprefix("#"))
    case.note_default(canonical)
