"""The part of the journeys view that tells which content suits which users."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import narwhals as nw
import polars as pl

from cockpit.engine.attribution.fit import Cell, best, cells, if_fitted, meetings
from cockpit.engine.attribution.levels import levels
from cockpit.engine.attribution.stitching import Links, links_of
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.facts.backend import scan
from cockpit.engine.facts.rollups import activity
from cockpit.engine.metrics.intervals import wilson
from cockpit.engine.views.study import Study
from cockpit.snapshot.journeys import FitCell, JourneysQuery
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.notes import Note, note


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Cells and what they say, or what is missing for them."""

    cells: tuple[FitCell, ...] = ()
    missing: str = ""
    reading: str = ""


def links_to(study: Study) -> Links:
    """Return whose anonymous ids are, by all links, also those of later days."""
    return study.memory.once("links", lambda: _links(study))


def _links(study: Study) -> Links:
    records = [r for r in study.scene.records if r.table == "identity"]
    found = [scan(record) for record in records]
    return links_of(pl.concat(found).collect()) if found else Links()


def fit_of(study: Study, query: JourneysQuery, terms: AttributionTerms) -> Fit:
    """Hold levels of content against levels of users; refuse with what is missing."""
    if not study.has("events", "props"):
        return Fit(missing=note("needs the column {columns}", columns=_WHERE).text())
    # The day after the last one has to be over.
    over = study.as_of - timedelta(days=2)
    last = min(date.fromisoformat(query.last), over) if query.last else over
    met = meetings(
        study.rows("events"),
        study.rows("users"),
        links_to(study),
        first=date.fromisoformat(query.first) if query.first else None,
        last=last,
    )
    missing = _missing(met)
    if missing is not None:
        return Fit(missing=missing.text())
    found = cells(
        met,
        _active(study, met),
        _bought(study),
        as_of=study.as_of,
        look_back_days=terms.look_back_days,
    )
    users = sum(cell.users for cell in found)
    return Fit(
        tuple(_cell(cell, users) for cell in found), reading=_reading(found, users)
    )


_WHERE = "events.props"


def _missing(met: pl.DataFrame) -> Note | None:
    known = levels()
    if met.is_empty():
        return note(
            "no event says how hard its content is: events.props needs one of {keys}",
            keys=", ".join(known.content),
        )
    if met["user"].null_count() == met.height:
        return note(
            "nothing says how much users know: events.props needs one of {keys}, or"
            " users.member_level",
            keys=", ".join(known.user),
        )
    return None


def _active(study: Study, met: pl.DataFrame) -> pl.LazyFrame:
    """Return ``user`` and ``date`` of those who met content."""
    ids = pl.concat([met["who"], met["user_id"].rename("who")]).unique()
    deeds: pl.LazyFrame = activity(
        nw.from_native(study.rows("events")), active_events=study.terms.active_events
    ).to_native()
    mine = ids.rename("user").to_frame().lazy()
    return deeds.select("user", "date").join(mine, on="user", how="semi")


def _bought(study: Study) -> pl.LazyFrame:
    ledger = study.ledger()
    ids = ledger.ids.alias("user_id").to_frame().with_row_index("user").lazy()
    days = ledger.days.lazy().filter(pl.col("orders") > 0)
    return days.join(ids, on="user").select("user_id", "date")


def _cell(cell: Cell, users: int) -> FitCell:
    low, high = wilson(cell.back, cell.users)
    known = levels()
    return FitCell(
        content=cell.content,
        user=cell.user,
        content_name=known.name_of(cell.content, "content"),
        user_name=known.name_of(cell.user, "user"),
        users=cell.users,
        conversion=cell.ordering / cell.known if cell.known else None,
        retention_d1=cell.rate,
        low=low,
        high=high,
        share=cell.users / users,
        is_off=cell.is_off,
    )


def _reading(found: Sequence[Cell], users: int) -> str:
    """Tell of the cell that loses most returns, and what fitting all could bring."""
    top = best(found)
    off = [cell for cell in found if cell.is_off]
    if not off:
        if not any(cell.p_value is not None for cell in found):
            return note(
                "too few users on content of different levels to compare"
            ).text()
        return note(
            "no users come back less than on their best content, beyond chance"
        ).text()
    worst = max(off, key=lambda cell: cell.users * (top[cell.user].rate - cell.rate))
    other, known = top[worst.user], levels()
    said = note(
        "{users} on {content}: {rate} back the next day, on {best} {other}; n {n},"
        " {share} of all",
        users=name(known.name_of(worst.user, "user")),
        content=name(known.name_of(worst.content, "content")),
        best=name(known.name_of(other.content, "content")),
        rate=formats.rate(worst.rate),
        other=formats.rate(other.rate),
        n=formats.count(worst.users),
        share=formats.rate(worst.users / users),
    )
    rates = if_fitted(found)
    if rates is None or not rates[0]:
        return said.text()
    return note(
        "{said}; if all came back as on their best content: {now} -> {then} ({change}),"
        " an upper end: who meets what is no experiment",
        said=said,
        now=formats.rate(rates[0]),
        then=formats.rate(rates[1]),
        change=formats.change(rates[1] / rates[0] - 1, "multiple"),
    ).text()
