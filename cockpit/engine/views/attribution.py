"""The attribution view: every model's credits to every channel, beside each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec

from cockpit.engine.attribution.book import PathBook, path_book, terms_of
from cockpit.engine.attribution.channels import (
    Reach,
    Spent,
    reach_by_channel,
    spent_by_channel,
)
from cockpit.engine.attribution.credits import Credits
from cockpit.engine.attribution.models import MODELS, credit
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.attribution_channels import channel_rows, margin, maturity
from cockpit.engine.views.attribution_days import days_sentences, open_sentence
from cockpit.engine.views.attribution_how import explained
from cockpit.engine.views.attribution_words import (
    STAMP,
    claims_sentence,
    coverage_sentence,
    paid_orders,
    reading,
)
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.study import Study
from cockpit.snapshot.attribution import (
    AttributionQuery,
    AttributionRow,
    AttributionSnapshot,
    Maturity,
    Model,
    ModelCard,
)
from cockpit.text.notes import Note, note

OF_RATES: Final[frozenset[Model]] = frozenset({"markov", "shapley_rate", "logistic"})
"""Models that journeys without an order have a say in."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a view is told from.

    Attributes:
        book: Journeys of the days.
        credits: Of every model, refusals too.
        spent: By channel.
        reach: By channel.
    """

    book: PathBook
    credits: tuple[Credits, ...]
    spent: dict[str, Spent]
    reach: dict[str, Reach]


def attribution(study: Study, query: AttributionQuery) -> AttributionSnapshot:
    """Credit conversions to channels by every model that was asked for."""
    query = msgspec.structs.replace(query, as_of=study.as_of.isoformat())
    terms = terms_of(study.terms.attribution, query)
    missing = _missing(study)
    if missing is not None:
        return _nothing(study, query, terms, missing)
    found = study.memory.once(
        ("attribution", terms, msgspec.structs.astuple(query)),
        partial(_found, study, query, terms),
    )
    if not found.book.paths.total("conversions"):
        why = note("no conversion of these days has a touch")
        told = _nothing(study, query, terms, why)
        return msgspec.structs.replace(told, left_out=found.book.left_out)
    return _told(study, query, terms, found)


def _nothing(
    study: Study, query: AttributionQuery, terms: AttributionTerms, missing: Note
) -> AttributionSnapshot:
    return AttributionSnapshot(
        **outer(study.scene),
        query=query,
        look_back_days=terms.look_back_days,
        stamp=STAMP.text(),
        missing=missing.text(),
    )


def _missing(study: Study) -> Note | None:
    """Say which table or column would be needed."""
    if study.has("paths"):
        return None
    if not study.has("events"):
        return note("needs the table {tables}", tables="events / paths")
    if not any(study.has("events", name) for name in ("channel", "source", "medium")):
        return note("needs the column {columns}", columns="events.channel")
    return None


def _found(study: Study, query: AttributionQuery, terms: AttributionTerms) -> Found:
    book = path_book(study, terms, query)
    return Found(
        book,
        credit(book.paths, query.models, order=terms.markov_order),
        spent_by_channel(study.scene.facts.get("spend"), book.first, book.last),
        reach_by_channel(book.paths),
    )


def _told(
    study: Study, query: AttributionQuery, terms: AttributionTerms, found: Found
) -> AttributionSnapshot:
    book, paths = found.book, found.book.paths
    rows = tuple(_rows(study, found))
    channels = channel_rows(study, rows, found.spent, found.reach, book)
    conversions = paths.total("conversions")
    orders = paid_orders(study, book) if book.source == "journeys" else None
    remarks = (
        open_sentence(book, terms),
        coverage_sentence(orders, conversions),
        claims_sentence(channels, orders),
    )
    around = outer(study.scene)
    around["warnings"] = (*days_sentences(study, book.span), *around["warnings"])
    return AttributionSnapshot(
        **around,
        models={one.model: _model(one) for one in found.credits},
        query=query,
        rows=rows,
        channels=channels,
        cards=tuple(_card(one) for one in found.credits),
        left_out=book.left_out,
        conversions=conversions,
        value=paths.total("value") / MONEY_SCALE,
        nulls=paths.total("nulls"),
        nulls_expected=book.expected,
        nulls_open=book.under_way,
        first="" if book.first is None else book.first.isoformat(),
        last="" if book.last is None else book.last.isoformat(),
        look_back_days=terms.look_back_days,
        source=book.source,
        stamp=STAMP.text(),
        orders=orders,
        coverage=_over(conversions, orders),
        reading=reading(rows, channels),
        remarks=tuple(filter(None, remarks)),
        how=explained(study, query, terms, book),
    )


def _rows(study: Study, found: Found) -> Iterator[AttributionRow]:
    """One row a model that speaks and channel, the largest channel first."""
    order = _order(found.credits)
    margins = {name: margin(study, found.book, name) for name in order}
    for one in found.credits:
        if one.refused is not None:
            continue
        conversions, value = sum(one.conversions.values()), sum(one.value.values())
        for channel in order:
            credited, earned = one.conversions[channel], one.value[channel]
            spent, rest = found.spent.get(channel), margins[channel]
            cost = None if spent is None else spent.cost
            new = one.new[channel] if found.book.source == "journeys" else None
            yield AttributionRow(
                model=one.model,
                channel=channel,
                conversions=credited,
                value=earned / MONEY_SCALE,
                cost=cost,
                roi=None if earned < 0 else _over(earned / MONEY_SCALE, cost),
                share=credited / conversions if conversions else 0.0,
                value_share=_over(earned, value),
                roi_profit=None
                if rest is None or not cost or earned < 0
                else (earned / MONEY_SCALE * rest - cost) / cost,
                new_customers=new,
                cac=_over(cost, new),
                n=round(found.reach.get(channel, Reach()).converting),
                maturity=_maturity(study, found.book, one.model, channel),
                name=study.scene.entity_name("channel", channel),
            )


def _maturity(study: Study, book: PathBook, model: Model, channel: str) -> Maturity:
    """Say whether figures may change: also while journeys behind rates are open."""
    if book.under_way and model in OF_RATES:
        return "provisional"
    return maturity(study, book.last, (channel,))


def _order(credits_: Sequence[Credits]) -> list[str]:
    """Channels by the mean of what the models give them, the greatest first."""
    speaking = [one for one in credits_ if one.refused is None]
    names = speaking[0].conversions if speaking else {}
    mean = {name: sum(one.conversions[name] for one in speaking) for name in names}
    return sorted(mean, key=lambda name: (-mean[name], name))


def _over(numerator: float | None, denominator: float | None) -> float | None:
    if numerator is None or not denominator or denominator < 0:
        return None
    return numerator / denominator


def _card(one: Credits) -> ModelCard:
    method = MODELS[one.model]
    return ModelCard(
        model=one.model,
        name=method.name,
        rule=method.rule,
        refused="" if one.refused is None else one.refused.text(),
        warning="" if one.warning is None else one.warning.text(),
        n=one.n,
        is_data_driven=method.is_data_driven,
        figures=one.figures,
    )


def _model(one: Credits) -> dict[str, float | int | str]:
    """What the envelope says of a model."""
    if one.refused is not None:
        return {"refused": one.refused.text()}
    # A model that learns from all journeys says of how many: that is its own n.
    return {"n": one.n, **one.figures}
