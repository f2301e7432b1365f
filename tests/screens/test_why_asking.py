"""What is asked is what is seen: the same metric, entity, days and base."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cockpit.screens import why_asking as asking
from cockpit.snapshot.drill import DrillQuery
from cockpit.snapshot.health import HealthQuery, HealthRow
from cockpit.snapshot.why import WhyQuery, WhyRow, WhySnapshot
from tests import alarm_builders, incident_builders
from tests.conftest import few

ROW = HealthRow(
    metric="roi", dimension="channel", entity="douyin", date="2026-11-15", value=1.7,
    numerator=17.0, denominator=10.0, n=40, unit="multiple", maturity="mature",
    previous=2.6, change=-0.34, state="red", reason="", base="prev:7",
)  # fmt: skip
DOUYIN = (("channel", "douyin"),)


@pytest.mark.parametrize(
    ("base", "now", "days"),
    [
        ("prev", "2026-11-15:2026-11-15", "2026-11-14:2026-11-14"),
        ("prev", "2026-11-09:2026-11-15", "2026-11-02:2026-11-08"),
        ("prev:7", "2026-11-15:2026-11-15", "2026-11-08:2026-11-08"),
        ("prev:7", "2026-11-06:2026-11-15", "2026-10-23:2026-11-01"),
        ("prev:28", "2026-11-15:2026-11-15", "2026-10-18:2026-11-14"),
        ("year", "2024-02-29:2024-02-29", "2023-02-28:2023-02-28"),
        ("median:7", "2026-11-15:2026-11-15", ""),
        ("prev", "yesterday", ""),
    ],
)
def test_a_base_is_a_range_of_days(base: str, now: str, days: str) -> None:
    assert asking.base_days(base, now) == days


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(1, 90))
@settings(max_examples=few(40))
def test_ranges_are_read_as_they_are_written(last: date, length: int) -> None:
    text = asking.span_of(last.isoformat(), length)
    first = last - timedelta(days=length - 1)
    assert asking.read_span(text) == (first, last)
    before = asking.read_span(asking.base_days("prev", text))
    assert before is not None
    assert before[1] == first - timedelta(days=1)
    assert (before[1] - before[0]).days == length - 1


@pytest.mark.parametrize("text", ["", "x", "2026-11-15:2026-11-01", "2026-13-01"])
def test_what_is_no_range_is_none(text: str) -> None:
    assert asking.read_span(text) is None


def test_a_gauge_is_asked_as_it_compares() -> None:
    asked = asking.of_gauge(ROW, HealthQuery(as_of="2026-11-15"))
    assert asked == WhyQuery("roi", DOUYIN, as_of="2026-11-15")


def test_a_base_that_the_operator_chose_goes_with_it() -> None:
    asked = asking.of_gauge(ROW, HealthQuery(base="prev:7"))
    assert asked == WhyQuery("roi", DOUYIN, base="prev:7")
    asked = asking.of_gauge(ROW, HealthQuery(base="median:4w"))
    assert asked.base == "median:4w"


def test_a_range_of_days_is_asked_whole() -> None:
    asked = asking.of_gauge(ROW, HealthQuery(range="7d"))
    assert asked == WhyQuery("roi", DOUYIN, base="prev:7", now="2026-11-09:2026-11-15")


def test_a_row_below_a_metric_narrows_it() -> None:
    look = HealthQuery(where=DOUYIN)
    campaign = DrillQuery("roi", "campaign", look)
    assert asking.of_drill(campaign, "c-1").where == (*DOUYIN, ("campaign", "c-1"))
    assert asking.of_drill(campaign, "").where == DOUYIN
    day = asking.of_drill(DrillQuery("roi", "day", look), "2026-11-12")
    assert day == WhyQuery("roi", DOUYIN, now="2026-11-12:2026-11-12")
    hour = DrillQuery("roi", "hour", look, "2026-11-12")
    assert asking.of_drill(hour, "9") == day


def test_an_alarm_is_asked_by_its_metric_and_labels() -> None:
    row = alarm_builders.RED
    asked = asking.of_alarm(row, HealthQuery())
    assert asked == WhyQuery(row.metric, tuple(row.labels))
    assert asking.of_alarm(replace(row, metric=""), HealthQuery()) is None


def test_an_incident_is_asked_by_the_rule_that_opened_it() -> None:
    row = alarm_builders.RED
    alarms = alarm_builders.alarms(alarm_builders.YELLOW, row)
    view = incident_builders.view(rule=row.rule, labels=(row.labels,))
    asked = asking.of_incident(view, alarms, HealthQuery())
    assert asked == WhyQuery(row.metric, tuple(row.labels))
    by_hand = incident_builders.view(rule="", labels=(row.labels,))
    assert asking.of_incident(by_hand, alarms, HealthQuery()) is None


def test_below_a_factor_is_its_own_change_and_below_an_element_the_same_one() -> None:
    query = WhyQuery("roi", DOUYIN, base="2026-11-08:2026-11-08")
    factor = WhyRow("tree", "cpm", None, None, None, None, None)
    assert asking.below(query, factor) == replace(query, metric="cpm")
    element = replace(factor, part="mix", dimension="campaign", element="c-1")
    assert asking.below(query, element) == replace(
        query, where=(*DOUYIN, ("campaign", "c-1"))
    )


BASE, NOW = "2026-11-08:2026-11-08", "2026-11-15:2026-11-15"


def told(*, base_id: str = "", hours: str = "") -> WhySnapshot:
    """Return an answer about these days."""
    return WhySnapshot(base_days=BASE, now_days=NOW, base_id=base_id, hours=hours)


def test_what_is_below_is_about_the_same_days_and_the_same_base() -> None:
    query = WhyQuery("roi", DOUYIN)
    by_name = asking.pinned(query, told(base_id="prev:28"))
    assert by_name == replace(query, base="prev:28", now=NOW)
    of_median = asking.pinned(query, told(base_id="median:4w"))
    assert of_median == replace(query, base=BASE, now=NOW)
    by_days = asking.pinned(query, told(hours="0:10"))
    assert by_days == replace(query, base=BASE, now=NOW)


def test_a_single_hour_cannot_be_named_again() -> None:
    query = WhyQuery("cpc")
    assert asking.pinned(query, told(hours="8:9")) == query
    assert asking.pinned(query, None) == query
    assert asking.pinned(query, WhySnapshot()) == query
