"""The lifecycle view: a row a week and stage, stocks, and what effort aims at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final, TypeVar

import msgspec
import polars as pl

from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.users.gaps import windows
from cockpit.engine.users.lifecycle import BUYING, Account, account
from cockpit.engine.users.seen import first_seen
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.lifecycle_effort import efforts
from cockpit.engine.views.lifecycle_how import lifecycle_how, usual_windows
from cockpit.engine.views.lifecycle_reading import harvested, reading, said_by_kind
from cockpit.engine.views.study import Study
from cockpit.snapshot.lifecycle import (
    STAGES,
    Effort,
    LifecycleQuery,
    LifecycleRow,
    LifecycleSnapshot,
    Stage,
    Stock,
)
from cockpit.snapshot.metrics import Maturity
from cockpit.text.notes import note

Of = TypeVar("Of", LifecycleRow, Stock, Effort)
_NEVER: Final = "9999-99-99"
WEEK: Final = timedelta(days=7)
FLOW: Final[dict[Stage, int]] = {
    "new": 1, "activated": 1, "returning": 0,
    "resurrected": 1, "dormant": -1, "churned": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Week:
    """One week as it is told; money in 1/10,000."""

    users: dict[str, int]
    revenue: dict[str, int]
    effort: dict[str, float]
    maturity: Maturity


def lifecycle(study: Study, query: LifecycleQuery) -> LifecycleSnapshot:
    """Compute the lifecycle view of all customers or those of a channel."""
    missing = _missing(study, query)
    if missing:
        return LifecycleSnapshot(**outer(study.scene), missing=missing)
    book = study.ledger().of_channel(query.channel)
    terms = windows(
        book, dormant_days=query.dormant_days, churned_days=query.churned_days
    )
    found = study.memory.once(
        ("lifecycle", study.as_of, query.channel, terms),
        partial(account, book, _seen(study), terms=terms, as_of=study.as_of),
    )
    went = efforts(study, query, found.stocks["week"].to_list())
    rows = _rows(_weeks(study, query, found, went))
    answer = LifecycleSnapshot(
        **outer(study.scene),
        rows=_asked(rows, query),
        stocks=_asked(_stocks(found), query),
        efforts=_asked(went, query),
        dormant_days=terms.dormant_days,
        churned_days=terms.churned_days,
        gaps=terms.gaps,
        how=lifecycle_how(study, query, terms),
    )
    usual = (usual_windows(terms),) if terms.is_usual else ()
    none = note("no week with customers begins in these days").text()
    return msgspec.structs.replace(
        answer,
        missing="" if answer.rows else none,
        harvest=harvested(answer),
        reading=reading(answer),
        warnings=(*answer.warnings, *said_by_kind(answer), *usual),
    )


def _missing(study: Study, query: LifecycleQuery) -> str:
    if not study.has("orders"):
        return note("needs the table {tables}", tables="orders").text()
    if not study.has("orders", "user_id"):
        return note("needs the column {columns}", columns="orders.user_id").text()
    if study.ledger().firsts.is_empty():
        return note("no customer has paid an order yet").text()
    if study.ledger().of_channel(query.channel).firsts.is_empty():
        return note(
            "no customer whose first paid order names {channel}", channel=query.channel
        ).text()
    return ""


def _seen(study: Study) -> pl.DataFrame:
    find = partial(
        first_seen,
        study.ledger(),
        study.rows("events"),
        study.rows("users"),
        names=study.terms.active_events,
    )
    return study.memory.once(("first seen", study.as_of), find)


def _asked(rows: Sequence[Of], query: LifecycleQuery) -> tuple[Of, ...]:
    """Keep the rows of the weeks that were asked for."""
    last = query.last or _NEVER
    return tuple(row for row in rows if query.first <= row.period <= last)


def _weeks(
    study: Study, query: LifecycleQuery, found: Account, went: Iterable[Effort]
) -> dict[date, _Week]:
    lags = Settling(study.scene.records).of(query.channel or None)
    lag = timedelta(days=lags.get("orders", 0))
    effort: dict[str, dict[str, float]] = {}
    for one in went:
        if one.kind == "spend":
            effort.setdefault(one.period, {})[one.stage] = one.share
    flows: dict[date, list[tuple[str, int, int | None]]] = {}
    for monday, stage, users, revenue in found.flows.iter_rows():
        flows.setdefault(monday, []).append((stage, users, revenue))
    return {
        monday: _Week(
            users={stage: users for stage, users, _ in flows.get(monday, [])},
            revenue={stage: net or 0 for stage, _, net in flows.get(monday, [])},
            effort=effort.get(monday.isoformat(), {}),
            maturity="mature" if monday + WEEK + lag <= study.as_of else "provisional",
        )
        for monday in found.stocks["week"]
    }


def _rows(weeks: dict[date, _Week]) -> Sequence[LifecycleRow]:
    return [
        LifecycleRow(
            period=monday.isoformat(),
            stage=stage,
            users=week.users.get(stage, 0),
            revenue=week.revenue.get(stage, 0) / MONEY_SCALE
            if stage in BUYING
            else None,
            previous=_previous(weeks, monday, stage),
            flow=FLOW[stage],
            effort=_share(week, stage),
            maturity=week.maturity,
        )
        for monday, week in weeks.items()
        for stage in STAGES
    ]


def _previous(weeks: dict[date, _Week], monday: date, stage: Stage) -> int | None:
    before = weeks.get(monday - WEEK)
    return None if before is None else before.users.get(stage, 0)


def _share(week: _Week, stage: Stage) -> float | None:
    """Share of the week's spend; None if no campaign says what it aims at."""
    return week.effort.get(stage, 0.0) if set(week.effort) - {""} else None


def _stocks(found: Account) -> list[Stock]:
    stocks = []
    before = 0
    columns = ("week", "active", "dormant", "churned", "existing", "revenue")
    for row in found.stocks.select(columns).iter_rows():
        monday, active, dormant, churned, existing, revenue = row
        stocks.append(
            Stock(
                monday.isoformat(),
                active,
                dormant,
                churned,
                net=active - before,
                existing_share=existing / revenue if revenue > 0 else None,
            )
        )
        before = active
    return stocks
