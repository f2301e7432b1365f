"""When a drill is over: seen from beside the app."""

import asyncio

import pytest

from cockpit.drill import ending
from cockpit.drill.ending import Ending
from cockpit.snapshot.incidents import IncidentsSnapshot, IncidentState, IncidentView
from tests.drill.builders import NINE, DrillTime, plan
from tests.speech import spoken


class Screen:
    """What an ending knows of an app."""

    def __init__(self) -> None:
        self.incidents = IncidentsSnapshot()
        self.said: list[str] = []
        self.has_ended = False

    def say(self, text: str) -> None:
        self.said.append(text)

    def exit(self) -> None:
        self.has_ended = True

    def shows(self, state: IncidentState) -> None:
        view = IncidentView(
            incident="INC-0001", state=state, severity="red", sop="s", sop_version=1,
            title="", opened="", version=1,
        )  # fmt: skip
        self.incidents = IncidentsSnapshot(incidents=(view,))


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> DrillTime:
    for name in ("LOOK_SECONDS", "LAST_LOOK_SECONDS"):
        monkeypatch.setattr(ending, name, 0.001)
    return DrillTime(NINE.timestamp())


async def watched(screen: Screen, clocks: DrillTime) -> list[str]:
    """Watch for a moment; returns what was said."""
    with spoken("en"):
        task = asyncio.ensure_future(Ending(plan(), clocks).watch(screen))
        await asyncio.sleep(0.05)
        task.cancel()
    return screen.said


async def test_while_it_is_worked_on_nothing_ends(clocks: DrillTime) -> None:
    screen = Screen()
    assert await watched(screen, clocks) == []
    screen.shows("contained")
    assert await watched(screen, clocks) == []
    assert not screen.has_ended


async def test_a_resolved_incident_is_told_once_and_may_go_on(
    clocks: DrillTime,
) -> None:
    screen = Screen()
    screen.shows("resolved")
    (said,) = await watched(screen, clocks)
    assert said.startswith("resolved: q shows the score")
    assert not screen.has_ended


@pytest.mark.parametrize("state", ["closed", "cancelled"])
async def test_the_end_of_the_incident_is_the_end(
    state: IncidentState, clocks: DrillTime
) -> None:
    screen = Screen()
    screen.shows(state)
    assert await watched(screen, clocks) == ["the drill is over: the score follows"]
    assert screen.has_ended


async def test_its_time_is_limited(clocks: DrillTime) -> None:
    clocks.pass_seconds(8 * 3600)
    screen = Screen()
    (said,) = await watched(screen, clocks)
    assert said.startswith("the time of the drill is up")
    assert screen.has_ended
