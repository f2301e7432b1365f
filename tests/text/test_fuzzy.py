"""Names are found by some of their letters."""

import pytest

from cockpit.text.fuzzy import found

TEXTS = [
    ("campaign_id", "广告系列ID"),
    ("paid_amount", "实付金额"),
    ("spend", "消耗"),
    ("id",),
]


@pytest.mark.parametrize(
    ("needle", "places"),
    [
        ("", [0, 1, 2, 3]),
        ("pamt", [1]),
        ("PAID am", [1]),
        ("消耗", [2]),
        ("金额", [1]),
        ("id", [3, 0, 1]),
        ("xyz", []),
    ],
)
def test_the_nearest_stands_first(needle: str, places: list[int]) -> None:
    assert found(needle, TEXTS) == places
