"""What is kept of people: pseudonyms of keys, texts without numbers and addresses."""

import hmac
import json
from hashlib import sha256

import polars as pl
import pytest

from cockpit.engine.sources.free_text import masked_texts, scrubbed
from cockpit.engine.sources.headers import header, is_personal
from cockpit.engine.sources.personal import listed
from cockpit.engine.sources.pseudonyms import pseudonym, pseudonyms
from cockpit.engine.sources.store import source_digest
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import spec

KEY = bytes(range(32))
ORDERS = "订单编号,买家手机号,支付时间,实付金额\n"
MAPPED = {"user_id": "买家手机号"}


def test_a_pseudonym_is_the_first_half_of_an_hmac() -> None:
    by_hand = hmac.new(KEY, b"13800130000", sha256).hexdigest()[:32]
    assert pseudonym("13800130000", KEY) == by_hand


def test_a_column_has_one_pseudonym_an_id_and_none_for_a_blank() -> None:
    found = pseudonyms(pl.Series("user_id", ["a", None, "b", "a"]), KEY)
    assert found.to_list() == [
        pseudonym("a", KEY), None, pseudonym("b", KEY), pseudonym("a", KEY),
    ]  # fmt: skip
    assert found.name == "user_id"
    assert pseudonyms(pl.Series("x", [], dtype=pl.String), KEY).dtype == pl.String


def test_the_same_person_has_the_same_pseudonym_in_every_table(
    make_desk: MakeDesk,
) -> None:
    orders = spec("orders", "orders.csv", columns=MAPPED, secret=KEY)
    events = spec("events", "events.csv", position=2, secret=KEY)
    links = spec("identity", "identity.csv", position=3, secret=KEY)
    desk = make_desk(orders, events, links)
    desk.lay("orders.csv", ORDERS + "T1,\t13800130000,2026-10-30 09:00:00,10\n")
    desk.lay(
        "events.csv",
        'user_id,anon_id,event_time,event_name\n="13800130000",c1,2026-10-30 09:00,view\n',
    )
    desk.lay(
        "identity.csv", "anon_id,user_id,linked_at\nc1,13800130000,2026-10-30 09:00\n"
    )
    wanted = pseudonym("13800130000", KEY)
    assert desk.rows("orders.csv")["user_id"].to_list() == [wanted]
    assert desk.rows("events.csv")["user_id"].to_list() == [wanted]
    assert desk.rows("identity.csv")["user_id"].to_list() == [wanted]
    assert desk.rows("events.csv")["anon_id"].to_list() == [pseudonym("c1", KEY)]


def test_another_key_column_with_a_personal_name_is_hidden_too(
    make_desk: MakeDesk,
) -> None:
    table = spec(
        "complaints",
        columns={"order_id": "手机号", "liable": "客户姓名"},
        secret=KEY,
    )
    desk = make_desk(table)
    desk.lay(
        "a.csv", "工单编号,创建时间,手机号,客户姓名\n1,2026-10-30 09:00,139,王五\n"
    )
    row = desk.rows("a.csv").row(0, named=True)
    assert (row["ticket_id"], row["order_id"], row["liable"]) == (
        "1", pseudonym("139", KEY), pseudonym("王五", KEY),
    )  # fmt: skip


def test_quarantine_masks_the_cells_of_hidden_columns(make_desk: MakeDesk) -> None:
    head = "event_time,event_name,user_id\n"
    rows = "2026-10-30 09:00:00,view,1.38E+10\n2026-10-30 09:00:00,view,u1\n"
    desk = make_desk(spec("events", secret=KEY))
    desk.lay("a.csv", head + rows)
    assert [row.cell for row in desk.rejected("a.csv")] == ["1***"]
    desk.restart(spec("events"))
    assert [row.cell for row in desk.rejected("a.csv")] == ["1.38E+10"]


def test_the_key_is_neither_shown_nor_kept() -> None:
    one, other = spec(secret=KEY), spec(secret=bytes(32))
    assert "secret" not in repr(one)
    assert len({source_digest(s) for s in (one, other, spec())}) == 3


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("请打13812345678谢谢", "请打***谢谢"),
        ("tel:+86 138-1234-5678,13987654321", "tel:***,***"),
        ("１３８１２３４５６７８", "***"),
        ("电话010-62345678", "电话***"),
        ("a@b.com 邮箱是zhang.san@qq.com.cn。", "*** 邮箱是***。"),
        ("身份证11010519491231002X ok", "身份证*** ok"),
        ("卡6222 0212 3456 7890 128", "卡***"),
        ("微信号：abc_1234", "微信号：***"),
        ("车粤B12345", "车***"),
        ("call (415) 555-2671 or 415-555-2671", "call *** or ***"),
        ("+44 20 7946 0958", "***"),
    ],
)
def test_what_identifies_a_person_is_masked_inside_a_text(text: str, kept: str) -> None:
    assert masked_texts(pl.Series([text, "as it is"])).to_list() == [kept, "as it is"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-31 12:00:00", "campaign 20261031_1234567890123", "3.13812345678",
        "订单 6920000000000000012345", "price 1380000", "川CHANEL 苏宁BRAND01",
        "a > b > c", "20261031-20261101", "1790532268123456789", "iPhone 15 Pro",
    ],
)  # fmt: skip
def test_figures_days_and_names_of_campaigns_stay(text: str) -> None:
    assert masked_texts(pl.Series([text])).to_list() == [text]


def test_personal_keys_of_objects_are_dropped_at_any_depth() -> None:
    props = {
        "price": 19.9, "phone": "x", "a": [{"手机": "x", "note": "at a@b.com"}],
        "user": {"name": "Ada", "level": 2}, "mobile_no": 1, "contact": 13812345678,
        "item_id": 13812345678,
    }  # fmt: skip
    cells = pl.Series([json.dumps(props), '{"price": 1}', None, "{broken 13812345678"])
    first, *others = scrubbed(cells)
    assert json.loads(first) == {
        "price": 19.9, "a": [{"note": "at ***"}], "user": {"level": 2},
        "contact": "***", "item_id": 13812345678,
    }  # fmt: skip
    assert others == ['{"price": 1}', None, "{broken ***"]


def test_a_key_that_stands_twice_hides_nothing() -> None:
    cells = pl.Series(['{"note": "13812345678", "note": "x", "item_id": 13812345678}'])
    assert scrubbed(cells).to_list() == ['{"note":"x","item_id":13812345678}']


@pytest.mark.parametrize(
    "name",
    [
        "微信号", "客户姓名", "联系人", "openid", "身份证号码", "银行卡号", "车牌号", "驾驶证号",
        "WeChat ID", "First Name", "License Plate", "Driver's Licence", "Passport No",
        "Card Number", "Date of Birth", "IP", "邮编", "user.name", "traits.firstName",
    ],
)  # fmt: skip
def test_the_list_knows_people_in_two_languages(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize(
    "name",
    [
        "微信", "商品名称", "campaign_name", "达人昵称", "渠道", "品牌", "city", "省份",
        "会员等级", "product.name", "channel", "card_views", "证书数", "member_level",
    ],
)  # fmt: skip
def test_the_list_leaves_other_columns_alone(name: str) -> None:
    assert not is_personal(name)


def test_every_word_of_the_list_is_in_the_plain_form_it_is_compared_in() -> None:
    assert all(header(word).plain == word for _, word, _ in listed())
    assert len(set(listed())) == len(listed())
