"""Faults that are planted in a sound shop come out with the very counts."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from cockpit.engine.facts.book import Facts
from cockpit.engine.faults.spend import check_grains
from tests.engine.faults.shops import (
    AS_OF,
    BUYERS,
    adverts,
    at,
    by_code,
    counted,
    found,
    orders,
    payments,
    sound,
    tickets,
    touches,
)
from tests.engine.tables import Row, complaint, event, instant, order, spend


def without(rows: list[Row], key: str, count: int) -> list[Row]:
    """Take a value from the first rows."""
    return [{**row, key: None} if n < count else row for n, row in enumerate(rows)]


def test_a_sound_shop_has_no_fault_and_says_what_was_looked_for(tmp_path: Path) -> None:
    answer = found(sound(tmp_path))
    assert answer.rows == ()
    assert {"T101", "T102", "T103", "T201", "T204", "T301", "T302"} <= set(
        answer.passed
    )
    assert {"T303", "T304", "T305", "T401", "T402", "M101"} <= set(answer.passed)
    # No hour and no day has ten rows, so that nobody can expect any.
    assert answer.unchecked.keys() == {"T202", "T203", "S108"}


@pytest.mark.parametrize("planted", [1, 8, 41])
def test_orders_without_user_cost_or_status(tmp_path: Path, planted: int) -> None:
    rows = without(without(orders(), "user_id", planted), "cogs", planted + 2)
    odd = [{**r, "status": "unknown"} if n < 3 else r for n, r in enumerate(rows)]
    answer = counted(sound(tmp_path, orders=odd))
    assert answer["T101"] == (planted, BUYERS)
    assert answer["M101"] == (planted + 2, BUYERS)
    assert answer["W101"] == (3, BUYERS)


def test_buyers_whom_events_do_not_know(tmp_path: Path) -> None:
    strangers = {f"u{n}" for n in range(10, 27)}
    events = [r for r in [*touches(), *payments()] if r["user_id"] not in strangers]
    answer = counted(sound(tmp_path, events=events))
    assert answer["T102"] == (17, BUYERS)
    assert answer["T103"] == (17, BUYERS)


def test_what_leads_to_no_order_is_no_touchpoint(tmp_path: Path) -> None:
    """A click too early or too late, an impression, a visit from nowhere, the order."""
    kept = [
        row for row in touches() if row["user_id"] not in {f"u{n}" for n in range(9)}
    ]
    lost = [
        event("u0", at(0, days=-30.01), "ad_click", channel="douyin"),
        event("u1", at(1, days=0.01), "ad_click", channel="douyin"),
        event("u2", at(2, days=-1), "visit", channel="douyin", touch_type="impression"),
        event("u3", at(3, days=-1), "visit"),
        event("u4", at(4, days=-0.1), "order", channel="douyin"),
    ]
    good = [
        event("u5", at(5, days=-29.99), "ad_click", channel="douyin"),
        event("u6", at(6, days=-1), "visit", medium="cpc"),
        {**event("", at(7, days=-1), channel="kol"), "user_id": None, "anon_id": "a7"},
    ]
    first = event("u99", "2026-07-01T12:00", "ad_click", channel="douyin")
    link = {
        "anon_id": "a7", "user_id": "u7", "linked_at": instant(at(7)),
        "biz_date": instant(at(7)).date(),
    }  # fmt: skip
    study = sound(
        tmp_path, events=[first, *kept, *lost, *good, *payments()], identity=[link]
    )
    # Of u8 nobody knows anything before the order.
    assert counted(study)["T103"] == (6, BUYERS)


def test_orders_before_anything_could_be_known_are_not_judged(tmp_path: Path) -> None:
    early = [order(f"e{n}", f"u{n}", "2026-03-01T12:00", 50, cogs=1) for n in range(30)]
    answer = counted(sound(tmp_path, orders=[*orders(), *early]))
    assert "T103" not in answer
    assert "T102" not in answer


def test_visits_from_nowhere(tmp_path: Path) -> None:
    rows = [
        {**row, "channel": None} if n < 20 and row["event_name"] == "visit" else row
        for n, row in enumerate([*touches(), *payments()])
    ]
    assert counted(sound(tmp_path, events=rows))["T201"] == (19, BUYERS)


def test_a_source_or_a_medium_is_as_good_as_a_channel(tmp_path: Path) -> None:
    rows = [
        {**row, "channel": None, "source": "wechat"}
        if row["event_name"] == "visit"
        else row
        for row in [*touches(), *payments()]
    ]
    assert "T201" not in counted(sound(tmp_path, events=rows))


def test_anonymous_ids_that_nobody_links(tmp_path: Path) -> None:
    linked = event("u1", at(1, days=-1), anon_id="a0", channel="douyin")
    loose = [
        {
            **event("x", at(n, days=-1), channel="douyin"),
            "user_id": None,
            "anon_id": f"a{n}",
        }
        for n in range(40)
    ]
    rows = [*touches(), *payments(), linked, *loose]
    answer = by_code(sound(tmp_path, events=rows))["T202"]
    assert (answer.n, answer.of) == (39, 40)
    assert "2.50%" in answer.text


def test_pay_events_against_orders_by_user_and_day(tmp_path: Path) -> None:
    """Five pays are lost, three are sent again under another id."""
    again = [{**row, "event_id": f"x{n}"} for n, row in enumerate(payments()[10:13])]
    seen = [event(f"u{n}", at(n), "visit", channel="douyin") for n in range(5)]
    study = sound(tmp_path, events=[*touches(), *payments()[5:], *again, *seen])
    answer = by_code(study)["T204"]
    assert (answer.n, answer.of) == (8, 103)
    assert answer.details == ("5 orders have no pay event, 3 pay events have no order",)


def test_who_is_seen_nowhere_that_day_is_no_disagreement(tmp_path: Path) -> None:
    """Bought where nothing is tracked."""
    study = sound(tmp_path, events=[*touches(), *payments()[30:]])
    assert "T204" not in counted(study)


def test_campaigns_that_nobody_pays_for(tmp_path: Path) -> None:
    sold = [{**r, "campaign_id": "zz"} if n < 7 else r for n, r in enumerate(orders())]
    seen = [
        {**r, "campaign_id": "zz"} if 1 <= n < 5 else r for n, r in enumerate(touches())
    ]
    study = sound(tmp_path, orders=sold, events=[*seen, *payments()])
    answer = by_code(study)
    assert (answer["T301"].n, answer["T301"].of) == (7, BUYERS)
    assert (answer["T302"].n, answer["T302"].of) == (4, BUYERS)
    assert answer["T301"].details == ("zz",)


def test_a_campaign_of_the_register_is_known(tmp_path: Path) -> None:
    sold = [{**r, "campaign_id": "zz"} if n < 7 else r for n, r in enumerate(orders())]
    plan: Row = {"campaign_id": "zz", "channel": "douyin"}
    assert "T301" not in counted(sound(tmp_path, orders=sold, campaigns=[plan]))


def test_spend_without_campaign_or_creative(tmp_path: Path) -> None:
    rows = without(without(adverts(), "campaign_id", 9), "creative_id", 33)
    answer = counted(sound(tmp_path, ad_spend=rows))
    assert answer["T303"] == (9, 90)
    assert answer["T304"] == (33, 90)


def test_platforms_that_claim_more_than_was_sold(tmp_path: Path) -> None:
    """80 days have orders, 100 in all; 2 + 1 claims a day are 240."""
    first, second = adverts(), adverts()
    two = [{**row, "conversions": 2} for row in first]
    other = [{**row, "channel": "tmall", "campaign_id": "c2"} for row in second]
    answer = by_code(sound(tmp_path, ad_spend=[*two, *other]))["T305"]
    assert (answer.n, answer.of) == (140, 240)
    assert answer.severity == "red"
    assert answer.details[0] == "Douyin claims 160, 160 % of all orders"


def test_complaints_about_nobody_and_about_unknown_orders(tmp_path: Path) -> None:
    loose = [complaint(f"x{n}", at(n)[:10], None) for n in range(6)]
    strange = [complaint(f"y{n}", at(n)[:10], f"gone{n}") for n in range(4)]
    named = [{**row, "order_id": "i1"} for row in [complaint("z", at(1)[:10], "")]]
    items: list[Row] = [
        {**row, "item_order_id": f"i{n}"} for n, row in enumerate(orders())
    ]
    rows = [*tickets(), *loose, *strange, *named]
    answer = counted(sound(tmp_path, complaints=rows, orders=items))
    assert answer["T401"] == (6, 61)
    assert answer["T402"] == (4, 55)


def test_channels_that_are_not_listed(tmp_path: Path) -> None:
    rows = [
        {**r, "channel": "某渠道"} if n < 12 else r for n, r in enumerate(adverts())
    ]
    answer = by_code(sound(tmp_path, ad_spend=rows))["W102"]
    assert (answer.n, answer.of, answer.severity) == (12, 90, "note")
    assert "某渠道" in answer.text


def test_without_events_it_is_said_that_nobody_looked(tmp_path: Path) -> None:
    answer = found(sound(tmp_path, events=[]))
    assert answer.unchecked["T103"] == "needs the table events"
    assert "T103" not in answer.passed


def test_what_is_later_than_the_day_is_not_counted(tmp_path: Path) -> None:
    late = order("l", None, "2026-11-03T12:00", 10)
    assert AS_OF < "2026-11-03"
    assert "T101" not in counted(sound(tmp_path, orders=[*orders(), late]))


def test_what_was_mended_long_ago_is_no_fault_of_today(tmp_path: Path) -> None:
    old = [spend("2026-01-01", "douyin", 10), spend("2026-07-31", "douyin", 10)]
    assert "T303" not in counted(sound(tmp_path, ad_spend=[*adverts(), *old]))


def test_before_the_first_event_it_is_said_that_nobody_looked(tmp_path: Path) -> None:
    later = [event("u1", "2026-11-03T12:00", "visit", channel="douyin")]
    answer = found(sound(tmp_path, events=later))
    assert {"T102", "T103"} <= set(answer.unchecked)


def test_grains_that_disagree_later_than_the_day_are_no_fault_of_it(
    tmp_path: Path,
) -> None:
    study = sound(tmp_path)
    days = [date(2026, 10, 30), date(2026, 11, 2)]
    doubles = pl.DataFrame({"channel": ["douyin"] * 2, "date": days})
    facts = Facts("r", {**study.scene.facts.frames, "double_grains": doubles})
    scene = replace(study.scene, facts=facts)
    (checked,) = check_grains(replace(study, scene=scene))
    assert [one.n for one in checked.findings] == [1]
