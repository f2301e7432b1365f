"""What a campaign aims at, by its words."""

from collections import Counter

import polars as pl
import pytest

from cockpit.engine.users.effort import (
    Trial,
    aim,
    role_stages,
    stage_words,
    weekly_posts,
    weekly_spend,
    weekly_trials,
)
from cockpit.snapshot.lifecycle import STAGES
from tests.engine.tables import Row, day, instant, table


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
    assert weekly_spend(spend, plans).rows() == [
        (day("2026-01-05"), "dormant", 20, 1),
        (day("2026-01-05"), "new", 100, 1),
        (day("2026-01-12"), None, 7, 1),
    ]


def post(content_id: str, on: str, platform: str = "douyin", **more: str) -> Row:
    """A post that came out on a day."""
    return {
        "content_id": content_id, "platform": platform, "publish_time": instant(on),
        "publish_date": day(on), "biz_date": day(on), **more,
    }  # fmt: skip


def test_posts_count_once_by_their_words_else_by_the_role_of_their_platform() -> None:
    rows = [
        post("a", "2026-01-05", scene="老客召回", title="新客必看"),
        post("b", "2026-01-06", title="新客必看"),
        post("c", "2026-01-07", platform="xiaohongshu", title="好物"),
        post("c", "2026-01-07", platform="xiaohongshu", title="好物"),
        post("d", "2026-01-08", platform="tmall"),
        post("e", "2026-01-09"),
    ]
    found = weekly_posts(table("content_posts", rows).lazy())
    monday = day("2026-01-05")
    assert set(found.rows()) == {
        (monday, "churned", 1, 1), (monday, "new", 2, 2), (monday, "returning", 1, 1),
        (monday, None, 1, 1),
    }  # fmt: skip
    assert role_stages() == {"seed": "new", "close": "returning"}


def test_a_test_counts_in_every_week_in_which_it_runs() -> None:
    trials = [
        Trial("1", "首页", "新客更愿下单", day("2026-01-08"), day("2026-01-12")),
        Trial("2", "唤醒短信", end=day("2026-01-05")),
        Trial("3", "颜色", start=day("2026-01-18")),
    ]
    weeks = [day("2026-01-05"), day("2026-01-12"), day("2026-01-19")]
    assert weekly_trials(trials, weeks).rows() == [
        (weeks[0], "dormant", 1, 1), (weeks[0], "new", 1, 1),
        (weeks[1], None, 1, 1), (weeks[1], "new", 1, 1),
        (weeks[2], None, 1, 1),
    ]  # fmt: skip
    assert weekly_trials([], weeks).rows() == []


def test_a_column_of_posts_is_told_as_each_text_alone() -> None:
    texts = [
        (scene, title)
        for scene in (None, "", "x", "Retargeting", "沉睡会员唤醒")
        for title in (None, "", "y", "KOL 种草", "老客召回", "首单立减")
    ]
    rows = [
        {**post(str(n), "2026-01-05"), "scene": scene, "title": title}
        for n, (scene, title) in enumerate(texts)
    ]
    found = weekly_posts(table("content_posts", rows).lazy())
    counts = Counter(aim(*pair) for pair in texts)
    assert {stage: n for _week, stage, n, _n in found.rows()} == counts
