"""What data say about a claim: did what a person reports really happen?"""

from collections.abc import Mapping
from datetime import datetime

from cockpit.engine.evidence.case import Case
from cockpit.snapshot.condition import Sense
from cockpit.snapshot.incidents import Sensed


def sense(
    sense: Sense, case: Case, *, since: datetime, at_opened: Mapping[str, float]
) -> Sensed:
    """Judge the sense of a step or of a guard.

    Args:
        sense: What to look at and the condition; it is met if every entity meets it,
            a guard is violated if any does (``met`` > 0).
        case: The incident at one moment of the data.
        since: Aware; only grains that begin at or after it count.
        at_opened: Value of each entity when the incident was opened, for
            ``than = "at:opened"``; the whole under the empty key.

    Returns:
        ``unknown`` while an entity has no complete grain since then: absence is never
        a proof. ``met`` of ``of`` entities, and the same in words.
    """
    raise NotImplementedError
