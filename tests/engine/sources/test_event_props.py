"""Properties of events are kept as text, whatever a file holds them in."""

import json

import polars as pl
import pytest

from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import spec

RAW = '{"topic":"孕早期","page":"成分, 检测报告"}'


@pytest.mark.parametrize("header", ["props", "properties", "属性", "事件属性"])
def test_json_in_a_quoted_cell_is_kept_to_the_letter(
    make_desk: MakeDesk, header: str
) -> None:
    """Commas and quotes in it are no separators."""
    desk = make_desk(spec("events"))
    cell = RAW.replace('"', '""')
    desk.lay(
        "a.csv",
        f"用户ID,时间,event,商品ID,价格,{header}\n"
        f'U1,2026-10-30 09:00:00,ViewProduct,FM-900,168,"{cell}"\n'
        "U2,2026-10-30 09:01:00,$AppStart,,,\n",
    )

    first, second = desk.rows("a.csv").rows(named=True)

    assert first["props"] == RAW
    assert (first["product_id"], first["price_seen"]) == ("FM-900", 1_680_000)
    assert (second["props"], second["product_id"], second["price_seen"]) == (
        None, None, None,
    )  # fmt: skip


def test_what_is_no_json_is_no_reason_to_reject_a_row(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("events"))
    desk.lay("a.csv", "user_id\ttime\tevent\tprops\nU1\t1793000000000\tpay\t{a: 1\n")

    assert desk.rows("a.csv")["props"].to_list() == ["{a: 1"]


@pytest.mark.parametrize(
    "cell", [{"topic": "二胎", "depth": 5}, [{"key": "topic", "value": "二胎"}]]
)
def test_structures_of_a_parquet_file_become_json(
    make_desk: MakeDesk, cell: object
) -> None:
    """Of the shapes that warehouses keep: a structure, and a list of them."""
    desk = make_desk(spec("events", path="*.parquet"))
    columns = {
        "user_id": ["U1", "U2"],
        "time": [1_793_000_000_000, 1_793_000_001_000],
        "event": ["view_item", "pay"],
        "properties": [cell, None],
    }
    pl.DataFrame(columns).write_parquet(desk.root / "a.parquet")

    text, blank = desk.rows("a.parquet")["props"].to_list()

    assert json.loads(text) == cell
    assert blank is None
