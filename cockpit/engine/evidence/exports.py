"""What an operator takes along as CSV: rows only, writing them is the caller's work."""

from collections.abc import Collection

from cockpit.engine.views.scene import Scene
from cockpit.snapshot.evidence import Evidence

Sheet = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]
"""(file name, header, rows)."""


def pause_list(evidence: Evidence, keys: Collection[str], scene: Scene) -> list[Sheet]:
    """Make the pause list, one sheet a source, in the platform's own column names.

    Args:
        evidence: Of ``inefficient_campaigns``.
        keys: Campaigns that are to be paused; empty: every one that is proposed.
        scene: Where the campaigns' files and their headers are known from.
    """
    raise NotImplementedError


def churned_users(evidence: Evidence, scene: Scene) -> list[Sheet]:
    """Make the list of users to win back: user, channel, first day, group.

    Args:
        evidence: Of ``churned_cohort``; its cohorts and its share of controls count.
        scene: Where the users are known from.
    """
    raise NotImplementedError
