"""The why view: what moved, where, and what it refuses; sums that hold exactly."""

from math import fsum
from pathlib import Path

import pytest

from cockpit.engine.views.study import Study
from cockpit.engine.views.why import why
from cockpit.snapshot.why import DatedEvent, WhyQuery, WhySnapshot
from tests.engine.tables import Row, day, record
from tests.engine.tables import order as paid
from tests.engine.users.books import study_of
from tests.engine.views.scenes import scene
from tests.engine.views.unexplained import unexplained

THEN, NOW = "2026-10-23", "2026-10-30"


def ad(on: str, campaign: str, paid: int, value: int, **more: object) -> Row:
    """A row of an export: a click costs 1 unless told; 20 impressions a click."""
    return {
        "date": day(on),
        "channel": "douyin",
        "campaign_id": campaign,
        "spend": paid * 10_000,
        "impressions": 2_000,
        "clicks": 100,
        "conversions": 5,
        "conv_value": value * 10_000,
        **more,
    }


def rows() -> list[Row]:
    """A's price doubles on the 30th, B's stays."""
    return [
        ad(THEN, "A", 100, 400),
        ad(THEN, "B", 100, 200),
        ad(NOW, "A", 200, 400),
        ad(NOW, "B", 100, 200),
    ]


def study(folder: Path, *given: Row, as_of: str = "2026-10-31") -> Study:
    records = [record(folder, "ad_spend", list(given) or rows(), id_level="campaign")]
    made = scene(folder / "facts", records, now=f"{as_of}T10:30:00")
    return Study(made)


def asked(folder: Path, metric: str = "roi", *given: Row) -> WhySnapshot:
    query = WhyQuery(metric, base=f"{THEN}:{THEN}", now=f"{NOW}:{NOW}")
    return why(study(folder, *given), query)


def sums(found: WhySnapshot, part: str) -> float:
    return fsum(row.shapley or 0.0 for row in found.rows if row.part == part)


def test_the_tree_and_mix_and_rate_each_sum_to_the_change(tmp_path: Path) -> None:
    found = asked(tmp_path)
    assert (found.base, found.now_value, found.change) == (3.0, 2.0, -1.0)
    assert sums(found, "tree") == -1.0
    assert sums(found, "mix") == -1.0
    assert fsum(r.lmdi or 0.0 for r in found.rows if r.part == "tree") == -1.0
    assert found.mix is not None
    assert found.rate is not None
    assert found.mix + found.rate == pytest.approx(-1.0, rel=1e-12)
    assert found.mix_dimension == "campaign"


def test_the_cause_is_the_price_of_one_campaign(tmp_path: Path) -> None:
    found = asked(tmp_path)
    (cause,) = found.causes
    assert (cause.factor, cause.share) == ("cpm", 1.0)
    assert cause.text == "CPM +50%, A"
    assert "fell from 3.00 to 2.00 (-33%)" in found.sentence
    assert "another statement: -50%" in found.sentence, "ROAS is not ROI"
    assert "ROAS as the platforms claim it" in found.sentence
    assert [r.element for r in found.rows if r.part == "dimension" and r.is_cause] == [
        "A"
    ]


def test_every_number_says_how_it_was_computed(tmp_path: Path) -> None:
    assert unexplained(asked(tmp_path)) == set()


def test_a_plain_sum_is_split_by_its_elements(tmp_path: Path) -> None:
    moved = [ad(NOW, "A", 200, 400, impressions=3_000), ad(NOW, "B", 100, 200)]
    found = asked(tmp_path, "impressions", *rows()[:2], *moved)
    by = {r.factor: r.shapley for r in found.rows if r.dimension == "campaign"}
    assert by == {"campaign=A": 1_000, "campaign=B": 0}
    assert found.causes[0].contribution == found.change == 1_000


def test_revenue_that_fell_to_nothing_has_its_limit(tmp_path: Path) -> None:
    """AOV becomes zero: by Ang & Liu it is all of the change."""
    found = asked(
        tmp_path, "roi", *rows()[:2], ad(NOW, "A", 200, 0), ad(NOW, "B", 1, 0)
    )
    parts = {row.factor: row.lmdi for row in found.rows if row.part == "tree"}
    assert parts == {"cpm": 0.0, "ctr": 0.0, "cvr": 0.0, "aov": -3.0}
    assert sums(found, "tree") == -3.0


