"""What an alarm costs an hour, which campaigns cause it, and how near a breach is."""

from collections.abc import Sequence

from cockpit.engine.evidence.case import Case
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.evidence import Evidence


def money_per_hour(metric: str, labels: Labels, scene: Scene) -> float | None:
    """Return what a breached metric costs an hour, in whole currency units.

    CPC: (CPC - baseline) x clicks an hour. ROI: spend an hour x (1 - ROI / target).
    Retention: lost users x revenue of a customer in 30 days, over the hours of a day.
    Never negative; None for any other metric, and where a part is not known.
    """
    raise NotImplementedError


def affected_campaigns(case: Case) -> Evidence:
    """List the campaigns behind the alarms of a case, the costliest first."""
    raise NotImplementedError


def breach_hours(
    values: Sequence[float], limit: float, *, hours_each: float
) -> float | None:
    """Return the hours until a straight line through the values meets the limit.

    Args:
        values: Newest last, evenly spaced, at least three.
        limit: The threshold.
        hours_each: Between two values.

    Returns:
        None without a trend towards the limit.
    """
    raise NotImplementedError
