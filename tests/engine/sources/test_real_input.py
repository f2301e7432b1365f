"""Real exports, against sums made by the standard library alone."""

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import Desk, spec
from tests.shared_data import copied

Totals = dict[date, Decimal]
UNIT = Decimal(10_000)


def read(place: Path) -> list[dict[str, str]]:
    with place.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_day(desk: Desk, path: str, day: str, column: str) -> Totals:
    frame = desk.rows(path).group_by(day).agg(pl.col(column).sum())
    return {key: Decimal(value) / UNIT for key, value in frame.iter_rows()}


def added(
    rows: list[dict[str, str]],
    day: Callable[[dict[str, str]], date],
    amount: Callable[[dict[str, str]], Decimal],
) -> Totals:
    totals: Totals = defaultdict(Decimal)
    for row in rows:
        totals[day(row)] += amount(row)
    return dict(totals)


def test_marketing_spend_adds_up_by_day(make_desk: MakeDesk) -> None:
    columns = {
        "date": "c_date",
        "channel": "category",
        "spend": "mark_spent",
        "conv_value": "revenue",
    }
    desk = make_desk(spec(columns=columns))
    (place,) = copied("marketing_spend", "*.csv", desk.root)
    desk.date(place.name, age=60)
    rows = read(place)

    record = desk.record(place.name)

    assert (record.rows, record.rejected) == (308, 0)
    assert (record.first, record.last) == (date(2021, 2, 1), date(2021, 2, 28))
    for column, name in (("spend", "mark_spent"), ("conv_value", "revenue")):
        expected = added(rows, _day_first, lambda row, name=name: Decimal(row[name]))  # type: ignore[misc]
        assert by_day(desk, place.name, "date", column) == expected


def test_online_retail_adds_up_by_day_in_both_formats(make_desk: MakeDesk) -> None:
    """Cancellations are negative, and customers missing: every row counts."""
    derive = {"paid_amount": "Quantity * UnitPrice"}
    zone = {"timezone": "Europe/London", "currency": "GBP", "derive": derive}
    desk = make_desk(
        spec("orders", path="*.csv", **zone),
        spec("orders", path="*.parquet", position=2, **zone),
    )
    (place,) = copied("online_retail_q1", "*.csv", desk.root)
    (packed,) = copied("online_retail_q1", "*.parquet", desk.root)
    for file in (place, packed):
        desk.date(file.name, age=60)

    expected = added(
        read(place),
        lambda row: date.fromisoformat(row["InvoiceDate"][:10]),
        lambda row: Decimal(row["Quantity"]) * Decimal(row["UnitPrice"]),
    )
    assert by_day(desk, place.name, "biz_date", "paid_amount") == expected
    december = by_day(desk, packed.name, "biz_date", "paid_amount")
    assert {day: december[day] for day in expected} == expected
    record = desk.record(packed.name)
    assert (record.rows, record.rejected, record.repeats) == (142_083, 0, 1_284)
    assert desk.rows(packed.name).get_column("user_id").null_count() == 45_136


def test_cdnow_adds_up_by_day(make_desk: MakeDesk) -> None:
    desk = make_desk(
        spec(
            "orders",
            path="*.txt",
            header=False,
            separator="whitespace",
            columns={"user_id": 2, "pay_time": 3, "item_qty": 4, "paid_amount": 5},
            formats={"pay_time": "%Y%m%d"},
        )
    )
    (place,) = copied("cdnow", "CDNOW_sample.txt", desk.root)
    desk.date(place.name, age=60)
    names = ("master", "user", "day", "discs", "dollars")
    rows = [
        dict(zip(names, line.split(), strict=True))
        for line in place.read_text().splitlines()
    ]

    record = desk.record(place.name)

    assert (record.rows, record.rejected) == (6_919, 0)
    assert desk.rows(place.name).get_column("user_id").n_unique() == 2_357
    assert by_day(desk, place.name, "biz_date", "paid_amount") == added(
        rows,
        lambda row: datetime.strptime(row["day"], "%Y%m%d").date(),  # noqa: DTZ007
        lambda row: Decimal(row["dollars"]),
    )


@pytest.mark.parametrize("exchange", ["exchange-2_cpc", "exchange-4_cpc"])
def test_the_ad_exchange_keeps_every_digit(make_desk: MakeDesk, exchange: str) -> None:
    desk = make_desk(spec("metric_series", constants={"metric": "adx_cpc"}))
    (place,) = copied("nab_adexchange", f"{exchange}*.csv", desk.root)
    desk.date(place.name, age=60)
    rows = read(place)

    frame = desk.rows(place.name)

    assert frame.get_column("metric").unique().to_list() == ["adx_cpc"]
    assert frame.get_column("value").to_list() == [
        Decimal(row["value"]) for row in rows
    ]
    totals = frame.group_by("biz_date").agg(pl.col("value").sum())
    assert dict(totals.iter_rows()) == added(
        rows,
        lambda row: date.fromisoformat(row["timestamp"][:10]),
        lambda row: Decimal(row["value"]),
    )


def _day_first(row: dict[str, str]) -> date:
    day, month, year = row["c_date"].split("/")
    return date(int(year), int(month), int(day))
