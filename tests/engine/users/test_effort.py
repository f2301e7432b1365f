"""What a campaign aims at, by its words."""

import polars as pl
import pytest

from cockpit.engine.users.effort import aim, stage_words, weekly_effort
from cockpit.snapshot.lifecycle import STAGES
from tests.engine.tables import day


@pytest.mark.parametrize(
    ("texts", "stage"),
    [
        (("信息流_纸尿裤_拉新",), "new"),
        (("Prospecting EU",), "new"),
        (("朋友圈_老客召回", "成交"), "churned"),  # win-back before existing customers
        (("沉睡会员唤醒",), "dormant"),
        (("搜索_品牌词",), "returning"),
        (("Q4 RETARGETING",), "returning"),
        (("首单立减",), "activated"),
        (("x", "拉新"), "new"),  # the name says nothing, the objective does
        (("直通车_奶粉", "成交"), None),
        ((None, None), None),
    ],
)
def test_a_campaign_aims_at_the_stage_its_words_tell(
    texts: tuple[str | None, ...], stage: str | None
) -> None:
    assert aim(*texts) == stage


def test_every_stage_has_words_and_no_word_is_of_two() -> None:
    words = [word for stage in stage_words() for word in stage.words]
    assert {stage.id for stage in stage_words()} == set(STAGES)
    assert len(words) == len(set(words))
    assert words == [word.casefold() for word in words]


def test_spend_is_added_up_by_week_and_what_nobody_can_tell_stays_apart() -> None:
    spend = pl.DataFrame(
        {
            "date": [day("2026-01-05"), day("2026-01-11"), day("2026-01-12")],
            "campaign": ["a", "b", None],
            "campaign_name": ["拉新", None, None],
            "spend": [100, 20, 7],
        }
    )
    plans = pl.DataFrame(
        {"campaign": ["b"], "campaign_name": ["唤醒"], "objective": ["成交"]}
    )
    assert weekly_effort(spend, plans).rows() == [
        (day("2026-01-05"), "dormant", 20),
        (day("2026-01-05"), "new", 100),
        (day("2026-01-12"), None, 7),
    ]
