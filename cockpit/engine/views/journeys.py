"""The journeys view: where people meet us, where they leave, and how long it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import msgspec
import polars as pl

from cockpit.engine.attribution.book import journeys_within, terms_of
from cockpit.engine.attribution.funnel import (
    Step,
    deeds_of,
    ended_by,
    funnel,
    people_of,
)
from cockpit.engine.attribution.gaps import Gaps, gaps_of, knows_hours
from cockpit.engine.attribution.journeys import STAGES, Journeys, journeys_of
from cockpit.engine.attribution.stages import (
    Touchpoint,
    complained_orders,
    settled,
    touching,
    touchpoints,
)
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.metrics.intervals import wilson
from cockpit.engine.views.attribution_channels import maturity
from cockpit.engine.views.attribution_words import STAMP
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.journeys_fit import fit_of, links_to
from cockpit.engine.views.journeys_how import explained
from cockpit.engine.views.journeys_sources import concentration_of
from cockpit.engine.views.journeys_words import (
    DAYS_ONLY,
    STAGE_NAMES,
    STEP_NAMES,
    reading,
    why_key,
)
from cockpit.engine.views.study import Study
from cockpit.snapshot.journeys import (
    FunnelStep,
    GapBin,
    JourneyRow,
    JourneysQuery,
    JourneysSnapshot,
)
from cockpit.text.i18n import spoken
from cockpit.text.notes import Note, note


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a view is told from.

    Attributes:
        journeys: Of the days, with a touch of the channel.
        first: First day; None: there are no journeys.
        last: Last day.
        ended: Last day whose look-back has ended.
        until: The earlier of both.
        users: Of the journeys that touchpoints rest on.
        points: Touchpoints.
        steps: Of the funnel.
        gaps: Between touches, and to orders.
        has_hours: Whether the events know them.
    """

    journeys: Journeys
    first: date | None
    last: date | None
    ended: date
    until: date
    users: int
    points: tuple[Touchpoint, ...]
    steps: tuple[Step, ...]
    gaps: Gaps
    has_hours: bool


def journeys(study: Study, query: JourneysQuery) -> JourneysSnapshot:
    """Tell of every touchpoint, the funnel, gaps, fit and dependency."""
    query = msgspec.structs.replace(query, as_of=study.as_of.isoformat())
    terms = terms_of(study.terms.attribution, query)
    # What is kept has sentences in it.
    asked = (*msgspec.structs.astuple(query), spoken())
    hangs = study.memory.once(
        ("dependency", terms, asked),
        partial(concentration_of, study, query, terms),
    )
    missing = _missing(study)
    if missing is not None:
        return JourneysSnapshot(
            **outer(study.scene),
            query=query,
            concentration=hangs,
            fit_missing=missing.text(),
            stamp=STAMP.text(),
            missing=missing.text(),
            how=explained(study, query, terms, None, None),
        )
    found = study.memory.once(
        ("journey map", terms, asked), partial(_found, study, query, terms)
    )
    fitted = study.memory.once(
        ("fit", terms, asked), partial(fit_of, study, query, terms)
    )
    told = msgspec.structs.replace(
        _told(study, found, terms),
        query=query,
        concentration=hangs,
        how=explained(study, query, terms, found.first, found.last),
    )
    return msgspec.structs.replace(
        told,
        fit=fitted.cells,
        fit_missing=fitted.missing,
        fit_reading=fitted.reading,
    )


def _told(study: Study, found: Found, terms: AttributionTerms) -> JourneysSnapshot:
    rows = tuple(_rows(study, found))
    gaps = found.gaps
    return JourneysSnapshot(
        **outer(study.scene),
        rows=rows,
        funnel=tuple(_funnel(found.steps)),
        gaps=tuple(
            GapBin(one.low, one.high, one.touches, one.orders) for one in gaps.bins
        ),
        gap_p50=gaps.touch_p50,
        gap_p90=gaps.touch_p90,
        order_p50=gaps.order_p50,
        order_p90=gaps.order_p90,
        gap_note="" if found.has_hours else DAYS_ONLY.text(),
        users=found.users,
        first="" if found.first is None else found.first.isoformat(),
        last="" if found.last is None else found.last.isoformat(),
        left_out=found.journeys.left_out,
        stamp=STAMP.text(),
        reading=reading(rows),
        missing=_why(found, terms),
    )


