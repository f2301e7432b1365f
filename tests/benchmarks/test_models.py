"""The benchmark of models of customers computes what it says, in sizes of a test."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from benchmarks import models
from benchmarks.measuring import Sample

CUSTOMERS = 400
ORDERS = 3_000
USERS = 800
DAYS = 90


@pytest.fixture(scope="module")
def customers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("drawn") / "customers.npz"
    models._draw_customers(place, CUSTOMERS)
    return place


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("written") / "orders.parquet"
    models._write_orders(place, rows=ORDERS, users=USERS, days=DAYS)
    return place


def test_drawn_customers_are_possible_ones(customers: Path) -> None:
    drawn = np.load(customers)
    x, recency, age = drawn["x"], drawn["recency"], drawn["age"]
    assert len(x) == CUSTOMERS
    assert (recency <= age).all()
    assert (recency[x == 0] == 0).all()
    assert (recency[x > 0] > 0).all()


def test_the_fit_is_at_least_as_likely_as_what_customers_were_drawn_from(
    customers: Path,
) -> None:
    counts = models._counted(customers)
    assert counts.total == CUSTOMERS
    fitted = _facts(models._fit(str(customers)))
    drawn_from = list(models.TRUE)
    assert models._height(counts, fitted) >= models._height(counts, drawn_from)


def test_every_customer_of_the_orders_has_a_score(orders: Path) -> None:
    bought = pl.read_parquet(orders)["user_id"].n_unique()
    last = (models.FIRST + timedelta(days=DAYS)).isoformat()
    cells = _facts(models._rfm(str(orders), last))
    assert sum(users for *_, users in cells) == bought
    assert {score for *scores, _ in cells for score in scores} <= {1, 2, 3, 4, 5}


def test_the_triangle_begins_with_whole_cohorts(orders: Path) -> None:
    bought = pl.read_parquet(orders)["user_id"].n_unique()
    cells = _facts(models._retention(str(orders)))
    assert sum(users for _, offset, users in cells if offset == 0) == bought
    assert max(offset for _, offset, _ in cells) == 2


def _facts(sample: Sample) -> Any:
    assert sample.wall > 0
    return json.loads(sample.facts)
