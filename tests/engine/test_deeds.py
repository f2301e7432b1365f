"""What a user did elsewhere makes nobody active."""

from datetime import date

import narwhals as nw
import polars as pl

from cockpit.engine.deeds import is_deed
from cockpit.engine.facts.rollups import activity
from cockpit.engine.sources.vocabulary import known

DAY = date(2026, 10, 30)
EVENTS = pl.DataFrame(
    {
        "user_id": ["U1", "U2", "U3", "U4", None],
        "anon_id": [None, None, None, None, "d5"],
        "biz_date": [DAY] * 5,
        "event_name": ["visit", "ad_click", "impression", "banner", "ad_click"],
        "touch_type": [None, "click", None, "impression", "click"],
        "channel": ["wechat"] * 5,
    }
)


def active(*names: str) -> list[str]:
    """Users whom :func:`activity` finds active."""
    found = activity(nw.from_native(EVENTS), active_events=names).to_native()
    return sorted(found["user"])


def test_clicks_and_views_of_advertisements_are_no_activity() -> None:
    """Neither by the name of the event nor by the kind of the touch."""
    assert active() == ["U1"]
    assert EVENTS.filter(is_deed())["user_id"].to_list() == ["U1"]


def test_events_that_somebody_names_count_whatever_they_are() -> None:
    """``active_events`` has the last word."""
    assert active("ad_click") == ["U2", "d5"]


def test_link_trackers_say_click_in_several_ways() -> None:
    """All of them mean one event."""
    for word in ("ad_click", "广告点击", "短链点击", "链接点击"):
        assert known("event_names", word) == "ad_click"
