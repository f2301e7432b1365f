"""Measurements: sums before ratios, exact to the last digit, honest about the rest."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.sources.records import FileRecord
from cockpit.engine.views import metrics
from cockpit.snapshot.metrics import MetricRow, MetricsQuery
from tests.conftest import few
from tests.engine.tables import complaint, event, order, record, spec, spend
from tests.engine.views.scenes import scene


def rows(
    folder: Path, records: list[FileRecord], *, now: str, **query: object
) -> list[MetricRow]:
    seen = scene(folder / "cache", records, now=now)
    return list(metrics(seen, MetricsQuery(**query)).rows)  # type: ignore[arg-type]


def whole(found: list[MetricRow], metric: str) -> dict[str, MetricRow]:
    return {r.date: r for r in found if r.metric == metric and r.dimension is None}


def shop(folder: Path) -> list[FileRecord]:
    return [
        record(
            folder, "orders",
            [
                order("1", "ada", "2026-03-01T09:00", 100, channel="tmall", cogs=400_000),
                order("2", "bob", "2026-03-01T10:00", 50, channel="douyin", cogs=100_000),
                order("3", "ada", "2026-03-02T09:00", 70, channel="douyin", refund_amount=200_000, cogs=0),
            ],
        ),
        record(
            folder, "ad_spend",
            [
                spend("2026-03-01", "douyin", 30, clicks=60, impressions=1_000, conversions=3, conv_value=900_000, campaign_id="c1"),
                spend("2026-03-01", "tmall", 20, clicks=0, impressions=500, conversions=1, conv_value=400_000),
                spend("2026-03-02", "douyin", 10, clicks=5, impressions=100, conversions=0, conv_value=0, campaign_id="c1"),
            ],
        ),
    ]  # fmt: skip


def test_every_metric_by_hand(tmp_path: Path) -> None:
    found = rows(tmp_path, shop(tmp_path), now="2026-03-05T10:00")
    first = {
        r.metric: r for r in found if r.date == "2026-03-01" and r.dimension is None
    }
    expected = {
        "gmv_paid": (150, 150, None, 2),
        "gmv_net": (150, 150, None, 2),
        "paid_orders": (2, 2, None, 2),
        "aov": (75, 150, 2, 2),
        "spend": (50, 50, None, 60),
        "cpc": (50 / 60, 50, 60, 60),
        "cpm": (1000 * 50 / 1500, 50, 1500, 1500),
        "ctr": (60 / 1500, 60, 1500, 1500),
        "cvr": (4 / 60, 4, 60, 60),
        "roi": (130 / 50, 130, 50, 4),
        "mer": (3, 150, 50, 2),
        "roi_profit": ((150 - 50 - 50) / 50, 50, 50, 2),
        "new_customers": (2, 2, None, 2),
        "cac_blended": (25, 50, 2, 2),
        "cac_paid": (25, 50, 2, 2),
        "refund_rate": (0, 0, 2, 2),
    }
    for metric, numbers in expected.items():
        row = first[metric]
        assert (row.value, row.numerator, row.denominator, row.n) == numbers, metric
    second = whole(found, "gmv_net")["2026-03-02"]
    assert second.value == 50
    assert whole(found, "refund_rate")["2026-03-02"].value == 1


def test_a_division_by_zero_is_no_value(tmp_path: Path) -> None:
    found = rows(tmp_path, shop(tmp_path), now="2026-03-05T10:00", metrics=("cpc",))
    tmall = next(r for r in found if r.entity == "tmall")
    assert (tmall.value, tmall.numerator, tmall.denominator) == (None, 20, 0)


def test_the_whole_stands_once_a_metric_and_day(tmp_path: Path) -> None:
    found = rows(tmp_path, shop(tmp_path), now="2026-03-05T10:00")
    keys = [(r.metric, r.date) for r in found if r.dimension is None]
    assert len(keys) == len(set(keys))


def test_nothing_after_the_as_of_day_is_known(tmp_path: Path) -> None:
    found = rows(tmp_path, shop(tmp_path), now="2026-03-01T10:00")
    assert {r.date for r in found} == {"2026-03-01"}
    ripe = {r.maturity for r in found if not r.metric.startswith("ltv")}
    assert ripe == {"provisional"}
    assert {r.maturity for r in found if r.metric.startswith("ltv")} == {"immature"}


def test_days_and_entities_can_be_chosen(tmp_path: Path) -> None:
    found = rows(
        tmp_path, shop(tmp_path), now="2026-03-05T10:00", metrics=("spend",),
        first="2026-03-02", last="2026-03-02", dimensions=("channel", "campaign"),
    )  # fmt: skip
    assert [(r.dimension, r.entity, r.value) for r in found] == [
        ("channel", "douyin", 10),
        ("campaign", "c1", 10),
    ]


def test_a_narrowed_view_says_what_it_is_about(tmp_path: Path) -> None:
    found = rows(
        tmp_path, shop(tmp_path), now="2026-03-05T10:00", metrics=("spend", "mer"),
        where=(("channel", "tmall"),),
    )  # fmt: skip
    assert [(r.metric, r.dimension, r.entity, r.value) for r in found] == [
        ("spend", "channel", "tmall", 20)
    ]


def test_a_metric_without_its_table_is_absent_with_the_reason(tmp_path: Path) -> None:
    orders_only = shop(tmp_path)[:1]
    seen = scene(tmp_path / "cache", orders_only, now="2026-03-05T10:00")
    absent = metrics(seen, MetricsQuery()).absent
    assert absent["cpc"] == "needs the table ad_spend"
    assert absent["retention_d1"] == "needs the table events"
    assert "gmv_paid" not in absent


def test_profit_needs_the_cost_of_goods(tmp_path: Path) -> None:
    plain = record(tmp_path, "orders", [order("1", "a", "2026-03-01T09:00", 1)])
    both = [plain, shop(tmp_path / "more")[1]]
    seen = scene(tmp_path / "cache", both, now="2026-03-05T10:00")
    found = metrics(seen, MetricsQuery())
    assert found.absent["roi_profit"] == "needs the column orders.cogs"
    assert "roi_profit" not in {row.metric for row in found.rows}


def test_a_cost_known_for_some_goods_only_makes_no_profit(tmp_path: Path) -> None:
    rows_ = [
        order("1", "a", "2026-03-01T09:00", 10, cogs=10_000),
        order("2", "a", "2026-03-01T10:00", 10),
        order("3", "a", "2026-03-02T10:00", 10, cogs=10_000),
    ]
    ads = [spend("2026-03-01", "x", 1), spend("2026-03-02", "x", 1)]
    both = [record(tmp_path, "orders", rows_), record(tmp_path, "ad_spend", ads)]
    found = rows(tmp_path, both, now="2026-03-05T10:00", metrics=("roi_profit",))
    assert {row.date for row in found} == {"2026-03-02"}


def test_roi_falls_back_to_orders_and_never_mixes(tmp_path: Path) -> None:
    """Tmall claims nothing, so its orders count; and the whole takes all orders."""
    found = rows(
        tmp_path,
        [
            shop(tmp_path)[0],
            record(
                tmp_path / "more", "ad_spend",
                [
                    spend("2026-03-01", "douyin", 25, conv_value=1_000_000, conversions=1),
                    spend("2026-03-01", "tmall", 20, conversions=1),
                ],
            ),
        ],
        now="2026-03-05T10:00", metrics=("roi",), first="2026-03-01", last="2026-03-01",
    )  # fmt: skip
    assert [(r.entity, r.value) for r in found] == [
        (None, 150 / 45),
        ("douyin", 4),
        ("tmall", 5),
    ]


def test_complaints_are_zero_on_a_covered_day_without_tickets(tmp_path: Path) -> None:
    days = [f"2026-03-0{d}" for d in (1, 2, 3, 4)]
    orders = [order(d, "a", f"{d}T08:00", 1) for d in days]
    tickets = [complaint("t1", "2026-03-01", "x"), complaint("t2", "2026-03-03", "y")]
    found = whole(
        rows(
            tmp_path,
            [
                record(tmp_path, "orders", orders),
                record(tmp_path, "complaints", tickets),
            ],
            now="2026-03-09T10:00",
        ),
        "complaint_rate",
    )
    assert {d: r.value for d, r in found.items()} == {
        "2026-03-01": 1,
        "2026-03-02": 0,
        "2026-03-03": 1,
    }


def test_a_cohort_that_cannot_be_known_has_no_rate(tmp_path: Path) -> None:
    events = [event("ada", f"2026-03-0{d}T08:00") for d in (1, 2, 3)]
    events.append(event("bob", "2026-03-02T08:00"))
    found = whole(
        rows(tmp_path, [record(tmp_path, "events", events)], now="2026-03-03T10:00"),
        "retention_d1",
    )
    assert (found["2026-03-01"].value, found["2026-03-01"].maturity) == (1, "mature")
    assert (found["2026-03-02"].value, found["2026-03-02"].maturity) == (
        None,
        "immature",
    )


def test_a_series_from_elsewhere_is_the_mean_of_its_exact_sum(tmp_path: Path) -> None:
    from decimal import Decimal

    values = ["0.1", "0.2", "0.0819647355164"]
    points = [
        {
            "metric": "adx_cpc",
            "time": order("", None, f"2026-03-01T0{hour}:00", 0)["pay_time"],
            "biz_date": order("", None, "2026-03-01T00:00", 0)["biz_date"],
            "hour": hour,
            "value": Decimal(value),
        }
        for hour, value in enumerate(values)
    ]
    found = rows(
        tmp_path, [record(tmp_path, "metric_series", points)], now="2026-03-05T10:00"
    )
    assert [(r.metric, r.numerator, r.denominator) for r in found] == [
        ("adx_cpc", float(sum(map(Decimal, values))), 3)
    ]


@settings(max_examples=few(20))
@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=8))
def test_daily_money_is_exact_to_the_last_digit(amounts: list[int]) -> None:
    """Money in ten-thousandths adds up as integers and is divided once."""
    from decimal import Decimal
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        orders = [
            {**order(str(i), "a", "2026-03-01T08:00", 0), "paid_amount": amount}
            for i, amount in enumerate(amounts)
        ]
        found = rows(
            Path(folder), [record(Path(folder), "orders", orders)],
            now="2026-03-05T10:00", metrics=("gmv_paid",), dimensions=("whole",),
        )  # fmt: skip
    total = sum(amount for amount in amounts if amount >= 0)
    assert [row.value for row in found] == [float(Decimal(total) / 10_000)]


def test_settling_figures_are_provisional(tmp_path: Path) -> None:
    source = spec("ad_spend", settle_days=3)
    file = record(
        tmp_path, "ad_spend", [spend("2026-03-01", "tmall", 1)], source=source
    )
    seen = rows(tmp_path, [file], now="2026-03-03T10:00", metrics=("spend",))
    assert {row.maturity for row in seen} == {"provisional"}
