"""The planted truths hold in the shipped files, read without cockpit."""

from datetime import date, timedelta
from math import log
from statistics import median

import polars as pl
import pytest

from tests.sample.reading import ADS, COMPLAINTS, ads, events, orders, tickets, truth

TODAY = date(2026, 10, 31)


def sums(frame: pl.DataFrame) -> dict[str, int]:
    names = ("spend", "impressions", "clicks", "conversions", "value")
    return {name: int(frame[name].sum()) for name in names}


def october(year: int) -> pl.DataFrame:
    days = pl.col("day").is_between(date(year, 10, 1), date(year, 10, 30))
    return ads("douyin").filter(days)


def daily_roi(channel: str) -> dict[date, float]:
    frame = ads(channel).group_by("day").agg(pl.col("spend", "value").sum())
    return {day: value / spend for day, spend, value in sorted(frame.iter_rows())}


def hourly_cpc(day: date, hour: int) -> tuple[float, int]:
    """CPC in yuan and clicks of Douyin in one hour."""
    at = (pl.col("day") == day) & (pl.col("hour") == hour)
    total = sums(ads("douyin").filter(at))
    return total["spend"] / total["clicks"] / 10_000, total["clicks"]


def usual_cpc(day: date, hour: int) -> float:
    return median(hourly_cpc(day - timedelta(days=n), hour)[0] for n in range(1, 8))


def test_douyin_roi_fell_by_27_percent_in_a_year() -> None:
    """Within 0.05 percentage points of the plan, and as the truths say."""
    before, after = sums(october(2025)), sums(october(2026))
    change = (after["value"] / after["spend"]) / (before["value"] / before["spend"]) - 1
    assert change == pytest.approx(-0.27, abs=0.0005)
    assert change == pytest.approx(truth()["year_of_roi"]["relative_change"], rel=1e-12)


def test_causes_of_the_fall_are_as_planted() -> None:
    """CPC up 18 %, CVR down 11 %, AOV down 3 %; log-mean parts sum to the change."""
    before, after = sums(october(2025)), sums(october(2026))
    said = truth()["year_of_roi"]

    def factors(total: dict[str, int]) -> dict[str, float]:
        return {
            "cpc": total["clicks"] / total["spend"],
            "cvr": total["conversions"] / total["clicks"],
            "aov": total["value"] / total["conversions"],
        }

    old, new = factors(before), factors(after)
    ratio = {name: new[name] / old[name] for name in old}
    assert 1 / ratio["cpc"] == pytest.approx(1.18, abs=0.002)
    assert ratio["cvr"] == pytest.approx(0.888, abs=0.002)
    assert ratio["aov"] == pytest.approx(0.97, abs=0.002)
    roi = before["value"] / before["spend"], after["value"] / after["spend"]
    weight = (roi[1] - roi[0]) / log(roi[1] / roi[0])
    for name, value in ratio.items():
        assert said["lmdi"][name] == pytest.approx(weight * log(value), rel=1e-9)
    assert sum(said["lmdi"].values()) == pytest.approx(roi[1] - roi[0], rel=1e-9)
    assert said["mix"] + said["rate"] == pytest.approx(roi[1] - roi[0], rel=1e-9)
    assert said["mix"] < 0


def test_mix_and_rate_of_each_campaign_follow_from_its_rows() -> None:
    """Share of spend and ROI by campaign, both years."""
    before, after = sums(october(2025)), sums(october(2026))
    campaigns = truth()["year_of_roi"]["campaigns"]
    assert set(campaigns) == set(october(2026)["campaign"].unique())
    middle = (before["value"] / before["spend"] + after["value"] / after["spend"]) / 2
    for key, said in campaigns.items():
        old = sums(october(2025).filter(pl.col("campaign") == key))
        new = sums(october(2026).filter(pl.col("campaign") == key))
        share = old["spend"] / before["spend"], new["spend"] / after["spend"]
        roi = old["value"] / old["spend"], new["value"] / new["spend"]
        mix = (share[1] - share[0]) * (sum(roi) / 2 - middle)
        assert said["mix"] == pytest.approx(mix, rel=1e-9)
        rate = sum(share) / 2 * (roi[1] - roi[0])
        assert said["rate"] == pytest.approx(rate, rel=1e-9)


