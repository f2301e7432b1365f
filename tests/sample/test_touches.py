"""Journeys, partners and lessons, counted from the files without cockpit."""

import json
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import polars as pl
import pytest

from tests.sample.reading import LABELS, WORKSPACE, ads, lines_of, orders, truth

WORDS = {**LABELS, "直接访问": "direct"}
LOOK_BACK, PAUSE = timedelta(days=30), timedelta(minutes=30)
TODAY = date(2026, 10, 31)
FIRST_YEAR = date(2025, 10, 1)


class Touch(NamedTuple):
    """A click or an event with a channel."""

    at: datetime
    channel: str
    campaign: str


class Journey(NamedTuple):
    """Touches before an order, or with none after them."""

    day: date
    touches: tuple[Touch, ...]
    value: int
    is_order: bool
    is_new: bool

    @property
    def met(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(touch.channel for touch in self.touches))


def clicks() -> pl.DataFrame:
    """Every row of the link tracker: time, kind, channel, campaign, user, device."""
    archive = pl.read_parquet(WORKSPACE / "touches/触点_*.parquet")
    today = pl.read_csv(
        WORKSPACE / f"touches/触点_{TODAY:%Y%m%d}.csv", try_parse_dates=True,
        schema_overrides={"计划ID": pl.String},
    )  # fmt: skip
    parts = [archive, today]
    rows = pl.concat([part.cast({"时间": pl.Datetime("us")}) for part in parts])
    return rows.select(
        at="时间", kind="触点类型", channel=pl.col("渠道").replace_strict(WORDS),
        campaign=pl.col("计划ID").fill_null(""), user="用户ID", device="设备ID",
    )  # fmt: skip


@cache
def touches() -> dict[str, list[Touch]]:
    """Touches of each user in order of time; an owned device is its owner's."""
    owners = dict(
        pl.read_parquet(WORKSPACE / "touches/设备绑定.parquet")
        .select("设备ID", "用户ID")
        .iter_rows()
    )
    frames = [
        pl.read_parquet(WORKSPACE / "events/*.parquet"),
        pl.read_csv(WORKSPACE / "events/*.csv"),
    ]
    local = pl.from_epoch("time", time_unit="ms") + pl.duration(hours=8)
    found = defaultdict(list)
    for frame in frames:
        rows = frame.select("distinct_id", local.cast(pl.Datetime("us")), "channel")
        for user, at, channel in rows.iter_rows():
            found[user].append(Touch(at, channel, ""))
    for at, kind, channel, campaign, user, device in clicks().iter_rows():
        if kind == "click":
            found[user or owners.get(device, device)].append(
                Touch(at, channel, campaign)
            )
    return {user: _visits(rows) for user, rows in found.items()}


def _visits(rows: list[Touch]) -> list[Touch]:
    """Join what follows within half an hour in one channel."""
    rows.sort(key=lambda touch: touch.at)
    return [
        touch
        for before, touch in zip([None, *rows[:-1]], rows, strict=True)
        if before is None
        or before.channel != touch.channel
        or touch.at - before.at > PAUSE
    ]


@cache
def journeys() -> list[Journey]:
    """Every journey that is known, of whatever day."""
    bought = defaultdict(list)
    paid = orders().filter("is_paid").sort("paid_at", maintain_order=True)
    columns = ("user_id", "paid_at", "day", "paid", "refund")
    for user, at, day, amount, refund in paid.select(columns).iter_rows():
        bought[user].append((at, day, amount - refund))
    found = []
    for user, rows in touches().items():
        found += list(_of_user(rows, bought[user]))
    return found


def _of_user(
    rows: list[Touch], bought: list[tuple[datetime, date, int]]
) -> list[Journey]:
    times = [touch.at for touch in rows]
    used = [False] * len(rows)
    found = []
    for number, (at, day, value) in enumerate(bought):
        low, high = bisect_left(times, at - LOOK_BACK), bisect_right(times, at)
        if low < high:
            used[low:high] = [True] * (high - low)
            found.append(
                Journey(day, _told(rows[low:high]), value, True, number == 0)  # noqa: FBT003
            )
    runs: list[list[Touch]] = []
    is_open = False
    for touch, is_used in zip(rows, used, strict=True):
        if is_used:
            is_open = False
            continue
        if not is_open or touch.at - runs[-1][-1].at > LOOK_BACK:
            runs.append([])
        runs[-1].append(touch)
        is_open = True
    return found + [
        Journey(run[-1].at.date(), _told(run), 0, False, False)  # noqa: FBT003
        for run in runs
        if run[-1].at.date() < TODAY - LOOK_BACK
    ]


