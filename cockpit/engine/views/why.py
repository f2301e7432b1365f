"""The why view: a move of any metric split into parts that sum to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

import msgspec

from cockpit.engine.metrics.catalogue import Metric, catalogue
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.judging import Judge
from cockpit.engine.views.study import Study
from cockpit.engine.views.why_causes import causes_named, causes_of, most_telling
from cockpit.engine.views.why_how import how_of, methods
from cockpit.engine.views.why_rows import (
    dimension_rows,
    factor_rows,
    mix_rows,
)
from cockpit.engine.why.adtributor import verdict
from cockpit.engine.why.elements import by_dimension
from cockpit.engine.why.events import events_of
from cockpit.engine.why.periods import Comparison, Span, compared
from cockpit.engine.why.reading import Reading
from cockpit.engine.why.sentence import (
    Told,
    sentence,
    verdict_text,
)
from cockpit.engine.why.splitting import Sides, sides_of, tree_parts
from cockpit.engine.why.trees import called, chains_of, measures_of
from cockpit.snapshot.attribution import Maturity
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.why import (
    DatedEvent,
    Verdict,
    WhyQuery,
    WhyRow,
    WhySnapshot,
)
from cockpit.snapshot.words import base_long
from cockpit.text.notes import Note, note

STANDING: Final = frozenset({"complaints_unanswered", "daily_budget"})
"""Metrics of what stands now: they have no history to compare."""
_WORSE: Final[dict[Maturity, int]] = {"mature": 0, "provisional": 1, "immature": 2}


def why(
    study: Study, query: WhyQuery, events: Sequence[DatedEvent] = ()
) -> WhySnapshot:
    """Explain a move.

    Args:
        study: The moment.
        query: Which metric, of whom, which days.
        events: What else is known of these days: incidents, notes.

    Returns:
        Rows of the tree, of mix and rate, and of every dimension; or what is missing.
    """
    metric = study.scene.metrics.get(query.metric)
    refused = _refused(study, query, metric)
    if metric is None or refused is not None:
        return _missing(study, query, metric, refused or note("no such metric"))
    chosen = compared(study.scene, metric, query)
    if isinstance(chosen, Note):
        return _missing(study, query, metric, chosen)
    comparison, judge = chosen
    chains = chains_of(metric, by_orders=_by_orders(study, query))
    reading = Reading(
        study,
        metric,
        dict(query.where),
        measures_of(metric, chains),
        (comparison.now, *comparison.bases),
    )
    sides = sides_of(reading, comparison)
    if isinstance(sides, Note):
        return _missing(study, query, metric, sides)
    return _Answer(study, query, metric, comparison, judge, reading, sides).made(events)


@dataclass(frozen=True, slots=True)
class _Answer:
    """One move, read and ready to be told."""

    study: Study
    query: WhyQuery
    metric: Metric
    comparison: Comparison
    judge: Judge
    reading: Reading
    sides: Sides

    def made(self, events: Sequence[DatedEvent]) -> WhySnapshot:
        metric, sides = self.metric, self.sides
        tree = tree_parts(metric, sides, by_orders=_by_orders(self.study, self.query))
        factors = () if tree is None else tree[0]
        split = [by_dimension(self.reading, sides, n) for n in self.reading.dimensions]
        dimensions = [one for one in split if one is not None]
        best = most_telling(dimensions)
        told = self._told()
        causes = causes_of(self.reading, sides, told, factors, best)
        mixed = most_telling([one for one in dimensions if one.has_mix])
        rows = factor_rows(factors, sides, {cause.factor for cause in causes})
        rows += mix_rows(self.reading, metric, mixed, sides) if mixed else []
        for one in dimensions:
            rows += dimension_rows(self.reading, metric, one, sides)
        mix = fsum(p.mix or 0.0 for p in mixed.parts) if mixed else None
        rate = fsum(p.rate for p in mixed.parts) if mixed else None
        found = verdict(best.found if best else None)
        said: Verdict = "unmoved" if told.is_still else found
        by = mixed.dimension if mixed else ""
        return msgspec.structs.replace(
            self._outer(told, rows),
            mix=mix,
            rate=rate,
            mix_dimension=by,
            causes=tuple(causes),
            events=self._events(events),
            verdict=said,
            verdict_text=verdict_text(said, best, causes_named(self.reading, best)),
            sentence=sentence(told, causes, mix, rate, by),
            methods=methods(
                is_log=any(part.lmdi is not None for part in factors),
                has_tree=bool(factors),
                has_mix=mixed is not None,
                left_out=self.reading.left_out,
            ),
        )

    def _events(self, others: Sequence[DatedEvent]) -> tuple[DatedEvent, ...]:
        spans = (self.sides.now.span, *_spans(self.sides))
        days = [(span.first.isoformat(), span.last.isoformat()) for span in spans]
        theirs = [one for one in others if any(a <= one.at[:10] <= b for a, b in days)]
        found = (*events_of(self.study.scene, spans), *theirs)
        return tuple(sorted(found, key=lambda event: event.at))

    def _outer(self, told: Told, rows: list[WhyRow]) -> WhySnapshot:
        """Everything but what is said of the parts."""
        days = self._days()
        scene, metric = self.study.scene, self.metric
        envelope = outer(scene)
        maturity = self._maturity()
        warnings = [
            *envelope["warnings"],
            *(w.text() for w in self._warnings(maturity)),
        ]
        envelope["warnings"] = tuple(warnings)
        return WhySnapshot(
            **envelope,
            query=self.query,
            rows=tuple(rows),
            metric=metric.id,
            name=metric.names,
            entity_name=told.entity,
            unit=metric.unit,
            base=told.base,
            now_value=told.now,
            change=self.sides.moved,
            relative=told.relative,
            base_days=days[0],
            now_days=days[1],
            base_text=told.base_text,
            n=self.sides.now.totals.get(metric.n),
            n_of=metric.n,
            n_name=called(metric.n),
            maturity=maturity,
            how=how_of(self.study, metric, self.query, *days),
        )

    def _days(self) -> tuple[str, str]:
        bases = " ".join(span.words for span in _spans(self.sides))
        return bases, self.sides.now.span.words

    def _told(self) -> Told:
        base = self.comparison.base
        older = _spans(self.sides)[0]
        text = base_long(base) if base else _days_named(older)
        return Told(
            self.metric,
            _entity(self.study, self.query),
            float(self.sides.base),
            float(self.sides.now.value),
            text,
            self.study.scene.workspace.currency,
        )

    def _maturity(self) -> Maturity:
        channel = dict(self.query.where).get("channel")
        spans = (self.sides.now.span, *_spans(self.sides))
        found = [self.judge.maturity_of(self.metric, s.last, channel) for s in spans]
        return max(found, key=lambda one: _WORSE[one])

    def _warnings(self, maturity: Maturity) -> list[Note]:
        notes = list(self.comparison.warnings)
        if maturity == "immature":
            notes.append(
                note(
                    "part of the time that this figure is about has not passed yet: it"
                    " is too low, do not compare it"
                )
            )
        elif maturity != "mature":
            notes.append(
                note(
                    "figures of these days can still change: provisional,"
                    " do not decide yet"
                )
            )
        lengths = {span.days for span in (self.sides.now.span, *_spans(self.sides))}
        if len(lengths) > 1:
            notes.append(
                note("periods of different length: the base is scaled to as many days")
            )
        return notes


def _spans(sides: Sides) -> tuple[Span, ...]:
    return tuple(one.span for one in sides.bases)


def _days_named(span: Span) -> str:
    if span.first == span.last:
        return span.first.isoformat()
    return note("{first} to {last}", first=span.first, last=span.last).text()


def _by_orders(study: Study, query: WhyQuery) -> bool:
    channel = dict(query.where).get("channel")
    basis = study.scene.basis
    return (basis.by_channel.get(channel) if channel else basis.whole) == "orders"


def _entity(study: Study, query: WhyQuery) -> Name:
    names = [study.scene.entity_name(key, entity) for key, entity in query.where]
    return Name(" ".join(n.zh for n in names), " ".join(n.en for n in names))


def _refused(study: Study, query: WhyQuery, metric: Metric | None) -> Note | None:
    if metric is None:
        return note("no metric is called {name}", name=query.metric)
    if metric.id not in catalogue():
        return note("this metric was computed elsewhere: its parts are not known")
    if metric.id in STANDING:
        return note("this metric is of this moment and has no history to compare")
    if lacking := [table for table in metric.tables if table not in study.scene.tables]:
        return note("needs the table {tables}", tables=", ".join(lacking))
    for dimension, _entity_id in query.where:
        if dimension not in metric.dimensions:
            return note("this metric is not known by {level}", level=dimension)
    return None


def _missing(
    study: Study, query: WhyQuery, metric: Metric | None, reason: Note
) -> WhySnapshot:
    return WhySnapshot(
        **outer(study.scene),
        query=query,
        metric=query.metric,
        name=metric.names if metric else Name("", ""),
        entity_name=_entity(study, query),
        unit=metric.unit if metric else "",
        missing=reason.text(),
    )
