"""Which journeys a question is about, counted: of the files' events, or aggregated."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from cockpit.engine.attribution.journeys import Journeys, journeys_of
from cockpit.engine.attribution.paths import Paths, counted, split
from cockpit.engine.attribution.spans import Span, touched_span
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.snapshot.attribution import LeftOut
from cockpit.text.notes import note

if TYPE_CHECKING:
    from cockpit.engine.views.study import Study
    from cockpit.snapshot.attribution import AttributionQuery
    from cockpit.snapshot.budget import BudgetQuery
    from cockpit.snapshot.combinations import CombinationsQuery
    from cockpit.snapshot.journeys import JourneysQuery

    Asked = AttributionQuery | CombinationsQuery | JourneysQuery | BudgetQuery

Source = Literal["journeys", "paths", ""]
EMPTY_PATH: Final = "no_channel"
OPEN: Final = "open"


@dataclass(frozen=True, slots=True, eq=False)
class PathBook:
    """Counted journeys of the asked days.

    Attributes:
        paths: What models credit.
        source: ``journeys`` of events, or the table ``paths``; empty: neither.
        first: First day that is in it; None: paths are of no day, or nothing is.
        last: Last one, inclusive.
        journeys: Where the paths were counted from; None: from the table ``paths``.
        rows: Of that table.
        span: Days whose spend is held against these touches, and those left out.
    """

    paths: Paths
    source: Source
    first: date | None = None
    last: date | None = None
    journeys: Journeys | None = None
    rows: int = 0
    span: Span | None = None

    @property
    def expected(self) -> float:
        """Open journeys that are expected to end without an order: part of nulls."""
        if self.journeys is None:
            return 0.0
        return float(self.journeys.open["chance"].sum())

    @property
    def under_way(self) -> int:
        """How many open journeys these are expected of."""
        return 0 if self.journeys is None else self.journeys.open.height

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What no model sees, in the language that is spoken now."""
        if self.journeys is not None:
            is_seen = not self.journeys.open.is_empty()
            gone = {OPEN} if is_seen else set()
            return tuple(o for o in self.journeys.left_out if o.reason not in gone)
        return _untouched(self.paths, self.rows)


def terms_of(usual: AttributionTerms, asked: "Asked") -> AttributionTerms:
    """Return the terms of a question: what it leaves open is the configuration's."""
    named = {
        "look_back_days": getattr(asked, "look_back_days", 0),
        "journeys": getattr(asked, "journeys", ""),
        "half_life_days": getattr(asked, "half_life_days", 0.0),
        "markov_order": getattr(asked, "markov_order", 0),
    }
    return replace(usual, **{name: value for name, value in named.items() if value})  # type: ignore[arg-type]


def asked_days(asked: "Asked") -> tuple[date | None, date | None]:
    """Return the first and the last day that a question names."""
    first, last = (
        date.fromisoformat(day) if day else None for day in (asked.first, asked.last)
    )
    return first, last


def journeys_within(
    study: "Study", terms: AttributionTerms, asked: "Asked"
) -> tuple[Journeys, date | None, date | None]:
    """Return the journeys of the asked days, and which days these are.

    Where a question names none they begin with the first journey and end on the as-of
    day.
    """
    whole = journeys_of(study, terms)
    first, last = asked_days(asked)
    if first is None:
        oldest = whole.frame["date"].min()
        first = oldest if isinstance(oldest, date) else None
    last = study.as_of if last is None else min(last, study.as_of)
    return whole.within(first, last), first, last


def costed_within(
    study: "Study", terms: AttributionTerms, asked: "Asked"
) -> tuple[Journeys, Span]:
    """Return the journeys of the asked days with touches, and which days these are.

    Spend is held against touches: of days whose touches are not known there is neither.
    """
    whole = journeys_of(study, terms)
    spend = study.scene.facts.get("spend")
    span = touched_span(whole, asked_days(asked), study.as_of, spend)
    return whole.within(span.first, span.last), span


def path_book(
    study: "Study", terms: AttributionTerms, asked: "AttributionQuery"
) -> PathBook:
    """Count the journeys of the asked days; without events, the paths of the files.

    Where a workspace has both, journeys are taken: they know of days and of order.
    """
    key = ("path book", terms, asked.first, asked.last, study.as_of)
    return study.memory.once(key, partial(_book, study, terms, asked))


def _book(
    study: "Study", terms: AttributionTerms, asked: "AttributionQuery"
) -> PathBook:
    if study.has("events"):
        found, span = costed_within(study, terms, asked)
        if not found.frame.is_empty() or not study.has("paths"):
            if terms.open_journeys == "left-out":
                found = replace(found, open=found.open.clear())
            paths = counted(found, terms.half_life_days)
            first, last = span.first, span.last
            return PathBook(paths, "journeys", first, last, found, span=span)
    if not study.has("paths"):
        return PathBook(Paths(), "")
    rows = study.rows("paths").select(
        "path",
        pl.col("conversions").cast(pl.Float64),
        pl.col("value").cast(pl.Float64),
        nulls=pl.col("non_conversions").cast(pl.Float64),
    )
    frame = rows.collect()
    return PathBook(split(frame), "paths", rows=frame.height)


def _untouched(paths: Paths, rows: int) -> tuple[LeftOut, ...]:
    if not paths.untouched:
        return ()
    said = note("{n} of {all} paths name no channel", n=paths.untouched, all=rows)
    return (LeftOut(EMPTY_PATH, paths.untouched, said.text(), rows),)
