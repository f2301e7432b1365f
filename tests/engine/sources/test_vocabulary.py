"""Words of files and words of the engine."""

import csv
from importlib.resources import files
from time import process_time

import pytest

from cockpit.engine.sources.aliases import RATIO, by_alias
from cockpit.engine.sources.headers import Header, header, is_personal, nearest
from cockpit.engine.sources.kinds import kinds_of
from cockpit.engine.sources.vocabulary import (
    PAID_STATUSES,
    channel_name,
    channel_role,
    known,
    listed_channels,
)
from cockpit.engine.tables import TABLES


@pytest.mark.parametrize(
    ("said", "channel"),
    [("巨量引擎", "douyin"), ("ocean engine", "douyin"), ("RED", "xiaohongshu"),
     ("直通车", "tmall"), ("视频号", "wechat"), ("企微", "private"), ("Meta Ads", "meta")],
)  # fmt: skip
def test_channels_are_known_under_many_names(said: str, channel: str) -> None:
    assert known("channels", said) == channel


@pytest.mark.parametrize("said", ["Facebook", "Paid Search", "Online Video", "social"])
def test_what_is_not_listed_is_not_guessed(said: str) -> None:
    assert known("channels", said) is None
    assert channel_name(said).zh == said


def test_every_channel_has_names_and_a_role() -> None:
    for channel in listed_channels():
        name = channel_name(channel)
        assert name.zh
        assert name.en
        assert channel_role(channel) in {"seed", "close", "owned", "both"}


def test_no_word_means_two_things() -> None:
    for vocabulary in ("order_status", "event_names"):
        assert known(vocabulary, "no such word") is None
    assert set(PAID_STATUSES) <= {known("order_status", s) for s in PAID_STATUSES}


def test_every_alias_leads_to_a_column_that_a_file_can_feed() -> None:
    path = files("cockpit.engine.sources") / "aliases.csv"
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))

    assert {row["table"] for row in rows} == set(TABLES)
    for row in rows:
        assert row["canonical"] in {*kinds_of(row["table"]), RATIO}, row


def test_every_column_that_a_file_can_feed_knows_its_own_alias() -> None:
    assert by_alias("ad_spend", "消耗(元)") == by_alias("ad_spend", " 消耗 ")
    assert by_alias("ad_spend", "点击率(%)") is not None


def test_units_and_currencies_are_lifted_out_of_names() -> None:
    assert header("花费(分)").unit == "fen"
    assert header("花费（元）").plain == header("花费").plain
    assert header("Amount spent (USD)").currency == "USD"
    assert header("消耗(实)").plain != header("消耗").plain


@pytest.mark.parametrize(
    "name",
    [
        "收货人手机",
        "联系电话",
        "Email",
        "身份证号",
        "收货地址",
        "Shipping Name",
        "phone",
    ],
)
def test_personal_columns_are_told(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize(
    "name", ["campaign_name", "计划名称", "product_name", "渠道", "device"]
)
def test_other_columns_are_not_personal(name: str) -> None:
    assert not is_personal(name)


def test_the_nearest_name_comes_first() -> None:
    assert nearest(["spend"], ["date", "spent", "speed limit"])[0] == "spent"


def test_a_unit_in_brackets_may_stand_apart() -> None:
    assert header("cost_micros (USD)") == Header("costmicros", "micros", "USD")


def test_a_long_run_of_blanks_in_a_cell_holds_nothing_up() -> None:
    """Every cell of the first lines is tried as a name, whatever lies in it."""
    begun = process_time()

    header(f"a{' ' * 200_000}b")

    assert process_time() - begun < 1
