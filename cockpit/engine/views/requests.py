"""The requests view: how soon people are answered, and how many renew."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from cockpit.engine.faults.bench import needs
from cockpit.engine.metrics.intervals import wilson
from cockpit.engine.metrics.waiting import Wait, survival
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.study import Study
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import How
from cockpit.snapshot.requests import (
    BYS,
    AnswerState,
    By,
    RequestRow,
    RequestsQuery,
    RequestsSnapshot,
)
from cockpit.text import formats
from cockpit.text.notes import note

FAST_HOURS: Final = 4.0
SLOW_HOURS: Final = 72.0
"""Lines to hold answers against: what a shop came from, and what it came to."""
_HOUR: Final = 3600.0
_MOST: Final = 50
"""Channels, categories and owners that get a row, the largest first; every month has
one.
"""


def requests(study: Study, query: RequestsQuery) -> RequestsSnapshot:
    """Compute the requests view."""
    scene = study.scene
    lack = needs(study, "requests")
    if lack is not None:
        return RequestsSnapshot(**outer(scene), query=query, missing=lack.text())
    rows = _read(study, query)
    if not rows.height:
        missing = note("no request was asked in these days").text()
        return RequestsSnapshot(**outer(scene), query=query, missing=missing)
    days = rows["biz_date"].sort()
    first, last = days[0].isoformat(), days[-1].isoformat()
    made = tuple(_rows(rows, study.as_of))
    return RequestsSnapshot(
        **outer(scene),
        query=query,
        rows=made,
        fast_hours=FAST_HOURS,
        slow_hours=SLOW_HOURS,
        first=first,
        last=last,
        reading=_reading(made[0]),
        how=_how(study, rows.height, f"{first} .. {last}"),
    )


def _read(study: Study, query: RequestsQuery) -> pl.DataFrame:
    """Return the requests with ``waited`` (hours), ``answered`` and ``is_odd``."""
    days = pl.col("biz_date")
    rows = study.rows("requests")
    if query.first:
        rows = rows.filter(days >= date.fromisoformat(query.first))
    if query.last:
        rows = rows.filter(days <= date.fromisoformat(query.last))
    now = pl.lit(study.scene.now).dt.cast_time_unit("us").dt.convert_time_zone("UTC")
    asked, end = pl.col("asked_time"), pl.col("answered_time")
    answered = (end <= now).fill_null(value=False)
    until = pl.when(answered).then(end).otherwise(now)
    return (
        rows.with_columns(
            answered=answered,
            waited=(until - asked).dt.total_seconds() / _HOUR,
            age=(now - asked).dt.total_seconds() / _HOUR,
            month=days.dt.strftime("%Y-%m"),
        )
        .filter(pl.col("age") >= 0)
        .with_columns(is_odd=pl.col("waited") < 0)
        .collect(engine="streaming")
    )


def _rows(rows: pl.DataFrame, as_of: date) -> Iterator[RequestRow]:
    yield _row("whole", None, rows, as_of)
    for by in BYS[1:]:
        named = rows.filter(pl.col(by).is_not_null())
        groups = [(str(key[0]), group) for key, group in named.group_by(by)]
        if by == "month":
            groups.sort(key=lambda one: one[0])
        else:
            groups.sort(key=lambda one: (-one[1].height, one[0]))
            del groups[_MOST:]
        for entity, group in groups:
            yield _row(by, entity, group, as_of)


def _row(by: By, entity: str | None, rows: pl.DataFrame, as_of: date) -> RequestRow:
    good = rows.filter(~pl.col("is_odd"))
    half, nine = _waits(good)
    fast, slow = _within(good, FAST_HOURS), _within(good, SLOW_HOURS)
    known = pl.col("renewed").is_not_null() & (pl.col("renewal_due") <= as_of)
    ended = rows.filter(known)
    due, renewed = ended.height, int(ended["renewed"].sum())
    low, high = wilson(renewed, due) if due else (None, None)
    return RequestRow(
        by=by,
        entity=entity,
        requests=rows.height,
        open=int((~good["answered"]).sum()),
        p50=half.value,
        p90=nine.value,
        within_fast=fast[0],
        within_slow=slow[0],
        due=due,
        renewed=renewed,
        renewal_rate=renewed / due if due else None,
        low=low,
        high=high,
        p50_low=half.low,
        p50_high=half.high,
        p50_kind=_kind(half, good.height),
        p90_low=nine.low,
        p90_high=nine.high,
        p90_kind=_kind(nine, good.height),
        fast_n=fast[1],
        fast_low=fast[2],
        fast_high=fast[3],
        slow_n=slow[1],
        slow_low=slow[2],
        slow_high=slow[3],
        left_out=rows.height - good.height,
    )


def _waits(rows: pl.DataFrame) -> tuple[Wait, Wait]:
    if not rows["answered"].any():
        return Wait(None, None, None), Wait(None, None, None)
    waited = rows["waited"].cast(pl.Float64).to_numpy()
    course = survival(waited, rows["answered"].to_numpy().astype(np.bool_))
    return course.quantile(0.5), course.quantile(0.9)


def _kind(wait: Wait, requests: int) -> AnswerState:
    return "beyond" if requests and wait.value is None else ""


def _within(
    rows: pl.DataFrame, hours: float
) -> tuple[float | None, int, float | None, float | None]:
    """Return the share answered within a line, its n and its interval."""
    old = rows.filter(pl.col("age") >= hours)
    if not old.height:
        return None, 0, None, None
    n = int(old.select((pl.col("answered") & (pl.col("waited") <= hours)).sum()).item())
    return n / old.height, old.height, *wilson(n, old.height)


def _reading(whole: RequestRow) -> str:
    if whole.p50 is None:
        return note(
            "fewer than half of {n} requests were answered so far; {open} are open",
            n=formats.count(whole.requests),
            open=formats.count(whole.open),
        ).text()
    return note(
        "half of {n} requests are answered within {p50} h, nine in ten within {p90} h; "
        "{share} within {line} h; {open} are open",
        n=formats.count(whole.requests),
        p50=f"{whole.p50:.1f}",
        p90="?" if whole.p90 is None else f"{whole.p90:.1f}",
        share=formats.rate(whole.within_fast),
        line=f"{FAST_HOURS:.0f}",
        open=formats.count(whole.open),
    ).text()


_FORMULAS: Final = {
    "p50": Name(
        "Kaplan-Meier 中位数：未答复的按其已等待时长删失；区间 Brookmeyer-Crowley",
        "Kaplan-Meier median: open requests are censored at their age; interval by "
        "Brookmeyer-Crowley (log-log)",
    ),
    "p90": Name(
        "Kaplan-Meier 90 % 分位数，同上", "Kaplan-Meier 90 % quantile, likewise"
    ),
    "within_fast": Name(
        "4 小时内答复的 ÷ 至少 4 小时前提出的；区间 Wilson 95 %",
        "answered within 4 h / asked at least 4 h ago; Wilson 95 %",
    ),
    "within_slow": Name(
        "72 小时内答复的 ÷ 至少 72 小时前提出的；区间 Wilson 95 %",
        "answered within 72 h / asked at least 72 h ago; Wilson 95 %",
    ),
    "renewal_rate": Name(
        "已续费 ÷ 已到期且知道结果的；区间 Wilson 95 %",
        "renewed / due by now and known; Wilson 95 %",
    ),
}


def _how(study: Study, rows: int, window: str) -> dict[str, How]:
    names = {r.spec.name for r in study.scene.records if r.table == "requests"}
    return {
        field: How(formula, window, rows, tuple(sorted(names)))
        for field, formula in _FORMULAS.items()
    }
