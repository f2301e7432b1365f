"""The part of a screen that is about alarms: lamps, queue, one of them in detail."""

from typing import Final

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from cockpit.messages import AlarmAsked, IncidentRequested, OpeningRequested, Said
from cockpit.screens.base import CockpitScreen, Copy, Explained
from cockpit.screens.why_asking import of_alarm
from cockpit.snapshot import alarm_words
from cockpit.snapshot.alarms import AlarmDetail, AlarmRow, AlarmsSnapshot
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import How, Tile
from cockpit.snapshot.incidents import IncidentsSnapshot
from cockpit.snapshot.lamps import is_firing, key, waiting
from cockpit.snapshot.why import WhyQuery
from cockpit.text import formats
from cockpit.text.i18n import _
from cockpit.widgets.alarm_facts import AlarmCourse, AlarmFacts
from cockpit.widgets.alarm_lines import ShownAlarm
from cockpit.widgets.alarm_queue import AlarmQueue
from cockpit.widgets.lights import LightStrip
from cockpit.widgets.limit_band import Limit
from cockpit.widgets.rows import Rows
from cockpit.widgets.trend_chart import NOTHING, Shown

TALL: Final = 46
"""Lines from which alarms leave room for all the rest."""


class AlarmedScreen(CockpitScreen):
    """Shows the queue, and one alarm in detail while one is open."""

    strip = getters.query_one(LightStrip)
    queue = getters.query_one(AlarmQueue)
    facts = getters.query_one(AlarmFacts)
    course = getters.query_one(AlarmCourse)

    def __init__(self) -> None:
        super().__init__()
        self._open: AlarmRow | None = None
        """The alarm whose detail is shown."""

    def compose_alarms(self) -> ComposeResult:
        """Lay out lamps, queue and detail."""
        screen = CockpitScreen
        yield LightStrip().data_bind(
            screen.incidents, screen.now, snapshot=screen.alarms
        )
        yield AlarmQueue().data_bind(
            screen.incidents, screen.now, snapshot=screen.alarms
        )
        with Container(id="alarm"):
            yield AlarmFacts()
            yield AlarmCourse()

    def on_resize(self, event: events.Resize) -> None:
        """Leave room for more than alarms, or not."""
        self.set_class(event.size.height >= TALL, "-tall")

    def watch_alarms(self, _old: AlarmsSnapshot, new: AlarmsSnapshot) -> None:
        """Show what has changed, and begin in the queue if there is one."""
        is_empty = not waiting(new.rows)
        self.set_class(is_empty, "-calm")
        if not self.is_touched:  # nobody looks at a row yet: the first one it is
            self.queue.go_first()
            if not (is_empty or self._has_errand()):
                self.queue.focus()
        if self._open is not None:
            self._open = find(new, self._open) or self._open
        self._show_open()

    def watch_alarm_detail(self) -> None:
        """Show the detail that has come."""
        self._show_open()

    def watch_incidents(self, _old: IncidentsSnapshot, _new: IncidentsSnapshot) -> None:
        """Show the next step in the detail too."""
        self._show_open()

    def watch_now(self) -> None:
        """Move the countdown in the detail."""
        if self._open is not None and self._open.incident:
            self._show_open()

    def _has_errand(self) -> bool:
        """Return whether the focus belongs elsewhere from the start."""
        return False

    # The queue.

    def alarm(self) -> AlarmRow | None:
        """Return the alarm in detail, else the one under the cursor of the queue."""
        if self._open is not None:
            return self._open
        # Not has_focus: that is told a moment later, and a quick key comes before it.
        return self.queue.current if self.focused is self.queue else None

    @property
    def opened_incident(self) -> str:
        """Return the incident of the alarm whose detail is open; empty without one."""
        return self._open.incident if self._open is not None else ""

    def choose_alarm(self, message: Rows.Chosen) -> None:
        """Open the alarm of a row of the queue."""
        row = self.queue.current
        if message.table is self.queue and row is not None:
            self.open_alarm(row)

    @on(AlarmQueue.ByHand)
    @on(AlarmFacts.ByHand)
    async def _ask_by_hand(self, message: Message) -> None:
        """Open one where there is none; elsewhere the key writes the view out."""
        message.stop()
        row = self._open or self.queue.current
        if row is None or row.incident:
            await self.run_action("app.export")
        else:
            self.post_message(OpeningRequested(row))

    # The detail.

    def open_alarm(self, row: AlarmRow) -> None:
        """Show everything about an alarm."""
        self._open = row
        self.add_class("-alarm")
        self.post_message(AlarmAsked(row.rule, row.labels))
        self._show_open()
        self.facts.scroll_home(animate=False)
        self.facts.focus()

    def close_alarm(self) -> bool:
        """Close the detail; False if none is open."""
        if self._open is None:
            return False
        self._open = None
        self.remove_class("-alarm")
        self.post_message(AlarmAsked(""))
        self._show_open()
        self.queue.focus()
        return True

    def _show_open(self) -> None:
        row, detail = self._open, self._detail()
        if row is None:
            self.facts.shown = None
            self.course.shown = NOTHING
            return
        elapsed = self.now - self.incidents.taken_at
        newest = detail.row if detail is not None else row
        self.facts.shown = ShownAlarm(
            newest, detail, self.alarms, self.incidents, elapsed
        )
        if detail is not None:
            title = alarm_words.title(row, 40)
            entity = alarm_words.entity(row, 40)
            limit = limit_of(newest, at=detail.limit_value)
            self.course.shown = Shown(
                f"{title}  {entity}",
                detail.trend,
                row.unit,
                self.alarms.currency,
                limit=limit,
            )

    def _detail(self) -> AlarmDetail | None:
        """Return the detail if it is of the alarm that is open."""
        found = self.alarm_detail
        if found is None or self._open is None:
            return None
        is_meant = key(found.row.rule, found.row.labels) == key(
            self._open.rule, self._open.labels
        )
        return found if is_meant else None

    @on(AlarmFacts.Followed)
    def _go_to_incident(self, message: AlarmFacts.Followed) -> None:
        message.stop()
        if self._open is not None and self._open.incident:
            self.post_message(IncidentRequested(self._open.incident))
        else:
            self.post_message(Said(_("no incident holds it; o opens one by hand")))

    # What the app asks.

    def explained_alarm(self, row: AlarmRow) -> Explained:
        """Say how an alarm was judged."""
        detail = self._detail()
        title = alarm_words.title(row, 60)
        entity = alarm_words.entity(row, 40)
        currency = self.alarms.currency
        value = formats.show(row.value, row.unit, currency=currency)
        formula = f"{row.metric} {row.limit_text}".strip()
        how = How(
            Name(formula, formula),
            window=row.grain,
            query="cockpit show alarms",
            note="  ".join(detail.how if detail is not None else (row.reason,)),
        )
        return Explained(f"{title}  {entity}", value, formats.count(row.n), how)

    def asked_why(self) -> WhyQuery | None:
        """Ask about the alarm that is selected, else about what else has the focus."""
        row = self.alarm()
        if row is None:
            return self.asked_number()
        return of_alarm(row, self.health.query)

    def asked_number(self) -> WhyQuery | None:
        """Return the question about a number that is no alarm's; None without one."""
        return None

    def alarm_copies(self) -> list[Copy]:
        """Offer the whole detail while one is open."""
        return [Copy(_("alarm"), self.facts.text)] if self._open is not None else []

    def rule_of(self, tile: Tile) -> AlarmRow | None:
        """Return the alarm about a gauge's number, the most urgent first."""
        row = tile.row
        about = (
            alarm
            for alarm in self.alarms.rows
            if alarm.metric == row.metric and alarm.entity == row.entity
        )
        return next(about, None)


def find(snapshot: AlarmsSnapshot, row: AlarmRow) -> AlarmRow | None:
    """Return an instance as it is now."""
    wanted = key(row.rule, row.labels)
    found = (new for new in snapshot.rows if key(new.rule, new.labels) == wanted)
    return next(found, None)


def limit_of(row: AlarmRow | None, *, at: float | None = None) -> Limit | None:
    """Return where a rule fires, for a chart; None where a course cannot show it.

    A change against the day before has no line of its own: it moves every day.
    """
    if row is None or row.severity not in ("red", "yellow"):
        return None
    value = at if at is not None else alarm_words.limit_value(row)
    if value is None or (at is None and row.vs == "prev"):
        return None
    is_change = row.change is not None
    return Limit(
        value,
        is_upper=row.limit_text.lstrip().startswith(">"),
        severity="red" if row.severity == "red" else "yellow",
        text=alarm_words.threshold(row) if is_change else "",
        since=_begun(row) if is_firing(row) else "",
    )


def _begun(row: AlarmRow) -> str:
    """Return when it began to fire: the hour on hourly charts, else the day."""
    return row.since[11:16] if "T" in row.grain else row.since[5:10]
