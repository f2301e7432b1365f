"""Every metric of the catalogue is a product of what it is made of."""

from fractions import Fraction

import pytest

from cockpit.engine.metrics.catalogue import catalogue
from cockpit.engine.why.reading import figure
from cockpit.engine.why.trees import called, chains_of, measures_of, tree_of

TOTALS: dict[str, int | None] = {
    "impressions": 1_250_000,
    "clicks": 20_000,
    "conversions": 560,
    "spend": 26_850 * 10_000,
    "roi_spend": 26_850 * 10_000,
    "roi_value": 58_800 * 10_000,
    "paid_orders": 700,
    "gmv_paid": 70_000 * 10_000,
    "refunds": 11_200 * 10_000,
    "cogs": 20_000 * 10_000,
    "created_orders": 900,
    "gmv_created": 99_000 * 10_000,
    "new_customers": 300,
    "new_customers_paid": 200,
    "revenue_30": 40_000 * 10_000,
    "revenue_90": 50_000 * 10_000,
    "revenue_90_paid": 45_000 * 10_000,
    "refunded_orders": 7,
    "complaints": 9,
    "cohort": 400,
    "retained_1": 90,
    "retained_7": 40,
    "retained_30": 20,
}
WITHOUT = {"paid_orders", "impressions", "new_customers", "dau"}
"""Plain sums that are split by their elements instead."""
STANDING = {"complaints_unanswered", "daily_budget"}


@pytest.mark.parametrize("known", sorted(set(catalogue()) - WITHOUT - STANDING))
@pytest.mark.parametrize("by_orders", [False, True])
def test_every_chain_of_a_metric_multiplies_to_it(
    known: str, *, by_orders: bool
) -> None:
    metric = catalogue()[known]
    chains = chains_of(metric, by_orders=by_orders)
    assert chains or known == "roi_profit"
    for chain in chains:
        tree = tree_of(metric, chain)
        parts = tree.parts(TOTALS, Fraction(1))
        assert parts is not None, chain
        whole = Fraction(tree.scale)
        for part in parts.values():
            whole *= part
        assert whole - tree.offset == figure(metric, TOTALS, Fraction(1)), chain
        assert set(measures_of(metric, chains)) <= set(TOTALS)


def test_roi_is_cpm_ctr_cvr_and_aov_and_of_orders_what_is_kept() -> None:
    roi = catalogue()["roi"]
    claimed, ordered = (
        [s.factor.id for s in tree_of(roi, chains_of(roi, by_orders=way)[0]).steps]
        for way in (False, True)
    )
    assert claimed == ["cpm", "ctr", "cvr", "aov"]
    assert ordered == ["cpm", "ctr", "cvr", "aov", "kept"]


def test_a_measure_that_is_not_known_takes_the_next_chain() -> None:
    roi = catalogue()["roi"]
    totals = {**TOTALS, "impressions": None}
    known = [
        chain
        for chain in chains_of(roi, by_orders=False)
        if tree_of(roi, chain).parts(totals, Fraction(1)) is not None
    ]
    steps = tree_of(roi, known[0]).steps
    assert [step.factor.id for step in steps] == ["cpc", "cvr", "aov"]
    assert steps[0].value(totals, Fraction(1)) == pytest.approx(1.3425)


def test_every_sample_has_a_name_in_words() -> None:
    for metric in catalogue().values():
        told = called(metric.n)
        assert told.zh != metric.n, metric.id
        assert told.en != metric.n, metric.id
