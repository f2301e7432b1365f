"""Pages of users: sorted, searched, cut; and the timeline of one of them."""

from pathlib import Path
from typing import Literal

import pytest

from cockpit.engine.views.people import people, people_frame, person
from cockpit.engine.views.study import Study
from cockpit.snapshot.ltv import LtvQuery
from cockpit.snapshot.people import PeoplePage, PeopleQuery, PersonQuery
from cockpit.snapshot.rfm import RfmQuery
from cockpit.snapshot.segments import SegmentsQuery
from cockpit.text import i18n
from tests.engine.tables import complaint, event, instant, order
from tests.engine.users.books import bought, study_of


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Sixty customers; user u has paid u + 1 in its first order, 10 in any later one."""
    first = [
        (f"u{user:02}", f"2026-01-{1 + user % 28:02}", user + 1) for user in range(60)
    ]
    again = [(f"u{user:02}", "2026-02-10", 10) for user in range(0, 60, 3)]
    folder = tmp_path_factory.mktemp("people")
    return study_of(folder, "2026-03-01", orders=bought(*first, *again))


def column(page: PeoplePage, name: str) -> list[object]:
    place = [one.id for one in page.columns].index(name)
    return [row[place] for row in page.rows]


def test_a_page_is_a_slice_of_the_sorted_list(study: Study) -> None:
    query = PeopleQuery(RfmQuery(), sort="monetary", first=2, count=3)
    page = people(study, query)
    assert page.total == 60
    assert column(page, "user_id") == ["u51", "u59", "u48"]
    assert column(page, "monetary") == [62.0, 60.0, 59.0]
    assert page.revision == study.scene.data_revision


def test_the_lists_own_order_is_by_user_and_ties_keep_it(study: Study) -> None:
    own = people(study, PeopleQuery(RfmQuery(), count=2))
    assert column(own, "user_id") == ["u00", "u01"]
    tied = people(
        study, PeopleQuery(RfmQuery(), sort="frequency", descending=False, count=3)
    )
    assert column(tied, "user_id") == ["u01", "u02", "u04"]


def test_a_needle_and_a_segment_narrow_the_list(study: Study) -> None:
    page = people(study, PeopleQuery(RfmQuery(), needle="u1"))
    assert page.total == 10
    whole = people_frame(study, PeopleQuery(RfmQuery()))
    for (segment,), users in whole.group_by("segment"):
        query = PeopleQuery(RfmQuery(), segment=segment)
        assert people(study, query).total == users.height
    assert people(study, PeopleQuery(RfmQuery(), needle=".*")).total == 0


def test_segments_are_called_by_name_on_the_page_and_by_id_in_the_file(
    study: Study,
) -> None:
    frame = people_frame(study, PeopleQuery(RfmQuery()))
    assert "champions" in set(frame["segment"].to_list())
    i18n.speak("zh_CN")
    try:
        page = people(study, PeopleQuery(RfmQuery(), segment="champions"))
    finally:
        i18n.speak("en")
    assert set(column(page, "segment")) == {"冠军客户"}


def test_past_the_end_there_are_no_rows(study: Study) -> None:
    page = people(study, PeopleQuery(RfmQuery(), first=1_000, count=10))
    assert (page.rows, page.total) == ((), 60)


@pytest.mark.parametrize(("language", "name"), [("en", "Douyin"), ("zh_CN", "抖音")])
def test_channels_are_called_by_name_and_by_id_in_the_file(
    tmp_path: Path, language: Literal["zh_CN", "en"], name: str
) -> None:
    rows = [
        order(f"o{n}", f"u{n:02}", "2026-01-05T10:00", 10, channel="douyin")
        for n in range(60)
    ]
    seen = [event("u01", "2026-01-06T10:00", channel="own shop")]
    shop = study_of(tmp_path, "2026-03-01", orders=rows, events=seen)
    i18n.speak(language)
    try:
        page = people(shop, PeopleQuery(LtvQuery(), count=2))
        deeds = person(shop, PersonQuery("u01")).deeds
    finally:
        i18n.speak("en")
    assert column(page, "channel") == [name, name]
    assert [deed.channel for deed in deeds] == ["own shop", name]
    frame = people_frame(shop, PeopleQuery(LtvQuery()))
    assert frame["channel"].unique().to_list() == ["douyin"]


def test_customers_values_are_listed_by_channel_or_month_too(study: Study) -> None:
    page = people(study, PeopleQuery(LtvQuery(), segment="2026-01", count=1))
    assert page.total == 60
    assert column(page, "first_paid") == ["2026-01-01"]
    assert column(page, "x") == [1]
    assert column(page, "p_alive") == [None]
    assert page.missing, "sixty customers are too few for the model"
    assert people(study, PeopleQuery(LtvQuery(), segment="2026-02")).total == 0
    assert people(study, PeopleQuery(LtvQuery(), segment="all")).total == 60


def test_a_list_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    few = study_of(tmp_path, "2026-03-01", orders=bought(("a", "2026-01-01", 1)))
    page = people(few, PeopleQuery(RfmQuery()))
    assert (page.total, page.rows) == (0, ())
    assert page.missing.startswith("quintiles need 49 more")
    assert people(few, PeopleQuery(SegmentsQuery())).missing
    assert people_frame(few, PeopleQuery(RfmQuery())).is_empty()


def test_a_timeline_has_all_deeds_the_newest_first(tmp_path: Path) -> None:
    late = {"refund_amount": 40_000, "refund_time": instant("2026-02-20T08:00")}
    study = study_of(
        tmp_path,
        "2026-03-01",
        orders=[
            order("1", "a", "2026-02-01T09:00", 10, product_name="milk", **late),
            order("1", "a", "2026-02-01T09:00", 5, product_name="nappies"),
            order("2", "a", "2026-02-03T09:00", 7, is_paid=False, pay_time=None,
                  order_time=instant("2026-02-03T08:30"), status="created"),
            order("3", "b", "2026-02-02T09:00", 99),
            order("4", "a", "2026-03-02T09:00", 99),
        ],
        events=[event("a", "2026-01-31T20:00", "view", product_id="p1", price_seen=99)],
        complaints=[complaint("t", "2026-02-05", "1", reason="leaks")],
        users=[{"user_id": "a", "register_time": instant("2026-01-30T10:00")}],
    )  # fmt: skip
    found = person(study, PersonQuery("a"))
    told = [(deed.at, deed.kind, deed.what, deed.amount) for deed in found.deeds]
    assert told == [
        ("2026-02-20T08:00:00", "refund", "milk", -4.0),
        ("2026-02-05T12:00:00", "ticket", "leaks", None),
        ("2026-02-03T08:30:00", "order", "created", None),
        ("2026-02-01T09:00:00", "order", "milk + nappies", 15.0),
        ("2026-01-31T20:00:00", "view", "p1", 0.0099),
        ("2026-01-30T10:00:00", "registered", "", None),
    ]
    assert {name.en: text for name, text in found.facts}["Orders"] == "1"
    cut = person(study, PersonQuery("a", count=2))
    assert (len(cut.deeds), cut.total) == (2, 6)
    assert person(study, PersonQuery("nobody")).total == 0
