"""What happened on the days that are compared, as far as the data say so."""

from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.views.scene import Scene
from cockpit.engine.why.periods import Span
from cockpit.snapshot.why import DatedEvent
from cockpit.text.notes import note

MOST: Final = 40
"""Events that are listed; those of the newer period come first."""


def events_of(scene: Scene, spans: tuple[Span, ...]) -> tuple[DatedEvent, ...]:
    """Return named days and notes about competitors in some periods, by date.

    Args:
        scene: Whose tables.
        spans: The more important one first.
    """
    found: list[DatedEvent] = []
    for span in spans:
        found += [*_named_days(scene, span), *_seen(scene, span)]
    kept = dict.fromkeys((e.at, e.kind, e.text) for e in found)
    return tuple(sorted((DatedEvent(*key) for key in list(kept)[:MOST]), key=_order))


def _order(event: DatedEvent) -> tuple[str, str, str]:
    return event.at, event.kind, event.text


def _named_days(scene: Scene, span: Span) -> list[DatedEvent]:
    rows = _rows(scene, "calendar", span)
    if rows is None:
        return []
    return [
        DatedEvent(day.isoformat(), "calendar", name or kind or "")
        for day, name, kind in rows.select("date", "name", "kind").iter_rows()
        if isinstance(day, date)
    ]


def _seen(scene: Scene, span: Span) -> list[DatedEvent]:
    rows = _rows(scene, "competitors", span)
    if rows is None:
        return []
    told = rows.filter(pl.col("note").is_not_null())
    return [
        DatedEvent(
            day.isoformat(),
            "competitor",
            note("{who}: {what}", who=competitor, what=said).text(),
        )
        for day, competitor, said in told.select(
            "date", "competitor", "note"
        ).iter_rows()
    ]


def _rows(scene: Scene, name: str, span: Span) -> pl.DataFrame | None:
    frame = scene.facts.get(name)
    if frame is None:
        return None
    return frame.filter(pl.col("date").is_between(span.first, span.last)).sort("date")
