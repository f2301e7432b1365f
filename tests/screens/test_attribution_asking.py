"""What the screen of attribution asks, and what its form reads."""

import pytest

from cockpit.screens.attribution_asking import Move, Wishes
from cockpit.screens.move_form import amount_of
from cockpit.snapshot.attribution import AttributionQuery
from cockpit.snapshot.budget import BudgetQuery
from cockpit.snapshot.journeys import JourneysQuery


def test_without_a_day_nothing_is_asked() -> None:
    assert Wishes().of("channels") == ()


def test_complete_days_end_before_today() -> None:
    asked = Wishes(today="2026-10-31").of("models")
    assert asked == (AttributionQuery(first="2026-10-03", last="2026-10-30"),)
    asked = Wishes(today="2026-10-31", range="1d").of("models")
    assert asked == (AttributionQuery(first="2026-10-31", last="2026-10-31"),)


def test_journeys_are_of_days_whose_look_back_is_over() -> None:
    wishes = Wishes(today="2026-10-31", look_back=14, channel="douyin")
    asked = JourneysQuery(first="2026-09-19", last="2026-10-16", channel="douyin")
    assert wishes.of("journeys") == (asked,)


def test_a_move_is_asked_on_the_view_s_own_days() -> None:
    wishes = Wishes(today="2026-10-31", move=Move("douyin", "", 500.0))
    assert wishes.of("budget") == (BudgetQuery(source="douyin", amount=500.0),)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5000", 5_000.0), (" 5,000 ", 5_000.0), ("5，000", 5_000.0), ("0", None),
        ("-1", None), ("abc", None), ("", None), ("nan", None), ("1e99", None),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_type_it(text: str, amount: float | None) -> None:
    assert amount_of(text) == amount
