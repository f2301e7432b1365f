"""How old the picture is, and whether it is still being drawn from life."""

from dataclasses import dataclass
from typing import Literal

from cockpit.snapshot.data_light import DataLight
from cockpit.snapshot.health import Clock
from cockpit.snapshot.reading import Reading

View = Literal["waiting", "live", "paused", "as_of", "late", "stale"]


@dataclass(frozen=True, eq=False)
class Status:
    """What the badge says, and why.

    Attributes:
        view: The word on the badge.
        data_to: ISO time of the newest row.
        today: The business day of the view, ISO.
        age_seconds: Age of that row now.
        reason: Why it is late, stale or old.
        workspace: Whose numbers these are.
        progress: A long reading that is on its way, as a sentence.
        reading: The same in figures, where bytes are counted.
        is_paused: Whether the operator froze the view.
        data: What is wrong with the data themselves.
    """

    view: View = "waiting"
    data_to: str = ""
    today: str = ""
    age_seconds: float | None = None
    reason: str = ""
    workspace: str = ""
    progress: str = ""
    reading: Reading | None = None
    is_paused: bool = False
    data: DataLight = ""


WAITING = Status()


def judged(clock: Clock, *, lost: str, is_paused: bool) -> tuple[View, str]:
    """Return the word of the badge and its reason; a lost worker beats everything."""
    if lost:
        return "stale", lost
    if is_paused:
        return "paused", clock.reason
    return clock.state, clock.reason
