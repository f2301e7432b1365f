"""Shares of orders that sum to what was paid."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cockpit.engine.evidence.crediting import credit


def test_touches_that_all_are_old_share_an_order_all_the_same() -> None:
    """A half-life of a minute leaves nothing of a month's weight but its ratio."""
    orders = pl.DataFrame({"order": ["o"], "channel": ["x"], "amount": [100]})
    month = 30.0 * 86_400
    touches = pl.DataFrame(
        {
            "order": ["o", "o"],
            "channel": ["new", "old"],
            "age_seconds": [month, month + 60],
        }
    )
    found = credit(orders, touches, half_life_days=1 / 1440)
    assert found.decay == {"new": 67, "old": 33}


@given(
    amounts=st.lists(st.integers(1, 10**9), min_size=1, max_size=6),
    touches=st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from("xyz"), st.floats(0, 30 * 86_400)),
        max_size=12,
    ),
)
def test_credits_sum_to_the_revenue_exactly(
    amounts: list[int], touches: list[tuple[int, str, float]]
) -> None:
    orders = pl.DataFrame(
        {
            "order": [str(n) for n in range(len(amounts))],
            "channel": [None] * len(amounts),
            "amount": amounts,
        },
        schema_overrides={"channel": pl.String},
    )
    known = [touch for touch in touches if touch[0] < len(amounts)]
    frame = pl.DataFrame(
        {
            "order": [str(at) for at, _, _ in known],
            "channel": [channel for _, channel, _ in known],
            "age_seconds": [age for _, _, age in known],
        },
        schema={"order": pl.String, "channel": pl.String, "age_seconds": pl.Float64},
    )
    found = credit(orders, frame, half_life_days=7.0)
    for ways in (found.recorded, found.last_touch, found.decay):
        assert sum(ways.values()) == sum(amounts)
        assert min(ways.values()) >= 0
