"""Attribution at one key."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.evidence.attribution import emergency_attribution
from cockpit.engine.views.study import Study, StudyTerms
from tests.engine.evidence.stories import TODAY, before, case_of, shop
from tests.engine.tables import event, instant, order


def test_last_touch_that_is_not_direct_is_credited(tmp_path: Path) -> None:
    """u1 saw Douyin, then came back directly; u2 touched nothing: as recorded."""
    rows = [
        order("o1", "u1", f"{TODAY}T09:00", 80, channel="tmall"),
        order("o2", "u2", f"{TODAY}T09:00", 20, channel="baidu"),
    ]
    seen = [
        event("u1", f"{before(14)}T09:00", channel="wechat"),
        event("u1", f"{before(7)}T09:00", channel="douyin"),
        event("u1", f"{TODAY}T08:00", channel="direct"),
        event("u1", f"{before(31)}T09:00", channel="kuaishou"),
        event("u1", f"{TODAY}T09:30", channel="jd"),
    ]
    found = emergency_attribution(case_of(shop(tmp_path, orders=rows, events=seen)))
    cells = {row.key: row.cells for row in found.rows}
    # A week older is worth half: 80 is shared 2 to 1.
    assert cells["douyin"][1:3] == pytest.approx((80.0, 160 / 3), abs=1e-4)
    assert cells["wechat"][1:3] == pytest.approx((0.0, 80 / 3), abs=1e-4)
    assert cells["baidu"][:3] == (20.0, 20.0, 20.0)
    assert cells["tmall"][:3] == (80.0, 0.0, 0.0)
    assert set(cells) == {"douyin", "wechat", "baidu", "tmall"}
    assert found.provisional
    assert found.method.startswith("provisional")
    assert found.reading.startswith("provisional")


def test_touches_are_those_of_the_journeys(tmp_path: Path) -> None:
    """A visitor is known by a later link; two clicks of one visit are one touch."""
    rows = [order("o1", "u1", f"{TODAY}T09:00", 90, channel="tmall")]
    seen = [
        {
            **event("", f"{before(7)}T09:00", channel="douyin"),
            **{"user_id": None, "anon_id": "a1"},
        },
        event("u1", f"{before(7)}T09:00", channel="wechat"),
        event("u1", f"{before(7)}T09:10", channel="wechat"),
        event("u1", f"{TODAY}T08:59", "impression", channel="douyin"),
    ]
    linked = [
        {"anon_id": "a1", "user_id": "u1", "linked_at": instant(f"{TODAY}T08:00")}
    ]
    case = case_of(shop(tmp_path, orders=rows, events=seen, identity=linked))
    cells = {row.key: row.cells for row in emergency_attribution(case).rows}
    assert cells["douyin"][2] == pytest.approx(45.0, abs=1e-4)
    assert cells["wechat"][1:3] == pytest.approx((90.0, 45.0), abs=1e-4)


def test_a_workspace_says_for_how_long_touches_count(tmp_path: Path) -> None:
    """Within ten days wechat alone is left; a day halves its credit, not its order."""
    rows = [order("o1", "u1", f"{TODAY}T09:00", 80, channel="wechat")]
    seen = [
        event("u1", f"{before(14)}T09:00", channel="tmall"),
        event("u1", f"{before(2)}T09:00", channel="douyin"),
        event("u1", f"{before(1)}T09:00", channel="wechat"),
    ]
    scene = shop(tmp_path, orders=rows, events=seen)
    terms = AttributionTerms(look_back_days=10, half_life_days=1.0)
    study = Study(scene, StudyTerms(attribution=terms), keep=tmp_path / "kept")
    found = emergency_attribution(replace(case_of(scene), study=study))
    cells = {row.key: row.cells for row in found.rows}
    assert set(cells) == {"douyin", "wechat"}
    assert cells["wechat"][2] == pytest.approx(160 / 3, abs=1e-4)
    assert "touches of 10 days, half-life 1 days" in found.method


def test_it_says_the_same_with_and_without_what_is_kept(tmp_path: Path) -> None:
    """Two users whose orders have one id are two orders, each with its own touch."""
    rows = [
        order("o1", "u1", f"{TODAY}T09:00", 80, channel="douyin"),
        order("o1", "u2", f"{TODAY}T09:00", 20, channel="wechat"),
    ]
    seen = [
        event("u1", f"{before(3)}T09:00", channel="douyin"),
        event("u2", f"{before(2)}T09:00", channel="wechat"),
    ]
    scene = shop(tmp_path, orders=rows, events=seen)
    plain = emergency_attribution(case_of(scene))
    kept = tmp_path / "kept"
    for _ in range(2):
        study = Study(scene, keep=kept)
        again = emergency_attribution(replace(case_of(scene), study=study))
        assert msgspec.to_builtins(again) == msgspec.to_builtins(plain)
    assert any(kept.rglob("*.journeys"))
    assert [(row.key, row.cells[1]) for row in plain.rows] == [
        ("douyin", 80.0),
        ("wechat", 20.0),
    ]


def test_without_events_orders_count_as_recorded(tmp_path: Path) -> None:
    rows = [
        order("o1", "u1", f"{TODAY}T09:00", 80, channel="tmall"),
        order("o2", None, f"{TODAY}T09:00", 20),
    ]
    found = emergency_attribution(case_of(shop(tmp_path, orders=rows)))
    assert [(row.key, row.cells[:3]) for row in found.rows] == [
        ("tmall", (80.0, 80.0, 80.0)),
        ("-", (20.0, 20.0, 20.0)),
    ]
