"""What commands look up first: the incident, the step, and who is meant."""

from collections.abc import Iterable, Sequence
from typing import Final

from cockpit.incidents.gates import WORDS, lacks
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.people import names
from cockpit.incidents.refusals import Refused
from cockpit.incidents.sop import Step
from cockpit.incidents.state import Incident, State
from cockpit.snapshot.acts import OnIncident, OnStep
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest

LONGEST: Final = 20_000
"""Characters of one text: a note, not a book."""


def known_incident(state: State, act: OnIncident) -> Incident:
    """Return the incident of an act.

    Raises:
        Refused: If there is none of this id.
    """
    incident = state.incidents.get(act.incident)
    if incident is None:
        raise unknown(
            note("no such incident: {id}", id=act.incident),
            act.incident,
            state.incidents,
        )
    return incident


def open_incident(state: State, act: OnIncident) -> Incident:
    """Return the incident of an act, which must not be over.

    Raises:
        Refused: If there is none, or it is closed or cancelled.
    """
    incident = known_incident(state, act)
    if not incident.is_open:
        raise Refused(note("the incident is {state}", state=WORDS[incident.state]))
    return incident


def known_step(incident: Incident, act: OnStep) -> Step:
    """Return the step of an act.

    Raises:
        Refused: If the procedure has none of this id.
    """
    return step_named(incident, act.step)


def step_named(incident: Incident, word: str) -> Step:
    """Return a step by its id.

    Raises:
        Refused: If the procedure has none of this id.
    """
    step = incident.sop.find(word)
    if step is None:
        known = [one.id for one in incident.sop.step]
        raise unknown(note("no such step: {id}", id=word), word, known)
    return step


def pass_gate(state: State, incident: Incident, what: str) -> None:
    """Let an act on the incident itself through.

    Raises:
        Refused: With everything that it lacks.
    """
    refuse_for(lacks(state, incident, what))


def refuse_for(missing: Sequence[Note]) -> None:
    """Go on if nothing is missing.

    Raises:
        Refused: With everything that is missing in one sentence.
    """
    if missing:
        raise Refused(joined(missing))


def joined(notes: Sequence[Note]) -> Note:
    """Return several reasons as one."""
    whole = notes[0]
    for one in notes[1:]:
        whole = note("{one}; {other}", one=whole, other=one)
    return whole


def required(text: str, what: Note) -> str:
    """Return a text that a person must have given, without the blanks around it.

    Raises:
        Refused: If it is empty, or no text but a book.
    """
    if not text.strip():
        raise Refused(note("{what} is missing", what=what))
    if len(text) > LONGEST:
        raise Refused(note("{what} is too long", what=what))
    return text.strip()


def person_named(name: str, occasion: Occasion) -> str:
    """Return the name of a person; where a roster is configured, one on it.

    Raises:
        Refused: If nobody is called so.
    """
    person = required(name, note("a name"))
    known = names(occasion.roster)
    if known and person not in known:
        raise unknown(note("nobody is called {name}", name=person), person, known)
    return person


def unknown(what: Note, word: str, known: Iterable[str]) -> Refused:
    """Return the refusal of an unknown name, with the one that was probably meant."""
    closest = nearest(word, known)
    if not closest:
        return Refused(what)
    return Refused(note("{what}; did you mean {nearest}?", what=what, nearest=closest))
