"""When a drill is over: its incident is closed, its time is up, or the operator quits.

Watches the app from beside it; knows it only by what it shows.
"""

from asyncio import sleep
from typing import Final, Protocol

from cockpit.drill.plan import Plan
from cockpit.incidents.events import Clocks
from cockpit.snapshot.incidents import IncidentsSnapshot
from cockpit.text.i18n import _

LOOK_SECONDS: Final = 0.5
LAST_LOOK_SECONDS: Final = 4.0
"""So long the last sentence can be read."""


class Watched(Protocol):
    """The app, as far as a drill looks at it."""

    incidents: IncidentsSnapshot

    def say(self, text: str) -> None:
        """Say a sentence at the bottom of the screen."""
        ...

    def exit(self) -> None:
        """End."""
        ...


class Ending:
    """Ends the app of a drill.

    Args:
        plan: Of the drill.
        clocks: Its clocks.
    """

    def __init__(self, plan: Plan, clocks: Clocks) -> None:
        self._end = plan.end.timestamp()
        self._clocks = clocks
        self._has_told = False

    async def watch(self, app: Watched) -> None:
        """Look until it is over, say so, then end the app."""
        while not (why := self._over(app)):
            await sleep(LOOK_SECONDS)
        app.say(why)
        await sleep(LAST_LOOK_SECONDS)
        app.exit()

    def _over(self, app: Watched) -> str:
        """Return why it is over; empty while it is not."""
        if self._clocks.wall() >= self._end:
            return _("the time of the drill is up: the score follows")
        states = {view.state for view in app.incidents.incidents}
        if states and states <= {"closed", "cancelled"}:
            return _("the drill is over: the score follows")
        if "resolved" in states and not self._has_told:
            self._has_told = True
            app.say(_("resolved: q shows the score, R and K go on to the end"))
        return ""
