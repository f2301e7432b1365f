"""The journeys view: what stands in it, what is refused, and how it is explained."""

import json
from pathlib import Path

import pytest

from cockpit.engine.views.budget import budget
from cockpit.engine.views.journeys import journeys
from cockpit.engine.views.study import StudyTerms
from cockpit.snapshot.budget import BudgetQuery
from cockpit.snapshot.journeys import JourneysQuery, JourneysSnapshot
from tests.engine.attribution.travels import bought, touch
from tests.engine.tables import Row, complaint, event, order, spend
from tests.engine.users.books import study_of
from tests.engine.views.test_budget import AS_OF, exports
from tests.engine.views.unexplained import unexplained

DAY = 24


def shop() -> dict[str, list[Row]]:
    """Sixty people: forty put something into the cart, twenty of them buy it."""
    events: list[Row] = []
    orders: list[Row] = []
    for number in range(60):
        user = f"u{number:02}"
        named = {"campaign_id": "kol:mia"} if number < 12 else {}
        events.append(touch(user, 0, "xiaohongshu", **named))
        if number < 40:
            events.append(touch(user, 2, "tmall", name="cart"))
        if number < 20 or number >= 50:
            orders.append(bought(user, 3, 10, channel="tmall"))
    return {
        "events": events,
        "orders": orders,
        "complaints": [complaint("t1", "2026-01-09", "u00@3")],
    }


def told(
    folder: Path,
    query: JourneysQuery | None = None,
    terms: StudyTerms | None = None,
    /,
    **other: list[Row],
) -> JourneysSnapshot:
    given = {name: rows for name, rows in (shop() | other).items() if rows}
    study = study_of(folder, "2026-06-01", terms or StudyTerms(), **given)
    return journeys(study, query or JourneysQuery())


