"""The funnel: in order, within the look-back, by user."""

from datetime import date
from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.attribution.funnel import (
    STEPS,
    Step,
    deeds_of,
    funnel,
    people_of,
)
from cockpit.engine.attribution.stitching import Links, links_of
from tests.conftest import few
from tests.engine.attribution.travels import at, bought, touch
from tests.engine.tables import Row, instant, table

DAY = 24


def deeds(
    events: list[Row], orders: list[Row] | None = None, links: Links | None = None
) -> pl.DataFrame:
    return deeds_of(
        table("events", events).lazy(),
        table("orders", orders or []).lazy(),
        links or Links(),
        timezone="UTC",
    )


def counts(steps: tuple[Step, ...]) -> dict[str, int]:
    return {step.name: step.users for step in steps}


def test_users_come_through_the_steps_in_order() -> None:
    events = [
        touch("ann", 0), touch("ann", 1, name="view_item"), touch("ann", 3, name="cart"),
        touch("ben", 0), touch("ben", 4, name="view_item"),
        # Looked before the visit, and put into the cart without a look.
        touch("cat", 5, name="view_item"), touch("cat", 6), touch("cat", 7, name="cart"),
    ]  # fmt: skip
    found = funnel(deeds(events, [bought("ann", 5)]), look_back_days=30)

    # The order itself says that one was made, and that it was paid.
    assert counts(found) == {
        "visit": 3, "view_item": 2, "cart": 1, "order": 1, "pay": 1,
    }  # fmt: skip
    visit, looked, cart, order, pay = found
    assert (visit.gap_p50, visit.gap_p90) == (None, None)
    assert (looked.gap_p50, looked.gap_p90) == (2.5 * 3_600, 3.7 * 3_600)
    assert (cart.gap_p50, order.gap_p50, pay.gap_p50) == (7_200, 7_200, 0)


def test_the_look_back_runs_from_the_first_step_and_the_best_start_counts() -> None:
    events = [touch("u", 0), touch("u", 8 * DAY, name="view_item")]
    assert counts(funnel(deeds(events), look_back_days=7))["view_item"] == 0
    events.append(touch("u", 5 * DAY))
    assert counts(funnel(deeds(events), look_back_days=7))["view_item"] == 1


def test_only_the_first_step_has_to_be_of_the_asked_days() -> None:
    events = [touch("u", 0), touch("u", 2 * DAY, name="cart")]
    first = date(2026, 1, 1)
    found = funnel(deeds(events), look_back_days=7, first=first, last=first)
    assert counts(found) == {"visit": 1, "cart": 1}
    assert funnel(deeds(events), look_back_days=7, last=date(2025, 12, 31)) == ()
    assert funnel(deeds([]), look_back_days=7) == ()


def test_anonymous_visits_belong_to_who_it_was() -> None:
    events = [
        {**touch("x", 0), "user_id": None, "anon_id": "a1"},
        touch("ann", 1, name="cart"),
    ]
    links = links_of(
        table("identity", [{"anon_id": "a1", "user_id": "ann",
                            "linked_at": instant(at(1)),
                            "biz_date": date(2026, 1, 1)}])
    )  # fmt: skip
    assert counts(funnel(deeds(events), look_back_days=7))["cart"] == 0
    assert counts(funnel(deeds(events, links=links), look_back_days=7))["cart"] == 1


def test_orders_of_days_come_at_the_end_of_the_day() -> None:
    paid = {**bought("u", 0), "pay_time": instant("2026-01-01T00:00")}
    found = funnel(deeds([touch("u", 9)], [paid]), look_back_days=7)
    assert counts(found)["pay"] == 1


def test_a_channel_is_told_also_by_source_and_medium() -> None:
    events = [
        touch("u", 0, "douyin"),
        touch("v", 0, None, source="抖音"),
        touch("w", 0, None, source="抖音", medium="organic"),
        touch("x", 0, "tmall"),
    ]
    found = people_of(table("events", events).lazy(), "douyin", Links())
    mine = pl.Series(["u", "v"]).hash()
    assert set(found["who"]) == set(mine)


_EVENTS = st.lists(
    st.builds(
        touch,
        st.sampled_from("uv"),
        st.integers(0, 12 * DAY),
        name=st.sampled_from(["visit", "view_item", "cart"]),
    ),
    max_size=14,
    unique_by=lambda row: (row["user_id"], row["event_time"]),
)


def _farthest(rows: list[Row], steps: list[str], days: int) -> int:
    """Try every way to choose events, one a step."""

    def go(place: int, now: float, start: float) -> int:
        if place == len(steps):
            return place
        found = place
        for row in rows:
            moment = row["event_time"].timestamp()
            is_later = moment >= now and moment - start <= days * 86_400
            if row["event_name"] == steps[place] and (place == 0 or is_later):
                begin = moment if place == 0 else start
                found = max(found, go(place + 1, moment, begin))
        return found

    return go(0, 0.0, 0.0)


@given(_EVENTS)
@settings(max_examples=few(25), deadline=None)
def test_the_farthest_of_all_ways_counts(events: list[Row]) -> None:
    found = funnel(deeds(events), look_back_days=4)
    said = {row["event_name"] for row in events}
    steps = [step for step in STEPS if step in said]
    far = [
        _farthest([row for row in events if row["user_id"] == user], steps, 4)
        for user in "uv"
    ]
    expected = [sum(reached > place for reached in far) for place in range(len(steps))]
    assert [step.users for step in found] == expected
    assert all(a.users >= b.users for a, b in pairwise(found))
