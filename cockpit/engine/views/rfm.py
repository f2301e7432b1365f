"""The RFM view: a row a segment of the map, and who moved between two days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import msgspec
import polars as pl

from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.users.rfm import (
    LEAST_CUSTOMERS,
    MEASURES,
    moves,
    quintile_breaks,
    rfm_users,
)
from cockpit.engine.users.rfm_map import rfm_map
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.method import Formula, hows, no_buyers, span
from cockpit.engine.views.study import Study
from cockpit.snapshot.health import How
from cockpit.snapshot.rfm import (
    Move,
    RfmCell,
    RfmQuery,
    RfmRow,
    RfmSnapshot,
    RfmUser,
    RfmUsersSnapshot,
)
from cockpit.text import formats
from cockpit.text.notes import note

BASE_DAYS: Final = 28
SLIPPING: Final = ("at-risk", "cannot-lose")
"""Segments of good customers that stay away."""


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    """Customers as they are scored now and on the base day."""

    now: pl.DataFrame
    before: pl.DataFrame | None
    base: date


def rfm(study: Study, query: RfmQuery) -> RfmSnapshot:
    """Compute the RFM view; it refuses below 50 customers."""
    query = msgspec.structs.replace(query, as_of=study.as_of.isoformat())
    now = scored_users(study, query)
    if now.height < LEAST_CUSTOMERS:
        return RfmSnapshot(
            **outer(study.scene), query=query, missing=_missing(study, now)
        )
    base = _base(study, query)
    before = scored_users(study, query, on=base)
    usable = before.height >= LEAST_CUSTOMERS
    scored = _Scored(now, before if usable else None, base)
    rows = _rows(scored, _open_days(study, query))
    return RfmSnapshot(
        **outer(study.scene),
        query=query,
        rows=rows,
        breaks=_breaks(now),
        moves=_moves(scored),
        cells=_cells(now),
        base=base.isoformat(),
        reading=_reading(rows, base),
        how=_how(study, query),
    )


def rfm_list(study: Study, query: RfmQuery) -> RfmUsersSnapshot:
    """Compute the rows of ``cockpit show rfm --users``, by user id."""
    query = msgspec.structs.replace(query, as_of=study.as_of.isoformat())
    frame = scored_users(study, query)
    if frame.height < LEAST_CUSTOMERS:
        return RfmUsersSnapshot(
            **outer(study.scene), query=query, missing=_missing(study, frame)
        )
    ids = study.ledger().ids.gather(frame["user"])
    money = (pl.col("monetary") / MONEY_SCALE).round(4)
    named = frame.with_columns(ids, money)
    columns = named.select(RfmUser.__struct_fields__)
    rows = tuple(RfmUser(*cells) for cells in columns.iter_rows())
    how = _how(study, query, of_users=True)
    return RfmUsersSnapshot(**outer(study.scene), query=query, rows=rows, how=how)


def scored_users(
    study: Study, query: RfmQuery, *, on: date | None = None
) -> pl.DataFrame:
    """Return the customers of a query with their scores, computed once.

    Args:
        study: What it is computed from.
        query: Tie rule and channel.
        on: A day before the study's own.

    Returns:
        As :func:`cockpit.engine.users.rfm.rfm_users`; with fewer than 50 customers
        scores say nothing.
    """
    day = study.as_of if on is None else on
    made = partial(
        rfm_users,
        study.ledger().of_channel(query.channel),
        as_of=day,
        ties=query.ties,
    )
    return study.memory.once(("rfm", day, query.ties, query.channel), made)


def _missing(study: Study, frame: pl.DataFrame) -> str:
    lacking = no_buyers(study)
    if lacking is not None:
        return lacking.text()
    return note(
        "quintiles need {more} more customers with a paid order: {n} of {least}",
        more=LEAST_CUSTOMERS - frame.height,
        n=frame.height,
        least=LEAST_CUSTOMERS,
    ).text()


def _base(study: Study, query: RfmQuery) -> date:
    if query.base:
        return min(date.fromisoformat(query.base), study.as_of)
    return study.as_of - timedelta(days=BASE_DAYS)


def _open_days(study: Study, query: RfmQuery) -> int:
    """Days back to the first purchase that may still be restated; 0 is today's."""
    lags = Settling(study.scene.records).of(query.channel or None)
    return lags.get("orders", 0)


def _rows(scored: _Scored, open_days: int) -> tuple[RfmRow, ...]:
    is_open = pl.col("recency_days") <= open_days
    sums = scored.now.group_by("segment").agg(
        is_open.any().alias("is_open"),
        pl.len().alias("users"),
        pl.col("monetary").sum().alias("revenue"),
        *(pl.col(name).median().alias(f"median_{name}") for name in MEASURES),
    )
    found = {row["segment"]: row for row in sums.iter_rows(named=True)}
    earlier: dict[str, int] | None = None
    if scored.before is not None:
        counts = scored.before.group_by("segment").len()
        earlier = dict(counts.iter_rows())
    whole = (scored.now.height, int(scored.now["monetary"].sum()))
    return tuple(
        _row(segment, found.get(segment), earlier, whole) for segment in rfm_map()
    )


