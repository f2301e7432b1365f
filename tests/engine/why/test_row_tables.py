"""Raw rows are counted as the facts count them, whatever the files hold."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.facts.backend import run, scan
from cockpit.engine.facts.cubes import add_sales, finest_spend, hourly_spend
from cockpit.engine.facts.rollups import (
    SPEND_SUMS,
    created_cube,
    paid_cube,
    spend_cube,
)
from cockpit.engine.sources.records import FileRecord, IdLevel
from cockpit.engine.why.row_tables import order_rows, spend_rows
from tests.conftest import few
from tests.engine.tables import Row, day, order, record, spend

DAYS = ("2026-10-23", "2026-10-30")
KEYS = ("date", "hour", "channel", "campaign")
OF_ORDERS = ("gmv_paid", "refunds", "cogs", "paid_orders", "refunded_orders")
LEVELS: tuple[IdLevel, ...] = ("channel", "campaign", "creative")


def ids(*names: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from((None, *names))


@st.composite
def ads(draw: st.DrawFn) -> Row:
    more: dict[str, Any] = {
        "hour": draw(st.sampled_from((None, 8, 9))),
        "account": draw(ids("x", "y")),
        "campaign_id": draw(ids("A", "B")),
        "creative_id": draw(ids("a", "b")),
        "clicks": draw(st.sampled_from((None, 0, 7))),
    }
    channel = draw(st.sampled_from(("douyin", "tmall")))
    return spend(draw(st.sampled_from(DAYS)), channel, draw(st.integers(0, 9)), **more)


@st.composite
def lines(draw: st.DrawFn) -> Row:
    on = draw(st.sampled_from(DAYS))
    more: dict[str, Any] = {
        "hour": draw(st.sampled_from((None, 8, 9))),
        "channel": draw(ids("douyin", "tmall")),
        "campaign_id": draw(ids("A", "B")),
        "product_id": draw(ids("milk", "seat")),
        "is_paid": draw(st.booleans()),
        "status": draw(st.sampled_from((None, "paid", "cancelled", "refunded"))),
        "refund_amount": draw(st.sampled_from((None, 0, 10_000))),
        "cogs": draw(st.sampled_from((None, 5_000))),
    }
    name, amount = draw(st.sampled_from(("o1", "o2", "o3"))), draw(st.integers(-3, 9))
    return order(name, draw(ids("ann", "bob")), f"{on}T09:00", amount, **more)


def by_key(frame: pl.DataFrame, sums: Sequence[str]) -> dict[Any, Any]:
    """Return sums by key, without keys that have none."""
    found = frame.group_by(KEYS).agg(pl.col(*sums).sum())
    rows = {row[:4]: row[4:] for row in found.select(*KEYS, *sums).iter_rows()}
    return {key: values for key, values in rows.items() if any(values)}


@settings(max_examples=few(15), deadline=None)
@given(st.lists(st.lists(ads(), min_size=1, max_size=6), min_size=1, max_size=3))
def test_spend_by_rows_is_the_spend_of_the_cube(files: list[list[Row]]) -> None:
    with TemporaryDirectory() as folder:
        records = [
            record(Path(folder), "ad_spend", rows, path=f"{at}.csv", id_level=level)
            for at, (rows, level) in enumerate(zip(files, LEVELS, strict=False))
        ]
        cubes = [
            run(partial(spend_cube, id_level=one.id_level), scan(one))
            for one in records
        ]
        days = [day(one) for one in DAYS]
        for has_hours, merge in ((False, finest_spend), (True, hourly_spend)):
            rows = spend_rows(records, days, has_hours=has_hours)
            assert by_key(rows, SPEND_SUMS) == by_key(merge(cubes), SPEND_SUMS)


@settings(max_examples=few(15), deadline=None)
@given(st.lists(st.lists(lines(), min_size=1, max_size=8), min_size=1, max_size=2))
def test_orders_by_rows_are_the_orders_of_the_cube(files: list[list[Row]]) -> None:
    with TemporaryDirectory() as folder:
        records = [
            record(Path(folder), "orders", rows, path=f"{at}.csv")
            for at, rows in enumerate(files)
        ]
        whole = by_key(_sales(records), OF_ORDERS)
        days = [day(one) for one in DAYS]
        for by_line in (False, True):
            rows = order_rows(records, days, by_line=by_line)
            assert by_key(rows, OF_ORDERS) == whole


def _sales(records: Sequence[FileRecord]) -> pl.DataFrame:
    paid = [run(paid_cube, scan(one)) for one in records]
    return add_sales(paid, [run(created_cube, scan(one)) for one in records])
