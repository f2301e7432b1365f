"""What of an event is a touch."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.engine.attribution.stitching import links_of
from cockpit.engine.attribution.touches import channel_of, touch_rows
from tests.engine.tables import event, instant, table


@pytest.mark.parametrize(
    ("source", "medium", "channel"),
    [
        ("小红书", "cpc", "xiaohongshu"),
        ("(direct)", "(none)", "direct"),
        ("google", "organic", "organic"),
        ("google", "cpc", "google"),
        ("newsletter", "email", "newsletter"),
        ("example.com", "抖音", "douyin"),
        (None, "email", "email"),
        (None, None, None),
    ],
)
def test_source_and_medium_tell_the_channel(
    source: str | None, medium: str | None, channel: str | None
) -> None:
    assert channel_of(source, medium) == channel


def told(**more: Any) -> dict[str, Any]:
    rows = [event("u", "2026-01-01T00:00", **more)]
    (row,) = touch_rows(table("events", rows)).to_dicts()
    return row


def test_a_channel_that_is_named_is_believed_before_the_source() -> None:
    assert told(channel="tmall", source="抖音")["channel"] == "tmall"
    assert told(source="抖音")["channel"] == "douyin"
    assert told()["channel"] is None


@pytest.mark.parametrize(
    ("more", "stage"),
    [
        ({}, 0),
        ({"name": "view_item"}, 1),
        ({"name": "visit", "touch_type": "Cart"}, 2),
        ({"name": "pay", "touch_type": "view"}, 3),
        ({"name": "begin", "conversion": 1}, 3),
        ({"name": "begin", "conversion": 0}, 0),
    ],
)
def test_the_farthest_word_of_an_event_tells_its_stage(
    more: dict[str, Any], stage: int
) -> None:
    assert told(**more)["stage"] == stage


@pytest.mark.parametrize("more", [{"name": "impression"}, {"touch_type": "曝光"}])
def test_an_impression_is_no_touch_unless_it_is_a_conversion(
    more: dict[str, Any],
) -> None:
    assert told(**more)["is_impression"]
    assert not told(**more, conversion=1)["is_impression"]


def test_whoever_has_no_user_id_is_known_by_the_anonymous_one() -> None:
    assert told(user_id=None, anon_id="x")["who"] == "x"
    assert told(anon_id="x")["who"] == "u"


@given(
    rows=st.lists(
        st.tuples(st.sampled_from("xy"), st.sampled_from("uvw"), st.integers(1, 9)),
        max_size=8,
    ),
    anon=st.sampled_from("xyz"),
    day=st.integers(1, 9),
)
def test_a_visitor_is_whom_the_last_link_before_names_else_the_first(
    rows: list[tuple[str, str, int]], anon: str, day: int
) -> None:
    links = links_of(
        table(
            "identity",
            [
                {
                    "anon_id": name,
                    "user_id": user,
                    "linked_at": instant(f"2026-01-{on:02}"),
                    "biz_date": instant(f"2026-01-{on:02}").date(),
                }
                for name, user, on in rows
            ],
        )
    )
    visit = event("", f"2026-01-{day:02}", user_id=None, anon_id=anon)

    owned = links.owned(touch_rows(table("events", [visit])))["who"].to_list()

    mine = sorted((on, user) for name, user, on in rows if name == anon)
    before = [user for on, user in mine if on <= day]
    first = [user for on, user in mine if on == mine[0][0]]
    assert owned == [(before or first or [anon])[-1]]
