"""The lifecycle view: a row a week and stage, stocks, and what the spend aims at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.users.effort import EFFORT_COLUMNS, weekly_effort
from cockpit.engine.users.gaps import Windows, windows
from cockpit.engine.users.lifecycle import BUYING, Account, account
from cockpit.engine.users.seen import first_seen
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.lifecycle_reading import reading
from cockpit.engine.views.method import Formula, hows, span
from cockpit.engine.views.study import Study
from cockpit.snapshot.health import How
from cockpit.snapshot.lifecycle import (
    STAGES,
    LifecycleQuery,
    LifecycleRow,
    LifecycleSnapshot,
    Stage,
    Stock,
)
from cockpit.snapshot.metrics import Maturity
from cockpit.text.notes import note

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
    effort: dict[str | None, int]
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
    weeks = _weeks(study, query, found)
    rows = tuple(_rows(weeks))
    asked = tuple(row for row in rows if _is_asked(row.period, query))
    answer = LifecycleSnapshot(
        **outer(study.scene),
        rows=asked,
        stocks=tuple(s for s in _stocks(found) if _is_asked(s.period, query)),
        dormant_days=terms.dormant_days,
        churned_days=terms.churned_days,
        gaps=terms.gaps,
        how=_how(study, query, terms),
    )
    told = msgspec.structs.replace(answer, reading=reading(answer))
    if not terms.is_usual:
        return told
    return msgspec.structs.replace(told, warnings=(*told.warnings, _usual(terms)))


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


def _is_asked(period: str, query: LifecycleQuery) -> bool:
    return query.first <= period and (not query.last or period <= query.last)


def _weeks(study: Study, query: LifecycleQuery, found: Account) -> dict[date, _Week]:
    lags = Settling(study.scene.records).of(query.channel or None)
    lag = timedelta(days=lags.get("orders", 0))
    effort = _effort(study, query)
    flows: dict[date, list[tuple[str, int, int | None]]] = {}
    for monday, stage, users, revenue in found.flows.iter_rows():
        flows.setdefault(monday, []).append((stage, users, revenue))
    return {
        monday: _Week(
            users={stage: users for stage, users, _ in flows.get(monday, [])},
            revenue={stage: net or 0 for stage, _, net in flows.get(monday, [])},
            effort=effort.get(monday, {}),
            maturity="mature" if monday + WEEK + lag <= study.as_of else "provisional",
        )
        for monday in found.stocks["week"]
    }


def _effort(study: Study, query: LifecycleQuery) -> dict[date, dict[str | None, int]]:
    """Spend by week and the stage it aims at; the key None is spend nobody can tell."""
    spend = study.scene.facts.get("spend")
    if spend is None:
        return {}
    known = spend.filter(pl.col("date") <= study.as_of)
    if query.channel:
        known = known.filter(pl.col("channel") == query.channel)
    by_week: dict[date, dict[str | None, int]] = {}
    sums = weekly_effort(known, study.scene.facts.get("campaigns"))
    for monday, stage, total in sums.select(EFFORT_COLUMNS).iter_rows():
        by_week.setdefault(monday, {})[stage] = total
    return by_week


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
    whole = sum(week.effort.values())
    if whole <= 0 or not set(week.effort) - {None}:
        return None
    return week.effort.get(stage, 0) / whole


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


def _usual(terms: Windows) -> str:
    return note(
        "only {n} gaps between purchases are known: windows of {dormant} and {churned}"
        " days are the usual ones, not measured",
        n=terms.gaps,
        dormant=terms.dormant_days,
        churned=terms.churned_days,
    ).text()


def _how(study: Study, query: LifecycleQuery, terms: Windows) -> dict[str, How]:
    formulas = dict(_FORMULAS)
    days = Formula(
        f"付款间隔的 P80 / P95 向上取整 (间隔 {terms.gaps:,} 个); 本次 "
        f"{terms.dormant_days} / {terms.churned_days} 天",
        f"80th and 95th percentile of {terms.gaps:,} gaps between purchase days,"
        f" rounded up; here {terms.dormant_days} and {terms.churned_days} days",
        note=_usual(terms) if terms.is_usual else "",
    )
    formulas |= {"dormant_days": days, "churned_days": days, "gaps": days}
    edge = note(
        "customers who bought before the first day of the data look new or activated"
    )
    formulas["users"] = replace(formulas["users"], note=edge.text())
    spend_only = note("spend only: posts and tests are not in it")
    formulas["effort"] = replace(formulas["effort"], note=spend_only.text())
    return hows(
        study,
        formulas,
        tables=("orders", "events", "users", "ad_spend", "campaigns"),
        window=span(study.ledger().of_channel(query.channel), study.as_of),
        query=f"cockpit show lifecycle --as-of {study.as_of}",
    )


_STOCK: Final = Formula(
    "周末状态: 距最近付款 <= 沉睡天数 活跃, <= 流失天数 沉睡, 否则流失; "
    "活跃(t) = 活跃(t-1) + 新客 + 激活 + 复活 - 沉睡",
    "state at the end of the week by days since the last purchase; active(t) ="
    " active(t-1) + new + activated + resurrected - dormant (growth accounting)",
)
_FORMULAS: Final = {
    "users": Formula(
        "新客: 首见当周首购; 激活: 首见之后的周首购; 回访: 上周末活跃且购买; "
        "复活: 上周末沉睡或流失且购买; 沉睡: 离开活跃; 流失: 离开沉睡",
        "new: first purchase in the week first seen; activated: in a later week;"
        " returning: bought, was active; resurrected: bought, was not; dormant: fell"
        " out of the active; churned: fell out of the dormant",
    ),
    "revenue": Formula(
        "该阶段用户当周实付减退款", "paid less refunds in the week of those customers"
    ),
    "effort": Formula(
        "按计划名称与目的中的词 (stages.toml) 归到阶段的花费 ÷ 当周全部花费",
        "spend of campaigns whose name or objective has a word of the stage"
        " (stages.toml) ÷ all spend of the week",
    ),
    "active": _STOCK,
    "dormant": _STOCK,
    "churned": _STOCK,
    "net": _STOCK,
    "existing_share": Formula(
        "本周前已购用户的净收入 ÷ 全部净收入",
        "net revenue of customers who had bought before the week ÷ all net revenue",
    ),
}