def _row(
    segment: str,
    sums: dict[str, Any] | None,
    earlier: dict[str, int] | None,
    whole: tuple[int, int],
) -> RfmRow:
    entry = rfm_map()[segment]
    row = RfmRow(
        segment,
        users=0,
        revenue=0.0,
        name=entry.name,
        previous=None if earlier is None else earlier.get(segment, 0),
        action=entry.action,
    )
    if sums is None:
        return row
    customers, revenue = whole
    return msgspec.structs.replace(
        row,
        users=sums["users"],
        revenue=sums["revenue"] / MONEY_SCALE,
        share=sums["users"] / customers,
        revenue_share=sums["revenue"] / revenue if revenue > 0 else 0.0,
        recency=sums["median_recency_days"],
        frequency=sums["median_frequency"],
        monetary=sums["median_monetary"] / MONEY_SCALE,
        maturity="provisional" if sums["is_open"] else "mature",
    )


def _breaks(now: pl.DataFrame) -> dict[str, tuple[float, ...]]:
    limits = {name: quintile_breaks(now[name]) for name in MEASURES}
    return {
        "R": limits["recency_days"],
        "F": limits["frequency"],
        "M": tuple(limit / MONEY_SCALE for limit in limits["monetary"]),
    }


def _cells(now: pl.DataFrame) -> tuple[RfmCell, ...]:
    mean = pl.col("monetary").mean() / MONEY_SCALE
    cells = now.group_by("r", "f").agg(users=pl.len(), mean=mean).sort("r", "f")
    return tuple(RfmCell(*cell) for cell in cells.iter_rows())


def _moves(scored: _Scored) -> tuple[Move, ...]:
    if scored.before is None:
        return ()
    rows = moves(scored.before, scored.now).iter_rows()
    return tuple(Move(before or "", after, users) for before, after, users in rows)


def _reading(rows: tuple[RfmRow, ...], base: date) -> str:
    slipping = [row for row in rows if row.segment in SLIPPING]
    users = sum(row.users for row in slipping)
    share = sum(row.revenue_share for row in slipping)
    if slipping[0].previous is None:
        return note(
            "good customers who stay away: {users}, {share} of the revenue",
            users=formats.count(users),
            share=formats.rate(share),
        ).text()
    more = users - sum(row.previous or 0 for row in slipping)
    return note(
        "good customers who stay away: {users}, {share} of the revenue; {change} since"
        " {day}",
        users=formats.count(users),
        share=formats.rate(share),
        change=f"{more:+,}",
        day=base.isoformat(),
    ).text()


def _how(study: Study, query: RfmQuery, *, of_users: bool = False) -> dict[str, How]:
    formulas = _USER_FORMULAS if of_users else _FORMULAS
    formulas = dict(formulas)
    if not study.has("orders", "order_id"):
        formulas["frequency"] = replace(
            formulas["frequency"],
            note=note(
                "a file has no order ids: there frequency is days with a purchase"
            ).text(),
        )
    return hows(
        study,
        formulas,
        tables=("orders",),
        window=span(study.ledger().of_channel(query.channel), study.as_of),
        query=f"cockpit show rfm --as-of {study.as_of}",
    )


_SCORES: Final = Formula(
    "按五分位给 R F M 打 1-5 分, 近为 5; breaks: 1 + 严格低于该值的分位点数, "
    "同值同分 (numpy linear); ntile: SQL NTILE(5), 同值按用户号; 分群见 rfm_map.toml",
    "R, F, M scored 1 to 5 by quintile, most recent 5; breaks: 1 + quantiles strictly"
    " below the value, ties share a score (numpy linear); ntile: SQL NTILE(5), ties by"
    " user id; segments: rfm_map.toml (Hughes 1994)",
)
_FORMULAS: Final = {
    "users": _SCORES,
    "share": _SCORES,
    "previous": _SCORES,
    "revenue": Formula(
        "该分群用户至今实付减退款之和", "paid less refunds of its customers so far"
    ),
    "revenue_share": Formula(
        "该分群净收入 ÷ 全部已知用户净收入", "its net revenue ÷ that of all customers"
    ),
    "recency": Formula(
        "当日 - 最近一次付款日, 天, 中位数",
        "as-of day - last day with a paid order, days, median",
    ),
    "frequency": Formula(
        "已付订单数 (不同订单号), 中位数", "distinct paid orders, median"
    ),
    "monetary": Formula("实付减退款, 中位数", "paid less refunds, median"),
    "r": _SCORES,
    "f": _SCORES,
}
_USER_FORMULAS: Final = {
    "recency_days": Formula(
        "当日 - 最近一次付款日, 天", "as-of day - last day with a paid order, days"
    ),
    "frequency": Formula("已付订单数 (不同订单号)", "distinct paid orders"),
    "monetary": Formula("实付减退款", "paid less refunds so far"),
    "r": _SCORES,
    "f": _SCORES,
    "m": _SCORES,
}
