"""What the worker has said, and what of it the operator sees. No terminal in here.

Every question carries a generation number; an answer to an older question is dropped.
Pausing freezes what is seen, never what is heard.
"""

from collections.abc import Callable
from typing import Final

from cockpit.snapshot.alarms import NO_ALARMS, AlarmDetail, AlarmsSnapshot, Labels
from cockpit.snapshot.data_light import data_light
from cockpit.snapshot.drill import NO_DRILL, DrillQuery, DrillSnapshot
from cockpit.snapshot.faults import FaultsSnapshot
from cockpit.snapshot.health import NOTHING_YET, HealthQuery, HealthSnapshot
from cockpit.snapshot.quarantine import EVERY, NO_REJECTED, Only, RejectedPage
from cockpit.snapshot.reading import Reading
from cockpit.snapshot.sources import NO_SOURCES, SourcesSnapshot
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.status import Status, judged
from cockpit.worker.client import News, WorkerLost
from cockpit.worker.protocol import (
    AlarmFound,
    Alarms,
    AskAlarm,
    Drill,
    Drilled,
    Failed,
    Health,
    Look,
    Progress,
    Rejected,
    RejectedRows,
    Sources,
)

PINNED: Final = "as_of"


class Hearing:
    """Keeps the newest answers.

    Args:
        clock: Seconds that go on while the machine sleeps, for the age of the data.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._generation = 0
        self._look = self._drill = self._page = self._alarm = 0
        self._heard_at = clock()
        self.health: HealthSnapshot = NOTHING_YET
        self.sources: SourcesSnapshot = NO_SOURCES
        self.drill: DrillSnapshot = NO_DRILL
        self.page: RejectedPage = NO_REJECTED
        self.alarms: AlarmsSnapshot = NO_ALARMS
        self.alarm: AlarmDetail | None = None
        self.lost = ""
        self.progress = ""
        self.reading: Reading | None = None
        self.is_paused = False

    def look(self, query: HealthQuery) -> Look:
        """Ask for the health view; answers to older questions no longer count."""
        self._look = self._next()
        return Look(self._look, query)

    def drill_into(self, query: DrillQuery | None) -> Drill:
        """Ask to take a metric apart, or to end that."""
        self._drill = self._next()
        if query is None:
            self.drill = NO_DRILL
        return Drill(self._drill, query or DrillQuery(""))

    def into_alarm(self, rule: str, labels: Labels) -> AskAlarm:
        """Ask for everything about one alarm; no rule ends it."""
        self._alarm = self._next()
        self.alarm = None
        return AskAlarm(self._alarm, rule, labels)

    def rejected(
        self, path: str, first: int, count: int, only: Only = EVERY
    ) -> Rejected:
        """Ask for rows of a quarantine; no path: of all."""
        self._page = self._next()
        return Rejected(self._page, path, first, count, only)

    def hear(self, news: News) -> str:
        """Take news in; returns a sentence if something failed."""
        match news:
            case Sources(snapshot=sources):
                self.sources = sources
            case Alarms(snapshot=alarms):
                self.alarms = alarms
            case AlarmFound(generation=generation, detail=detail):
                self.alarm = detail if generation == self._alarm else self.alarm
            case Progress():
                self.progress = _progress(news)
                self.reading = news.reading
            case WorkerLost(reason=reason, retry_seconds=seconds):
                said = _("the worker ended ({reason}), again in {seconds} s")
                self.lost = said.format(reason=safe(reason), seconds=f"{seconds:g}")
            case Failed(request=request, reason=reason):
                said = _("{request} failed: {reason}")
                return said.format(request=request, reason=safe(reason))
            case _:
                self._take_answer(news)
        return ""

    def _take_answer(self, news: News) -> None:
        match news:
            case Health(generation=generation, snapshot=health):
                if generation == self._look:
                    self.health, self.lost = health, ""
                    self._heard_at = self._clock()
            case Drilled(generation=generation, snapshot=drill):
                if generation == self._drill and drill.query.metric:
                    self.drill = drill
            case RejectedRows(generation=generation, page=page):
                if generation == self._page:
                    self.page = page

    def status(
        self,
        seen: HealthSnapshot,
        *,
        workspace: str,
        faults: FaultsSnapshot | None = None,
    ) -> Status:
        """Say how old the picture is now; a pinned clock does not go on."""
        clock = seen.clock
        view, reason = judged(clock, lost=self.lost, is_paused=self.is_paused)
        if seen is NOTHING_YET:
            view = "stale" if self.lost else "waiting"
        age = clock.age_seconds
        if age is not None and clock.state != PINNED:
            age += max(self._clock() - self._heard_at, 0.0)
        return Status(
            view=view,
            data_to=clock.data_to,
            today=seen.as_of,
            age_seconds=age,
            reason=reason,
            workspace=seen.workspace or workspace,
            progress=self.progress,
            reading=self.reading,
            is_paused=self.is_paused,
            data=data_light(self.sources, faults),
        )

    def _next(self) -> int:
        self._generation += 1
        return self._generation


def _progress(news: Progress) -> str:
    if not news.total:
        return ""
    said = _("reading {path}: {share}").format(
        path=safe(news.path), share=formats.rate(news.done / news.total)
    )
    if news.seconds_left is not None:
        left = _("{seconds} s left").format(seconds=f"{news.seconds_left:.0f}")
        said += f"  {left}"
    return said
