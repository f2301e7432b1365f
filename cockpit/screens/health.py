"""The health screen: gauges, target, the course of one of them, channels, data."""

from typing import ClassVar

from msgspec.structs import replace
from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from cockpit.messages import DrillRequested, FocusMoved, LookRequested, Said
from cockpit.screens import drilling, telling, why_focused
from cockpit.screens.alarmed import AlarmedScreen, limit_of
from cockpit.screens.base import CockpitScreen, Copy, Explained
from cockpit.snapshot.alarms import AlarmsSnapshot
from cockpit.snapshot.drill import DrillQuery, DrillSnapshot
from cockpit.snapshot.health import NOTHING_YET, HealthSnapshot
from cockpit.snapshot.tabulate import name
from cockpit.snapshot.why import WhyQuery
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.channel_table import TOTAL, ChannelTable
from cockpit.widgets.data_panel import DataPanel
from cockpit.widgets.day_list import DayList
from cockpit.widgets.drill_table import DrillTable
from cockpit.widgets.focus_line import FocusLine
from cockpit.widgets.footer import Footer
from cockpit.widgets.gauge_grid import GaugeGrid
from cockpit.widgets.header import Header
from cockpit.widgets.needle import Needle
from cockpit.widgets.notice import Notice
from cockpit.widgets.rows import Rows
from cockpit.widgets.status import Status
from cockpit.widgets.target_bar import TargetBar
from cockpit.widgets.tile import Gauge
from cockpit.widgets.trend_chart import NOTHING, Shown, TrendChart


