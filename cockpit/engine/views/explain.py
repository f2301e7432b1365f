"""How a number was computed, for whoever asks."""

from datetime import date, timedelta

import polars as pl

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.periods import DAY
from cockpit.engine.views.judged import Judged
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.health import How
from cockpit.text.notes import note

COUNTED_IN: dict[str, tuple[str, str]] = {
    "ad_spend": ("spend", "rows"),
    "orders": ("sales", "lines"),
    "shop_daily": ("sales", "lines"),
    "events": ("touches", "rows"),
}
"""Table -> the cube and the column that count its rows."""


def how(scene: Scene, metric: Metric, judged: Judged, *, where: dict[str, str]) -> How:
    """Explain a gauge's number.

    Args:
        scene: Where it was read.
        metric: Its definition.
        judged: The number.
        where: Dimension -> entity it is narrowed to.
    """
    first = judged.day - (max(judged.days, metric.window) - 1) * DAY
    last = judged.day + timedelta(days=metric.horizon)
    return How(
        formula=metric.formula,
        window=_window(judged, first),
        rows=_rows(scene, metric, first, last, where),
        sources=_sources(scene, metric),
        query=_query(metric, judged, first, where),
        note=_note(scene, metric, where),
    )


def _window(judged: Judged, first: date) -> str:
    day = judged.day.isoformat()
    if first < judged.day and judged.days == 1:
        return f"{first.isoformat()} .. {day}"
    if judged.hour is not None:
        return f"{day} {judged.hour:02}:00 .. {judged.hour:02}:59"
    if judged.until_hour is not None:
        return f"{day} 00:00 .. {judged.until_hour:02}:00"
    return day if judged.days == 1 else f"{first.isoformat()} .. {day}"


def _rows(
    scene: Scene, metric: Metric, first: date, last: date, where: dict[str, str]
) -> int:
    """Count the rows of the tables between two days, both included."""
    total = 0
    for table in metric.tables:
        cube, column = COUNTED_IN.get(table, ("", ""))
        frame = scene.facts.get(cube)
        if frame is None:
            continue
        rows = frame.filter(pl.col("date").is_between(first, last))
        for dimension, entity in where.items():
            if dimension in frame.columns:
                rows = rows.filter(pl.col(dimension) == entity)
        total += int(rows[column].sum() or 0)
    return total


def _sources(scene: Scene, metric: Metric) -> tuple[str, ...]:
    names = (r.spec.name for r in scene.records if r.table in metric.tables and r.rows)
    return tuple(dict.fromkeys(names))


def _query(metric: Metric, judged: Judged, first: date, where: dict[str, str]) -> str:
    words = ["cockpit show metrics", f"--metric {metric.id}"]
    words += [f"--where {name}={value}" for name, value in where.items()]
    words += [f"--from {first.isoformat()}", f"--to {judged.day.isoformat()}"]
    if judged.hour is not None:
        words.append("--grain hour")
    return " ".join(words)


def _note(scene: Scene, metric: Metric, where: dict[str, str]) -> str:
    if metric.id != "roi":
        return ""
    channel = where.get("channel")
    basis = (
        scene.basis.by_channel.get(channel, "none") if channel else scene.basis.whole
    )
    revenue = note("revenue: net revenue of the orders that name the channel")
    if basis == "claimed":
        revenue = note("revenue: what the platforms claim, in their own windows")
    return note(
        "{basis}; no model of attribution is in it: `cockpit show attribution` credits"
        " by model",
        basis=revenue,
    ).text()
