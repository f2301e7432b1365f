"""Sentences about the days of an answer: what is not over yet, and what is left out."""

import polars as pl

from cockpit.engine.attribution.book import PathBook
from cockpit.engine.attribution.endings import LEAST_ENDED
from cockpit.engine.attribution.spans import LeftDays, Span
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.study import Study
from cockpit.text import formats
from cockpit.text.notes import note


def open_sentence(book: PathBook, terms: AttributionTerms) -> str:
    """Say what journeys that are still open count for; empty: none are."""
    journeys = book.journeys
    if journeys is None or terms.open_journeys == "left-out":
        return ""  # that they are left out is said where all is
    known = journeys.endings
    if not journeys.open.is_empty() and known is not None:
        return note(
            "{expected} of {nulls} journeys without an order are expected: {n} are open"
            " and count each for the chance to end so, as {ended} earlier ones did"
            " ({first} to {last})",
            nulls=formats.count(book.paths.total("nulls")),
            expected=formats.count(book.expected),
            n=formats.count(journeys.open.height),
            ended=formats.count(known.ended),
            first=known.first.isoformat(),
            last=known.last.isoformat(),
        ).text()
    if any(one.reason == "open" for one in book.left_out) and known is not None:
        return note(
            "journeys of the last {days} days without an order are left out: to tell"
            " how many of them will end so, {least} earlier ones that did are needed,"
            " {n} are known",
            days=terms.look_back_days,
            least=LEAST_ENDED,
            n=known.ended,
        ).text()
    return ""


def days_sentences(study: Study, span: Span | None) -> tuple[str, ...]:
    """Say which days are left out as their touches are not known, with their spend."""
    if span is None:
        return ()
    left = span.left
    thin = tuple(_thin(study, one) for one in span.thin)
    costs = [(one, _spent(study, one)) for one in left]
    # Days without touches, orders or spend are just days without data.
    told = tuple(
        _left(study, one, cost) for one, cost in costs if cost or one.before is not None
    )
    return (*told, *thin)


def _thin(study: Study, days: LeftDays) -> str:
    return note(
        "{first} to {last}: only {before} of the orders have a known touch, {after} of"
        " later ones; the spend of these days, {cost}, is held against few credits",
        first=days.first.isoformat(),
        last=days.last.isoformat(),
        before=formats.rate(days.before),
        after=formats.rate(days.after),
        cost=formats.money(
            _spent(study, days) / MONEY_SCALE, study.scene.workspace.currency
        ),
    ).text()


def _spent(study: Study, days: LeftDays) -> int:
    spend = study.scene.facts.get("spend")
    if spend is None:
        return 0
    asked = pl.col("date").is_between(days.first, days.last)
    return int(spend.filter(asked)["spend"].sum())


def _left(study: Study, days: LeftDays, cost: int) -> str:
    said = {
        "n": (days.last - days.first).days + 1,
        "first": days.first.isoformat(),
        "last": days.last.isoformat(),
        "cost": formats.money(cost / MONEY_SCALE, study.scene.workspace.currency),
    }
    if days.before is None:
        return note(
            "{first} to {last} ({n} days, spend {cost}) are left out: no touch of these"
            " days is known",
            **said,
        ).text()
    return note(
        "{first} to {last} ({n} days, spend {cost}) are left out: only {before} of the"
        " orders of these days have a known touch, {after} of later ones; --from"
        " {first} takes them in",
        **said,
        before=formats.rate(days.before),
        after=formats.rate(days.after),
    ).text()
