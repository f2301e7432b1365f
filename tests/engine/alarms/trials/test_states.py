"""The notation of a path of states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.engine.alarms.trials.notation import NotationError
from cockpit.engine.alarms.trials.states import (
    LAID_OVER,
    REASONS,
    Shown,
    parse_states,
    write_states,
)


def test_a_path_counts_and_lays_over() -> None:
    assert parse_states("unknown:baseline*2 ok+unproven firing+blind*2 _ watch") == (
        Shown("unknown:baseline"),
        Shown("unknown:baseline"),
        Shown("ok", frozenset({"unproven"})),
        Shown("firing", frozenset({"blind"})),
        Shown("firing", frozenset({"blind"})),
        Shown("_"),
        Shown("watch"),
    )


def test_the_order_of_overlays_does_not_matter() -> None:
    assert parse_states("ok+error+blind") == parse_states("ok+blind+error")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("fring", "firing"),
        ("ok+blnd", "blind"),
        ("unknown:sampel", "sample"),
        ("unknown", ""),
        ("ok:sample", ""),
        ("", ""),
        ("ok*", ""),
        ("_+blind", ""),
        ("ok*99999999", ""),
    ],
)
def test_a_word_that_is_no_state_is_refused(text: str, meant: str) -> None:
    with pytest.raises(NotationError) as refused:
        parse_states(text)
    assert refused.value.nearest == meant


over = st.frozensets(st.sampled_from(LAID_OVER))
shown = st.one_of(
    st.builds(Shown, st.sampled_from(("ok", "watch", "pending", "firing")), over),
    st.builds(Shown, st.sampled_from(REASONS).map("unknown:{}".format), over),
    st.just(Shown("_")),
)


@given(st.lists(shown, min_size=1, max_size=12).map(tuple))
def test_what_is_written_is_read_back(path: tuple[Shown, ...]) -> None:
    assert parse_states(write_states(path)) == path
