"""From an act to the events it makes, or to the reason why it makes none."""

from cockpit.incidents.events import Draft
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.state import State
from cockpit.snapshot.acts import Command

Drafts = tuple[Draft, ...]


def decide(state: State, act: Command, occasion: Occasion) -> Drafts:
    """Return the events of an act; pure but for the copy of a file as evidence.

    The version that the act names is not looked at: the logbook does that, since it
    knows which events came between.

    Args:
        state: As it stands, due timers included.
        act: What the operator wants.
        occasion: Who wants it, and when.

    Raises:
        Refused: If it cannot be done; the reason says what is missing.
    """
    raise NotImplementedError
