"""What the screen of users says of the number in focus, and of its filter."""

from cockpit.screens.base import Explained
from cockpit.snapshot.health import HealthSnapshot
from cockpit.snapshot.studies import Answer
from cockpit.snapshot.tabulate import name
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.users.figures import figures
from cockpit.widgets.users.panel import StudyPanel, StudyRows


def explained(panel: object, answer: Answer) -> Explained | None:
    """Return how the focused number was computed, and the others of its row.

    Args:
        panel: What has the focus.
        answer: What the tab is about: its warnings are told as well.
    """
    warnings = tuple(getattr(answer, "warnings", ()))
    told = panel.told() if isinstance(panel, StudyPanel | StudyRows) else None
    if told is None:
        return Explained("", warnings=warnings) if warnings else None
    shown = getattr(panel, "answer", None)
    rows = getattr(panel, "explained_rows", None) or (getattr(panel, "current", None),)
    known = figures(rows, getattr(shown, "how", {}), getattr(shown, "currency", ""))
    others = tuple(Explained(*one) for one in known if one.how is not told.how)
    return Explained(*told, others, warnings)


def channel_named(health: HealthSnapshot, channel: str) -> str:
    """Return the name of a channel, ready to be shown; its id where it has none."""
    found = (row for row in health.channels if row.entity == channel)
    row = next(found, None)
    return safe(name(row.name) if row is not None else "") or safe(channel)


def filtered(tab: str, channel: str) -> tuple[str, ...]:
    """Say to whom the numbers of a tab are narrowed, long form first.

    Args:
        tab: The one that is shown.
        channel: Name of the channel, ready to be shown; empty: nobody is left out.
    """
    if not channel or tab in ("needs", "demand"):
        return ()
    only = _("only {channel}").format(channel=channel)
    if tab == "lifecycle":
        whole = _("flows and retention: only {channel}").format(channel=channel)
        return (whole, only)
    return (only,)
