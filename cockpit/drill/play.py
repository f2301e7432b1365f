"""Plays a drill from its beginning to its score."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cockpit import paths
from cockpit.drill.beginning import begin, prepare_aside, warm
from cockpit.drill.ending import Ending
from cockpit.drill.plan import Plan, kept
from cockpit.drill.score import Score, score
from cockpit.logbooks import clocks_of, open_log
from cockpit.opening import Wish, open_played


def play(sop: str, *, speed: float, wish: Wish) -> tuple[int, Score]:
    """Prepare a drill, open the cockpit on it, score what became of it.

    Args:
        sop: One of :data:`~cockpit.drill.plan.PLAYABLE`.
        speed: Data seconds in a real one.
        wish: How the screen is to look.

    Returns:
        The exit code of the cockpit, and the score.

    Raises:
        ValueError: If the sample that is installed is another one.
        OSError: If the copy cannot be made.
    """
    workspace = prepare_aside(sop, speed=speed)
    warm(workspace)
    plan = kept(workspace)
    begin(workspace, plan)
    clocks = clocks_of(workspace)
    ending = Ending(plan, clocks)
    wished = wish._replace(clocks=clocks, beside=ending.watch)
    feed = paths.drill_feed(workspace)
    options = (
        "--clock", plan.start.isoformat(), "--speed", str(speed), "--live", str(feed),
        "--drill",
    )  # fmt: skip
    code = open_played(workspace, wished, options)
    now = datetime.fromtimestamp(clocks.wall(), ZoneInfo(plan.timezone))
    return code, scored(workspace, plan, now)


def scored(workspace: Path, plan: Plan, now: datetime) -> Score:
    """Score the log of a drill as it stands at a moment of the data."""
    log = open_log(workspace, role="cli", choice="watch")
    try:
        log.logbook.catch_up()
        return score(plan, log.logbook.state, now=now)
    finally:
        log.close()