def test_more_refunded_than_paid_is_split_by_shapley_alone(tmp_path: Path) -> None:
    orders: list[Row] = [
        {**order(day_, number), "refund_amount": 0 if day_ == THEN else 3_000_000}
        for number, day_ in enumerate((THEN, NOW))
    ]
    made = study_of(tmp_path, "2026-10-31", orders=orders)
    query = WhyQuery("gmv_net", base=f"{THEN}:{THEN}", now=f"{NOW}:{NOW}")
    found = why(made, query)
    tree = [row for row in found.rows if row.part == "tree"]
    assert [row.lmdi for row in tree] == [None] * 3
    assert fsum(row.shapley or 0.0 for row in tree) == found.change == -300.0
    assert any("no LMDI" in method for method in found.methods)


def order(on: str, number: int) -> Row:
    return paid(f"o{number}", f"u{number}", f"{on}T12:00", 100, channel="douyin")


def test_periods_of_other_lengths_are_scaled_and_said(tmp_path: Path) -> None:
    query = WhyQuery("spend", base="2026-10-17:2026-10-30", now=f"{NOW}:{NOW}")
    found = why(study(tmp_path), query)
    assert found.base == pytest.approx(500 / 14)
    assert any("different length" in said for said in found.warnings)


def test_a_single_day_is_named_once(tmp_path: Path) -> None:
    assert asked(tmp_path).base_text == THEN


@pytest.mark.parametrize(
    ("metric", "today", "is_said"),
    [
        ("gmv_net", "2026-10-31", True),
        ("refund_rate", "2026-11-14", True),
        ("gmv_net", "2026-11-15", False),
        ("gmv_paid", "2026-10-31", False),
    ],
)
def test_refunds_that_are_still_to_come_are_said(
    tmp_path: Path, metric: str, today: str, is_said: bool
) -> None:
    """Orders whose source names no settling days are mature, their refunds are not."""
    orders: list[Row] = [
        {**order(on, number), "refund_amount": 0}
        for number, on in enumerate((THEN, NOW))
    ]
    query = WhyQuery(metric, base=f"{THEN}:{THEN}", now=f"{NOW}:{NOW}")
    found = why(study_of(tmp_path, today, orders=orders), query)
    said = any("still coming in" in warning for warning in found.warnings)
    assert said == is_said


def test_refunds_to_come_are_said_of_a_return_of_orders_too(tmp_path: Path) -> None:
    days = enumerate((THEN, NOW))
    orders: list[Row] = [order(on, number) for number, on in days]
    bare = [ad(on, "A", 50, 0, conv_value=None) for on in (THEN, NOW)]
    query = WhyQuery("roi", base=f"{THEN}:{THEN}", now=f"{NOW}:{NOW}")
    made = study_of(tmp_path / "orders", "2026-10-31", ad_spend=bare, orders=orders)
    assert any("still coming in" in said for said in why(made, query).warnings)
    claimed = asked(tmp_path / "claimed")
    assert not any("still coming in" in said for said in claimed.warnings)


def test_a_move_from_below_nothing_is_told_in_its_own_unit(tmp_path: Path) -> None:
    """There is no per cent of a negative figure."""
    orders: list[Row] = [
        {**order(on, number), "refund_amount": back * 10_000}
        for number, (on, back) in enumerate(((THEN, 300), (NOW, 500)))
    ]
    query = WhyQuery("gmv_net", base=f"{THEN}:{THEN}", now=f"{NOW}:{NOW}")
    found = why(study_of(tmp_path, "2026-10-31", orders=orders), query)
    assert (found.base, found.now_value, found.relative) == (-200, -400, None)
    assert "(-)" not in found.sentence
    assert "200) against" in found.sentence


def test_a_cohort_whose_days_have_not_passed_is_not_compared(tmp_path: Path) -> None:
    orders = [order(on, number) for number, on in enumerate((THEN, NOW))]
    query = WhyQuery("ltv_90", base=f"{THEN}:{THEN}", now=f"{NOW}:{NOW}")
    found = why(study_of(tmp_path, "2026-10-31", orders=orders), query)
    assert found.maturity == "immature"
    assert any("has not passed yet" in warning for warning in found.warnings)


def test_a_day_in_progress_is_compared_by_its_complete_hours(tmp_path: Path) -> None:
    hours = [
        ad(on, "A", paid, 400, hour=hour)
        for on, paid in ((THEN, 100), (NOW, 200))
        for hour in range(24 if on == THEN else 12)
    ]
    made = study(tmp_path, *hours, as_of=NOW)
    found = why(made, WhyQuery("cpc", base=f"{THEN}:{THEN}", now=f"{NOW}:{NOW}"))
    assert (found.n, found.base, found.now_value) == (1_000, 1.0, 2.0)
    assert any("hours before 10:00" in said for said in found.warnings)
    assert found.how["base"].query.endswith(f"--now {NOW}:{NOW} --hours 10")
    assert found.maturity == "provisional"
    assert any("provisional" in said for said in found.warnings)


