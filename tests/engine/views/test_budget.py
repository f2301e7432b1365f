"""The budget view: rows, the move, what is missing, and whose days it looks at."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from cockpit.engine.views.attribution import attribution
from cockpit.engine.views.budget import budget
from cockpit.engine.views.study import Study
from cockpit.snapshot.attribution import AttributionQuery
from cockpit.snapshot.budget import BudgetQuery, BudgetRow, BudgetSnapshot
from tests.engine.attribution.spends import base, made, slope
from tests.engine.tables import Row, event, order
from tests.engine.users.books import study_of
from tests.engine.views.unexplained import unexplained

AS_OF = "2026-07-04"
"""The day after the last of 180 that begin on the 5th of January."""
FIRST = date(2026, 1, 5)


def exports(
    channel: str, seed: int, elasticity: float, *, claims: bool = True
) -> list[Row]:
    """Return 180 days of one channel, with what its platform claims."""
    days = made(seed, elasticity=elasticity, noise=0.05)
    return [
        {
            "date": FIRST + timedelta(days=at),
            "channel": channel,
            "campaign_id": f"{channel}-1",
            "spend": round(days.spend[at] * 10_000),
            "conv_value": round(days.revenue[at] * 10_000) if claims else None,
            "conversions": 20 if claims else None,
        }
        for at in range(len(days.spend))
    ]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Douyin is near its ceiling, WeChat is not; Baidu has no revenue at all."""
    folder: Path = tmp_path_factory.mktemp("shop")
    spend = [
        *exports("douyin", 1, 0.3),
        *exports("wechat", 2, 0.9),
        *exports("baidu", 3, 0.5, claims=False),
    ]
    orders = [order("o1", "ann", "2026-06-20T12:00", 300, cogs=180 * 10_000)]
    seen = [event("ann", "2026-06-20T10:00", channel="douyin")]
    return study_of(folder, AS_OF, ad_spend=spend, orders=orders, events=seen)


def row(found: BudgetSnapshot, channel: str) -> BudgetRow:
    return next(one for one in found.rows if one.channel == channel)


def test_channels_are_told_by_what_the_next_unit_brings(study: Study) -> None:
    found = budget(study, BudgetQuery())
    assert [one.channel for one in found.rows] == ["wechat", "douyin", "baidu"]
    douyin = row(found, "douyin")
    assert douyin.spend is not None
    assert (douyin.n, douyin.basis, douyin.maturity) == (180, "claimed", "mature")
    truth = slope(douyin.spend, "michaelis", 0.3, 180)
    assert douyin.low is not None
    assert douyin.high is not None
    assert douyin.low <= truth <= douyin.high
    assert douyin.revenue == pytest.approx(base(180)[-28:].mean(), rel=0.05)
    assert douyin.roi == pytest.approx((douyin.revenue or 0) / douyin.spend)
    assert (found.first, found.last) == ("2026-01-05", "2026-07-03")
    assert "intervals do not overlap" in found.reading
    assert found.reading.index("WeChat") < found.reading.index("Douyin")


def test_a_ceiling_is_a_number_only_where_spends_were_seen(study: Study) -> None:
    """Of a margin of 0.4 Douyin never paid, WeChat does wherever spends were seen."""
    found = budget(study, BudgetQuery())
    douyin, wechat = row(found, "douyin"), row(found, "wechat")
    assert (douyin.ceiling, douyin.ceiling_kind) == (None, "below")
    assert douyin.lowest is not None
    assert douyin.ceiling_bound == douyin.lowest
    assert "the least that was seen: more spend than this never paid" in douyin.warning
    seen = [spend for spend, _ in douyin.seen_points]
    assert douyin.lowest <= min(seen)
    assert wechat.ceiling_kind == "extrapolated"
    assert wechat.ceiling_bound == wechat.ceiling
    assert "extrapolated" in wechat.warning
    assert wechat.farthest == pytest.approx(1.5 * (wechat.seen or 0))
    baidu = row(found, "baidu")
    assert (baidu.ceiling_kind, baidu.ceiling_bound) == ("", None)


def test_a_move_far_beyond_what_was_seen_is_flagged(study: Study) -> None:
    for amount, reach in ((10, "seen"), (9_000, "unknown")):
        told = budget(study, BudgetQuery(target="wechat", amount=amount)).what_if
        assert told is not None
        assert told.reach == reach
        assert any("not known" in one for one in told.warnings) == (amount > 10)


