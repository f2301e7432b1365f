"""The combinations view: what is told first, against what, and what is missing."""

from pathlib import Path

import pytest

from cockpit.engine.views.combinations import combinations
from cockpit.engine.views.study import Study
from cockpit.snapshot.combinations import (
    CombinationRow,
    CombinationsQuery,
    CombinationsSnapshot,
)
from tests.engine.tables import Row, event, order, spend
from tests.engine.users.books import study_of
from tests.engine.views.unexplained import unexplained

DAY = "2026-06-01"
AS_OF = "2026-09-01"


def trip(user: str, path: str, amount: int | None) -> tuple[list[Row], list[Row]]:
    """Return the touches of one user an hour apart, and the order after them."""
    names = {"d": "douyin", "x": "xiaohongshu", "t": "tmall"}
    touches = [
        event(user, f"{DAY}T{8 + at:02}:00", channel=names[letter])
        for at, letter in enumerate(path)
    ]
    bought = (
        [] if amount is None else [order(f"o-{user}", user, f"{DAY}T20:00", amount)]
    )
    return touches, bought


def tables() -> dict[str, list[Row]]:
    """120 buy 100 after douyin, 110 buy 300 after both others, 64 in their turn.

    Douyin is touched 240 times for 12,000; the others 174 times each for 8,700.
    """
    trips = [
        *(trip(f"d{n}", "d", 100 if n < 120 else None) for n in range(240)),
        *(trip(f"xt{n}", "xt", 300) for n in range(110)),
        *(trip(f"tx{n}", "tx", 200) for n in range(64)),
    ]
    return {
        "events": [row for touches, _ in trips for row in touches],
        "orders": [row for _, bought in trips for row in bought],
        "ad_spend": [
            spend(DAY, "douyin", 12_000),
            spend(DAY, "xiaohongshu", 8_700),
            spend(DAY, "tmall", 8_700),
        ],
    }


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return study_of(tmp_path_factory.mktemp("shop"), AS_OF, **tables())


def row(found: CombinationsSnapshot, name: str) -> CombinationRow:
    return next(one for one in found.rows if one.combination == name)


def test_combinations_are_held_against_one_channel_alone(study: Study) -> None:
    found = combinations(study, CombinationsQuery(first=DAY, last=DAY))
    assert (found.base, found.base_name.en, found.orders) == ("douyin", "Douyin", 294)
    alone, seeded = row(found, "douyin"), row(found, "xiaohongshu > tmall")
    assert (alone.cost, alone.roi, alone.against) == (12_000, 1.0, 1.0)
    assert (seeded.cost, seeded.orders, seeded.revenue) == (11_000, 110, 33_000)
    assert seeded.roi == pytest.approx(3.0)
    assert seeded.against == pytest.approx(3.0)
    assert seeded.against_low is not None
    assert seeded.against_high is not None
    assert 2.5 < seeded.against_low < 3.0 < seeded.against_high < 3.6
    # Douyin's interval by hand: half of 240 people spend 100 for 50 each.
    assert alone.low == pytest.approx(1 - 1.96 / 240**0.5, abs=0.02)


def test_thin_combinations_stand_last_and_say_how_much_they_need(study: Study) -> None:
    found = combinations(study, CombinationsQuery(kind="ordered"))
    thin = found.rows[-1]
    assert (thin.combination, thin.orders, thin.needs) == (
        "tmall > xiaohongshu",
        64,
        36,
    )
    assert found.rows[0].combination == "xiaohongshu > tmall"
    assert all(one.ordered for one in found.rows)


def test_as_a_set_both_orders_are_one(study: Study) -> None:
    found = combinations(study, CombinationsQuery(kind="set"))
    both = row(found, "tmall + xiaohongshu")
    assert (both.orders, both.needs, both.ordered) == (174, 0, False)
    assert both.cost == pytest.approx(17_400)
    assert [one.is_single for one in found.rows].count(True) == 1


