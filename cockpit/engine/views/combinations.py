"""The combinations view: sets and orders of channels, their ROI against one alone."""

from collections.abc import Sequence
from functools import partial

import msgspec

from cockpit.engine.attribution.book import costed_within, terms_of
from cockpit.engine.attribution.channels import spent_by_channel
from cockpit.engine.attribution.combinations import Combinations, combine
from cockpit.engine.attribution.journeys import Journeys
from cockpit.engine.attribution.leads import ENOUGH_ORDERS, KINDS, Combination, Kind
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.attribution_channels import Days, maturity
from cockpit.engine.views.attribution_days import days_sentences
from cockpit.engine.views.attribution_words import STAMP
from cockpit.engine.views.combinations_words import explained, reading
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.study import Study
from cockpit.snapshot.attribution import LeftOut, Maturity
from cockpit.snapshot.combinations import (
    CombinationLead,
    CombinationRow,
    CombinationsQuery,
    CombinationsSnapshot,
)
from cockpit.snapshot.envelope import Name
from cockpit.text.notes import Note, note


def combinations(study: Study, query: CombinationsQuery) -> CombinationsSnapshot:
    """Tell what each combination of channels returned."""
    query = msgspec.structs.replace(query, as_of=study.as_of.isoformat())
    terms = terms_of(study.terms.attribution, query)
    missing = _missing(study)
    if missing is not None:
        return _nothing(study, query, missing)
    found, span = costed_within(study, terms, query)
    if not found.frame["converted"].any():
        missing = note("no conversion of these days has a touch")
        return msgspec.structs.replace(
            _nothing(study, query, missing), left_out=found.left_out
        )
    days = None if span.first is None else (span.first, span.last)
    key = ("combinations", terms, days, query.against, study.as_of)
    made = study.memory.once(key, partial(_combined, study, found, days, query.against))
    told = _told(study, query, terms, found, days, made)
    gone = days_sentences(study, span)
    return msgspec.structs.replace(told, warnings=(*gone, *told.warnings))


def _nothing(
    study: Study, query: CombinationsQuery, missing: Note
) -> CombinationsSnapshot:
    return CombinationsSnapshot(
        **outer(study.scene), query=query, stamp=STAMP.text(), missing=missing.text()
    )


def _missing(study: Study) -> Note | None:
    if not study.has("events"):
        return note("needs the table {tables}", tables="events")
    if not study.has("ad_spend"):
        return note("needs the table {tables}", tables="ad_spend")
    return None


def _combined(
    study: Study, journeys: Journeys, days: Days | None, against: str
) -> Combinations:
    spent = spent_by_channel(study.scene.facts.get("spend"), *(days or (None, None)))
    costs = {name: one.cost * MONEY_SCALE for name, one in spent.items()}
    return combine(journeys, costs, against=against)


def _told(  # noqa: PLR0913, PLR0917 - what was asked, of what, and what was found
    study: Study,
    query: CombinationsQuery,
    terms: AttributionTerms,
    journeys: Journeys,
    days: Days | None,
    made: Combinations,
) -> CombinationsSnapshot:
    kinds = [kind for kind in KINDS if query.kind in {"", kind}]
    base = next((one for one in made.rows if one.channels == (made.base,)), None)
    rows = sorted(
        (
            _row(study, one, _maturity(study, terms, days, one), base)
            for one in made.rows
            if one.kind in kinds or len(one.channels) == 1
        ),
        key=_rank,
    )
    name = study.scene.entity_name("channel", made.base) if made.base else Name("", "")
    lead = _lead(made, rows)
    return CombinationsSnapshot(
        **outer(study.scene),
        query=query,
        rows=tuple(rows),
        base=made.base,
        base_name=name,
        orders=int(journeys.frame["converted"].sum()),
        first="" if days is None else days[0].isoformat(),
        last="" if days is None else days[1].isoformat(),
        left_out=(*journeys.left_out, *_rare(made, kinds)),
        stamp=STAMP.text(),
        reading=reading(rows, name, lead),
        lead=lead,
        missing=_unknown(query, made),
        how=explained(study, query, terms, days),
    )


def _row(
    study: Study, one: Combination, settled: Maturity, base: Combination | None
) -> CombinationRow:
    ratio = None
    if base is not None and base.roi and one.roi is not None:
        ratio = one.roi / base.roi
    return CombinationRow(
        combination=called_by(one.channels, one.kind),
        ordered=one.kind == "ordered",
        orders=one.orders,
        revenue=one.revenue / MONEY_SCALE,
        cost=None if one.cost is None else one.cost / MONEY_SCALE,
        roi=one.roi,
        low=one.low,
        high=one.high,
        n=one.orders,
        against=ratio,
        against_low=one.ratio_low,
        against_high=one.ratio_high,
        needs=max(0, ENOUGH_ORDERS - one.orders),
        is_single=len(one.channels) == 1,
        channels=one.channels,
        names=tuple(study.scene.entity_name("channel", name) for name in one.channels),
        journeys=one.journeys,
        maturity=settled,
    )


def _lead(made: Combinations, rows: Sequence[CombinationRow]) -> CombinationLead | None:
    """Tell of the first combination how surely it is that; of its kind."""
    first = next((row for row in rows if not row.is_single and not row.needs), None)
    if first is None:
        return None
    kind: Kind = "ordered" if first.ordered else "set"
    found = made.leads.get(kind)
    if found is None or found.best != first.channels:
        return None
    return CombinationLead(
        combination=first.combination,
        rival=called_by(found.rival, kind),
        rivals=found.rivals,
        ratio=found.ratio,
        ratio_low=found.low,
        ratio_high=found.high,
        is_proven=found.is_proven,
        single=found.single,
    )


def called_by(channels: Sequence[str], kind: Kind) -> str:
    """Return the id of a combination: ``a > b`` in order, ``a + b`` as a set."""
    return (" > " if kind == "ordered" else " + ").join(channels)


def _maturity(
    study: Study, terms: AttributionTerms, days: Days | None, one: Combination
) -> Maturity:
    """Say whether figures may change: also while journeys may yet end in an order.

    Until then spend is shared to those journeys alone that are known to have ended.
    """
    last = None if days is None else days[1]
    if last is not None and (study.as_of - last).days <= terms.look_back_days:
        return "provisional"
    return maturity(study, last, one.channels)


def _rank(row: CombinationRow) -> tuple[int, float, int, bool, str]:
    """Best proven first, thin ones last; those without a cost between them.

    Of an order and a set that hold the same journeys the order says more.
    """
    tied = (not row.ordered, row.combination)
    if row.needs:
        return (2, 0.0, row.needs, *tied)
    if row.low is None:
        return (1, 0.0, -row.orders, *tied)
    return (0, -row.low, -row.orders, *tied)


def _rare(made: Combinations, kinds: Sequence[Kind]) -> tuple[LeftOut, ...]:
    """Count what is not told; an order is in one combination of each kind."""
    found = [made.rare.get(kind, (0, 0)) for kind in kinds]
    count, orders = sum(n for n, _ in found), max(orders for _, orders in found)
    if not count:
        return ()
    said = note(
        "{n} rarer combinations with {orders} orders are not told one by one",
        n=count,
        orders=orders,
    )
    return (LeftOut("rare", count, said.text()),)


def _unknown(query: CombinationsQuery, made: Combinations) -> str:
    """Say that the base that was asked for has no journeys of its own."""
    if not query.against or made.base:
        return ""
    return note(
        "no journey is of {channel} alone: nothing to compare with",
        channel=query.against,
    ).text()
