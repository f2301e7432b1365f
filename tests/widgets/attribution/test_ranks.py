"""Where channels stand by a model."""

import pytest
from msgspec.structs import replace

from cockpit.snapshot.attribution import AttributionSnapshot
from cockpit.widgets.attribution import ranks
from tests import attribution_builders


def test_channels_are_in_the_order_of_the_model() -> None:
    answer = attribution_builders.attribution()
    assert ranks.ranked(answer, "last")[:2] == ["tmall", "douyin"]
    assert ranks.ranked(answer, "first")[:2] == ["douyin", "xiaohongshu"]


def test_equal_shares_have_one_place() -> None:
    answer = attribution_builders.attribution()
    rows = tuple(replace(row, share=0.2) for row in answer.rows)
    places = ranks.ranks(replace(answer, rows=rows), "last")
    assert set(places.values()) == {1}


def test_models_that_refuse_do_not_speak() -> None:
    answer = attribution_builders.attribution()
    assert "shapley_rate" not in ranks.speaking(answer)
    assert ranks.speaking(AttributionSnapshot()) == ()


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [(3, 1, "3 > 1"), (2, 2, "2"), (None, 4, "4"), (1, None, "")],
)
def test_a_move_says_from_where(before: int | None, now: int | None, text: str) -> None:
    assert ranks.moved(before, now) == text