def test_the_reading_names_the_best_proven_combination(study: Study) -> None:
    said = combinations(study, CombinationsQuery(kind="ordered")).reading
    assert said.startswith("Xiaohongshu > Tmall returns x3.0 (+200%) of Douyin alone")
    assert "n 110" in said
    assert "keener anyway" in said


def test_the_reading_calls_nothing_best_that_is_not_proven_so(tmp_path: Path) -> None:
    """The other order returns as much, of 130 orders: on the point it is second."""
    trips = [
        *(trip(f"d{n}", "d", 100 if n < 120 else None) for n in range(240)),
        *(trip(f"xt{n}", "xt", 290 + n % 30) for n in range(120)),
        *(trip(f"tx{n}", "tx", 289 + n % 30) for n in range(130)),
    ]
    given = tables() | {
        "events": [row for touches, _ in trips for row in touches],
        "orders": [row for _, bought in trips for row in bought],
    }
    study = study_of(tmp_path, AS_OF, **given)
    found = combinations(study, CombinationsQuery(kind="ordered"))
    assert found.lead is not None
    assert not found.lead.is_proven
    assert (found.lead.rivals, found.lead.single) == (1, "")
    assert "; not proven apart from " in found.reading
    assert f", n {row(found, found.lead.rival).orders};" in found.reading


def test_a_combination_that_beats_every_other_is_said_to(tmp_path: Path) -> None:
    trips = [
        *(trip(f"d{n}", "d", 100 if n < 120 else None) for n in range(240)),
        *(trip(f"xt{n}", "xt", 290 + n % 30) for n in range(120)),
        *(trip(f"tx{n}", "tx", 189 + n % 30) for n in range(130)),
    ]
    given = tables() | {
        "events": [row for touches, _ in trips for row in touches],
        "orders": [row for _, bought in trips for row in bought],
    }
    study = study_of(tmp_path, AS_OF, **given)
    found = combinations(study, CombinationsQuery(kind="ordered"))
    assert found.lead is not None
    assert found.lead.is_proven
    assert found.lead.combination == "xiaohongshu > tmall"
    assert (
        "; proven to return more than all others with 100 orders (1);" in found.reading
    )


def test_another_base_can_be_asked_for(study: Study) -> None:
    found = combinations(study, CombinationsQuery(against="tmall"))
    assert found.base == ""
    assert "no journey is of tmall alone" in found.missing
    assert row(found, "douyin").against is None
    assert "no combination can be compared" in found.reading


def test_days_whose_journeys_may_yet_end_in_an_order_are_provisional(
    tmp_path: Path,
) -> None:
    for as_of, told in (("2026-07-01", "provisional"), ("2026-07-02", "mature")):
        study = study_of(tmp_path / as_of, as_of, **tables())
        found = combinations(study, CombinationsQuery(first=DAY, last=DAY))
        assert {one.maturity for one in found.rows} == {told}


def test_every_number_says_how_it_was_computed(study: Study) -> None:
    found = combinations(
        study,
        CombinationsQuery(
            first=DAY, last=DAY, against="douyin", kind="set", look_back_days=20
        ),
    )
    assert unexplained(found) - {"count", "of"} == set()
    assert "--kind set --against douyin --look-back 20" in found.how["roi"].query


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    given = tables()
    no_spend = study_of(
        tmp_path / "a", AS_OF, events=given["events"], orders=given["orders"]
    )
    assert combinations(no_spend, CombinationsQuery()).missing == (
        "needs the table ad_spend"
    )
    no_events = study_of(tmp_path / "b", AS_OF, ad_spend=given["ad_spend"])
    assert combinations(no_events, CombinationsQuery()).missing == (
        "needs the table events"
    )


def test_days_without_an_order_say_so(study: Study) -> None:
    found = combinations(study, CombinationsQuery(first="2026-08-01"))
    assert (found.rows, found.missing) == (
        (), "no conversion of these days has a touch",
    )  # fmt: skip
