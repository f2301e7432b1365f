"""Touchpoints: who meets them, who goes on, what is lost without them."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.attribution.journeys import JOURNEY_COLUMNS, STAGES, Journeys
from cockpit.engine.attribution.stages import (
    LEAST_REACH,
    Touchpoint,
    complained_orders,
    settled,
    touching,
    touchpoints,
)
from tests.conftest import few
from tests.engine.attribution.travels import bought, touch, travelled
from tests.engine.tables import Row, complaint, table

DAY = 24
HOUR = 3_600.0


def point(found: tuple[Touchpoint, ...], stage: int, channel: str) -> Touchpoint:
    return next(one for one in found if (one.stage, one.channel) == (stage, channel))


def walk() -> tuple[list[Row], list[Row]]:
    """Ann buys after three touches, Ben leaves from the cart, Cat at first sight."""
    events = [
        touch("ann", 0, "a"),
        touch("ann", 2, "b", name="view_item"),
        touch("ann", 5, "b", name="cart"),
        touch("ben", 1, "a"),
        touch("ben", 4, "b", name="cart"),
        touch("cat", 1, "a"),
    ]
    return events, [bought("ann", 9, 50)]


def test_a_touchpoint_counts_who_came_ordered_and_left(tmp_path: Path) -> None:
    found = touchpoints(travelled(tmp_path, *walk()))

    assert [(one.stage, one.channel) for one in found] == [(0, "a"), (1, "b"), (2, "b")]
    first, looked, cart = found
    assert (first.touches, first.reach, first.ordering, first.left) == (3, 3, 1, 1)
    assert (looked.reach, looked.ordering, looked.left) == (1, 1, 0)
    assert (cart.reach, cart.ordering, cart.left) == (2, 1, 1)
    assert first.drop_off == pytest.approx(1 / 3)
    # Two and three hours; Cat's touch was followed by nothing and has no gap.
    assert (first.gap_p50, first.gap_p90) == (2.5 * HOUR, 2.9 * HOUR)
    assert (looked.gap_p50, cart.gap_p50) == (3 * HOUR, 4 * HOUR)


def test_leaving_is_told_by_the_newest_journey_of_a_user(tmp_path: Path) -> None:
    events = [touch("u", 0, "a"), touch("u", 100 * DAY, "a")]
    events += [touch("v", 0, "a"), touch("v", 100 * DAY, "a")]
    orders = [bought("u", 1), bought("v", 100 * DAY + 1)]

    (only,) = touchpoints(travelled(tmp_path, events, orders))

    # Both ordered once; u came again for nothing, v had come for nothing before.
    assert (only.reach, only.ordering, only.left) == (2, 2, 1)


def test_removal_effects_are_of_the_chain_of_touchpoints(tmp_path: Path) -> None:
    events, orders = [], []
    for user in range(60):
        name = f"u{user}"
        events.append(touch(name, 0, "a"))
        if user < 40:
            events.append(touch(name, 1, "b", name="cart"))
        if user < 20 or user >= 50:
            orders.append(bought(name, 2))

    found = touchpoints(travelled(tmp_path, events, orders))

    # Of 30 orders all come through a and 20 through the cart.
    assert point(found, 0, "a").removal == pytest.approx(1)
    assert point(found, 2, "b").removal == pytest.approx(2 / 3)
    # 10 of 60 and 20 of 40 leave: 10 x 1 against 20 x 2/3.
    ranks = {(one.stage, one.channel): one.rank for one in found}
    assert ranks == {(2, "b"): 1, (0, "a"): 2}


def test_few_conversions_give_no_removal_effect_and_nothing_to_mend(
    tmp_path: Path,
) -> None:
    found = touchpoints(travelled(tmp_path, *walk()))
    assert {one.removal for one in found} == {None}
    assert {one.rank for one in found} == {0}


def test_only_days_whose_outcome_is_known_are_counted(tmp_path: Path) -> None:
    events = [touch("old", 0, "a"), touch("late", 80 * DAY, "a")]
    events.append(touch("mid", 40 * DAY, "a"))
    orders = [bought("late", 81 * DAY), bought("mid", 45 * DAY)]
    whole = travelled(tmp_path, events, orders, as_of="2026-03-25")

    over = settled(whole, None, date(2026, 2, 22))

    # Chosen by the last touch, with an order or without: late may not count alone.
    assert sorted(over.users[n] for n in over.frame["user"]) == ["mid", "old"]
    later = settled(whole, date(2026, 2, 1), date(2026, 2, 22))
    assert [later.users[n] for n in later.frame["user"]] == ["mid"]


def test_journeys_may_be_asked_by_a_channel_that_they_touch(tmp_path: Path) -> None:
    whole = travelled(tmp_path, *walk())
    assert touching(whole, "") is whole
    assert touching(whole, "b").frame.height == 2
    assert touching(whole, "a").frame.height == 3
    assert touchpoints(touching(whole, "nowhere")) == ()


def test_complaints_are_about_an_order_or_about_those_of_the_month_before(
    tmp_path: Path,
) -> None:
    events = [touch(user, 0, "a") for user in ("ann", "ben", "cat", "dan")]
    orders = [bought(user, 1, order_id=f"o-{user}") for user in ("ann", "ben", "cat")]
    orders.append(bought("dan", 24 * DAY, order_id="o-dan"))
    whole = travelled(tmp_path, events, orders)
    tickets = [
        complaint("t1", "2026-01-03", "o-ann"),
        complaint("t2", "2026-01-20", None, user_id="ben"),
        complaint("t3", "2026-03-20", None, user_id="cat"),
        complaint("t4", "2026-01-02", None, user_id="dan"),
        complaint("t5", "2026-01-03", "o-cat", is_complaint=False),
    ]

    faults = complained_orders(table("complaints", tickets).lazy(), whole)
    (only,) = touchpoints(whole, faults)

    # Dan complained before there was an order, Cat two months later.
    assert (only.orders, only.complained) == (4, 2)
    assert touchpoints(whole)[0].complained is None


@st.composite
def _journeys(draw: st.DrawFn) -> Journeys:
    channels = ("a", "b", "c")
    rows = []
    count = draw(st.integers(1, 60))
    for order in range(count):
        length = draw(st.integers(1, 5))
        ages = sorted(draw(st.lists(st.integers(0, 10**6), min_size=length,
                                    max_size=length)), reverse=True)  # fmt: skip
        converted = draw(st.booleans())
        rows.append(
            {
                "user": draw(st.integers(0, 9)),
                "order": order if converted else None,
                "converted": converted,
                "date": date(2026, 1, draw(st.integers(1, 28))),
                "value": 0,
                "is_first": False,
                "path": [draw(st.integers(0, 2)) for _ in ages],
                "ages": ages,
                "stages": [draw(st.integers(0, 3)) for _ in ages],
            }
        )
    frame = pl.DataFrame(rows, schema=JOURNEY_COLUMNS).sort("user", maintain_order=True)
    return Journeys(channels, frame)


@given(_journeys())
@settings(max_examples=few(25), deadline=None)
def test_whatever_the_journeys_touchpoints_hang_together(journeys: Journeys) -> None:
    found = touchpoints(journeys)
    users = journeys.frame["user"].n_unique()
    conversions = int(journeys.frame["converted"].sum())
    assert sum(one.touches for one in found) == journeys.frame["path"].list.len().sum()
    for one in found:
        assert 0 < one.reach <= min(users, one.touches)
        assert max(one.ordering, one.left) <= one.reach
        assert one.orders <= conversions
        assert 0 <= one.stage < len(STAGES)
        assert one.gap_p50 is None or 0 <= one.gap_p50 <= (one.gap_p90 or 0)
        assert one.removal is None or -1e-9 <= one.removal <= 1 + 1e-9
        assert not one.rank or one.reach >= LEAST_REACH