def test_cpc_of_douyin_jumps_at_eight_on_the_last_day() -> None:
    """By 50 % to 75 % over the same hour of the seven days before, on enough clicks."""
    said = {hour["hour"]: hour for hour in truth()["cpc_spike"]["hours"]}
    for hour in (8, 9):
        price, clicks = hourly_cpc(TODAY, hour)
        change = price / usual_cpc(TODAY, hour) - 1
        assert 0.5 <= change < 0.75
        assert clicks >= 100
        assert change == pytest.approx(said[hour]["cpc_change"], rel=1e-9)
        assert said[hour]["cpm_change"] > 0.4
        assert abs(said[hour]["ctr_change"]) < 0.05


def test_cpc_jumps_at_no_other_hour() -> None:
    """Nowhere else from 8 September on is an hour with 100 clicks 25 % dearer."""
    for back in range(53):
        day = TODAY - timedelta(days=back)
        for hour in range(24 if back else 8):
            price, clicks = hourly_cpc(day, hour)
            assert clicks < 100 or price < 1.25 * usual_cpc(day, hour), (day, hour)


def test_two_campaigns_carry_the_jump() -> None:
    """The named two are over 60 % dearer than the day before, the others under 15 %."""
    named = truth()["cpc_spike"]["campaigns"]
    at = pl.col("hour").is_in([8, 9])
    for campaign in ads("douyin")["campaign"].unique():
        mine = ads("douyin").filter(at & (pl.col("campaign") == campaign))
        now = sums(mine.filter(pl.col("day") == TODAY))
        then = sums(mine.filter(pl.col("day") == TODAY - timedelta(days=1)))
        change = (now["spend"] / now["clicks"]) / (then["spend"] / then["clicks"]) - 1
        assert change > 0.6 if campaign in named else change < 0.15


def test_roi_of_xiaohongshu_falls_three_days_in_a_row() -> None:
    """Each day over 10 % below the day before, with 30 conversions at least."""
    roi = daily_roi("xiaohongshu")
    for said in truth()["roi_slide"]["days"]:
        day = date.fromisoformat(said["day"])
        change = roi[day] / roi[day - timedelta(days=1)] - 1
        assert change < -0.1
        assert change == pytest.approx(said["change"], rel=1e-9)
        assert (
            sums(ads("xiaohongshu").filter(pl.col("day") == day))["conversions"] >= 30
        )
    assert max(roi) == date(2026, 10, 30)


def test_no_other_channel_slides_for_three_days() -> None:
    """The slide is the only one in thirteen months."""
    slides = []
    for channel in ADS:
        roi = daily_roi(channel)
        falls = [
            after / before < 0.9
            for before, after in zip(
                list(roi.values())[:-1], list(roi.values())[1:], strict=True
            )
        ]
        days = list(roi)[1:]
        slides += [
            (channel, days[last])
            for last in range(2, len(falls))
            if all(falls[last - 2 : last + 1])
        ]
    assert slides == [("xiaohongshu", date(2026, 10, 30))]


def test_next_day_retention_is_low_for_three_known_cohorts_only() -> None:
    """Below 15 % on 100 users or more there, 22 % to 30 % everywhere else."""
    active = events().unique()
    first = active.group_by("user").agg(first=pl.col("day").min())
    later = pl.col("day") - pl.col("first")
    cohorts = (
        active.join(first, on="user")
        .group_by("first")
        .agg(n=(later == timedelta(0)).sum(), back=(later == timedelta(days=1)).sum())
        .filter(pl.col("first") <= date(2026, 10, 29))
        .sort("first")
    )
    found = {day: (n, back) for day, n, back in cohorts.iter_rows()}
    for said in truth()["retention_d1"]["cohorts"]:
        n, back = found.pop(date.fromisoformat(said["day"]))
        assert (n, back) == (said["n"], said["returned"])
        assert n >= 100
        assert back / n < 0.15
    assert all(0.22 <= back / n <= 0.30 for n, back in found.values())
    assert min(n for day, (n, _) in found.items() if day >= date(2026, 10, 1)) >= 100


