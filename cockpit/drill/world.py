"""The world of a drill answers: what was paused stops, what is tested spends."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from cockpit.drill.answers import Trial, pauses, trials
from cockpit.drill.morning import HOT_FILE, Line, lines_of
from cockpit.drill.plan import TAKEN_OVER, TESTS, Plan, kept
from cockpit.incidents.events import Clocks
from cockpit.incidents.state import Incident
from cockpit.logbooks import Log, clocks_of, open_log
from cockpit.worker.live import Piece

HOUR: Final = timedelta(hours=1)
MOST_TAKEN_OVER: Final = 4.0
TEST_HOURS: Final = 8
"""A test budget is spent in so many hours."""
TEST_CPC: Final = 0.95
TEST_CTR: Final = 0.024
TEST_CVR: Final = 0.014
TEST_ORDER: Final = 170.0
"""How a tested channel does: like the channels of the sample that do well."""


class World:
    """Plays one drill in the worker.

    Args:
        workspace: A folder that was prepared.

    Raises:
        OSError: If it was not.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._plan = kept(workspace)
        self._zone = ZoneInfo(self._plan.timezone)
        self._clocks: Clocks = clocks_of(workspace)
        self._log: Log | None = None

    def now(self) -> datetime:
        """Return the time of the data; it halts at the end of the drill."""
        now = datetime.fromtimestamp(self._clocks.wall(), self._zone)
        return min(now, self._plan.end.astimezone(self._zone))

    def shape(self, piece: Piece) -> Piece:
        """Return what is really reported, after what the operator did until now."""
        if piece.path not in {HOT_FILE, TESTS}:
            return piece
        incidents = self._incidents()
        if piece.path == TESTS:
            tested = [one for incident in incidents for one in trials(incident)]
            text = "".join(trial_lines(tested, piece.at))
        else:
            paused: dict[str, datetime] = {}
            for incident in incidents:
                paused |= pauses(incident)
            text = "".join(
                line.text() for line in _left(lines_of(piece.text), paused, self._plan)
            )
        return Piece(piece.at, piece.path, piece.encoding, text)

    def _incidents(self) -> tuple[Incident, ...]:
        """Read the log; opened on the thread that asks."""
        if self._log is None:
            self._log = open_log(self._workspace, role="drill", choice="watch")
        self._log.logbook.catch_up()
        return tuple(self._log.logbook.state.incidents.values())


def _left(
    lines: Iterable[Line], paused: dict[str, datetime], plan: Plan
) -> Iterator[Line]:
    """Leave out what was paused; the others win more of the auctions then."""
    dear = {burn.campaign for burn in plan.burns}
    running = {line: 1.0 - _share_paused(line, paused, plan) for line in lines}
    more = _taken_over(running, dear)
    for line, share in running.items():
        if share > 0:
            yield line.times(share if line.campaign in dear else share * more)


def _taken_over(running: dict[Line, float], dear: set[str]) -> float:
    """Return by how much the campaigns grow that are neither dear nor paused."""
    freed = max(
        (1.0 - running[one] for one in running if one.campaign in dear), default=0
    )
    others = [one for one in running if one.campaign not in dear]
    left = sum(one.clicks * running[one] for one in others)
    lost = sum(one.clicks for one in others) / left if left else 1.0
    return min((1.0 + (TAKEN_OVER - 1.0) * freed) * lost, MOST_TAKEN_OVER)


def _share_paused(line: Line, paused: dict[str, datetime], plan: Plan) -> float:
    """Return which part of its hour a campaign was paused."""
    since = paused.get(line.campaign)
    if since is None:
        return 0.0
    start = datetime.fromisoformat(line.day).replace(tzinfo=ZoneInfo(plan.timezone))
    gone = (since - start - line.hour * HOUR) / HOUR
    return 1.0 - min(max(gone, 0.0), 1.0)


def trial_lines(tested: Iterable[Trial], at: datetime) -> Iterator[str]:
    """Report the hour before ``at`` of every channel on trial."""
    hour = at.replace(minute=0, second=0) - HOUR
    for one in tested:
        end = one.since + TEST_HOURS * HOUR
        run = min(end, hour + HOUR) - max(one.since, hour)
        share = max(run / HOUR, 0.0)
        spend = one.budget / TEST_HOURS * share
        if spend <= 0:
            continue
        clicks = round(spend / TEST_CPC)
        orders = round(clicks * TEST_CVR)
        cells = (
            f"{hour:%Y-%m-%d}", str(hour.hour), one.channel,
            f"drill-{one.channel}", "备用渠道测试", f"{spend:.2f}",
            str(round(clicks / TEST_CTR)), str(clicks), str(orders),
            f"{orders * TEST_ORDER:.2f}",
        )  # fmt: skip
        yield ",".join(cells) + "\n"
