"""What is wrong with the sample, and that each of it is true."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from cockpit import paths
from cockpit.engine.attribution.journeys import journeys_of
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.views.faults import faults
from cockpit.engine.views.study import Study
from cockpit.session import Session
from cockpit.snapshot.faults import FaultRow, FaultsQuery, FaultsSnapshot

SINCE = date(2026, 8, 3)
"""The first of the ninety days by which tracking is judged."""


@pytest.fixture(scope="module")
def study(sample_cache: Path) -> Iterator[Study]:
    """The sample where it lies, read once for all; nobody here changes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_CACHE_DIR", str(sample_cache))
        session = Session(paths.sample_folder())
        session.read()
        yield Study(session.scene())


@pytest.fixture(scope="module")
def answer(study: Study) -> FaultsSnapshot:
    return faults(study, FaultsQuery())


@pytest.fixture(scope="module")
def rows(answer: FaultsSnapshot) -> dict[str, FaultRow]:
    return {row.code: row for row in answer.rows}


def test_the_sample_has_these_faults_and_no_others(
    rows: dict[str, FaultRow], answer: FaultsSnapshot
) -> None:
    """Nothing is red; who buys at Tmall is not seen by the shop's own tracking."""
    assert {code: row.severity for code, row in rows.items()} == {
        "T102": "yellow",
        "T103": "yellow",
        "T204": "yellow",
        "T302": "yellow",
        "M108": "note",
        "T202": "note",
        "T304": "note",
    }
    assert answer.unchecked == {
        "S104": "the clock of the data is pinned",
        "T301": "needs the column orders.campaign_id",
    }


def test_orders_without_a_touchpoint_are_those_without_a_journey(
    study: Study, rows: dict[str, FaultRow]
) -> None:
    """Counted by the engine of attribution, which cuts journeys in another way."""
    whole = journeys_of(study, AttributionTerms())
    bought = whole.frame.filter("converted", pl.col("date") >= SINCE)
    row = rows["T103"]
    orders = study.rows("orders").filter("is_paid", pl.col("biz_date") >= SINCE)
    assert row.of == orders.select(pl.col("order_id").n_unique()).collect().item()
    assert row.of - row.n == bought.height


def test_kol_posts_are_the_campaigns_that_no_export_of_spend_knows(
    study: Study, rows: dict[str, FaultRow]
) -> None:
    named = study.rows("events").filter(
        pl.col("campaign_id").is_not_null(), pl.col("biz_date") >= SINCE
    )
    is_kol = pl.col("campaign_id").str.starts_with("kol:")
    of, n = named.select(pl.len(), is_kol.sum().alias("n")).collect().row(0)
    assert (rows["T302"].n, rows["T302"].of) == (n, of)


def test_pay_events_are_sent_by_the_mini_programme_alone(
    study: Study, rows: dict[str, FaultRow]
) -> None:
    """No payment is without an order: what is missing are orders made elsewhere."""
    assert rows["T204"].details == (
        f"{rows['T204'].n:,} orders have no pay event, 0 pay events have no order",
    )
    assert study.has("events", "event_name")


def test_the_overlapping_days_of_the_orders_are_shown(answer: FaultsSnapshot) -> None:
    assert [(row.older, row.newer, row.first) for row in answer.overlaps] == [
        ("orders/订单_202608.csv", ("orders/订单_202609.csv",), "2026-08-31"),
        ("orders/订单_202609.csv", ("orders/订单_202610.csv",), "2026-09-30"),
    ]


def test_the_questions_of_screens_without_data_wait_for_their_table(
    answer: FaultsSnapshot,
) -> None:
    waiting = {q.id: q.unlock for q in answer.questions if q.state == "unanswered"}
    assert waiting == {
        "test-won": "exposures",
        "aigc": "content_posts",
        "creative-fatigue": "ad_spend@creative",
        "community": "private_domain_daily",
        "answer-time": "requests",
    }
    assert all(gauge.state == "paired" for gauge in answer.gauges)
