"""What a decision may know beside the state: who acts, when, and with whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cockpit.incidents.clocks import Reading
from cockpit.incidents.durations import EVERY_WEEKDAY, Calendar
from cockpit.incidents.people import Person
from cockpit.incidents.sop import Sop

Keeper = Callable[[str], dict[str, Any]]
"""Takes a copy of a file and says what it is: name, size and SHA-256."""


@dataclass(frozen=True, slots=True, eq=False)
class Occasion:
    """One moment, one actor.

    Attributes:
        data: ISO time of the data that the actor sees; empty if none.
        roster: The people of the workspace.
        sops: The procedures that can be opened, by id.
        group_by: Dimensions that the incidents of a rule are grouped by; a rule that is
            not there is grouped by all its labels.
        keep: Where files go that are entered as evidence.
    """

    actor: str
    now: Reading
    data: str = ""
    roster: tuple[Person, ...] = ()
    calendar: Calendar = EVERY_WEEKDAY
    sops: Mapping[str, Sop] = field(default_factory=dict)
    group_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keep: Keeper | None = None