def test_a_channel_without_revenue_says_so(study: Study) -> None:
    baidu = row(budget(study, BudgetQuery()), "baidu")
    assert baidu.roi_marginal is None
    assert "neither claimed nor by orders" in baidu.missing


def test_curves_end_at_half_as_much_again_as_was_seen(study: Study) -> None:
    douyin = row(budget(study, BudgetQuery()), "douyin")
    assert douyin.seen is not None
    spends = [point.spend for point in douyin.points]
    assert spends[0] == 0
    assert spends[-1] == pytest.approx(1.5 * douyin.seen)
    lowest = min(spend for spend, _ in douyin.seen_points)
    for point in douyin.points:
        assert point.low <= point.high
        if point.spend > douyin.seen:
            assert point.is_extrapolated
        if lowest <= point.spend <= douyin.seen:
            assert not point.is_extrapolated
    assert douyin.points[0].is_extrapolated
    assert 60 <= len(douyin.seen_points) <= 120


def test_a_move_is_told_with_its_interval_and_profit(study: Study) -> None:
    query = BudgetQuery(source="douyin", target="wechat", amount=100)
    told = budget(study, query).what_if
    assert told is not None
    assert told.revenue is not None
    assert told.low is not None
    assert told.high is not None
    assert told.low <= told.revenue <= told.high
    assert told.low > 0
    # Goods cost 180 of 300: a margin of 0.4, of both channels.
    assert told.profit == pytest.approx(told.revenue * 0.4)
    assert budget(study, BudgetQuery()).what_if is None


def test_a_move_that_cannot_be_tried_says_why(study: Study) -> None:
    query = BudgetQuery(source="douyin", target="baidu", amount=100)
    told = budget(study, query).what_if
    assert told is not None
    assert told.revenue is None
    assert "no response is known" in told.refused


def test_asked_days_are_the_days_of_the_fit(study: Study) -> None:
    found = budget(study, BudgetQuery(first="2026-02-01", last="2026-04-30"))
    assert (found.first, found.last) == ("2026-02-01", "2026-04-30")
    assert row(found, "douyin").n == 89
    short = budget(study, BudgetQuery(first="2026-06-20"))
    assert "needs 56 complete days" in row(short, "douyin").missing
    assert "needs 56 complete days" in short.missing


def test_every_number_says_how_it_was_computed(study: Study) -> None:
    found = budget(study, BudgetQuery(source="douyin", target="wechat", amount=100))
    assert unexplained(found) == set()
    assert "--move 100" in found.how["spend"].query


def test_the_rows_of_channels_have_the_same_slope(study: Study) -> None:
    told = row(budget(study, BudgetQuery()), "douyin")
    channels = attribution(study, AttributionQuery()).channels
    douyin = next(one for one in channels if one.channel == "douyin")
    assert (douyin.roi_marginal, douyin.marginal_low, douyin.marginal_high) == (
        told.roi_marginal, told.low, told.high,
    )  # fmt: skip
    assert douyin.ceiling == told.ceiling
    assert (douyin.ceiling_kind, douyin.ceiling_bound) == (
        told.ceiling_kind, told.ceiling_bound,
    )  # fmt: skip


def test_without_spend_nothing_is_told(tmp_path: Path) -> None:
    study = study_of(tmp_path, AS_OF, orders=[order("o", "u", "2026-06-01T12:00", 1)])
    assert budget(study, BudgetQuery()).missing == "needs the table ad_spend"


def test_revenue_of_orders_stands_in_where_platforms_claim_none(tmp_path: Path) -> None:
    days = made(4, noise=0.05)
    spend = exports("baidu", 4, 0.5, claims=False)
    orders = [
        order(
            f"o{at}", f"u{at}", f"{FIRST + timedelta(days=at)}T12:00",
            round(days.revenue[at]), channel="baidu",
        )
        for at in range(180)
    ]  # fmt: skip
    found = budget(
        study_of(tmp_path, AS_OF, ad_spend=spend, orders=orders), BudgetQuery()
    )
    baidu = row(found, "baidu")
    assert (baidu.basis, baidu.n) == ("orders", 180)
    assert baidu.roi_marginal is not None
    assert baidu.roi_marginal > 0.5
    assert found.reading.startswith("the next unit of money brings")
