"""Which number of the health screen is meant, by what has the focus."""

from cockpit.screens import why_asking as asking
from cockpit.screens.drilling import Path
from cockpit.snapshot.health import HealthSnapshot, Tile
from cockpit.snapshot.why import WhyQuery
from cockpit.widgets.channel_table import ChannelTable
from cockpit.widgets.drill_table import TOTAL, DrillTable
from cockpit.widgets.target_bar import TargetBar


def asked(
    health: HealthSnapshot, focused: object, path: Path, tile: Tile | None
) -> WhyQuery | None:
    """Ask about a row, the target, or the gauge; None while there is none.

    Args:
        health: What is shown.
        focused: The widget that has the focus.
        path: Of a metric that is taken apart; empty: none is.
        tile: The gauge that was chosen last.
    """
    if path:
        row = focused.selected if isinstance(focused, DrillTable) else TOTAL
        return asking.of_drill(path[-1], "" if row == TOTAL else row)
    if isinstance(focused, ChannelTable) and focused.count():
        return asking.of_channel(health, focused.selected)
    if isinstance(focused, TargetBar) and health.targets:
        look = health.query
        return WhyQuery(health.targets[0].metric, base=look.base, as_of=look.as_of)
    return asking.of_gauge(tile.row, health.query) if tile else None
