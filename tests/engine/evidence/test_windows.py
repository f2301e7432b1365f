"""Which hours are a spike, which days are usual, and what campaigns did in them."""

from datetime import datetime
from pathlib import Path

import pytest

from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.sums import campaign_of, row_keys
from cockpit.engine.evidence.windows import Held, spike, usable_days
from cockpit.text.notes import Note
from tests.engine.evidence.stories import TODAY, ad, before, case_of, shop, usual
from tests.engine.evidence.stories import spike as of_today


def found(case: Case) -> Held:
    held = spike(case)
    assert isinstance(held, Held)
    return held


def test_usable_days_are_the_nearest_seven_with_clicks(tmp_path: Path) -> None:
    """The 29th has no row, the 28th no click."""
    rows = [
        {**row, "clicks": 0} if row["date"].isoformat() == before(3) else row
        for row in usual(days=10)
        if row["date"].isoformat() != before(2)
    ]
    scene = shop(tmp_path, ad_spend=[*rows, *of_today()])
    days = usable_days(scene, ["douyin"], of_today()[0]["date"], hours=(8,))
    assert [day.isoformat() for day in days] == [
        before(n) for n in (1, 4, 5, 6, 7, 8, 9)
    ]


def test_nobody_looks_back_more_than_four_weeks(tmp_path: Path) -> None:
    rows = [ad(before(n), 8, "A", 50, 50) for n in range(26, 40)]
    scene = shop(tmp_path, ad_spend=[*rows, *of_today()])
    days = usable_days(scene, ["douyin"], of_today()[0]["date"], hours=(8,))
    assert [day.isoformat() for day in days] == [before(n) for n in (26, 27, 28)]


def test_a_spike_that_lasts_overnight_is_read_on_its_newest_day(tmp_path: Path) -> None:
    """Usual days are those before the onset: yesterday was not."""
    rows = [*usual(days=8), ad(TODAY, 8, "A", 90, 50), ad(before(1), 22, "A", 90, 50)]
    from_yesterday = case_of(
        shop(tmp_path, "2026-10-31T09:30", ad_spend=rows),
        onset=datetime(2026, 10, 30, 22),  # noqa: DTZ001 - local time
    )
    window = found(from_yesterday).window
    assert (window.day.isoformat(), window.hours[-1]) == (TODAY, 8)
    assert window.hours[0] == 0
    assert window.base[0].isoformat() == before(2)


def test_without_an_onset_the_last_complete_hour_is_read(tmp_path: Path) -> None:
    scene = shop(tmp_path, ad_spend=[*usual(), *of_today()])
    assert found(case_of(scene, onset=None)).window.hours == (9,)


def test_an_alarm_of_one_campaign_is_about_that_one(tmp_path: Path) -> None:
    scene = shop(tmp_path, ad_spend=[*usual(), *of_today()])
    labels = ((("campaign", "A"),),)
    assert list(found(case_of(scene, labels=labels)).now) == [("douyin", "A")]


def test_an_unknown_channel_is_told(tmp_path: Path) -> None:
    scene = shop(tmp_path, ad_spend=[*usual(), *of_today()])
    refused = spike(case_of(scene, labels=((("channel", "tmall"),),)))
    assert isinstance(refused, Note)
    assert refused.text() == "no complete hour or day of tmall"


def test_keys_name_the_channel_only_where_two_share_a_campaign() -> None:
    keys = row_keys([("douyin", "A"), ("tmall", "A"), ("tmall", "B"), ("baidu", "")])
    assert list(keys.values()) == ["douyin/A", "tmall/A", "B", "baidu"]


@pytest.mark.parametrize(
    ("key", "campaign"),
    [
        ("A", ("douyin", "A")),
        ("tmall/A", ("tmall", "A")),
        ("a/b", ("tmall", "a/b")),
        ("gone", ("", "gone")),
    ],
)
def test_a_key_leads_back_to_its_campaign(key: str, campaign: tuple[str, str]) -> None:
    known = {"A": "douyin", "douyin/A": "douyin", "tmall/A": "tmall", "a/b": "tmall"}
    assert campaign_of(key, known) == campaign
