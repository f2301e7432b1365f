"""What events say of users: tokens, numbers, and what is left out."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.tables import schema_of
from cockpit.engine.users.needs.behaviour import Behaviour, Files, Scope, behaviour
from cockpit.engine.users.needs.deeds import DEED, Deeds, deed_key, deeds
from cockpit.engine.users.needs.needmap import need_map
from cockpit.snapshot.segments import FAMILIES, Family
from tests.conftest import few
from tests.engine.tables import Row, event, order, table


def said(props: str | None, *, name: str = "view_item", product: str = "") -> Deeds:
    kind = {"event_name": name, "props": props, "product_id": product or None}
    kinds = pl.DataFrame([kind], schema=dict.fromkeys(DEED, pl.String))
    products = pl.DataFrame(
        {"product_id": ["p1", "p3"], "product_name": ["1段", "面霜"],
         "category": ["奶粉", None]}
    )  # fmt: skip
    return deeds(kinds.with_columns(deed=deed_key()), products, need_map())


def tokens(props: str | None, **more: str) -> list[str]:
    return said(props, **more).tokens["token"].to_list()


def told(
    events: list[Row],
    *,
    orders: list[Row] | None = None,
    families: tuple[Family, ...] = FAMILIES,
    calendar: list[Row] | None = None,
) -> Behaviour:
    files = Files(
        events=table("events", events).lazy(),
        orders=table("orders", orders or []).lazy(),
        calendar=table("calendar", calendar or []).lazy(),
        has_discounts=True,
    )
    scope = Scope(date(2026, 1, 1), date(2026, 1, 31), families)
    return behaviour(files, scope, need_map())


def reading(
    user: str, props: str, times: int = 5, at: str = "2026-01-05T10:00"
) -> list[Row]:
    return [event(user, at, "content_view", props=props) for _ in range(times)]


@pytest.mark.parametrize(
    ("props", "expected"),
    [
        ('{"topic":"二胎"}', ["topic=二胎"]),
        ('{"topic":"\\u4e8c\\u80ce"}', ["topic=二胎"]),
        ('{ "page" : " Ingredients " , "ok":true}', ["ok=true", "page=ingredients"]),
        ('{"quote":"a \\"b\\": \\"c\\""}', ['quote=a "b": "c"']),
        ('{"search":"无香精 婴儿面霜"}', ["search=无香精"]),
        ('{"search":"奶瓶"}', ["search=奶瓶"]),
        ('{"items":["a","b"],"page":"x"}', ["page=x"]),
        ('{"note_id":"n-17"}', []),
        ('{"page":""}', []),
        ('{"page":"x"', []),
        ("page=x", []),
        ("{}", []),
        (None, []),
    ],
)  # fmt: skip
def test_text_in_properties_becomes_tokens(
    props: str | None, expected: list[str]
) -> None:
    assert tokens(props) == expected


def test_numbers_in_properties_stay_numbers() -> None:
    found = said('{"compare_depth":5,"ratio":-1.5e1,"page":"7"}')
    assert dict(found.numbers.select("key", "value").iter_rows()) == {
        "compare_depth": 5.0,
        "ratio": -15.0,
    }
    assert found.tokens["token"].to_list() == ["page=7"]


def test_the_name_of_an_event_and_its_product_are_tokens() -> None:
    assert tokens(None, name="compare") == ["event=compare"]
    assert tokens(None, product="p1") == ["category=奶粉"]
    assert tokens(None, product="p2") == ["product=p2"]
    assert tokens(None, product="p3") == ["product=面霜"]


@settings(max_examples=few(50))
@given(st.text())
def test_no_text_in_properties_breaks_anything(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert len(tokens(text)) <= text.count('"')


def test_users_with_few_events_are_dropped_and_counted() -> None:
    found = told([*reading("a", '{"page":"x"}'), *reading("b", '{"page":"x"}', 4)])
    assert found.ids.to_list() == ["a"]
    assert (found.events.to_list(), found.dropped, found.rows) == ([5], 1, 9)


def test_steps_to_an_order_say_nothing_of_a_need() -> None:
    visits = [event("a", "2026-01-05T10:00") for _ in range(9)]
    found = told([*visits, *reading("b", '{"page":"x"}')])
    assert found.ids.to_list() == ["b"]


def test_days_outside_the_window_and_events_without_a_user_do_not_count() -> None:
    anonymous = [{**row, "user_id": None} for row in reading("x", '{"page":"x"}')]
    late = reading("b", '{"page":"x"}', at="2026-02-01T00:00")
    found = told([*reading("a", '{"page":"x"}'), *late, *anonymous])
    assert found.ids.to_list() == ["a"]


def test_only_the_wanted_kinds_of_behaviour_count() -> None:
    rows = reading("a", '{"page":"x","topic":"y","search":"z","compare_depth":3}')
    found = told(rows, families=("search", "compare"))
    assert found.tokens["token"].to_list() == ["search=z"]
    assert found.numbers["key"].to_list() == ["compare_depth"]
    assert found.tokens["n"].to_list() == [5]


def test_hours_and_channels_are_told_of_events_that_say_something() -> None:
    night = reading("a", '{"page":"x"}', 3, at="2026-01-05T02:00")
    night = [{**row, "channel": "wechat"} for row in night]
    visit = event("a", "2026-01-05T20:00", channel="douyin")
    found = told(
        [visit, *night, *reading("a", '{"page":"x"}')], families=("hour", "channel")
    )
    counted = dict(found.tokens.select("token", "n").iter_rows())
    assert counted == {"hour=night": 3, "hour=morning": 5, "channel=wechat": 3}


def test_without_events_purchases_tell_what_users_are_after() -> None:
    lines = [
        order(f"o{n}", "a", "2026-01-05T10:00", 100, category="奶粉") for n in range(5)
    ]
    found = told([], orders=lines, families=("interest",))
    assert (found.source, found.ids.to_list()) == ("orders", ["a"])
    assert found.tokens["token"].to_list() == ["category=奶粉"]


def test_price_response_is_told_from_purchases() -> None:
    """U buys at 80 what others buy at 120: 0.8 of the mean of 100; half on a sale."""
    lines = [
        order("o1", "u", "2026-01-05T10:00", 80, product_id="p", discount_amount=5),
        order("o2", "u", "2026-01-06T10:00", 80, product_id="p"),
        order("o3", "v", "2026-01-07T10:00", 120, product_id="p"),
        order("o4", "v", "2026-01-07T10:00", 240, product_id="p", item_qty=2),
    ]
    days: list[Row] = [{"date": date(2026, 1, 5), "kind": "promo"}]
    rows = [*reading("u", '{"page":"x"}'), *reading("v", '{"page":"x"}')]
    found = told(rows, orders=lines, families=("price",), calendar=days)
    values = {(user, key): value for user, key, value in found.numbers.iter_rows()}
    assert values[0, "price:level"] == pytest.approx(0.8)
    assert values[1, "price:level"] == pytest.approx(1.2)
    assert (values[0, "price:promotion"], values[1, "price:promotion"]) == (0.5, 0)
    assert (values[0, "price:discount"], values[1, "price:discount"]) == (0.5, 0)


def test_cadence_is_days_and_the_gap_between_them() -> None:
    rows = [
        *reading("a", '{"page":"x"}', 3),
        *reading("a", '{"page":"x"}', 3, at="2026-01-15T10:00"),
    ]
    found = told(rows, families=("cadence",))
    values = {key: value for _, key, value in found.numbers.iter_rows()}
    assert values == {"cadence:days": 2, "cadence:gap": 10}


@settings(max_examples=few(10))
@given(st.lists(st.sampled_from("abc"), min_size=5, max_size=20))
def test_counts_do_not_depend_on_the_order_of_rows(users: list[str]) -> None:
    rows = [row for user in users for row in reading(user, '{"page":"x"}', 1)]
    one, other = told(rows), told(rows[::-1])
    assert one.ids.to_list() == other.ids.to_list()
    assert one.tokens.equals(other.tokens)


def test_no_tables_give_nobody() -> None:
    found = told([])
    assert (found.ids.len(), found.dropped, found.rows) == (0, 0, 0)
    assert found.tokens.columns == ["user", "token", "n"]
    assert set(schema_of("events")) >= set(DEED)