def _told(rows: list[Touch]) -> tuple[Touch, ...]:
    """Leave direct visits out where there is anything else."""
    return tuple(touch for touch in rows if touch.channel != "direct") or tuple(rows)


def within(span: dict[str, Any]) -> list[Journey]:
    first, last = (date.fromisoformat(span[name]) for name in ("first", "last"))
    return [one for one in journeys() if first <= one.day <= last]


@pytest.mark.parametrize("place", [0, 1], ids=["planted days", "last four weeks"])
def test_seeding_on_xiaohongshu_and_closing_on_tmall_returns_three_times_douyin(
    place: int,
) -> None:
    """Net revenue by shared spend, of journeys with exactly these channels."""
    said = truth()["combination"]["spans"][place]
    known = within(said)
    count = Counter(touch.channel for one in known for touch in one.touches)
    assert dict(count) == said["touches"]
    days = pl.col("day").is_between(
        date.fromisoformat(said["first"]), date.fromisoformat(said["last"])
    )
    spend = {key: int(ads(key).filter(days)["spend"].sum()) for key in said["spend"]}
    assert spend == said["spend"]
    roi: dict[str, float] = {}
    for name, row in said["rows"].items():
        mine = [one for one in known if one.met == tuple(name.split(">"))]
        assert len(mine) == row["journeys"]
        assert sum(one.is_order for one in mine) == row["orders"]
        steps = Counter(touch.channel for one in mine for touch in one.touches)
        cost = sum(spend[key] * n / count[key] for key, n in steps.items())
        roi[name] = sum(one.value for one in mine) / float(cost)
        assert roi[name] == pytest.approx(row["roi"])
    ratio = roi["xiaohongshu>tmall"] / roi["douyin"]
    assert ratio == pytest.approx(said["ratio"])
    assert 2.8 < ratio < 3.2
    rows = said["rows"]
    assert all(rows[name]["orders"] >= 300 for name in ("xiaohongshu>tmall", "douyin"))
    assert 0 < rows["baidu>tmall"]["orders"] < 100
    assert rows["baidu>tmall"]["needs"] == 100 - rows["baidu>tmall"]["orders"]
    assert roi["xiaohongshu>tmall"] > roi["xiaohongshu>douyin"] > roi["douyin"]


@pytest.mark.parametrize("place", [0, 1], ids=["planted days", "last four weeks"])
def test_tmall_closes_and_xiaohongshu_seeds(place: int) -> None:
    """First and last touches of orders disagree by a factor of two and more."""
    said = truth()["journeys"]["spans"][place]
    known = within(said)
    bought = [one for one in known if one.is_order]
    first = Counter(one.touches[0].channel for one in bought)
    last = Counter(one.touches[-1].channel for one in bought)
    assert dict(first) == said["first_touch"]
    assert dict(last) == said["last_touch"]
    assert (len(known), len(bought)) == (said["journeys"], said["conversions"])
    assert sum(one.is_new for one in bought) == said["new"]
    assert sum(one.value for one in bought) == said["value"]
    assert sum(len(one.touches) for one in known) == said["touches"]
    assert last["tmall"] > 4 * first["tmall"]
    assert first["xiaohongshu"] > 2 * last["xiaohongshu"]


