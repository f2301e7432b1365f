"""The gauges side by side; the focus walks among them and stays on its metric."""

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message

from cockpit.snapshot.health import HealthSnapshot, Tile
from cockpit.widgets.tile import Gauge, key

AT_LEAST = 6
"""Places that are drawn while there are no gauges."""


class GaugeGrid(VerticalScroll, can_focus=False):
    """Holds one :class:`Gauge` a tile; surplus ones are hidden, never removed."""

    DEFAULT_CSS = """
    GaugeGrid { layout: grid; height: auto; scrollbar-size: 0 0; }
    """

    @dataclass
    class Moved(Message):
        """Another gauge has the focus."""

        key: str

    @dataclass
    class Left(Message):
        """The focus wants to go below the last row, or above the first."""

        down: int = 1

    def __init__(self, key: str = "") -> None:
        super().__init__()
        self._current = key
        self._shown = AT_LEAST

    def compose(self) -> ComposeResult:
        """Yield the first places."""
        for _place in range(AT_LEAST):
            yield Gauge()

    @property
    def gauges(self) -> list[Gauge]:
        """Return the gauges that are shown."""
        return list(self.query(Gauge))[: self._shown]

    @property
    def tile(self) -> Tile | None:
        """Return the gauge that has, or last had, the focus."""
        gauge = self._gauge()
        return gauge.tile if gauge else None

    @property
    def place(self) -> str:
        """Return which of how many gauges that is, e.g. ``3 / 12``."""
        shown, gauge = self.gauges, self._gauge()
        if gauge is None or gauge.tile is None:
            return ""
        return f"{shown.index(gauge) + 1} / {len(shown)}"

    def show(self, snapshot: HealthSnapshot) -> None:
        """Hand every gauge its tile; the focus follows its metric to a new place."""
        tiles: list[Tile | None] = list(snapshot.tiles)
        if not tiles:
            tiles = [None] * AT_LEAST
        gauges = list(self.query(Gauge))
        new = [Gauge() for _more in range(len(tiles) - len(gauges))]
        if new:
            self.mount_all(new)
            gauges += new
        had_focus = any(gauge.has_focus for gauge in gauges)
        for gauge in gauges[len(tiles) :]:
            gauge.display = False
        for gauge, tile in zip(gauges, tiles, strict=False):
            gauge.display = True
            gauge.currency = snapshot.currency
            gauge.tile = tile
        self._shown = len(tiles)
        self._mark()
        if had_focus or self.screen.focused is None:
            self.focus_current()

    def focus_current(self) -> None:
        """Put the focus on the gauge that had it last."""
        gauge = self._gauge()
        if gauge is not None:
            gauge.focus()

    def show_current(self) -> None:
        """Scroll to the gauge that had the focus last."""
        gauge = self._gauge()
        if gauge is not None:
            self.scroll_to_widget(gauge, animate=False)

    def focus_key(self, wanted: str) -> bool:
        """Put the focus on a metric; False if it is not here."""
        for gauge in self.gauges:
            if gauge.tile is not None and key(gauge.tile) == wanted:
                self._current = wanted
                gauge.focus()
                return True
        return False

    def _mark(self) -> None:
        current = self._gauge()
        for gauge in self.gauges:
            gauge.is_current = gauge is current

    def _gauge(self) -> Gauge | None:
        shown = self.gauges
        for gauge in shown:
            if gauge.tile is not None and key(gauge.tile) == self._current:
                return gauge
        return shown[0] if shown else None

    @on(events.DescendantFocus)
    def _remember(self, event: events.DescendantFocus) -> None:
        gauge = event.widget
        if isinstance(gauge, Gauge) and gauge.tile is not None:
            self._current = key(gauge.tile)
            self._mark()
            self.post_message(self.Moved(self._current))

    @on(Gauge.Stepped)
    def _step(self, message: Gauge.Stepped) -> None:
        message.stop()
        gauges = self.gauges
        if message.gauge not in gauges:
            return
        at = gauges.index(message.gauge)
        across = self._across(gauges)
        target = at + message.across + message.down * across
        is_last_row = at // across == (len(gauges) - 1) // across
        is_first_row = at < across
        if (message.down > 0 and is_last_row) or (message.down < 0 and is_first_row):
            self.post_message(self.Left(message.down))
        elif message.down > 0:
            gauges[min(target, len(gauges) - 1)].focus()
        elif 0 <= target < len(gauges):
            gauges[target].focus()

    @staticmethod
    def _across(gauges: list[Gauge]) -> int:
        """Count the gauges of the first row."""
        top = gauges[0].virtual_region.y
        return max(sum(gauge.virtual_region.y == top for gauge in gauges), 1)
