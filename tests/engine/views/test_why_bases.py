"""What a move is held against, and whether it is larger than such moves usually are."""

from datetime import date, timedelta
from math import fsum
from pathlib import Path
from statistics import median

import pytest

from cockpit.engine.views.study import Study
from cockpit.engine.views.why import why
from cockpit.snapshot.why import WhyQuery, WhySnapshot
from tests.engine.tables import Row, spend
from tests.engine.users.books import study_of

LAST = date(2026, 10, 30)
NOW = f"{LAST}:{LAST}"
TRENDS = (1.0, 1.02, 0.98, 1.01, 0.99, 1.03, 0.97)


def ad(day: date, paid: int, clicks: int = 1_000, orders: int = 50) -> Row:
    more = {"impressions": 50_000, "clicks": clicks, "conversions": orders}
    return spend(day.isoformat(), "douyin", paid, campaign_id="A", **more)


def days(*, last: int, count: int = 70) -> list[Row]:
    """Ten weeks of small moves, then the last day's spend."""
    rows = []
    for back in range(count - 1, 0, -1):
        paid = round(1_000 * TRENDS[(back * 5 + back // 7) % 7])
        rows.append(ad(LAST - timedelta(days=back), paid))
    return [*rows, ad(LAST, last)]


def study(folder: Path, rows: list[Row], *holidays: str) -> Study:
    calendar: list[Row] = [
        {"date": date.fromisoformat(one), "name": "day off", "kind": "holiday"}
        for one in holidays
    ]
    tables = {"calendar": calendar} if calendar else {}
    return study_of(folder, "2026-10-31", ad_spend=rows, **tables)


def asked(made: Study, metric: str, base: str, now: str = NOW) -> WhySnapshot:
    return why(made, WhyQuery(metric, base=base, now=now))


def paid_on(rows: list[Row], back: int) -> float:
    day = LAST - timedelta(days=back)
    return float(next(row["spend"] / 10_000 for row in rows if row["date"] == day))


def parts(found: WhySnapshot, part: str = "tree") -> float:
    return fsum(row.shapley or 0.0 for row in found.rows if row.part == part)


def test_a_median_is_a_base_and_its_parts_sum_to_the_change(tmp_path: Path) -> None:
    rows = days(last=2_000)
    found = asked(study(tmp_path, rows), "spend", "median:4w")
    expected = median(paid_on(rows, back) for back in (7, 14, 21, 28))
    assert found.base == pytest.approx(expected)
    assert found.base_text == "median of 4 same weekdays"
    assert parts(found) == found.change
    told = [row for row in found.rows if row.part == "tree"]
    assert fsum(row.lmdi or 0.0 for row in told) == found.change
    for day in ("2026-10-02", "2026-10-09", "2026-10-16", "2026-10-23"):
        assert day in found.base_note
    assert "mean of the middle two" in found.base_note
    assert "--base median:4w --now 2026-10-30:2026-10-30" in found.how["base"].query


def test_days_that_a_median_leaves_out_are_said(tmp_path: Path) -> None:
    made = study(tmp_path, days(last=2_000), "2026-10-16")
    found = asked(made, "spend", "median:4w")
    assert "the median of 3 (of 4: days of the calendar" in found.base_note
    assert "2026-10-16" not in found.base_note


@pytest.mark.parametrize(
    ("base", "backs"),
    [("prev", [1]), ("prev:7", [7]), ("median:7", range(1, 8)), ("year", [])],
)
def test_every_base_of_the_gauge_is_a_base_of_a_why(
    tmp_path: Path, base: str, backs: list[int]
) -> None:
    rows = days(last=2_000)
    found = asked(study(tmp_path, rows), "spend", base)
    if not backs:
        assert "nothing to compare" in found.missing
        return
    assert found.base == pytest.approx(median(paid_on(rows, back) for back in backs))
    assert parts(found) == found.change


def test_a_median_of_weeks_is_said_to_be_one_of_weeks(tmp_path: Path) -> None:
    made = study(tmp_path, days(last=2_000))
    found = asked(made, "spend", "median:4w", "2026-10-24:2026-10-30")
    assert found.base_text == "median of 4 earlier periods of 7 days"
    assert parts(found) == found.change
    assert "2026-10-17 to 2026-10-23" in found.base_note


def test_a_sum_of_another_length_is_said_to_be_scaled(tmp_path: Path) -> None:
    made = study(tmp_path, days(last=1_000))
    now = "2026-10-24:2026-10-30"
    found = asked(made, "spend", "2026-10-01:2026-10-14", now)
    said = "2026-10-01 to 2026-10-14, scaled from 14 days to 7"
    assert found.base_text == said
    assert said in found.sentence
    found = asked(made, "spend", "prev:28", now)
    assert found.base_text == "mean of the preceding 28 days, scaled from 28 days to 7"


def test_a_ratio_of_another_length_is_not_scaled(tmp_path: Path) -> None:
    made = study(tmp_path, days(last=1_000))
    found = asked(made, "cpc", "2026-10-01:2026-10-14", "2026-10-24:2026-10-30")
    assert found.base_text == "2026-10-01 to 2026-10-14 (14 days against 7)"
    assert any("nothing is scaled" in said for said in found.warnings)


def test_a_move_within_its_usual_swing_is_said_to_be_none(tmp_path: Path) -> None:
    found = asked(study(tmp_path, days(last=1_030)), "spend", "prev:7")
    assert found.verdict == "noise"
    assert "Not distinguishable from its usual swing" in found.verdict_text
    assert found.swing_n == 28
    assert found.swing is not None
    assert abs(found.relative or 1.0) <= found.swing
    assert parts(found) == found.change, "its parts are told all the same"


def test_a_swing_is_two_robust_deviations_of_earlier_moves(tmp_path: Path) -> None:
    rows = days(last=1_030)
    found = asked(study(tmp_path, rows), "spend", "prev:7")
    moves = [
        abs(paid_on(rows, back) / paid_on(rows, back + 7) - 1) for back in range(1, 29)
    ]
    assert found.swing == pytest.approx(2 * 1.4826 * median(moves))


def test_a_move_beyond_its_usual_swing_is_one(tmp_path: Path) -> None:
    found = asked(study(tmp_path, days(last=2_000)), "spend", "prev:7")
    assert found.verdict != "noise"
    assert "Larger than usual" in found.verdict_text


def test_with_few_days_no_swing_is_claimed(tmp_path: Path) -> None:
    made = study(tmp_path, days(last=1_030, count=12))
    found = asked(made, "spend", "prev:7")
    assert found.swing is None
    assert "not known (4 earlier comparisons of 14)" in found.verdict_text


def test_two_small_samples_differ_by_chance(tmp_path: Path) -> None:
    """9 of 100 against 5 of 100: p = 0.27 by the pooled z-test, by hand."""
    then = LAST - timedelta(days=7)
    rows = [ad(then, 100, 100, 5), ad(LAST, 100, 100, 9)]
    found = asked(study(tmp_path, rows), "cvr", "prev:7")
    assert found.verdict == "noise"
    assert "samples this small 26.8% differ" in found.verdict_text
    rows = [ad(then, 100, 10_000, 500), ad(LAST, 100, 10_000, 900)]
    found = asked(study(tmp_path / "more", rows), "cvr", "prev:7")
    assert found.verdict != "noise"


def test_a_median_of_too_few_says_how_many_it_needs(tmp_path: Path) -> None:
    made = study(tmp_path, days(last=2_000, count=16))
    found = asked(made, "spend", "median:4w")
    assert found.missing.startswith("a median of 4 periods needs 3")
    assert found.missing.endswith("2 have")


def test_the_days_of_a_median_can_be_named(tmp_path: Path) -> None:
    """What is below a row is asked about the very days that the row is about."""
    made = study(tmp_path, days(last=2_000))
    median_ = asked(made, "spend", "median:4w")
    named = asked(made, "spend", median_.base_days)
    assert " " in median_.base_days
    assert (named.base, named.change) == (median_.base, median_.change)
    assert parts(named) == named.change
    assert named.base_text.startswith("mean of 2026-10-")


def test_a_month_of_days_off_has_no_usual_swing(tmp_path: Path) -> None:
    """No day before is a usual one: nothing earlier is left to look at."""
    off = [(LAST - timedelta(days=back)).isoformat() for back in range(1, 29)]
    found = asked(study(tmp_path, days(last=2_000), *off), "spend", "prev")
    assert (found.swing, found.swing_n) == (None, 0)
    assert (
        "usual swing is not known (0 earlier comparisons of 14)" in found.verdict_text
    )
