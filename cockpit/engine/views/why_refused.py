"""Whose move a why explains, and what it says where it explains none."""

from typing import Final

from cockpit.engine.metrics.catalogue import Metric, catalogue
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.study import Study
from cockpit.engine.views.why_rows import element_name
from cockpit.engine.why.dimensions import BY_ID
from cockpit.engine.why.reading import Reading
from cockpit.engine.why.trees import factor_name
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.tabulate import name
from cockpit.snapshot.why import WhyQuery, WhySnapshot
from cockpit.text.notes import Note, note

STANDING: Final = frozenset({"complaints_unanswered", "daily_budget"})
"""Metrics of what stands now: they have no history to compare."""


def by_orders(study: Study, query: WhyQuery) -> bool:
    """Whether ROI is that of orders, not what platforms claim."""
    channel = dict(query.where).get("channel")
    basis = study.scene.basis
    return (basis.by_channel.get(channel) if channel else basis.whole) == "orders"


def entity_of(study: Study, query: WhyQuery, reading: Reading | None = None) -> Name:
    """Name what is narrowed to; elements of raw rows have names once they are read."""
    names = []
    for dimension, entity in query.where:
        if dimension not in BY_ID:
            names.append(study.scene.entity_name(dimension, entity))
        elif reading is None:
            names.append(Name(entity, entity))
        else:
            names.append(element_name(reading, dimension, entity))
    return Name(" ".join(n.zh for n in names), " ".join(n.en for n in names))


def refused(study: Study, query: WhyQuery, metric: Metric | None) -> Note | None:
    """Say why a metric, or a part of it, has no parts; None where it can have."""
    if metric is None:
        return _no_metric(query.metric)
    if metric.id not in catalogue():
        return note("this metric was computed elsewhere: its parts are not known")
    if metric.id in STANDING:
        return note("this metric is of this moment and has no history to compare")
    if lacking := [table for table in metric.tables if table not in study.scene.tables]:
        return note("needs the table {tables}", tables=", ".join(lacking))
    for dimension, _entity_id in query.where:
        if dimension not in {*metric.dimensions, *BY_ID}:
            return note("this metric is not known by {level}", level=dimension)
    return None


def _no_metric(known: str) -> Note:
    part = factor_name(known)
    if part is None:
        return note("no metric is called {name}", name=known)
    return note(
        "{factor} is a factor alone, no metric of the catalogue: it has no parts",
        factor=name(part),
    )


def missing(
    study: Study, query: WhyQuery, metric: Metric | None, reason: Note
) -> WhySnapshot:
    """Return the answer that only says why there is none."""
    return WhySnapshot(
        **outer(study.scene),
        query=query,
        metric=query.metric,
        name=metric.names if metric else Name("", ""),
        entity_name=entity_of(study, query),
        unit=metric.unit if metric else "",
        missing=reason.text(),
    )
