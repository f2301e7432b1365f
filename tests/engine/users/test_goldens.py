"""RFM, retention and lifecycle of real customers, from the raw files on.

The expected values were computed elsewhere, with pandas; ``how`` in the golden files
tells the definitions.
"""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from cockpit.engine.users.ledger import purchase_lines
from cockpit.engine.users.rfm import rfm_users
from cockpit.engine.users.statuses import StatusRules, status_counts
from cockpit.engine.views.retention import retention
from cockpit.engine.views.rfm import rfm, rfm_list
from cockpit.engine.views.study import Study
from cockpit.session import Session
from cockpit.snapshot.retention import RetentionQuery
from cockpit.snapshot.rfm import RfmQuery, RfmUser, Ties
from tests.shared_data import CDNOW, copied, golden

RETAIL = """
[workspace]
now = 2011-04-01T12:00:00+01:00
currency = "GBP"
timezone = "Europe/London"
[[source]]
table = "orders"
path = "sales.parquet"
columns = { order_id = "InvoiceNo", user_id = "CustomerID", pay_time = "InvoiceDate", item_qty = "Quantity", sku = "StockCode" }
derive = { paid_amount = "Quantity * UnitPrice" }
"""
NAMES = ("cdnow", "online_retail")


class Shop:
    """A workspace that was read, and what is expected of it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.expected: dict[str, Any] = golden(f"rfm_cohorts_{name}")
        if name == "cdnow":
            copied("cdnow", "CDNOW_sample.txt", folder)
        else:
            _bought_goods(folder)
        config = CDNOW if name == "cdnow" else RETAIL
        (folder / "cockpit.toml").write_text(config, encoding="utf-8")
        session = Session(folder)
        session.read()
        self.study = Study(session.scene())

    def users(self, ties: Ties) -> dict[int, RfmUser]:
        rows = rfm_list(self.study, RfmQuery(ties=ties)).rows
        return {int(row.user_id): row for row in rows}


def _bought_goods(folder: Path) -> None:
    """Keep the rows that the golden keeps: bought goods at a price, by somebody."""
    (file,) = copied("online_retail_q1", "*.parquet", folder)
    rows = pl.read_parquet(file)
    rows.filter(
        pl.col("CustomerID").is_not_null(),
        ~pl.col("InvoiceNo").str.starts_with("C"),
        pl.col("Quantity") > 0,
        pl.col("UnitPrice") > 0,
    ).write_parquet(folder / "sales.parquet")
    file.unlink()


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shop]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("shops")
        patch.setenv("COCKPIT_CACHE_DIR", str(folder / "cache"))
        return {name: Shop(folder / name, name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_customers_orders_and_revenue_are_those_of_the_golden(
    shops: dict[str, Shop], name: str
) -> None:
    base = shops[name].expected["base"]
    book = shops[name].study.ledger()
    assert shops[name].study.as_of.isoformat() == base["as_of"]
    assert book.firsts.height == base["customers"]
    assert book.days["net"].sum() / 10_000 == pytest.approx(base["revenue"], rel=1e-9)
    orders = book.days.group_by("user").agg(pl.col("orders").sum())["orders"]
    assert (orders == 1).sum() == base["one_time_buyers"]
    if "orders" in base:
        assert orders.sum() == base["orders"]


@pytest.mark.parametrize("name", NAMES)
def test_scores_by_both_tie_rules_are_those_of_the_golden(
    shops: dict[str, Shop], name: str
) -> None:
    shop = shops[name]
    expected = shop.expected["rfm"]
    breaks, tiles = shop.users("breaks"), shop.users("ntile")
    for letter in "RFM":
        field = letter.lower()
        limits = rfm(shop.study, RfmQuery()).breaks[letter]
        assert limits == pytest.approx(
            expected["breaks_20_40_60_80_linear"][letter], rel=1e-9
        )
        for users, key in (
            (breaks, "score_counts_by_breaks"), (tiles, "score_counts_ntile"),
        ):  # fmt: skip
            counts = Counter(str(getattr(user, field)) for user in users.values())
            assert counts == {k: n for k, n in expected[key][letter].items() if n}
    for one in expected["customers"]:
        a, b = breaks[one["customer_id"]], tiles[one["customer_id"]]
        assert (a.recency_days, a.frequency) == (one["recency_days"], one["frequency"])
        assert a.monetary == pytest.approx(one["monetary"], rel=1e-9)
        assert (a.r, a.f, a.m) == (one["R"], one["F"], one["M"])
        assert (b.r, b.f, b.m) == (one["R_ntile"], one["F_ntile"], one["M_ntile"])
    cells = Counter(f"{user.r}{user.f}{user.m}" for user in breaks.values())
    assert len(cells) == expected["n_cells_non_empty_by_breaks"]
    top = expected["cells_by_breaks_top"]
    assert {cell: cells[cell] for cell in top} == top


@pytest.mark.parametrize("name", NAMES)
def test_the_best_fifth_by_value_brings_as_much_as_in_the_golden(
    shops: dict[str, Shop], name: str
) -> None:
    study = shops[name].study
    users = rfm_users(study.ledger(), as_of=study.as_of, ties="breaks")
    best = users.filter(pl.col("m") == 5)["monetary"].sum()
    assert int(best) / int(users["monetary"].sum()) == pytest.approx(
        shops[name].expected["rfm"]["monetary_share_of_top_M_quintile_by_breaks"],
        rel=1e-9,
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_triangle_of_monthly_cohorts_is_that_of_the_golden(
    shops: dict[str, Shop], name: str
) -> None:
    expected = shops[name].expected["retention"]
    query = RetentionQuery(cohort="month", basis="purchase")
    rows = [
        row
        for row in retention(shops[name].study, query).rows
        if row.day < (shops[name].study.as_of - date.fromisoformat(row.cohort)).days
    ]
    active: dict[str, list[int]] = {}
    for row in rows:
        month = row.cohort[:7]
        active.setdefault(month, []).append(row.retained)
        assert row.size == expected["cohort_size"][month]
        assert row.mature
        assert row.revenue == pytest.approx(
            expected["revenue"][month].get(str(row.offset), 0.0), rel=1e-9
        )
    assert active == expected["active_customers"]


@pytest.mark.parametrize("name", NAMES)
def test_statuses_by_the_rules_of_the_golden_are_its_counts(
    shops: dict[str, Shop], name: str
) -> None:
    study = shops[name].study
    orders = nw.from_native(study.rows("orders"))
    visits = purchase_lines(orders, has_ids=False).to_native().filter("is_paid")
    counts = status_counts(visits, as_of=study.as_of, rules=StatusRules())
    assert counts == shops[name].expected["lifecycle"]["counts"]