class HealthScreen(AlarmedScreen):
    """Shows alarms and numbers, and one metric taken apart while there is a path."""

    CSS_PATH = "health.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "Gauge"
    """Until there are alarms: then the queue comes first."""

    grid = getters.query_one(GaugeGrid)
    focus_line = getters.query_one(FocusLine)
    target = getters.query_one(TargetBar)
    chart = getters.query_one("#lower TrendChart", TrendChart)
    channels = getters.query_one(ChannelTable)
    drilled = getters.query_one(DrillTable)
    panel = getters.query_one(DataPanel)
    days = getters.query_one(DayList)
    notice = getters.query_one(Notice)
    needle = getters.query_one(Needle)

    def __init__(self, *, focus: str = "", path: tuple[DrillQuery, ...] = ()) -> None:
        super().__init__()
        self._first_focus = focus
        self._path = path
        self._is_resuming = bool(path)

    def compose(self) -> ComposeResult:
        """Lay the screen out once; nothing is mounted or removed afterwards."""
        yield Header("health").data_bind(CockpitScreen.status)
        yield Notice().data_bind(CockpitScreen.status, snapshot=CockpitScreen.health)
        yield from self.compose_alarms()
        yield GaugeGrid(self._first_focus)
        yield FocusLine()
        yield TargetBar().data_bind(snapshot=CockpitScreen.health)
        with Horizontal(id="lower"):
            yield TrendChart()
            with Vertical(id="tables"):
                yield ChannelTable().data_bind(snapshot=CockpitScreen.health)
                yield DrillTable().data_bind(
                    CockpitScreen.health, snapshot=CockpitScreen.drill
                )
                yield DataPanel().data_bind(snapshot=CockpitScreen.health)
            yield DayList()
        yield Needle()
        yield Footer("drill" if self._path else "health")

    def on_mount(self) -> None:
        """Take up the path of the last time."""
        self.set_class(bool(self._path), "-drilling")

    def watch_health(self, snapshot: HealthSnapshot) -> None:
        """Hand the gauges their figures."""
        self.grid.show(snapshot)
        self.queue.needle = snapshot.query.needle
        is_without = snapshot is not NOTHING_YET and not snapshot.targets
        self.target.set_class(is_without, "-none")
        self._show_focused()
        if self._path:
            self.call_after_refresh(self.grid.show_current)
        if self._is_resuming and snapshot is not NOTHING_YET:
            self._is_resuming = False
            self.call_after_refresh(self.drilled.focus)

    def watch_alarms(self, old: AlarmsSnapshot, new: AlarmsSnapshot) -> None:
        """Show them, and where the rule of the focused number fires."""
        super().watch_alarms(old, new)
        self._show_focused()

    def _has_errand(self) -> bool:
        return self._is_resuming

    def repaint(self) -> None:
        """Draw everything again, the charts with their names too."""
        super().repaint()
        self._show_focused()
        self._show_open()

    def watch_drill(self) -> None:
        """Show the course of what is taken apart."""
        self._show_focused()

    def watch_status(self, status: Status) -> None:
        """Dim nothing and hide nothing: the badge and the notice say it."""
        self.set_class(status.view == "stale", "-stale")

    # Focus.

    @on(GaugeGrid.Moved)
    def _follow(self, message: GaugeGrid.Moved) -> None:
        message.stop()
        self._show_focused()
        self.post_message(FocusMoved(message.key))

    @on(events.DescendantFocus)
    def _say_keys(self) -> None:
        if self._open is not None:
            self.footer.context = "alarm"
        elif self.queue.has_focus:
            self.footer.context = "queue"
        else:
            self.footer.context = "drill" if self._path else "health"

    @on(GaugeGrid.Left)
    def _enter_table(self, message: GaugeGrid.Left) -> None:
        message.stop()
        if message.down < 0:
            if self.queue.count():
                self.queue.focus()
            return
        table: Rows = self.drilled if self._path else self.channels
        if table.display and table.region.height:
            table.focus()

    @on(Rows.Left)
    def _leave_table(self, message: Rows.Left) -> None:
        message.stop()
        if (message.down < 0) is not (message.table is self.queue):
            self.grid.focus_current()

    def _show_focused(self) -> None:
        shown = self._shown()
        self.chart.shown = shown
        self.days.shown = shown
        self.focus_line.currency = self.health.currency
        self.focus_line.tile = self.grid.tile
        self.focus_line.place = self.grid.place

    def _shown(self) -> Shown:
        if self._path and self.drill.query.metric == self._path[-1].metric:
            return telling.drilled(self.drill, self.health)
        tile = self.grid.tile
        if tile is None:
            return Shown(reason=self.health.problem) if self.health.problem else NOTHING
        currency, limit = self.health.currency, limit_of(self.rule_of(tile))
        return telling.course(tile, currency, limit)

    # Taking apart.

    @on(Gauge.Chosen)
    def _take_apart(self, message: Gauge.Chosen) -> None:
        message.stop()
        tile = message.gauge.tile
        if tile is not None:
            self._go(drilling.begin(tile, self.health.query))

    @on(Rows.Chosen)
    def _choose(self, message: Rows.Chosen) -> None:
        message.stop()
        self.choose_alarm(message)
        if isinstance(message.table, DrillTable):
            path = drilling.deeper(self._path, self.drill, message.key)
            if path == self._path:
                self.post_message(Said(_("there is nothing below this row")))
                return
            self._go(path)
        elif isinstance(message.table, ChannelTable):
            self._narrow(message.key)

    def _narrow(self, channel: str) -> None:
        """Look at one channel only; choosing it again, or the total, looks at all."""
        query = self.health.query
        where = () if channel == TOTAL else (("channel", channel),)
        if where == query.where:
            where = ()
        self.post_message(LookRequested(replace(query, where=where)))

    def _go(self, path: tuple[DrillQuery, ...]) -> None:
        was_focused = self.focused
        self._path = path
        self.set_class(bool(path), "-drilling")
        self.post_message(DrillRequested(path))
        if path:
            self.drilled.focus()
        elif was_focused is self.drilled:
            self.grid.focus_current()
        self._show_focused()
        self._say_keys()
        self.call_after_refresh(self.grid.show_current)

    # What the app asks.

    def go_up(self) -> bool:
        """Close the filter, go up in the path, then undo what narrows the view."""
        query = self.health.query
        if self.needle.display:
            self.needle.close(self.grid.focus_current)
        elif self.close_alarm():
            pass
        elif self._path:
            self._go(self._path[:-1])
        elif query.needle:
            self.post_message(LookRequested(replace(query, needle="")))
        elif query.where:
            self.post_message(LookRequested(replace(query, where=())))
        elif isinstance(self.focused, Rows) and self.focused is not self.queue:
            self.grid.focus_current()
        else:
            return False
        return True

    def copies(self) -> list[Copy]:
        """Offer the focused number, its row, and the table that is shown."""
        if found := self.alarm_copies():
            return found
        tile = self.grid.tile
        table: Rows = self.drilled if self._path else self.channels
        if self.queue.has_focus:
            table = self.queue
        if isinstance(self.focused, Rows) and table.count():
            return [telling.row_of(table), telling.table_of(table)]
        return [*telling.gauge(tile, self.health.currency), telling.table_of(table)]

    def exported(self) -> HealthSnapshot | DrillSnapshot | AlarmsSnapshot:
        """Return the alarms, the metric that is taken apart, or all gauges."""
        if self._open is not None or self.queue.has_focus:
            return self.alarms
        return self.drill if self._path else self.health

    def explained(self) -> Explained | None:
        """Explain the selected alarm, else what the chart shows."""
        if (row := self.alarm()) is not None:
            return self.explained_alarm(row)
        if self._path:
            return telling.explained_drill(self._shown().name, self.drill)
        if isinstance(self.focused, TargetBar) and self.health.targets:
            target = self.health.targets[0]
            return Explained(safe(name(target.name)), how=target.how)
        tile = self.grid.tile
        return telling.explained(tile, self.health.currency) if tile else None

    def asked_number(self) -> WhyQuery | None:
        """Ask about the row or the gauge that has the focus."""
        path, tile = self._path, self.grid.tile
        return why_focused.asked(self.health, self.focused, path=path, tile=tile)

    def focus_gauge(self, key: str) -> bool:
        """Put the focus on a gauge; False if it is not here."""
        return self.grid.focus_key(key)

    # Filter.

    def open_filter(self) -> bool:
        """Ask for a part of a name."""
        self.needle.ask(self.health.query.needle)
        return True

    @on(Needle.Submitted)
    def _filter(self, message: Needle.Submitted) -> None:
        message.stop()
        self.needle.close(self.grid.focus_current)
        query = replace(self.health.query, needle=message.value.strip())
        self.post_message(LookRequested(query))
