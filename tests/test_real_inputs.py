"""Real exports, each through its ``cockpit.toml`` to daily figures.

The expected sums are made here with csv and Decimal, row by row.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from cockpit.session import Session
from cockpit.snapshot.health import HealthQuery
from cockpit.snapshot.metrics import MetricsQuery
from tests.shared_data import CDNOW, copied

MARKETING = """
[workspace]
currency = "INR"
timezone = "UTC"
[[source]]
table = "ad_spend"
path = "Marketing.csv"
columns = { date = "c_date", spend = "mark_spent", channel = "category", conversions = "orders", conv_value = "revenue" }
formats = { date = "%d/%m/%Y" }
"""
RETAIL = """
[workspace]
currency = "GBP"
timezone = "Europe/London"
[[source]]
table = "orders"
path = "online_retail*"
columns = { order_id = "InvoiceNo", user_id = "CustomerID", pay_time = "InvoiceDate", item_qty = "Quantity", sku = "StockCode" }
derive = { paid_amount = "Quantity * UnitPrice" }
"""
ADX = """
[workspace]
timezone = "UTC"
[[source]]
table = "metric_series"
path = "exchange-2_cpc_results.csv"
constants = { metric = "adx_cpc" }
columns = { time = "timestamp", value = "value" }
"""

Sums = dict[str, Decimal]


@pytest.fixture(autouse=True)
def private_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))


def opened(folder: Path, config: str) -> Session:
    (folder / "cockpit.toml").write_text(config, encoding="utf-8")
    session = Session(folder)
    session.read()
    return session


def daily(session: Session, metric: str) -> dict[str, float | None]:
    """Return the numerator of the whole by day: sums, before any division."""
    query = MetricsQuery(metrics=(metric,), dimensions=("whole",))
    return {row.date: row.numerator for row in session.metrics(query).rows}


def nearest(sums: Sums) -> dict[str, float]:
    return {day: float(total) for day, total in sums.items()}


def lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_marketing_spend_by_day_first_dates(tmp_path: Path) -> None:
    (file,) = copied("marketing_spend", "Marketing.csv", tmp_path / "shop")
    session = opened(tmp_path / "shop", MARKETING)
    expected: dict[str, Sums] = defaultdict(lambda: defaultdict(Decimal))
    for row in lines(file):
        day = datetime.strptime(row["c_date"], "%d/%m/%Y").date().isoformat()  # noqa: DTZ007
        for metric, column in (
            ("spend", "mark_spent"), ("clicks", "clicks"),
            ("impressions", "impressions"), ("conversions", "orders"), ("roi", "revenue"),
        ):  # fmt: skip
            expected[metric][day] += Decimal(row[column])
    assert session.sources().rows[0].rows == 308
    for metric, sums in expected.items():
        assert daily(session, metric) == nearest(sums), metric
    assert session.health(HealthQuery()).rows


@pytest.mark.parametrize(
    ("pattern", "count"), [("*2010-12.csv", 42_481), ("*.parquet", 142_083)]
)
def test_online_retail_with_cancellations_and_missing_customers(
    tmp_path: Path, pattern: str, count: int
) -> None:
    (file,) = copied("online_retail_q1", pattern, tmp_path / "shop")
    session = opened(tmp_path / "shop", RETAIL)
    paid: Sums = defaultdict(Decimal)
    net: Sums = defaultdict(Decimal)
    orders: dict[str, set[str]] = defaultdict(set)
    first: dict[str, str] = {}
    for row in retail_rows(file):
        day, amount = (
            row["InvoiceDate"][:10],
            Decimal(row["Quantity"]) * Decimal(row["UnitPrice"]),
        )
        net[day] += amount
        paid[day] += max(amount, Decimal(0))
        if amount >= 0:
            orders[day].add(row["InvoiceNo"])
            if row["CustomerID"]:
                first[row["CustomerID"]] = min(first.get(row["CustomerID"], day), day)
    source = session.sources().rows[0]
    assert (source.rows, source.rejected) == (count, 0)
    assert daily(session, "gmv_paid") == nearest(paid)
    assert daily(session, "gmv_net") == nearest(net)
    assert daily(session, "paid_orders") == {
        day: len(ids) for day, ids in orders.items()
    }
    new = daily(session, "new_customers")
    assert sum(value or 0 for value in new.values()) == len(first)


def retail_rows(file: Path) -> Iterator[dict[str, str]]:
    if file.suffix == ".csv":
        yield from lines(file)
        return
    for row in pl.read_parquet(file).iter_rows(named=True):
        yield {name: "" if value is None else str(value) for name, value in row.items()}


def test_cdnow_without_a_header_between_blanks(tmp_path: Path) -> None:
    (file,) = copied("cdnow", "CDNOW_sample.txt", tmp_path / "shop")
    session = opened(tmp_path / "shop", CDNOW)
    sums: Sums = defaultdict(Decimal)
    orders: dict[str, int] = defaultdict(int)
    buyers: dict[str, str] = {}
    for line in file.read_text(encoding="ascii").splitlines():
        _, user, on, _, amount = line.split()
        day = f"{on[:4]}-{on[4:6]}-{on[6:]}"
        sums[day] += Decimal(amount)
        orders[day] += 1
        buyers[user] = min(buyers.get(user, day), day)
    assert daily(session, "gmv_paid") == nearest(sums)
    assert daily(session, "paid_orders") == orders
    assert (
        sum(v or 0 for v in daily(session, "new_customers").values())
        == len(buyers)
        == 2_357
    )


def test_ad_exchange_prices_as_a_metric_from_elsewhere(tmp_path: Path) -> None:
    (file,) = copied("nab_adexchange", "exchange-2_cpc_results.csv", tmp_path / "shop")
    session = opened(tmp_path / "shop", ADX)
    sums: Sums = defaultdict(Decimal)
    for row in lines(file):
        sums[row["timestamp"][:10]] += Decimal(row["value"])
    assert daily(session, "adx_cpc") == nearest(sums)
    tile = session.health(HealthQuery()).tiles[0]
    assert (tile.row.metric, tile.row.hour is not None) == ("adx_cpc", True)


def test_a_last_line_without_an_end_is_waited_for(tmp_path: Path) -> None:
    """A command that prints and ends has no later look."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "ads.csv").write_text(
        "date,channel,spend\n2026-03-01,douyin,5\n2026-03-02,douyin,7", encoding="utf-8"
    )
    (folder / "cockpit.toml").write_text(
        '[[source]]\ntable = "ad_spend"\npath = "ads.csv"\n', encoding="utf-8"
    )
    session = Session(folder)
    session.read()
    assert daily(session, "spend") == {"2026-03-01": 5, "2026-03-02": 7}
