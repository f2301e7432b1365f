"""Money saved by a pause so far, against what would have been spent."""

from collections.abc import Mapping
from datetime import datetime

from cockpit.engine.evidence.case import Case
from cockpit.snapshot.incidents import Figures


def figures(case: Case, incident: str, paused: Mapping[str, datetime]) -> Figures:
    """Compute the figures of an open incident.

    Args:
        case: The incident at one moment of the data.
        incident: Its id.
        paused: When each campaign was paused, aware, in time of the data.
    """
    raise NotImplementedError
