"""What holds of any matching of members with others: nothing is lost, nothing doubled."""

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.users.matching import LEAST_OTHERS, STRATUM, match
from tests.conftest import few
from tests.engine.users.test_lift import FIRST, LAST, User, joins, shop

DAYS = st.integers(0, 99)


@st.composite
def shops(draw: st.DrawFn) -> tuple[list[User], dict[int, int]]:
    """A few users with later orders, and who of them joined on which day."""
    users: list[User] = []
    for _user in range(draw(st.integers(3, 14))):
        first = draw(DAYS)
        ages = draw(st.sets(st.integers(1, 60), max_size=4))
        later = sorted(first + age for age in ages if first + age <= 100)
        users.append((first, draw(st.integers(1, 3)), later))
    joined = draw(st.dictionaries(st.integers(0, len(users) - 1), st.integers(-9, 110)))
    return users, joined


@given(shops())
@settings(max_examples=few(40), deadline=None)
def test_others_are_weighted_to_the_days_of_the_members(
    made: tuple[list[User], dict[int, int]],
) -> None:
    users, joined = made
    found = match(shop(users), joins(joined), last=LAST)
    sums = pl.col("time").sum()
    ours = found.members.group_by(STRATUM).agg(sums).sort(STRATUM)
    theirs = found.others.group_by(STRATUM).agg(sums).sort(STRATUM)
    assert ours["time"].to_list() == pytest.approx(theirs["time"].to_list())
    expected = float(found.members["expected"].sum())
    assert float(found.others["orders"].sum()) == pytest.approx(expected)
    assert float(found.others["base"].sum()) == pytest.approx(expected)
    assert found.exposed.height <= len(joined)
    assert not set(found.members["user"]) & set(found.others["user"])
    assert (found.others["size"] >= LEAST_OTHERS).all()
    assert (found.members["orders"] <= found.members["seen"]).all()


def test_days_with_fewer_than_two_others_are_not_compared() -> None:
    """The others are customers of 30 and 20 days: only 20 days have both."""
    users: list[User] = [(60, 5, [65, 90]), (70, 5, []), (80, 5, []), (60, 5, [99])]
    late = {3: LAST.toordinal() - FIRST.toordinal() - 5}
    found = match(shop(users), joins({0: 60} | late), last=LAST)
    assert found.members["time"].to_list() == [20.0]
    assert found.members["orders"].to_list() == [1.0]
    assert found.exposed.height == 2


def test_fifths_keep_equal_values_together() -> None:
    users: list[User] = [(0, value, []) for value in (1, 1, 1, 1, 1, 2, 3, 4, 5, 5)]
    found = match(shop(users), joins({}), last=FIRST + timedelta(days=9))
    bands = found.people["band"].to_list()
    assert bands[:5] == [0] * 5
    assert bands[8] == bands[9]
    assert bands == sorted(bands)
