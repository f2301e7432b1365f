"""What the tabs of the screen of users ask."""

import pytest

from cockpit.key import USERS
from cockpit.screens import segment_asking as asking
from cockpit.snapshot.demand import DemandQuery
from cockpit.snapshot.lifecycle import LifecycleQuery
from cockpit.snapshot.retention import RetentionQuery
from cockpit.snapshot.rfm import RfmQuery
from cockpit.snapshot.segments import SegmentSpec
from cockpit.snapshot.studies import KeepQuery, StudyQuery


@pytest.mark.parametrize("tab", USERS)
def test_every_tab_looks_from_the_same_day(tab: str) -> None:
    asked = asking.Wishes(as_of="2026-10-01").of(tab)
    assert asked
    assert {query.as_of for query in asked} == {"2026-10-01"}


def test_the_overview_asks_for_flows_the_triangle_needs_and_curves() -> None:
    asked = asking.Wishes(channel="douyin").of("lifecycle")
    triangle = RetentionQuery(cohort="week", basis="purchase", channel="douyin")
    assert asked[0] == LifecycleQuery(channel="douyin")
    assert triangle in asked
    assert len(asked) == 4


def test_spans_of_24_hours_are_of_days() -> None:
    weeks = RetentionQuery(cohort="week")
    assert asking.turned_mode(weeks) == RetentionQuery(mode="24h", cohort="day")
    back = asking.turned_cohort(asking.turned_mode(weeks))
    assert (back.mode, back.cohort) == ("calendar", "week")


def test_turning_comes_round_again() -> None:
    query = RetentionQuery()
    for _turn in asking.SPANS:
        query = asking.turned_span(query)
    assert query == RetentionQuery()
    assert asking.turned_span(RetentionQuery(window=5)).window == 0
    assert asking.turned_ties(asking.turned_ties(RfmQuery())) == RfmQuery()


@pytest.mark.parametrize(
    ("query", "tab"),
    [(DemandQuery(product="p"), "demand"), (RfmQuery(ties="ntile"), "rfm")],
)
def test_what_a_panel_asked_is_asked_again(query: StudyQuery, tab: str) -> None:
    assert asking.noted(asking.Wishes(), query).of(tab) == (query,)


def test_what_is_no_view_changes_nothing() -> None:
    wishes = asking.Wishes()
    assert asking.noted(wishes, KeepQuery(SegmentSpec())) is wishes
    assert asking.noted(wishes, None) is wishes