def test_complaints_cross_the_limit_on_a_known_day() -> None:
    """Above 0.3 % every day from the bad batch on, far below over the weeks before."""
    said = truth()["complaint_rate"]
    first = date.fromisoformat(said["first_day"])
    real = tickets().filter(pl.col("category").is_in(COMPLAINTS))
    complained = dict(
        real.group_by("day").agg(pl.col("order_id").n_unique()).iter_rows()
    )
    paid = dict(orders().filter("is_paid").group_by("day").len().iter_rows())
    for day in said["days"]:
        at = date.fromisoformat(day["day"])
        assert (day["complained"], day["paid_orders"]) == (complained[at], paid[at])
        assert complained[at] / paid[at] > 0.003
    assert len(said["days"]) == (TODAY - first).days + 1
    before = [first - timedelta(days=n) for n in range(1, 29)]
    rate = sum(complained.get(day, 0) for day in before) / sum(
        paid[day] for day in before
    )
    assert rate == pytest.approx(said["before"]["rate"], rel=1e-12)
    assert rate < 0.001
    assert not any(complained.get(first - timedelta(days=n)) for n in range(1, 6))
    assert max(n for day, n in complained.items() if day < first) <= 1


def test_complaints_of_the_bad_batch_are_about_nappies() -> None:
    """The reasons are counted, and their orders are orders of nappies."""
    said = truth()["complaint_rate"]
    batch = tickets().filter(pl.col("reason").str.starts_with("纸尿裤"))
    assert dict(batch["reason"].value_counts().iter_rows()) == said["reasons"]
    products = dict(orders().select("order_id", "product").iter_rows())
    assert {products[key] for key in batch["order_id"]} <= {
        "纸尿裤M",
        "纸尿裤L",
        "拉拉裤XL",
    }
    assert batch["order_id"].n_unique() < batch.height, "some write twice"


def test_the_half_year_is_about_a_tenth_behind_its_target() -> None:
    """Paid GMV since July against the compound path of +40 % in 184 days."""
    daily = dict(
        orders().filter("is_paid").group_by("day").agg(pl.col("paid").sum()).iter_rows()
    )
    base = sum(
        money
        for day, money in daily.items()
        if date(2026, 1, 1) <= day <= date(2026, 6, 30)
    )
    actual = sum(
        money for day, money in daily.items() if date(2026, 7, 1) <= day < TODAY
    )
    due = sum(base / 181 * 1.4 ** (n / 184) for n in range(1, 123))
    assert actual / due == pytest.approx(truth()["target"]["pace"], rel=1e-9)
    assert 0.88 <= actual / due <= 0.92


def totals(first: date, last: date) -> dict[str, dict[str, int]]:
    """Sums of a span by channel, as the truths give them."""
    inside = pl.col("day").is_between(first, last)
    paid = orders().filter("is_paid")
    newcomers = paid.unique("user_id", keep="first", maintain_order=True)
    found = {}
    for channel in ADS:
        spent = sums(ads(channel).filter(inside))
        own = inside & (pl.col("channel") == channel)
        sold = paid.filter(own)
        gmv, refund = int(sold["paid"].sum()), int(sold["refund"].sum())
        found[channel] = {
            "spend": spent["spend"],
            "impressions": spent["impressions"],
            "clicks": spent["clicks"],
            "conversions": spent["conversions"],
            "conv_value": spent["value"],
            "paid_orders": sold.height,
            "gmv_paid": gmv,
            "gmv_net": gmv - refund,
            "new_customers": newcomers.filter(own).height,
        }
    return found


def test_totals_by_channel_are_those_of_the_files() -> None:
    """October and the whole window, to the last 1/10,000 yuan."""
    for span, said in truth()["channels"].items():
        first, last = (date.fromisoformat(day) for day in span.split(":"))
        assert totals(first, last) == said


def test_totals_by_day_are_those_of_the_files() -> None:
    """A few days of every kind, the one in progress included."""
    for text, said in truth()["days"].items():
        day = date.fromisoformat(text)
        parts = totals(day, day).values()
        whole = {name: sum(part[name] for part in parts) for name in next(iter(parts))}
        created = orders().filter(pl.col("created") == day)
        whole["gmv_created"] = int(created["payable"].sum())
        whole["dau"] = events().filter(pl.col("day") == day)["user"].n_unique()
        assert whole == said


def test_the_shop_is_of_a_believable_size() -> None:
    """250 orders a day, 400 to 700 users, ads at 25 % to 40 % of net revenue."""
    whole = truth()["channels"]["2026-10-01:2026-10-30"].values()
    assert 230 <= sum(part["paid_orders"] for part in whole) / 30 <= 280
    share = sum(part["spend"] for part in whole) / sum(
        part["gmv_net"] for part in whole
    )
    assert 0.25 <= share <= 0.40
    assert 400 <= truth()["days"]["2026-10-30"]["dau"] <= 700
