"""What somebody may decide about attribution."""

from dataclasses import dataclass
from typing import Literal

from cockpit.snapshot.attribution import JourneyRule

DirectRule = Literal["skip", "keep"]
OpenRule = Literal["expected", "left-out"]


@dataclass(frozen=True, slots=True)
class AttributionTerms:
    """How journeys are cut and credited.

    Attributes:
        look_back_days: Touches older than so many days (of 24 hours) before a
            conversion are not in its journey.
        journeys: ``look-back``: touches before an earlier conversion count again;
            ``reset``: a conversion ends the journey.
        half_life_days: Of a touch's credit in time decay.
        markov_order: Touches that the chain remembers, 1 to 4.
        direct: ``skip``: a visit of which nobody knows where it came from counts only
            in a journey that has nothing else; ``keep``: like any other touch.
        session_minutes: Successive events of one user and channel that follow each
            other within it are one touch; 0: every event is one.
        open_journeys: Those without an order whose look-back has not ended.
            ``expected``: each counts for its chance to end without one; ``left-out``:
            none of them counts.
    """

    look_back_days: int = 30
    journeys: JourneyRule = "look-back"
    half_life_days: float = 7.0
    markov_order: int = 1
    direct: DirectRule = "skip"
    session_minutes: int = 30
    open_journeys: OpenRule = "expected"
