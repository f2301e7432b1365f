"""The attribution view: credits by hand, what is refused, and what stands beside."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.views.attribution import attribution
from cockpit.engine.views.study import Study, StudyTerms
from cockpit.snapshot.attribution import (
    MODELS,
    AttributionQuery,
    AttributionRow,
    AttributionSnapshot,
    Model,
)
from tests.engine.attribution.trips import path_data
from tests.engine.tables import Row, event, order, spend
from tests.engine.users.books import study_of
from tests.engine.views.unexplained import unexplained
from tests.shared_data import golden

DAY = "2026-06-01"
DATA_DRIVEN = ("markov", "shapley_conversions", "shapley_rate", "logistic")


def touch(user: str, at: str, channel: str) -> Row:
    return event(user, f"{DAY}T{at}", channel=channel)


def tables() -> dict[str, list[Row]]:
    """Three customers, one of whom nobody saw coming, and one who did not buy."""
    return {
        "events": [
            touch("ann", "10:00", "douyin"),
            touch("ann", "11:00", "tmall"),
            touch("ben", "09:00", "douyin"),
            touch("cat", "09:00", "tmall"),
        ],
        "orders": [
            order("o1", "ann", f"{DAY}T12:00", 300),
            order("o2", "ben", f"{DAY}T12:00", 100),
            order("o3", "dan", f"{DAY}T12:00", 80),
        ],
        "ad_spend": [
            spend(DAY, "douyin", 100, conv_value=900 * 10_000, conversions=3),
            spend(DAY, "tmall", 50, conv_value=400 * 10_000, conversions=2),
        ],
    }


def told(
    folder: Path, query: AttributionQuery | None = None, /, **other: list[Row]
) -> AttributionSnapshot:
    given = {name: rows for name, rows in (tables() | other).items() if rows}
    study = study_of(folder, "2026-09-01", **given)
    return attribution(study, query or AttributionQuery())


def row(found: AttributionSnapshot, model: Model, channel: str) -> AttributionRow:
    return next(
        one for one in found.rows if (one.model, one.channel) == (model, channel)
    )


def test_rules_credit_as_one_would_by_hand(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert (found.conversions, found.value, found.nulls) == (2, 400, 1)
    credited = {
        (one.model, one.channel): (one.conversions, one.value) for one in found.rows
    }
    assert credited["first", "douyin"] == (2, 400)
    assert credited["first", "tmall"] == (0, 0)
    assert credited["last", "douyin"] == (1, 100)
    assert credited["last", "tmall"] == (1, 300)
    assert credited["linear", "douyin"] == (1.5, 250)
    assert credited["position", "tmall"] == (0.5, 150)
    # An hour younger: 0.5 ** (1 / 168) of the weight.
    older = 0.5 ** (1 / (7 * 24))
    assert credited["time_decay", "tmall"][0] == pytest.approx(1 / (1 + older))


def test_money_is_held_against_the_spend_of_the_same_days(tmp_path: Path) -> None:
    found = told(tmp_path)
    first = row(found, "first", "douyin")
    assert (first.cost, first.roi, first.share) == (100, 4.0, 1.0)
    assert (first.new_customers, first.cac, first.n) == (2, 50, 2)
    assert first.roi_profit is None
    last = row(found, "last", "tmall")
    assert (last.cost, last.roi, last.cac, last.value_share) == (50, 6.0, 50, 0.75)
    nobody = row(found, "first", "tmall")
    assert (nobody.roi, nobody.cac) == (0.0, None)


def test_profit_needs_the_cost_of_goods(tmp_path: Path) -> None:
    orders: list[Row] = [{**one, "cogs": 40 * 10_000} for one in tables()["orders"]]
    found = told(tmp_path, orders=orders)
    # 480 paid, 120 of goods: three quarters are left; 400 * 0.75 - 100 = 200.
    assert row(found, "first", "douyin").roi_profit == pytest.approx(2.0)


def test_orders_without_a_touch_are_said_loudly(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert found.orders == 3
    assert found.coverage == pytest.approx(2 / 3)
    assert "only 2 of 3 paid orders (66.7%) have a touch" in found.remarks[0]
    assert {one.reason: one.count for one in found.left_out} == {"no_touch": 1}


def test_the_reading_tells_who_closes(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert "last touch 50.0%, first touch 0%: it closes" in found.reading


def test_channels_have_the_spread_and_what_their_platform_claims(
    tmp_path: Path,
) -> None:
    found = told(tmp_path)
    douyin, tmall = found.channels
    assert (douyin.channel, douyin.touches, douyin.journeys) == ("douyin", 2, 2)
    assert (tmall.touches, tmall.journeys) == (2, 2)
    assert (douyin.share_low, douyin.share_high) == (0.5, 1.0)
    assert douyin.widest[0] == "first"
    assert douyin.claimed is not None
    assert (douyin.claimed.conversions, douyin.claimed.value) == (3, 900)
    assert douyin.claimed.roi == 9.0
    assert "platforms claim 5 conversions for 3 paid orders" in found.remarks[1]


def test_few_conversions_refuse_models_that_learn(tmp_path: Path) -> None:
    found = told(tmp_path)
    refused = {card.model for card in found.cards if card.refused}
    assert refused == set(DATA_DRIVEN)
    assert not {one.model for one in found.rows} & refused
    card = next(card for card in found.cards if card.model == "markov")
    assert "needs 28 more conversions with a touch: 2 of 30" in card.refused
    assert found.models["markov"] == {"refused": card.refused}


def test_only_the_models_asked_for_are_told(tmp_path: Path) -> None:
    found = told(tmp_path, AttributionQuery(models=("last",)))
    assert {one.model for one in found.rows} == {"last"}
    assert not found.reading, "one model agrees with itself: nothing to read from that"


def test_days_cut_conversions_and_spend_alike(tmp_path: Path) -> None:
    found = told(tmp_path, AttributionQuery(first="2026-06-02", last="2026-06-03"))
    assert not found.rows
    assert found.missing == "no conversion of these days has a touch"


def test_the_look_back_of_a_question_goes_before_the_configuration(
    tmp_path: Path,
) -> None:
    late = [order("o1", "ann", "2026-06-09T12:00", 300)]
    near = told(tmp_path / "near", AttributionQuery(look_back_days=7), orders=late)
    assert near.missing == "no conversion of these days has a touch"
    far = told(tmp_path / "far", orders=late)
    assert (far.conversions, far.look_back_days) == (1, 30)


def test_it_is_never_called_a_cause(tmp_path: Path) -> None:
    for found in (told(tmp_path / "a"), told(tmp_path / "b", events=[])):
        assert found.stamp.startswith("association, not causation")


@pytest.mark.parametrize(
    ("without", "says"),
    [
        ({"events": []}, "needs the table events / paths"),
        ({"events": [event("ann", f"{DAY}T10:00")]}, "needs the column events.channel"),
    ],
)
def test_what_is_missing_is_named(
    tmp_path: Path, without: dict[str, Any], says: str
) -> None:
    assert told(tmp_path, **without).missing == says


def path_rows() -> list[Row]:
    """The paths of ChannelAttribution, as the reader would give them."""
    paths = path_data()
    names = paths.channels
    return [
        {
            "path": " > ".join(names[code] for code in path),
            "conversions": Decimal(str(conversions)),
            "value": round(value * 10_000),
            "non_conversions": Decimal(str(nulls)),
        }
        for path, conversions, value, nulls in paths.frame.select(
            "path", "conversions", "value", "nulls"
        ).iter_rows()
    ]


def aggregated(folder: Path) -> Study:
    return study_of(folder, "2026-09-01", StudyTerms(), paths=path_rows())


def test_aggregated_paths_give_the_figures_of_the_golden(tmp_path: Path) -> None:
    found = attribution(aggregated(tmp_path), AttributionQuery())
    wanted = golden("attribution_pathdata")
    assert (found.source, found.first, found.last) == ("paths", "", "")
    assert found.conversions == wanted["summary"]["total_conversions"]
    for channel, credit in wanted["heuristics_conversions"]["linear"].items():
        assert row(found, "linear", channel).conversions == pytest.approx(credit)
    markov = wanted["markov_exact_order1"]
    for channel, credit in markov["conversions"].items():
        assert row(found, "markov", channel).conversions == pytest.approx(
            credit, rel=1e-6
        )
    for model in MODELS:
        rows = [one for one in found.rows if one.model == model]
        if rows:
            total = sum(one.conversions for one in rows)
            assert total == pytest.approx(found.conversions, rel=1e-9)


def test_aggregated_paths_know_no_time_no_cost_and_no_new_customer(
    tmp_path: Path,
) -> None:
    found = attribution(aggregated(tmp_path), AttributionQuery())
    decay = next(card for card in found.cards if card.model == "time_decay")
    assert decay.refused
    first = row(found, "first", "alpha")
    assert (first.cost, first.roi, first.new_customers) == (None, None, None)
    assert (first.maturity, found.coverage) == ("mature", None)
    assert "look-back" not in str(found.how["conversions"]), (
        "the files do not say which"
    )


def test_every_number_says_how_it_was_computed(tmp_path: Path) -> None:

    assert not unexplained(told(tmp_path))


OLD: list[Row] = [
    event(
        f"old{n}", f"2026-06-{1 + n % 28:02}T10:00", channel=("douyin", "tmall")[n % 2]
    )
    for n in range(320)
]
"""Journeys of June that led to nothing."""
YOUNG: dict[str, list[Row]] = {
    "events": [
        *OLD,
        *(event(f"b{n}", "2026-08-20T10:00", channel="douyin") for n in range(20)),
        *(event(f"b{n}", "2026-08-20T11:00", channel="tmall") for n in range(40)),
        *(event(f"y{n}", "2026-08-25T10:00", channel="douyin") for n in range(50)),
        # A month ago one of three came back after ten days.
        *(event(f"back{n}", "2026-06-15T10:00", channel="douyin") for n in range(80)),
        *(event(f"back{n}", "2026-06-25T10:00", channel="douyin") for n in range(80)),
    ],
    "orders": [order(f"o{n}", f"b{n}", "2026-08-20T12:00", 100 + n) for n in range(40)],
}
LATELY = AttributionQuery(first="2026-08-04", last="2026-08-31")


def test_open_journeys_count_for_their_chance_to_end_without_an_order(
    tmp_path: Path,
) -> None:
    found = told(tmp_path, LATELY, **YOUNG)
    # Of 240 first touches of douyin in June 80 were followed by another one.
    assert (
        found.nulls == found.nulls_expected == pytest.approx(50 * 160 / 240, rel=1e-5)
    )
    assert found.nulls_open == 50
    assert not {card.model for card in found.cards if card.refused}
    assert row(found, "markov", "tmall").maturity == "provisional"
    assert not {one.reason for one in found.left_out} & {"open"}
    said = found.remarks[0]
    assert "33 of 33 journeys without an order are expected: 50 are open" in said
    assert "(2026-05-04 to 2026-08-01)" in said


def test_whoever_trusts_no_expectation_gets_what_is_known(tmp_path: Path) -> None:
    terms = StudyTerms(attribution=AttributionTerms(open_journeys="left-out"))
    study = study_of(tmp_path, "2026-09-01", terms, **YOUNG)
    found = attribution(study, LATELY)
    assert (found.nulls, found.nulls_expected, found.nulls_open) == (0, 0, 0)
    refused = {card.model for card in found.cards if card.refused}
    assert refused == {"shapley_rate", "logistic"}
    assert {one.reason: one.count for one in found.left_out}["open"] == 50


def test_too_little_history_to_expect_from_is_said(tmp_path: Path) -> None:
    events = [one for one in YOUNG["events"] if one["event_time"].month != 6]
    found = told(tmp_path, LATELY, events=events, orders=YOUNG["orders"])
    assert found.nulls == 0
    assert {one.reason: one.count for one in found.left_out}["open"] == 50
    assert "300 earlier ones that did are needed, 0 are known" in found.remarks[0]


def test_spend_before_the_first_touch_is_left_out_and_said(tmp_path: Path) -> None:
    early = spend("2026-05-01", "douyin", 7_000)
    costs = [*tables()["ad_spend"], early, spend("2026-07-01", "tmall", 9)]
    found = told(tmp_path, ad_spend=costs)
    assert (found.first, found.last) == (DAY, DAY)
    assert row(found, "first", "douyin").cost == 100
    before, after = found.warnings[:2]
    assert "2026-05-01 to 2026-05-31 (31 days, spend ¥7.00k" in before
    assert "2026-06-02 to 2026-09-01 (92 days, spend ¥9" in after
    asked = told(
        tmp_path / "asked",
        AttributionQuery(first="2026-05-20", last=DAY),
        ad_spend=costs,
    )
    assert asked.first == DAY
    assert not asked.warnings, "on the days asked for nothing was spent beside"
