"""The labels of time under a chart."""

from datetime import datetime, timedelta

from cockpit.snapshot.health import Trend
from cockpit.text import cells
from cockpit.text.i18n import _
from cockpit.widgets.canvas import Canvas


def column_of(index: int, total: int, width: int) -> int:
    """Return the column of a point of a course."""
    return round(index / max(total - 1, 1) * (width - 1))


def say_time(whole: Canvas, trend: Trend, margin: int) -> None:
    """Write days or hours under a course; a start that is no time is left out."""
    width, total = whole.width - margin, len(trend.values)
    row = whole.height - 1
    try:
        start = datetime.fromisoformat(trend.start)
    except ValueError:
        return
    is_hourly = trend.grain == "hour"
    step = timedelta(hours=1) if is_hourly else timedelta(days=1)
    end = start + step * (total - 1)
    text = f"{end:%H:%M}" if is_hourly else f"{end:%m-%d}"
    whole.put(row, whole.width - len(text), text, "dim")
    labelled = (
        _midnights(start, total) if is_hourly else range(0, total, -(-total // 4))
    )
    for index in labelled:
        moment = start + step * index
        label = _weekday(moment) if is_hourly else f"{moment:%m-%d}"
        at = margin + column_of(index, total, width)
        room = cells.width(label) + 2
        if whole.is_free(row, at, room):
            whole.put(row, at, label, "dim")


def _midnights(start: datetime, total: int) -> list[int]:
    first = (24 - start.hour) % 24
    days = list(range(first, total, 24))
    return days[:: max(-(-len(days) // 5), 1)]


def _weekday(moment: datetime) -> str:
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return names[moment.weekday()]