def test_the_hour_since_which_it_moved_is_named(tmp_path: Path) -> None:
    hours = [
        ad(on, "A", 200 if on == NOW and hour >= 8 else 100, 400, hour=hour)
        for on in (THEN, NOW)
        for hour in range(24)
    ]
    found = asked(tmp_path, "cpc", *hours)
    assert found.causes[0].text == "CPM +67% from 08:00"


def test_elements_that_moved_alike_leave_the_cause_outside(tmp_path: Path) -> None:
    now = [ad(NOW, "A", 200, 400), ad(NOW, "B", 200, 200)]
    found = asked(tmp_path, "cpc", *rows()[:2], *now)
    assert found.verdict == "outside"
    assert "outside these data" in found.verdict_text


def test_elements_that_cancel_out_are_no_cause(tmp_path: Path) -> None:
    rows_ = [
        ad(on, campaign, paid_, 400)
        for on, campaign, paid_ in (
            (THEN, "A", 100), (THEN, "B", 100), (NOW, "A", 202), (NOW, "B", 3)
        )
    ]  # fmt: skip
    found = asked(tmp_path, "spend", *rows_)
    assert found.change == 5
    assert "moved against each other" in found.verdict_text


def test_what_did_not_move_has_no_cause(tmp_path: Path) -> None:
    same = [ad(NOW, "A", 100, 400), ad(NOW, "B", 100, 200)]
    found = asked(tmp_path, "roi", *rows()[:2], *same)
    assert (found.verdict, found.causes, found.change) == ("unmoved", (), 0.0)


def test_events_that_are_passed_in_stand_among_those_of_the_tables(
    tmp_path: Path,
) -> None:
    told = DatedEvent(NOW, "incident", "price spike")
    query = WhyQuery("roi", base=f"{THEN}:{THEN}", now=f"{NOW}:{NOW}")
    assert why(study(tmp_path), query, (told,)).events == (told,)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (WhyQuery("rio"), "no metric is called rio"),
        (WhyQuery("dau"), "needs the table events"),
        (WhyQuery("mer", (("channel", "douyin"),)), "needs the table orders"),
        (WhyQuery("roi", base="x", now=f"{NOW}:{NOW}"), "is not two days"),
        (WhyQuery("roi", base=THEN, now="2026-10-30:2026-10-01"), "before it begins"),
        (WhyQuery("roi", base="2020-01-01", now=NOW), "nothing to compare"),
        (WhyQuery("roi", base=THEN, now="2020-01-01"), "no figure of"),
        (WhyQuery("daily_budget"), "no history"),
    ],
)
def test_what_cannot_be_explained_says_why(
    tmp_path: Path, query: WhyQuery, reason: str
) -> None:
    found = why(study(tmp_path), query)
    assert reason in found.missing
    assert found.rows == ()


def test_what_was_none_before_is_told_by_both_values(tmp_path: Path) -> None:
    before = [ad(THEN, "A", 100, 400, conversions=0)]
    found = asked(tmp_path, "cvr", *before, ad(NOW, "A", 100, 400))
    assert found.causes[0].text == "Conversions 0 to 5"
    assert found.change == 0.05


def test_a_factor_that_is_no_metric_says_so(tmp_path: Path) -> None:
    found = why(study(tmp_path), WhyQuery("cpo"))
    assert found.missing.startswith("Cost per order is a factor alone")


def test_the_roas_of_orders_says_so(tmp_path: Path) -> None:
    """Where no platform claims revenue, that of the orders of the channel counts."""
    spent = [ad(on, "A", 100, 0, conv_value=None) for on in (THEN, NOW)]
    sold = [
        paid("1", "u", f"{THEN}T09:00:00", 300, channel="douyin"),
        paid("2", "v", f"{NOW}T09:00:00", 200, channel="douyin"),
    ]
    records = [
        record(tmp_path, "ad_spend", spent, id_level="campaign"),
        record(tmp_path, "orders", sold),
    ]
    made = scene(tmp_path / "facts", records, now="2026-10-31T10:30:00")
    query = WhyQuery("roi", base=f"{THEN}:{THEN}", now=f"{NOW}:{NOW}")
    assert "ROAS by the orders that name" in why(Study(made), query).sentence


def test_a_base_without_a_figure_is_named(tmp_path: Path) -> None:
    query = WhyQuery("roi", base="2026-01-01:2026-01-01", now=f"{NOW}:{NOW}")
    assert "no figure of 2026-01-01:2026-01-01" in why(study(tmp_path), query).missing
