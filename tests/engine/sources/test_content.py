"""What a team publishes and tests, as exports and sheets have it."""

from datetime import date
from decimal import Decimal

import pytest

from cockpit.engine.sources.vocabulary import known
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import spec


def test_posts_of_a_creator_centre_are_read(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("content_posts", constants={"platform": "小红书"}))
    desk.lay(
        "a.csv",
        "笔记ID,首次发布时间,笔记标题,体裁,曝光,观看量,封面点击率,点赞,评论,收藏,涨粉,分享,"
        "场景,制作方式,制作成本(元),工时\n"
        "n1,2026年10月28日23时30分00秒,标题,图文,1.2万,800,6.7%,9,8,7,-1,6,种草,AI,120.5,"
        "1.5\n",
    )

    (row,) = desk.rows("a.csv").rows(named=True)

    assert (row["content_id"], row["platform"]) == ("n1", "xiaohongshu")
    assert (row["publish_date"], row["biz_date"]) == (date(2026, 10, 28),) * 2
    assert (row["impressions"], row["views"], row["saves"]) == (12_000, 800, 7)
    assert (row["new_followers"], row["scene"], row["format"]) == (-1, "种草", "图文")
    assert row["producer_mode"] == "aigc"
    assert (row["production_cost"], row["labor_hours"]) == (1_205_000, Decimal("1.5"))


def test_figures_of_a_post_by_day_belong_to_that_day(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("content_posts"))
    desk.lay(
        "a.csv",
        "作品ID,平台,发布时间,统计日期,播放量\n"
        "v1,抖音,2026-10-20 08:00:00,2026-10-28,10\n"
        "v1,抖音,2026-10-20 08:00:00,2026-10-29,12\n",
    )

    rows = desk.rows("a.csv")

    assert rows["publish_date"].to_list() == [date(2026, 10, 20)] * 2
    assert rows["biz_date"].to_list() == [date(2026, 10, 28), date(2026, 10, 29)]


def test_a_newer_export_replaces_the_posts_that_it_has(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("content_posts"))
    header = "content_id,platform,publish_time,likes\n"
    both = "n1,小红书,2026-10-20,1\nn2,小红书,2026-10-21,1\n"
    desk.lay("a.csv", header + both, age=90)
    desk.lay("b.csv", header + "n1,小红书,2026-10-20,5\n", age=60)

    assert desk.rows("a.csv")["content_id"].to_list() == ["n2"]
    assert desk.rows("b.csv")["likes"].to_list() == [5]


def test_tests_are_read_and_may_lie_ahead(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("experiments"))
    desk.lay(
        "a.csv",
        "实验ID,实验名称,假设,开始日期,结束日期,主指标,负责人,状态\n"
        "e1,首页改版,老客会更快找到复购入口,2026-11-05,2026-11-30,cvr,周敏,待开始\n",
    )

    assert desk.rows("a.csv").drop("_line").rows() == [
        (
            "e1", "首页改版", "老客会更快找到复购入口", None, None, date(2026, 11, 5),
            date(2026, 11, 30), "cvr", None, "周敏", "待开始",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("人工", "human"), ("AI", "aigc"), ("是", "aigc"), ("人机协同", "hybrid"),
        ("数字人", "virtual_host"), ("外包", None),
    ],
)  # fmt: skip
def test_how_a_post_was_made_is_told_in_four_words(
    said: str, meant: str | None
) -> None:
    assert known("producer_modes", said) == meant
