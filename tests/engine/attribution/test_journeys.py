"""What belongs to a journey, and what is left out and said."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.attribution.journeys import journeys_of
from cockpit.engine.attribution.terms import AttributionTerms
from tests.conftest import few
from tests.engine.attribution.travels import (
    PLAIN,
    bought,
    by_hand,
    files,
    paths,
    said,
    study,
    touch,
    travelled,
    trips,
)
from tests.engine.tables import Row, order, record

DAY = 24
TERMS = st.builds(
    AttributionTerms,
    look_back_days=st.sampled_from([1, 3, 30]),
    journeys=st.sampled_from(["look-back", "reset"]),
    direct=st.sampled_from(["skip", "keep"]),
    session_minutes=st.sampled_from([0, 60, 180]),
)
HOURS = st.integers(0, 40 * DAY)
EVENTS = st.lists(
    st.builds(
        touch,
        st.sampled_from("uvw"),
        HOURS,
        st.sampled_from(["a", "b", "direct", None]),
        name=st.sampled_from(["visit", "view_item", "cart", "pay"]),
        touch_type=st.sampled_from([None, "impression"]),
    ),
    max_size=40,
    unique_by=lambda row: (row["user_id"], row["event_time"]),
)
ORDERS = st.lists(
    st.builds(bought, st.sampled_from(["u", "v", "w", None]), HOURS, st.integers(0, 9)),
    max_size=8,
    unique_by=lambda row: row["order_id"],
)


def test_a_journey_is_what_the_user_met_in_the_look_back(tmp_path: Path) -> None:
    events = [
        touch("u", 0, "old"),
        touch("u", 10 * DAY, "a"),
        touch("u", 12 * DAY, "b", name="cart"),
        touch("v", 12 * DAY, "c"),
    ]

    journeys = travelled(
        tmp_path,
        events,
        [bought("u", 13 * DAY, 70)],
        replace(PLAIN, look_back_days=5),
    )

    sold, _, _ = sorted(trips(journeys), key=lambda trip: -trip.value)
    assert sold.path == ("a", "b")
    assert sold.ages == (3 * 86_400, 86_400)
    assert sold.stages == (0, 2)
    assert (sold.user, sold.date, sold.value) == ("u", "2026-01-14", 70)
    assert paths(journeys) == [("a", "b"), ("c",), ("old",)]


def test_a_touch_at_the_very_instant_counts_and_one_at_the_edge_too(
    tmp_path: Path,
) -> None:
    events = [touch("u", 0, "edge"), touch("u", 30 * DAY, "now")]

    journeys = travelled(tmp_path, events, [bought("u", 30 * DAY)])

    assert paths(journeys) == [("edge", "now")]


def test_touches_of_one_instant_stand_as_in_the_file(tmp_path: Path) -> None:
    names = ["b", "a", "d", "c"]

    journeys = travelled(tmp_path, [touch("u", 0, n) for n in names], [bought("u", 1)])

    assert paths(journeys) == [tuple(names)]


def test_touches_before_an_earlier_order_count_again_unless_it_resets(
    tmp_path: Path,
) -> None:
    events = [touch("u", 0, "a"), touch("u", 20, "b")]
    orders = [bought("u", 10), bought("u", 30)]

    again = travelled(tmp_path / "x", events, orders)
    reset = travelled(tmp_path / "y", events, orders, replace(PLAIN, journeys="reset"))

    assert paths(again) == [("a",), ("a", "b")]
    assert paths(reset) == [("a",), ("b",)]


def test_of_two_orders_at_one_instant_a_reset_leaves_the_second_nothing(
    tmp_path: Path,
) -> None:
    orders = [bought("u", 5, 1, order_id="x"), bought("u", 5, 2, order_id="y")]

    journeys = travelled(
        tmp_path, [touch("u", 0)], orders, replace(PLAIN, journeys="reset")
    )

    assert [trip.value for trip in trips(journeys)] == [1]
    assert said(journeys) == {"no_touch": 1}


def test_events_of_one_visit_are_one_touch_at_its_beginning(tmp_path: Path) -> None:
    events = [
        touch("u", 0, "a"),
        touch("u", 1, "a", name="cart"),
        touch("u", 2, "b"),
        touch("u", 3, "a"),
    ]

    journeys = travelled(
        tmp_path, events, [bought("u", 4)], replace(PLAIN, session_minutes=60)
    )

    (trip,) = trips(journeys)
    assert trip.path == ("a", "b", "a")
    assert trip.ages == (4 * 3600, 2 * 3600, 3600)
    assert trip.stages == (2, 0, 0)
    assert said(journeys) == {"session": 1}


def test_direct_touches_count_only_where_there_is_nothing_else(tmp_path: Path) -> None:
    events = [
        touch("u", 0, "direct"),
        touch("u", 1, "a"),
        touch("u", 2, "direct"),
        touch("v", 0, "direct"),
    ]
    orders = [bought("u", 3), bought("v", 3)]

    journeys = travelled(tmp_path, events, orders, replace(PLAIN, direct="skip"))

    assert paths(journeys) == [("a",), ("direct",)]
    assert said(journeys) == {"direct": 2}


def test_an_order_in_several_lines_is_one_and_refunds_are_taken_off(
    tmp_path: Path,
) -> None:
    lines = [
        bought("u", 5, 100, order_id="x", item_order_id="1"),
        bought("u", 6, 50, order_id="x", refund_amount=20 * 10_000),
        bought("u", 7, -10, order_id="x"),
        bought("u", 8, 30, order_id="unpaid", is_paid=False, status="created"),
    ]

    journeys = travelled(tmp_path, [touch("u", 0)], lines)

    (trip,) = trips(journeys)
    assert (trip.value, trip.is_first, trip.ages) == (120, True, (5 * 3600,))


def test_what_came_after_the_as_of_day_is_not_known(tmp_path: Path) -> None:
    refunded = {
        "refund_amount": 40 * 10_000,
        "refund_time": bought("u", 9 * DAY)["pay_time"],
    }
    events = [touch("u", 0, "a"), touch("u", 8 * DAY, "late")]
    orders = [bought("u", DAY, 100, **refunded), bought("u", 9 * DAY, 7)]

    then = travelled(tmp_path / "x", events, orders, as_of="2026-01-05")
    now = travelled(tmp_path / "y", events, orders)

    assert [trip.value for trip in trips(then)] == [100]
    assert then.channels == ("a", "late")
    assert [trip.value for trip in trips(now)] == [60, 7]


def test_orders_of_a_file_that_knows_only_days_come_at_the_end_of_the_day(
    tmp_path: Path,
) -> None:
    paid = order("x", "u", "2026-01-01T00:00", 5)

    journeys = travelled(tmp_path, [touch("u", 20, "that evening")], [paid])

    assert [trip.converted for trip in trips(journeys)] == [True]


def test_an_order_at_midnight_stays_there_in_a_file_that_knows_hours(
    tmp_path: Path,
) -> None:
    noon = order("x", "v", "2026-01-01T12:00", 5)
    midnight = order("y", "u", "2026-01-02T00:00", 5)
    records = files(tmp_path, [[touch("u", 30)]])
    records.append(record(tmp_path, "orders", [noon], [midnight]))

    journeys = journeys_of(study(records), PLAIN)

    assert [trip.converted for trip in trips(journeys)] == [False]


def test_events_that_say_so_convert_where_there_are_no_orders(tmp_path: Path) -> None:
    events = [
        touch("u", 0, "a"),
        touch("u", 5, "b", conversion=1, conversion_value=80_000),
    ]

    alone = travelled(tmp_path / "x", events)
    beside = travelled(tmp_path / "y", events, [bought("u", 1)])

    assert [(trip.path, trip.value) for trip in trips(alone)] == [(("a", "b"), 8)]
    assert sorted(trip.path for trip in trips(beside)) == [("a",), ("b",)]


def test_a_journey_without_order_is_open_until_its_look_back_has_ended(
    tmp_path: Path,
) -> None:
    events = [touch("u", 0)]

    day = date(2026, 1, 1) + timedelta(days=30)
    still = travelled(tmp_path / "x", events, as_of=day.isoformat())
    after = travelled(
        tmp_path / "y", events, as_of=(day + timedelta(days=1)).isoformat()
    )

    assert (paths(still), said(still)) == ([], {"open": 1})
    assert (paths(after), said(after)) == ([("a",)], {})


def test_a_long_pause_ends_a_journey_without_order(tmp_path: Path) -> None:
    hours = [0, 30 * DAY, 60 * DAY + 1, 61 * DAY]

    journeys = travelled(tmp_path, [touch("u", hour) for hour in hours])

    assert [len(path) for path in paths(journeys)] == [2, 2]


def test_what_is_left_out_is_counted_by_reason(tmp_path: Path) -> None:
    events = [
        touch("u", 0, "a"),
        touch("u", 1, "a", touch_type="impression"),
        touch("u", 2, "a", name="impression"),
        touch("u", 3, None),
    ]
    orders = [
        bought("u", 5),
        bought("nobody seen", 5),
        bought(None, 5, order_id="x"),
        bought(None, 6, order_id="x"),
        bought(None, 7, order_id="u@5"),
    ]

    journeys = travelled(tmp_path, events, orders)

    assert said(journeys) == {
        "no_user": 1,
        "no_touch": 1,
        "impression": 2,
        "no_channel": 1,
    }
    of = {out.reason: out.of for out in journeys.left_out}
    assert of == {"no_user": 3, "no_touch": 3, "impression": 4, "no_channel": 4}


def test_asking_for_days_takes_conversions_of_these_days(tmp_path: Path) -> None:
    events = [touch(user, 0) for user in "uv"] + [touch("w", 40 * DAY)]
    orders = [bought("u", DAY), bought("v", 5 * DAY), bought("x", 5 * DAY)]
    journeys = travelled(tmp_path, events, orders)

    some = journeys.within(date(2026, 1, 5), date(2026, 1, 31))

    assert [trip.user for trip in trips(some)] == ["v"]
    assert said(some) == {"no_touch": 1, "outside": 1}
    assert trips(journeys.within(None, None)) == trips(journeys)


def test_nothing_gives_no_journeys(tmp_path: Path) -> None:
    journeys = journeys_of(study([]), PLAIN)

    assert journeys.frame.is_empty()
    assert journeys.left_out == ()
    assert trips(travelled(tmp_path, [], [bought("u", 1)])) == []


@settings(max_examples=few(25))
@given(events=EVENTS, orders=ORDERS, terms=TERMS, seed=st.randoms())
def test_journeys_are_those_found_by_hand_whatever_the_order_of_rows(
    tmp_path_factory: pytest.TempPathFactory,
    events: list[Row],
    orders: list[Row],
    terms: AttributionTerms,
    seed: object,
) -> None:
    shuffled = list(events)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    half = len(shuffled) // 2
    folder = tmp_path_factory.mktemp("shuffled")
    records = files(folder, [shuffled[:half], shuffled[half:]], [orders])

    journeys = journeys_of(study(records), terms)

    by_time = [row for row in orders if row["user_id"] is not None]
    assert trips(journeys) == by_hand(events, by_time, terms)
    _assert_nothing_is_lost(journeys, len(events), len(orders))
    if terms.journeys == "reset" and terms.direct == "keep":
        touches = sum(len(trip.path) for trip in trips(journeys))
        assert touches == _sum(journeys, "touches")


def _assert_nothing_is_lost(journeys: object, events: int, orders: int) -> None:
    """Every order and every event is in a journey or left out, once."""
    out = said(journeys)  # type: ignore[arg-type]
    converted = _sum(journeys, "conversions")
    assert converted + out.get("no_touch", 0) + out.get("no_user", 0) == orders
    reasons = ("impression", "no_channel", "session")
    seen = sum(_sum(journeys, reason) for reason in ("touches", "open_touches"))
    assert seen + sum(out.get(reason, 0) for reason in reasons) == events


def _sum(journeys: object, reason: str) -> int:
    counts = journeys.counts  # type: ignore[attr-defined]
    return int(counts.filter(counts["reason"] == reason)["count"].sum())


@settings(max_examples=few(8))
@given(events=EVENTS, orders=ORDERS)
def test_a_longer_look_back_never_takes_a_touch_from_an_order(
    tmp_path_factory: pytest.TempPathFactory, events: list[Row], orders: list[Row]
) -> None:
    records = files(tmp_path_factory.mktemp("longer"), [events], [orders])
    found = []
    for days in (1, 3, 10, 30):
        journeys = journeys_of(study(records), replace(PLAIN, look_back_days=days))
        sold = journeys.frame.filter("converted")
        found.append(dict(zip(sold["order"], sold["path"].list.len(), strict=True)))

    for shorter, longer in pairwise(found):
        assert all(longer[order] >= touches for order, touches in shorter.items())