def _missing(study: Study) -> Note | None:
    """Say which table or column would be needed."""
    if not study.has("events"):
        return note("needs the table {tables}", tables="events")
    return None


def _found(study: Study, query: JourneysQuery, terms: AttributionTerms) -> Found:
    whole, first, last = journeys_within(study, terms, query)
    mine = touching(whole, query.channel)
    ended = ended_by(study.as_of, terms.look_back_days)
    until = ended if last is None else min(last, ended)
    begin = date.fromisoformat(query.first) if query.first else None
    every = touching(journeys_of(study, terms), query.channel)
    over = settled(every, begin, until)
    faults = None
    if study.has("complaints", "order_id") or study.has("complaints", "user_id"):
        faults = complained_orders(study.rows("complaints"), over)
    zone = study.scene.workspace.timezone
    return Found(
        journeys=mine,
        first=first,
        last=last,
        ended=ended,
        until=until,
        users=over.frame["user"].n_unique(),
        points=touchpoints(over, faults),
        steps=_stepped(study, query, terms, until),
        gaps=gaps_of(mine),
        has_hours=knows_hours(study.rows("events"), zone),
    )


def _stepped(
    study: Study, query: JourneysQuery, terms: AttributionTerms, until: date
) -> tuple[Step, ...]:
    """Count the funnel of first steps whose look-back has ended."""
    events, links = study.rows("events"), links_to(study)
    zone = study.scene.workspace.timezone
    deeds: pl.DataFrame = study.memory.once(
        ("steps", study.as_of),
        partial(deeds_of, events, study.rows("orders"), links, timezone=zone),
    )
    if query.channel:
        people = people_of(events, query.channel, links)
        deeds = deeds.join(people, on="who", how="semi", maintain_order="left")
    return funnel(
        deeds,
        look_back_days=terms.look_back_days,
        first=date.fromisoformat(query.first) if query.first else None,
        last=until,
    )


def _why(found: Found, terms: AttributionTerms) -> str:
    """Say why there are no touchpoints, where there are none."""
    if found.points:
        return ""
    if found.journeys.frame.is_empty() or found.last == found.until:
        return note("no touch of these days is in a journey").text()
    return note(
        "the look-back of {days} days of these touches has not ended: nobody knows yet"
        " who will order; ask for days up to {day}",
        days=terms.look_back_days,
        day=found.ended.isoformat(),
    ).text()


def _rows(study: Study, found: Found) -> Iterator[JourneyRow]:
    """One row a touchpoint: by stage, in it the one that reaches most first."""
    ordered = sorted(found.points, key=lambda one: (one.stage, -one.reach, one.channel))
    for one in ordered:
        low, high = wilson(one.ordering, one.reach)
        complaints = None
        if one.complained is not None and one.orders:
            complaints = one.complained / one.orders
        name = study.scene.entity_name("channel", one.channel)
        stage = STAGE_NAMES[STAGES[one.stage]]
        yield JourneyRow(
            stage=STAGES[one.stage],
            touchpoint=one.channel,
            reach=one.reach,
            conversion=one.ordering / one.reach,
            drop_off=one.drop_off,
            gap_p50=one.gap_p50,
            gap_p90=one.gap_p90,
            removal_effect=one.removal,
            low=low,
            high=high,
            complaints=complaints,
            n=one.touches,
            is_key=one.rank > 0,
            why_key=why_key(one, found.points, stage, name) if one.rank else "",
            name=name,
            stage_name=stage,
            maturity=maturity(study, found.until, (one.channel,)),
        )


def _funnel(steps: tuple[Step, ...]) -> Iterator[FunnelStep]:
    for at, step in enumerate(steps):
        before = steps[at - 1].users if at else 0
        rate = low = high = None
        if before:
            rate = step.users / before
            low, high = wilson(step.users, before)
        yield FunnelStep(
            step=step.name,
            name=STEP_NAMES[step.name],
            users=step.users,
            rate=rate,
            low=low,
            high=high,
            whole=step.users / steps[0].users if steps[0].users else None,
            drop_off=None if rate is None else 1 - rate,
            gap_p50=step.gap_p50,
            gap_p90=step.gap_p90,
        )
