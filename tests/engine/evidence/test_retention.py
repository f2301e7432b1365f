"""Cohorts: can they be read, where users got lost, whom to win back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.churn import churned_cohort, control_share
from cockpit.engine.evidence.exports import churned_users
from cockpit.engine.evidence.maturity import cohort_maturity
from cockpit.engine.evidence.retention import retention_breakdown
from cockpit.engine.metrics.intervals import wilson
from cockpit.engine.why.rounding import total
from cockpit.snapshot.evidence import Evidence
from tests.engine.evidence.stories import before, case_of, shop
from tests.engine.tables import Row, day, event


def cohort(
    days_ago: int, channel: str, users: int, back: int, step: str
) -> Iterator[Row]:
    """New users of a day; some of them are seen on the next one."""
    for n in range(users):
        user = f"{channel}-{days_ago}-{n}"
        yield event(user, f"{before(days_ago)}T09:00", channel=channel)
        yield event(user, f"{before(days_ago)}T09:05", step, channel=channel)
        if n < back:
            yield event(user, f"{before(days_ago - 1)}T09:00", channel=channel)


def app() -> list[Row]:
    """Half of all users came back; since three days ago none of Douyin's do.

    Douyin stops at registering, Wechat pays. The cohort of yesterday cannot be read.
    """
    rows: list[Row] = []
    for n in range(1, 15):
        rows += cohort(n, "wechat", 10, 5, "pay")
        rows += cohort(n, "douyin", 10, 0 if n <= 3 else 5, "register")
    return rows


def trouble(folder: Path) -> Case:
    return case_of(
        shop(folder, events=app()), metric="retention_d1", labels=((),), onset=None
    )


def cells(found: Evidence, key: str) -> dict[str, object]:
    row = next(row for row in found.rows if row.key == key)
    return {c.key: cell for c, cell in zip(found.columns, row.cells, strict=True)}


def test_a_cohort_is_readable_when_its_second_day_is_complete(tmp_path: Path) -> None:
    found = cohort_maturity(trouble(tmp_path))
    assert found.rows[0].key == before(1)
    assert found.rows[0].excluded == "immature: readable from 2026-11-01"
    assert cells(found, before(1))["rate"] is None
    assert cells(found, before(2))["rate"] == 0.25
    assert cells(found, before(5))["rate"] == 0.5


def test_fall_is_split_into_rate_and_mix(tmp_path: Path) -> None:
    """The newest three: 5 + 5 + 10 of 60 are back against a half before."""
    found = cohort_maturity(trouble(tmp_path))
    said = {one.key: one.value or 0.0 for one in found.headlines}
    assert said["before"] == 0.5
    assert said["d1"] == pytest.approx(20 / 60)
    assert said["mix"] == 0.0
    assert total([said["rate"], said["mix"]]) == round(20 / 60 - 0.5, 9)
    assert "same channels come back less" in found.reading
    assert found.reading.startswith("3 cohorts can be read; D1")


def test_a_single_cohort_is_one_cohort(tmp_path: Path) -> None:
    case = replace(trouble(tmp_path), onset=datetime.fromisoformat(before(2)))
    assert cohort_maturity(case).reading.startswith("1 cohort can be read; D1")


def test_segments_say_where_users_got_lost(tmp_path: Path) -> None:
    """Douyin lost 10 of the 15 that used to be back of 30; its users register."""
    found = retention_breakdown(trouble(tmp_path))
    channels = [row.key for row in found.rows if row.key.startswith("channel:")]
    assert channels[0] == "channel:douyin"
    assert cells(found, "channel:douyin")["lost"] == pytest.approx(10)
    assert cells(found, "channel:douyin")["share"] == pytest.approx(1)
    assert cells(found, "channel:wechat")["lost"] == 0
    assert cells(found, "step:register")["users"] == 30
    assert cells(found, "step:pay")["change"] == 0
    assert found.reading.startswith("most users lost: Douyin -33.3pp, registered")


def test_list_of_lapsed_users_has_controls_that_stay_the_same(tmp_path: Path) -> None:
    """Newest three: 25 of Douyin and 15 of Wechat have not come back."""
    case = trouble(tmp_path)
    found = churned_cohort(case)
    assert [(row.key, row.cells[0]) for row in found.rows] == [
        ("douyin", 25),
        ("wechat", 15),
    ]
    ((name, header, rows),) = churned_users(found, case.scene)
    assert name == f"churned_users_{before(4)}_{before(2)}.csv"
    assert header == ("user_id", "channel", "first_day", "group")
    assert len(rows) == found.n == 40
    assert sum(row[3] == "control" for row in rows) == sum(
        int(str(row.cells[1])) for row in found.rows
    )
    douyin = [row[0] for row in rows if row[1] == "douyin"]
    first = min(douyin, key=lambda user: sha256(user.encode()).hexdigest())
    assert ("control") in next(row for row in rows if row[0] == first)
    assert churned_users(found, case.scene) == churned_users(found, case.scene)


def test_who_registered_and_was_never_seen_is_lost_too(tmp_path: Path) -> None:
    """As retention counts them: by the table of users."""
    ghost = {"user_id": "ghost", "biz_date": day(before(2)), "acq_channel": "baidu"}
    scene = shop(tmp_path, events=app(), users=[ghost])
    case = case_of(scene, metric="retention_d1", labels=((),), onset=None)
    assert cells(cohort_maturity(case), before(2))["users"] == 21
    assert retention_breakdown(case).n == 61
    assert cells(churned_cohort(case), "baidu")["users"] == 1


@pytest.mark.parametrize(
    ("users", "share"), [(10_000, 0.1), (500, 0.1), (250, 0.2), (40, 0.5), (0, 0.5)]
)
def test_a_tenth_is_held_back_and_never_more_than_half(
    users: int, share: float
) -> None:
    assert control_share(users) == share


def test_wilson_interval_is_that_of_the_literature() -> None:
    """Newcombe (1998), table I: 15 of 148 gives 0.0624 to 0.1605."""
    low, high = wilson(15, 148)
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)
    assert wilson(0, 20)[0] == 0.0


def test_without_events_the_missing_table_is_named(tmp_path: Path) -> None:
    scene = shop(tmp_path, users=[{"user_id": "u"}])
    for function in (cohort_maturity, retention_breakdown, churned_cohort):
        found = function(case_of(scene))
        assert found.refusal == "needs the table events"