def test_touchpoints_are_told_by_stage_with_what_to_mend(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert [(row.stage, row.touchpoint) for row in found.rows] == [
        ("discover", "xiaohongshu"), ("intend", "tmall"),
    ]  # fmt: skip
    first, cart = found.rows
    assert (first.reach, first.conversion, first.n) == (60, 0.5, 60)
    assert first.drop_off == pytest.approx(10 / 60)
    assert (cart.reach, cart.conversion, cart.drop_off) == (40, 0.5, 0.5)
    assert cart.removal_effect == pytest.approx(2 / 3)
    assert (first.complaints, cart.complaints) == (1 / 30, 1 / 20)
    assert first.low is not None
    assert first.high is not None
    assert first.low < 0.5 < first.high
    assert (cart.gap_p50, cart.maturity) == (3_600, "mature")
    assert (cart.is_key, first.is_key) == (True, True)
    assert "40 users, 50.0% go no further, 66.7% of" in cart.why_key
    assert found.reading == f"mend first: {cart.why_key}"
    assert (found.users, found.missing) == (60, "")


def test_the_funnel_and_the_gaps_stand_beside_it(tmp_path: Path) -> None:
    found = told(tmp_path)
    steps = [(step.step, step.users, step.rate) for step in found.funnel]
    assert steps == [
        ("visit", 60, None), ("cart", 40, 40 / 60), ("order", 20, 0.5), ("pay", 20, 1),
    ]  # fmt: skip
    for step in found.funnel[1:]:
        assert step.rate is not None
        assert step.drop_off is not None
        assert step.low is not None
        assert step.high is not None
        assert step.drop_off + step.rate == pytest.approx(1)
        assert step.low <= step.rate <= step.high
        assert step.whole == step.users / 60
    assert (found.gap_p50, found.order_p50, found.gap_note) == (7_200, 10_800, "")
    assert sum(one.touches for one in found.gaps) == 40
    assert sum(one.orders for one in found.gaps) == 30


def test_a_channel_may_be_asked_for(tmp_path: Path) -> None:
    found = told(tmp_path, JourneysQuery(channel="tmall"))
    assert {row.touchpoint: row.reach for row in found.rows} == {
        "xiaohongshu": 40, "tmall": 40,
    }  # fmt: skip
    assert [step.users for step in found.funnel] == [40, 40, 20, 20]
    assert "--channel tmall" in found.how["reach"].query


def test_days_whose_look_back_goes_on_are_refused(tmp_path: Path) -> None:
    given = {"events": shop()["events"], "orders": shop()["orders"]}
    study = study_of(tmp_path, "2026-01-10", **given)
    found = journeys(study, JourneysQuery())
    assert found.rows == ()
    assert found.funnel == ()
    assert "ask for days up to 2025-12-10" in found.missing
    # What needs no outcome is told.
    assert found.gap_p50 == 7_200
    assert found.concentration is not None
    assert found.concentration.n == 30


def test_days_are_those_of_the_last_touch(tmp_path: Path) -> None:
    events = [*shop()["events"], touch("late", 40 * DAY, "wechat")]
    found = told(tmp_path, JourneysQuery(first="2026-02-01"), events=events)
    assert [(row.touchpoint, row.reach) for row in found.rows] == [("wechat", 1)]
    nothing = told(tmp_path, JourneysQuery(last="2025-06-01"))
    assert nothing.missing == "no touch of these days is in a journey"


def test_files_of_days_say_so(tmp_path: Path) -> None:
    events = [
        event("u", "2026-01-01T00:00", channel="a"),
        event("u", "2026-01-02T00:00", channel="b"),
    ]
    found = told(tmp_path, events=events)
    assert "the events know days only" in found.gap_note
    assert found.gap_p50 == 86_400


def test_dependency_is_judged_against_the_limit(tmp_path: Path) -> None:
    usual = told(tmp_path / "a").concentration
    assert usual is not None
    assert (usual.kol_share, usual.n, usual.state) == (0.4, 30, "watch")
    assert usual.reading.startswith("KOLs bring 40.0% of new customers")
    assert "not proven" in usual.reading
    mia = next(row for row in usual.rows if row.is_kol)
    assert (mia.source, mia.new_users, mia.revenue) == ("mia", 12, 120)
    assert mia.revenue_share == pytest.approx(0.4)
    assert (usual.top5_share, usual.hhi, usual.roi_marginal) == (1, 1, None)
    strict = told(tmp_path / "b", None, StudyTerms(kol_limit=0.2)).concentration
    assert strict is not None
    assert (strict.state, strict.limit) == ("red", 0.2)
    loose = told(tmp_path / "c", None, StudyTerms(kol_limit=0.5)).concentration
    assert loose is not None
    assert loose.state == "green"


def test_nobody_who_names_partners_is_said(tmp_path: Path) -> None:
    events: list[Row] = [{**row, "campaign_id": None} for row in shop()["events"]]
    found = told(tmp_path, events=events).concentration
    assert found is not None
    assert (found.state, found.kol_share) == ("unknown", None)
    assert "orders.kol_id" in found.missing
    bare = told(tmp_path / "b", orders=[], complaints=[]).concentration
    assert bare is not None
    assert bare.missing == "needs the table orders"


def test_spend_too_thin_for_a_response_gives_no_marginal_roi(tmp_path: Path) -> None:
    rows = [spend("2026-01-01", "kol", 100)]
    found = told(tmp_path, ad_spend=rows).concentration
    assert found is not None
    assert found.roi_marginal is None


def test_the_marginal_roi_of_partners_is_that_of_the_budget(tmp_path: Path) -> None:
    orders = [order("o1", "ann", "2026-06-20T12:00", 300, channel="kol")]
    events = [event("ann", "2026-06-20T10:00", channel="kol")]
    study = study_of(
        tmp_path, AS_OF, ad_spend=exports("kol", 1, 0.3), orders=orders, events=events
    )
    found = journeys(study, JourneysQuery()).concentration
    (row,) = budget(study, BudgetQuery()).rows
    assert found is not None
    assert found.roi_marginal is not None
    assert found.roi_marginal == row.roi_marginal
    assert (found.kol_share, found.top5_share) == (1, None)


def lesson(user: str, hour: int, level: str, knows: str) -> Row:
    props = json.dumps({"level": level, "user_level": knows})
    return touch(user, hour, None, name="lesson", props=props)


def test_levels_that_do_not_fit_are_marked_and_said(tmp_path: Path) -> None:
    events = shop()["events"]
    for level, back in (("入门", 40), ("专业", 10)):
        for number in range(100):
            user = f"{level}{number}"
            events.append(lesson(user, 0, level, "新手"))
            if number < back:
                events.append(touch(user, DAY, None))
    found = told(tmp_path, events=events)
    cells = {(cell.content, cell.user): cell for cell in found.fit}
    low, high = cells["expert", "beginner"], cells["beginner", "beginner"]
    assert (low.retention_d1, high.retention_d1) == (0.1, 0.4)
    assert (low.is_off, high.is_off, low.share) == (True, False, 0.5)
    assert low.conversion == 0
    assert found.fit_reading.startswith("Novices on Advanced: 10.0% back the next day")
    assert "25.0% -> 40.0% (+60%)" in found.fit_reading


@pytest.mark.parametrize(
    ("props", "missing"),
    [
        (None, "needs the column events.props"),
        ({"page": 3}, "no event says how hard its content is"),
        ({"level": "入门"}, "nothing says how much users know"),
    ],
)
def test_without_levels_the_fit_says_what_is_missing(
    tmp_path: Path, props: dict[str, object] | None, missing: str
) -> None:
    text = None if props is None else json.dumps(props)
    events: list[Row] = [{**row, "props": text} for row in shop()["events"]]
    found = told(tmp_path, events=events)
    assert found.fit == ()
    assert found.fit_missing.startswith(missing)


def test_without_events_there_is_only_what_orders_say(tmp_path: Path) -> None:
    orders = [bought("u", 3, kol_id="mia"), bought("v", 4, channel="tmall")]
    found = told(tmp_path, JourneysQuery(first="2026-01-01"), events=[], orders=orders)
    assert found.missing == "needs the table events"
    assert found.concentration is not None
    assert found.concentration.kol_share == 0.5


def test_every_number_says_how_it_was_computed(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert unexplained(found) == set()
    assert {"funnel", "fit", "concentration"} <= set(found.how)