@pytest.mark.parametrize("place", [0, 1], ids=["planted days", "last four weeks"])
def test_too_many_new_customers_come_by_few_partners(place: int) -> None:
    """Above the limit by more than chance; the five largest have four fifths."""
    said = truth()["kol"]["spans"][place]
    marks = [
        next((t.campaign for t in one.touches if t.campaign.startswith("kol:")), "")
        for one in within(said)
        if one.is_new
    ]
    names = Counter(name for name in marks if name)
    by_partner = sum(names.values())
    firsts = orders().filter("is_paid").group_by("user_id").agg(pl.col("day").min())
    days = pl.col("day").is_between(
        date.fromisoformat(said["first"]), date.fromisoformat(said["last"])
    )
    assert firsts.filter(days).height == said["new_customers"]
    assert (len(marks), by_partner) == (said["touched"], said["by_kol"])
    spread = (said["share"] * (1 - said["share"]) / said["new_customers"]) ** 0.5
    assert said["share"] == by_partner / said["new_customers"]
    assert said["share"] - 3 * spread > said["limit"]
    five = sum(count for _, count in names.most_common(5))
    assert said["top5"] == pytest.approx(five / by_partner)
    assert 0.75 < said["top5"] < 0.9
    assert said["hhi"] == pytest.approx(
        sum((count / by_partner) ** 2 for count in names.values())
    )


def lessons() -> list[tuple[str, date, str, str]]:
    """User, day, level of the user, level of the lesson."""
    found = []
    for path in sorted((WORKSPACE / "lessons").glob("*.csv")):
        for row in lines_of(path, "utf-8-sig"):
            said = json.loads(row["属性"])
            day = date.fromisoformat(row["时间"][:10])
            found.append((row["用户ID"], day, said["user_level"], said["level"]))
    return found


def test_beginners_who_meet_lessons_for_professionals_stay_away() -> None:
    """Returns by level; with lessons that fit they would be 42 % higher."""
    said = truth()["fit"]
    events = pl.concat(
        [
            pl.read_parquet(WORKSPACE / "events/*.parquet").select(
                "distinct_id", "time"
            ),
            pl.read_csv(WORKSPACE / "events/*.csv").select("distinct_id", "time"),
        ]
    )
    local = pl.from_epoch("time", time_unit="ms") + pl.duration(hours=8)
    days = set(events.select("distinct_id", local.dt.date()).unique().iter_rows())
    rows = lessons()
    assert len({user for user, *_ in rows}) == len(rows) == said["users"]
    # Whoever met a lesson was there anyway: nobody is active because of one.
    assert all((user, day) in days for user, day, *_ in rows)
    users: Counter[tuple[str, str]] = Counter()
    back: Counter[tuple[str, str]] = Counter()
    for user, day, knows, level in rows:
        users[knows, level] += 1
        back[knows, level] += (user, day + timedelta(days=1)) in days
    for cell in said["cells"]:
        key = (cell["user"], cell["content"])
        assert (users[key], back[key]) == (cell["users"], cell["back"])
    off, best = back["新手", "专业"], back["新手", "入门"]
    assert off / users["新手", "专业"] < 0.4 * best / users["新手", "入门"]
    assert said["lift"] == pytest.approx(0.42, abs=0.01)


def test_touches_are_of_every_kind() -> None:
    """Known and unknown users, views, direct visits, repeats, one month unsorted."""
    rows = clicks()
    assert rows.height == truth()["journeys"]["touches"]
    assert rows.filter(
        pl.col("user").is_null() == pl.col("device").is_null()
    ).is_empty()
    unknown = int(rows["device"].is_not_null().sum())
    assert 0.5 < unknown / rows.height < 0.9
    assert set(rows["kind"]) == {"click", "impression"}
    assert set(rows["channel"]) == set(WORDS.values())
    october = pl.read_parquet(WORKSPACE / "touches/触点_202610.parquet")["时间"]
    assert october.is_sorted()
    september = pl.read_parquet(WORKSPACE / "touches/触点_202609.parquet")["时间"]
    assert not september.is_sorted()
    assert rows["at"].max() <= datetime(2026, 10, 31, 10, tzinfo=UTC).replace(  # type: ignore[operator]
        tzinfo=None
    )


def test_a_new_table_moves_no_number_of_the_mini_programme() -> None:
    """Users of the tracker who are no members have no event of their own."""
    events = pl.read_parquet(WORKSPACE / "events/*.parquet")
    assert events["event"].is_in(["短链点击", "试听课"]).sum() == 0
    devices = clicks()["device"].drop_nulls()
    assert events["distinct_id"].is_in(devices.unique().implode()).sum() == 0
    assert min(day for _, day, *_ in lessons()) > FIRST_YEAR
