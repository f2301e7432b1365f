"""The retention view: cohorts, who of them came back when, and which stands out."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from typing import Final

import msgspec
import narwhals as nw
import polars as pl

from cockpit.engine.facts.rollups import activity
from cockpit.engine.metrics.intervals import wilson
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.users.ledger import purchase_lines
from cockpit.engine.users.retention import Cell, Grid, cells, comebacks, sizes, start_of
from cockpit.engine.users.seen import (
    Seen,
    active,
    active_in_spans,
    buying,
    buying_in_spans,
)
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.method import Formula, hows
from cockpit.engine.views.retention_reading import NEWEST, reading
from cockpit.engine.views.study import Study
from cockpit.snapshot.health import How
from cockpit.snapshot.retention import RetentionQuery, RetentionRow, RetentionSnapshot
from cockpit.text.notes import Note, note

USUAL_DAYS: Final = (1, 7, 30)
_INSTANT: Final = {"events": ("event_time",), "orders": ("pay_time", "order_time")}


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """Users by cohort, who came back, and the days on which anybody did (None: all)."""

    sizes: dict[int, int]
    back: dict[tuple[int, int], tuple[int, int]]
    open_days: frozenset[date] | None


@dataclass(frozen=True, slots=True)
class _Terms:
    """How a cell is judged: by what was asked, and when figures are settled."""

    query: RetentionQuery
    grid: Grid
    as_of: date
    lag: timedelta


def retention(study: Study, query: RetentionQuery) -> RetentionSnapshot:
    """Compute the retention view; cells whose later span has not begun are left out."""
    query = _understood(study, query)
    refusal = _refusal(study, query)
    if refusal is not None:
        return RetentionSnapshot(
            **outer(study.scene), query=query, missing=refusal.text()
        )
    grid = Grid(query.cohort, query.days, query.window, query.mode == "24h")
    key = ("retention", msgspec.structs.replace(query, first="", last=""))
    counted = study.memory.once(key, partial(_count, study, query, grid))
    table = "events" if query.basis == "activity" else "orders"
    lags = Settling(study.scene.records).of(query.channel or None)
    terms = _Terms(query, grid, study.as_of, timedelta(days=lags.get(table, 0)))
    rows = _rows(counted, terms)
    missing = "" if rows else note("no cohort of users in these days").text()
    return RetentionSnapshot(
        **outer(study.scene),
        query=query,
        rows=rows,
        reading=reading(rows, newest=NEWEST[query.cohort]),
        missing=missing,
        how=_how(study, query),
    )


def _understood(study: Study, query: RetentionQuery) -> RetentionQuery:
    days = tuple(sorted(set(query.days))) or USUAL_DAYS
    return msgspec.structs.replace(
        query,
        as_of=study.as_of.isoformat(),
        days=days if query.cohort == "day" else (),
    )


def _refusal(study: Study, query: RetentionQuery) -> Note | None:
    """Say what is missing to answer at all."""
    table = "events" if query.basis == "activity" else "orders"
    ids = ("user_id", "anon_id") if table == "events" else ("user_id",)
    if not study.has(table):
        return note("needs the table {tables}", tables=table)
    if not any(study.has(table, column) for column in ids):
        return note("needs the column {columns}", columns=f"{table}.user_id")
    return _refusal_of_spans(study, query, table) if query.mode == "24h" else None


def _refusal_of_spans(study: Study, query: RetentionQuery, table: str) -> Note | None:
    if query.cohort != "day":
        return note("spans of 24 hours need cohorts by day")
    at = pl.coalesce(_INSTANT[table])
    clock = at.dt.convert_time_zone(study.scene.workspace.timezone).dt.time()
    seen = study.rows(table).select(clock.drop_nulls().unique().head(2)).collect()
    times: list[time] = seen.to_series().to_list()
    if len(times) > 1:
        return None
    if times == [time()]:  # what a day alone is read as
        return note("spans of 24 hours need times of day; the files have days only")
    return note(
        "spans of 24 hours need times of day; the files have the same one everywhere"
    )


def _count(study: Study, query: RetentionQuery, grid: Grid) -> _Counted:
    seen = _seen(study, query).of_channel(query.channel)
    open_days: frozenset[date] | None = None
    if query.basis == "activity":
        events = nw.from_native(study.rows("events"))
        deeds = activity(events, active_events=study.terms.active_events).to_native()
        open_days = frozenset(deeds.select(pl.col("date").unique()).collect()["date"])
    return _Counted(
        sizes(seen.cohorts, grid),
        comebacks(seen.cohorts, seen.again, grid),
        open_days,
    )


def _seen(study: Study, query: RetentionQuery) -> Seen:
    if query.basis == "activity":
        users = study.rows("users") if study.has("users") else None
        find = active_in_spans if query.mode == "24h" else active
        return find(study.rows("events"), users, names=study.terms.active_events)
    if query.mode == "24h":
        rows = nw.from_native(study.rows("orders"))
        lines = purchase_lines(rows, has_ids=False).to_native()
        return buying_in_spans(study.ledger(), lines)
    return buying(study.ledger())


def _rows(counted: _Counted, terms: _Terms) -> tuple[RetentionRow, ...]:
    query = terms.query
    first = date.fromisoformat(query.first) if query.first else date.min
    last = date.fromisoformat(query.last) if query.last else date.max
    wanted = [
        number
        for number in counted.sizes
        if first <= start_of(query.cohort, number) <= last
    ]
    return tuple(
        _row(cell, counted, terms)
        for cell in cells(wanted, terms.grid, as_of=terms.as_of)
    )


def _row(cell: Cell, counted: _Counted, terms: _Terms) -> RetentionRow:
    size = counted.sizes[cell.cohort]
    retained, net = counted.back.get((cell.cohort, cell.offset), (0, 0))
    is_known = _is_known(cell, counted.open_days)
    low, high = wilson(retained, size) if is_known else (None, None)
    start = start_of(terms.query.cohort, cell.cohort)
    return RetentionRow(
        cohort=start.isoformat(),
        size=size,
        day=(cell.first - start).days,
        retained=retained,
        rate=retained / size if is_known else None,
        low=low,
        high=high,
        mature=is_known and cell.last + terms.lag < terms.as_of,
        offset=cell.offset,
        revenue=net / MONEY_SCALE if terms.query.basis == "purchase" else None,
    )


def _is_known(cell: Cell, open_days: frozenset[date] | None) -> bool:
    """A span without a single event of anybody says nothing about who came back."""
    if open_days is None:
        return True
    length = (cell.last - cell.first).days + 1
    return any(cell.first + timedelta(days=n) in open_days for n in range(length))


def _how(study: Study, query: RetentionQuery) -> dict[str, How]:
    by_activity = query.basis == "activity"
    formulas = {
        "size": _SIZE[query.basis],
        "retained": _RETAINED[query.basis, query.mode],
        "rate": Formula("留存用户 ÷ 队列用户", "users back ÷ users of the cohort"),
        "low": _WILSON,
        "high": _WILSON,
        "day": _DAY,
        "offset": Formula(
            "后一期是第几期 (天, 周, 月或 24 小时), 首期为 0",
            "which later period (day, week, month or 24 hours) it is, the first is 0",
        ),
    }
    if not by_activity:
        formulas["revenue"] = Formula(
            "队列用户在该期的实付减退款",
            "paid less refunds of the cohort in the period",
        )
    words = f"--as-of {query.as_of} --cohort {query.cohort} --basis {query.basis}"
    return hows(
        study,
        formulas,
        tables=("events", "users") if by_activity else ("orders",),
        window=f"{query.first} .. {query.last or query.as_of}".strip(),
        query=f"cockpit show retention {words}",
    )


_DAY: Final = Formula(
    "队列首日到后一期首日的天数",
    "days from the first day of the cohort to the first day of the later period",
)
_WILSON: Final = Formula(
    "95% Wilson 区间 (Wilson 1927)", "95 % Wilson score interval (Wilson 1927)"
)
_SIZE: Final = {
    "activity": Formula(
        "首次出现 (用户表或首个有效行为, 取早) 在该期的用户数",
        "users first seen in it (users table or first qualifying event, the earlier)",
    ),
    "purchase": Formula(
        "首个已付订单在该期的用户数", "users whose first paid order is in it"
    ),
}
_RETAINED: Final = {
    ("activity", "calendar"): Formula(
        "其中在后一期 (自然日/周/月, 或 [d, d+窗口]) 有有效行为者",
        "of these, with a qualifying event in the later business day, week or month,"
        " or in [d, d + window]",
    ),
    ("activity", "24h"): Formula(
        "其中自首个时刻起第 n 个 24 小时内有有效行为者",
        "of these, with a qualifying event n full spans of 24 hours after their first"
        " instant",
    ),
    ("purchase", "calendar"): Formula(
        "其中在后一期 (自然日/周/月, 或 [d, d+窗口]) 有已付订单者",
        "of these, with a paid order in the later business day, week or month, or in"
        " [d, d + window]",
    ),
    ("purchase", "24h"): Formula(
        "其中自首单时刻起第 n 个 24 小时内有已付订单者",
        "of these, with a paid order n full spans of 24 hours after the first one",
    ),
}
