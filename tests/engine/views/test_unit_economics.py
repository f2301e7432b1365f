"""LTV against CAC, and what stands now, through the metrics view."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from cockpit.engine.metrics.catalogue import catalogue
from cockpit.engine.metrics.cut import Cut
from cockpit.engine.metrics.evaluate import evaluate, samples
from cockpit.engine.metrics.sheet import measure_sheet
from cockpit.engine.sources.records import FileRecord
from cockpit.engine.views import metrics
from cockpit.engine.views.scene import Workspace
from cockpit.snapshot.metrics import MetricRow, MetricsQuery
from tests.engine.tables import campaign, complaint, day, order, record, spend
from tests.engine.views.scenes import scene

NOW = "2026-08-01T10:00"


def rows(
    folder: Path,
    records: list[FileRecord],
    metric: str,
    *,
    now: str = NOW,
    workspace: Workspace | None = None,
    **query: object,
) -> dict[tuple[str | None, str], MetricRow]:
    """Rows of one metric by entity and date."""
    seen = scene(folder / "cache", records, now=now, workspace=workspace)
    asked = MetricsQuery(metrics=(metric,), **query)  # type: ignore[arg-type]
    return {(row.entity, row.date): row for row in metrics(seen, asked).rows}


def shop(folder: Path) -> list[FileRecord]:
    """Two channels that spend from March to May, and one that never does."""
    days = [f"2026-03-{n:02}" for n in range(1, 32)]
    return [
        record(
            folder, "orders",
            [
                order("0", "zoe", "2026-03-01T08:00", 1, channel="organic"),
                order("1", "ada", "2026-03-10T08:00", 300, channel="douyin"),
                order("2", "ada", "2026-06-08T08:00", 100, channel="tmall"),  # 90 days
                order("3", "ada", "2026-06-09T08:00", 999, channel="douyin"),
                order("4", "bob", "2026-03-20T08:00", 80, channel="douyin", refund_amount=200_000),
                order("5", "cyd", "2026-03-20T09:00", 500, channel="tmall"),
                order("6", "zoe", "2026-03-21T09:00", 70, channel="douyin"),
                order("7", "dan", "2026-03-31T09:00", 10, channel="organic"),
            ],
        ),
        record(
            folder, "ad_spend",
            [spend(on, name, amount) for on in days for name, amount in (("douyin", 10), ("tmall", 20))],
        ),
    ]  # fmt: skip


def test_ltv_against_cac_of_the_same_28_days_and_channel(tmp_path: Path) -> None:
    found = rows(tmp_path, shop(tmp_path), "ltv_cac")
    last = "2026-03-31"
    douyin = found["douyin", last]
    assert (douyin.numerator, douyin.denominator, douyin.n) == (460, 280, 2)
    assert douyin.value == 460 / 280
    assert found["tmall", last].value == 500 / 560
    whole = found[None, last]
    assert (whole.numerator, whole.denominator, whole.n) == (960, 840, 3)


def test_a_channel_that_costs_nothing_has_no_ratio(tmp_path: Path) -> None:
    organic = rows(tmp_path, shop(tmp_path), "ltv_cac")["organic", "2026-03-31"]
    assert organic.value is None
    assert organic.denominator == 0


def test_the_ratio_needs_28_days_of_spend_and_90_more_to_be_known(
    tmp_path: Path,
) -> None:
    found = rows(tmp_path, shop(tmp_path), "ltv_cac")
    assert min(date for _, date in found) == "2026-03-28"
    early = rows(tmp_path, shop(tmp_path), "ltv_cac", now="2026-06-26T10:00")
    assert early["douyin", "2026-03-28"].maturity == "immature"
    assert early["douyin", "2026-03-28"].value is None
    later = rows(tmp_path, shop(tmp_path), "ltv_cac", now="2026-06-27T10:00")
    assert later["douyin", "2026-03-28"].maturity == "mature"


def test_a_late_first_day_still_sees_the_days_before_it(tmp_path: Path) -> None:
    """Asking for less does not change what is told."""
    whole = rows(tmp_path, shop(tmp_path), "ltv_cac")["douyin", "2026-03-31"]
    short = rows(tmp_path, shop(tmp_path), "ltv_cac", first="2026-03-31")
    assert short["douyin", "2026-03-31"].numerator == whole.numerator


def test_only_named_channels_are_paid_if_they_are_named(tmp_path: Path) -> None:
    named = Workspace(name="shop", timezone="UTC", paid_channels=("douyin",))
    found = rows(tmp_path, shop(tmp_path), "ltv_cac", workspace=named)
    assert found[None, "2026-03-31"].numerator == 460


def grown_shop(folder: Path) -> list[FileRecord]:
    """Douyin since March; customers bring 100, and 50 more after 60 days.

    Kuaishou is new: it spends from June on, 40 a day for a customer a week.
    """
    march = date(2026, 3, 1)
    orders, spent = [], []
    for n in range(140):
        on = march + timedelta(days=n)
        later = on + timedelta(days=60)
        orders.append(order(f"a{n}", f"d{n}", f"{on}T08:00", 100, channel="douyin"))
        orders.append(order(f"b{n}", f"d{n}", f"{later}T08:00", 50, channel="douyin"))
        spent.append(spend(on.isoformat(), "douyin", 60))
        if n >= 92:
            orders.append(
                order(f"k{n}", f"k{n}", f"{on}T08:00", 30, channel="kuaishou")
            )
            spent.append(spend(on.isoformat(), "kuaishou", 40))
    return [record(folder, "orders", orders), record(folder, "ad_spend", spent)]


def test_a_young_channel_is_predicted_by_how_older_customers_grew(
    tmp_path: Path,
) -> None:
    """Nobody of kuaishou is 90 days old: 30 days x (150 / 100) of all others."""
    seen = scene(tmp_path / "cache", grown_shop(tmp_path), now="2026-08-01T10:00")
    found = metrics(seen, MetricsQuery(metrics=("ltv_cac",)))
    by = {(row.entity, row.date): row for row in found.rows}
    young = by["kuaishou", "2026-07-01"]
    assert young.maturity == "provisional"
    assert young.value == pytest.approx(28 * 30 * 1.5 / (28 * 40))
    assert by["kuaishou", "2026-07-03"].maturity == "immature"
    assert by["douyin", "2026-07-01"].value is None
    assert by["douyin", "2026-04-30"].value == pytest.approx(150 / 60)
    said = found.models["ltv_cac_early"]
    assert said["entities"] == ["kuaishou"]
    assert said["growth"] == pytest.approx(1.5)


def test_without_eight_weeks_of_older_customers_nothing_is_predicted(
    tmp_path: Path,
) -> None:
    seen = scene(tmp_path / "cache", grown_shop(tmp_path), now="2026-07-15T10:00")
    found = metrics(seen, MetricsQuery(metrics=("ltv_cac",)))
    assert found.models == {}
    young = [row for row in found.rows if row.entity == "kuaishou"]
    assert all(row.value is None for row in young)


def test_a_rule_may_call_the_sample_new_customers() -> None:
    metric = catalogue()["ltv_cac"]
    assert metric.calls_n("new_customers")
    assert metric.calls_n("new_customers_paid")
    assert not metric.calls_n("spend")


def test_the_sample_of_a_rolling_ratio_is_that_of_its_28_days(tmp_path: Path) -> None:
    """Under either name, and also if a rule names another measure."""
    metric = catalogue()["ltv_cac"]
    seen = scene(tmp_path / "cache", shop(tmp_path), now=NOW)
    cut = Cut(last=seen.as_of, dimension="channel", paid_channels=seen.paid_channels)
    sheet = measure_sheet(seen.facts, cut, seen.basis)
    at = {key: n for n, key in enumerate(sheet.select("entity", "date").iter_rows())}
    row = at["douyin", day("2026-03-31")]
    evaluated = evaluate(sheet, metric)
    assert evaluated is not None
    by_name = samples(sheet, metric, "new_customers")
    assert by_name is not None
    assert by_name[row] == evaluated.samples[row] == 2
    orders = samples(sheet, metric, "paid_orders")
    assert orders is not None
    assert orders[row] == 3
    assert samples(sheet, metric, "clicks_of_nobody") is None


def test_ltv_is_by_the_day_of_the_first_order(tmp_path: Path) -> None:
    ninety = rows(tmp_path, shop(tmp_path), "ltv_90")
    assert ninety["douyin", "2026-03-10"].value == 400
    thirty = rows(tmp_path, shop(tmp_path), "ltv_30")
    assert thirty["douyin", "2026-03-10"].value == 300
    assert thirty["douyin", "2026-03-20"].value == 60


def plans(folder: Path) -> FileRecord:
    rows = [
        campaign("c1", daily_budget=1_000_000),
        campaign("c2", daily_budget=2_000_000, start=day("2026-07-01")),
        campaign("c3", daily_budget=4_000_000, end=day("2026-07-31")),
        campaign("c4", daily_budget=8_000_000, start=day("2026-08-02")),
        campaign("k1", daily_budget=160_000, channel="kuaishou", end=day("2026-08-01")),
        campaign("k2", daily_budget=None, channel="kuaishou"),
        campaign("c1", daily_budget=500_000),  # the last line counts
    ]
    return record(folder, "campaigns", rows)


def test_the_budget_is_what_runs_today(tmp_path: Path) -> None:
    found = rows(tmp_path, [plans(tmp_path)], "daily_budget")
    assert {key: row.value for key, row in found.items()} == {
        (None, "2026-08-01"): 266,
        ("douyin", "2026-08-01"): 250,
        ("kuaishou", "2026-08-01"): 16,
        ("c1", "2026-08-01"): 50,
        ("c2", "2026-08-01"): 200,
        ("k1", "2026-08-01"): 16,
    }
    assert found[None, "2026-08-01"].n == 3


def test_a_budget_is_not_told_of_a_day_that_has_passed(tmp_path: Path) -> None:
    records = [plans(tmp_path), *shop(tmp_path)]
    assert rows(tmp_path, records, "daily_budget")
    assert not rows(tmp_path, records, "daily_budget", now="2026-05-01T10:00")


def tickets(folder: Path, *, unanswered: bool) -> FileRecord:
    rows = [
        complaint("1", "2026-07-01", "a", channel="tmall"),
        complaint("2", "2026-07-30", "b", channel="douyin", is_open=True, is_unanswered=unanswered),
        complaint("3", "2026-07-31", "c", channel="douyin", is_open=True),
        complaint("4", "2026-07-31", "d", is_complaint=False, is_open=True, is_unanswered=True),
    ]  # fmt: skip
    return record(folder, "complaints", rows)


def test_unanswered_complaints_are_counted_whenever_they_came(tmp_path: Path) -> None:
    found = rows(
        tmp_path, [tickets(tmp_path, unanswered=True)], "complaints_unanswered"
    )
    assert {key: (row.value, row.n) for key, row in found.items()} == {
        (None, "2026-08-01"): (1, 2),
        ("douyin", "2026-08-01"): (1, 2),
        ("tmall", "2026-08-01"): (0, 0),
    }


def test_no_unanswered_complaint_is_a_zero_and_no_blank(tmp_path: Path) -> None:
    records = [tickets(tmp_path, unanswered=False)]
    found = rows(tmp_path, records, "complaints_unanswered")
    assert found[None, "2026-08-01"].value == 0
