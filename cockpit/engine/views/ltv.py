"""The LTV view: what customers are worth, by channel and cohort, against their cost."""

from typing import Any, Final

import msgspec
import numpy as np

from cockpit.engine.ltv.backtest import Backtest, backtest
from cockpit.engine.ltv.value import RATIO_DAYS
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.ltv_book import Book, book, horizons
from cockpit.engine.views.ltv_fits import (
    calibration_end,
    chosen,
    ltv_list,
    ltv_users,
    told,
)
from cockpit.engine.views.ltv_method import explained
from cockpit.engine.views.ltv_rows import (
    channel_rows,
    cohort_rows,
    curves,
    whole_row,
)
from cockpit.engine.views.study import Study
from cockpit.snapshot import tabulate
from cockpit.snapshot.ltv import LtvQuery, LtvRow, LtvSnapshot
from cockpit.text import formats
from cockpit.text.notes import Note, note

__all__ = ["ltv", "ltv_list", "ltv_users"]

ACT_BELOW: Final = 1.5
"""LTV/CAC under which a channel is to be worked on."""
LEAST_CUSTOMERS: Final = 100
"""Channels with fewer are not named in the reading."""


def ltv(study: Study, query: LtvQuery) -> LtvSnapshot:
    """Compute the LTV view; every model refuses by itself where data are few."""
    query = msgspec.structs.replace(
        query,
        as_of=study.as_of.isoformat(),
        calibration_end=calibration_end(study, query).isoformat(),
    )
    cohorts = book(study, query)
    if cohorts is None:
        return LtvSnapshot(
            **outer(study.scene),
            query=query,
            horizons=horizons(study),
            missing=_missing(study, query),
        )
    rows, used = _rows(study, query, cohorts), chosen(study, query)
    return LtvSnapshot(
        **outer(study.scene),
        query=query,
        rows=rows,
        curves=curves(cohorts),
        horizons=horizons(study),
        models={"chain_ladder": _ladder(cohorts), **told(study, query)},
        reading=_reading(rows),
        how=explained(study, query, cohorts.beginning, used),
        purchase_model=used.id,
        purchase_note=used.note,
    )


def _missing(study: Study, query: LtvQuery) -> str:
    if not study.has("orders"):
        return note("needs the table {tables}", tables="orders").text()
    if not study.has("orders", "user_id"):
        return note("needs the column {columns}", columns="orders.user_id").text()
    if query.channel:
        return note(
            "no customer whose first paid order names {channel}", channel=query.channel
        ).text()
    return note("no known user has paid on a complete day").text()


def _rows(study: Study, query: LtvQuery, of: Book) -> tuple[LtvRow, ...]:
    rows: list[LtvRow] = []
    if query.by != "cohort":
        rows += channel_rows(study, of)
    if query.by != "channel":
        rows += cohort_rows(of)
    whole = whole_row(of)
    return (*rows, whole) if whole is not None else tuple(rows)


def _ladder(of: Book) -> dict[str, Any]:
    """Say of the ladder of the whole what it rests on and how well it has told."""
    used, triangle = of.whole.used, of.whole.triangle
    tests = {days: backtest(triangle, days) for days in (30, RATIO_DAYS, 365)}
    tested = tests[RATIO_DAYS]
    step = max(triangle.column(RATIO_DAYS) - 1, 0)
    return {
        "cohorts": int(used.weeks[step]),
        "n": int(used.customers[step]),
        "ages": list(used.ages),
        "factors": [float(f) if np.isfinite(f) else None for f in used.factors],
        "weeks": used.weeks.tolist(),
        "backtest_mape": tested.mape if isinstance(tested, Backtest) else None,
        "backtest": {str(days): _tested(test) for days, test in tests.items()},
        "holdout": _held_out(tested),
    }


def _tested(test: Backtest | Note) -> dict[str, Any]:
    if isinstance(test, Note):
        return {"refused": test.text()}
    return {
        "mape": test.mape,
        "cohorts": test.cohorts,
        "seen_days": test.seen,
        "customers": test.customers,
        "predicted": test.predicted,
        "came": test.came,
        "error": test.error,
    }


def _held_out(test: Backtest | Note) -> dict[str, Any]:
    told = _tested(test)
    return told if isinstance(test, Note) else {"days": test.days, **told}


def _reading(rows: tuple[LtvRow, ...]) -> str:
    judged = [
        row
        for row in rows
        if row.kind == "channel"
        and row.ltv_cac is not None
        and row.users >= LEAST_CUSTOMERS
    ]
    low = sorted(
        (row for row in judged if (row.ltv_cac or 0) < ACT_BELOW),
        key=lambda row: row.ltv_cac or 0,
    )
    if not judged:
        return note(
            "no channel has spend and enough customers to set value by cost"
        ).text()
    if not low:
        return note(
            "every channel has an LTV90 of at least {limit} x CAC", limit=ACT_BELOW
        ).text()
    named = [(tabulate.name(row.name), formats.multiple(row.ltv_cac)) for row in low]
    return note(
        "LTV90/CAC under {limit}: {channels}. Start with {worst}: cut what brings"
        " one-time buyers, win the second order, or bid less",
        limit=ACT_BELOW,
        channels=", ".join(f"{name} {ratio}" for name, ratio in named),
        worst=named[0][0],
    ).text()
