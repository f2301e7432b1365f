"""The why view: a move of any metric split into parts that sum to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

import msgspec

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.judging import Judge
from cockpit.engine.views.study import Study
from cockpit.engine.views.why_causes import causes_named, causes_of, most_telling
from cockpit.engine.views.why_how import how_of, methods
from cockpit.engine.views.why_refused import by_orders, entity_of, missing, refused
from cockpit.engine.views.why_rows import (
    dimension_rows,
    factor_rows,
    mix_rows,
)
from cockpit.engine.why.adtributor import verdict
from cockpit.engine.why.elements import Dimensioned, by_dimension
from cockpit.engine.why.events import events_of
from cockpit.engine.why.periods import Comparison, Span, compared
from cockpit.engine.why.reading import Reading
from cockpit.engine.why.sentence import (
    Told,
    joined,
    sentence,
    verdict_text,
)
from cockpit.engine.why.splitting import Sides, sides_of, tree_parts
from cockpit.engine.why.swing import Swing, swing_of
from cockpit.engine.why.trees import called, chains_of, measures_of
from cockpit.engine.why.wording import (
    base_note,
    base_text,
    beyond_text,
    length_note,
    swing_text,
)
from cockpit.snapshot.attribution import Maturity
from cockpit.snapshot.health import How
from cockpit.snapshot.why import (
    DatedEvent,
    Verdict,
    WhyQuery,
    WhyRow,
    WhySnapshot,
)
from cockpit.text.notes import Note, note

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
    reason = refused(study, query, metric)
    if metric is None or reason is not None:
        return missing(study, query, metric, reason or note("no such metric"))
    of_orders = by_orders(study, query)
    chosen = compared(study.scene, metric, query, by_orders=of_orders)
    if isinstance(chosen, Note):
        return missing(study, query, metric, chosen)
    comparison, judge = chosen
    chains = chains_of(metric, by_orders=of_orders)
    reading = Reading(
        study,
        metric,
        dict(query.where),
        measures_of(metric, chains),
        (comparison.now, *comparison.bases),
    )
    if (unknown := reading.refused()) is not None:
        return missing(study, query, metric, unknown)
    sides = sides_of(reading, comparison)
    if isinstance(sides, Note):
        return missing(study, query, metric, sides)
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
        tree = tree_parts(metric, sides, by_orders=by_orders(self.study, self.query))
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
        swing = swing_of(self.reading, self.comparison, sides)
        has_parts = bool(factors or dimensions)
        said, words = self._verdict(told, swing, best, has_parts=has_parts)
        by = mixed.dimension if mixed else ""
        return msgspec.structs.replace(
            self._outer(told, rows, swing),
            mix=mix,
            rate=rate,
            mix_dimension=by,
            causes=tuple(causes),
            events=self._events(events),
            verdict=said,
            verdict_text=words,
            sentence=sentence(told, causes, mix, rate, by),
            methods=methods(
                is_log=any(part.lmdi is not None for part in factors),
                has_tree=bool(factors),
                has_mix=mixed is not None,
                left_out=self.reading.left_out,
            ),
        )

    def _verdict(
        self, told: Told, swing: Swing, best: Dimensioned | None, *, has_parts: bool
    ) -> tuple[Verdict, str]:
        """Return whether these data hold the cause; of a usual move that it is one."""
        found = verdict(best.found if best else None)
        if told.is_still:
            return "unmoved", verdict_text("unmoved", best, "")
        if usual := swing_text(told, swing):
            more = () if has_parts else (verdict_text("outside", None, ""),)
            return "noise", joined((usual, *more))
        named = causes_named(self.reading, best)
        words = (verdict_text(found, best, named), beyond_text(told, swing))
        return found, joined(words)

    def _events(self, others: Sequence[DatedEvent]) -> tuple[DatedEvent, ...]:
        spans = (self.sides.now.span, *_spans(self.sides))
        days = [(span.first.isoformat(), span.last.isoformat()) for span in spans]
        theirs = [one for one in others if any(a <= one.at[:10] <= b for a, b in days)]
        found = (*events_of(self.study.scene, spans), *theirs)
        return tuple(sorted(found, key=lambda event: event.at))

    def _outer(self, told: Told, rows: list[WhyRow], swing: Swing) -> WhySnapshot:
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
            base_id=self.comparison.base or "",
            hours=self.sides.now.span.hour_words,
            base_note=base_note(self.comparison, self.sides),
            n=self.sides.now.totals.get(metric.n),
            n_of=metric.n,
            n_name=called(metric.n),
            maturity=maturity,
            swing=swing.half,
            swing_n=swing.n,
            how=self._how(days),
        )

    def _how(self, days: tuple[str, str]) -> dict[str, How]:
        base, now = self.comparison.base or days[0], days[1]
        query, hours = self.query, self.sides.now.span.hours
        if hours is None or not hours[0]:  # another hour is only the gauge's newest
            until = 0 if hours is None else hours[1]
            query = msgspec.structs.replace(query, base=base, now=now, hours=until)
        return how_of(self.study, self.metric, query, window=" / ".join(days))

    def _days(self) -> tuple[str, str]:
        bases = " ".join(span.words for span in _spans(self.sides))
        return bases, self.sides.now.span.words

    def _told(self) -> Told:
        return Told(
            self.metric,
            entity_of(self.study, self.query, self.reading),
            float(self.sides.base),
            float(self.sides.now.value),
            base_text(self.metric, self.comparison, self.sides),
            self.study.scene.workspace.currency,
            by_orders(self.study, self.query),
        )

    def _maturity(self) -> Maturity:
        channel = dict(self.query.where).get("channel")
        spans = (self.sides.now.span, *_spans(self.sides))
        found = [self.judge.maturity_of(self.metric, s.last, channel) for s in spans]
        return max(found, key=lambda one: _WORSE[one])

    def _warnings(self, maturity: Maturity) -> list[Note]:
        notes = list(self.comparison.warnings)
        if beyond := self.reading.untold():
            notes.append(beyond)
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
        if length := length_note(self.metric, self.sides):
            notes.append(length)
        return notes


def _spans(sides: Sides) -> tuple[Span, ...]:
    return tuple(one.span for one in sides.bases)
