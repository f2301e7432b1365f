"""What screens and commands get of a workspace under watch."""

import csv
from pathlib import Path

import pytest

from cockpit.feeding import around_of, feed, figures_of
from cockpit.logbooks import open_log
from cockpit.snapshot.acts import OpenIncident
from cockpit.snapshot.health import HealthQuery
from cockpit.snapshot.why import WhyQuery, WhySnapshot
from cockpit.watched import WatchedSession
from tests import outpost

DEAR = {
    "douyin/a": (*(1,) * 9, 4),
    "douyin/b": (1,) * 10,
    "tmall": (1,) * 10,
}
DOUYIN = (("channel", "douyin"),)
ONE = "INC-0001"
CALENDAR = """\
[[source]]
table = "calendar"
path = "calendar.csv"
"""


@pytest.fixture(autouse=True)
def private_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return outpost.write(tmp_path / "outpost", DEAR)


@pytest.fixture
def session(folder: Path) -> WatchedSession:
    session = WatchedSession(folder, writes=True)
    session.read()
    session.watch()
    return session


def test_gauges_wear_what_the_rules_say(session: WatchedSession) -> None:
    found = session.health(HealthQuery(), dimensions=("channel",))
    states = {(row.metric, row.entity): row.state for row in found.rows}
    assert states["cpc", "douyin"] == "red"
    assert states["cpc", "tmall"] == "green"
    session.close()


def test_lights_count_every_instance_once(session: WatchedSession) -> None:
    counts = session.alarms().lights.counts
    assert (counts["red"], counts["ok"]) == (1, 1)
    session.close()


def test_an_alarm_is_told_whole(session: WatchedSession) -> None:
    detail = session.alarm("dear-clicks", DOUYIN)
    assert detail is not None
    assert detail.row.incident == ONE
    assert detail.onset.startswith("2026-03-10")
    assert session.alarm("dear-clicks", (("channel", "nowhere"),)) is None
    session.close()


def test_what_is_picked_is_written_out_for_the_platform(
    session: WatchedSession,
) -> None:
    (path, *_) = session.write_out(ONE, "pause-inefficient", ("a",))
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    assert path.parent.name == "exports"
    assert any("a" in row for row in rows[1:])
    assert not any("b" in row for row in rows[1:])
    session.close()


def test_the_days_of_the_calendar_reach_the_deadlines(folder: Path) -> None:
    with (folder / "cockpit.toml").open("a", encoding="utf-8") as file:
        file.write(CALENDAR)
    days = "date,kind,name\n2026-03-11,holiday,a day off\n2026-03-14,workday,made up\n"
    (folder / "calendar.csv").write_text(days, encoding="utf-8")
    calendar = around_of(folder).calendar
    assert {day.isoformat() for day in calendar.days_off} == {"2026-03-11"}
    assert {day.isoformat() for day in calendar.days_on} == {"2026-03-14"}
    assert around_of(folder).group_by == {"dear-clicks": ("channel",)}


def test_without_a_cockpit_an_incident_is_fed_once(folder: Path) -> None:
    log = open_log(folder, role="cli")
    act = OpenIncident(sop="stop-the-bleeding", rule="dear-clicks", labels=DOUYIN)
    log.logbook.do(act, actor="Lin")
    assert feed(folder, log)
    seq = log.logbook.state.seq
    assert "inefficient_campaigns" in log.logbook.state.incidents[ONE].frozen
    assert feed(folder, log)
    assert log.logbook.state.seq == seq
    assert figures_of(folder, log, ONE).incident == ONE
    log.close()


def test_beside_an_open_cockpit_nothing_is_fed(
    session: WatchedSession, folder: Path
) -> None:
    log = open_log(folder, role="cli")
    log.logbook.catch_up()
    assert not feed(folder, log)
    log.close()
    session.close()


def test_a_why_knows_the_incidents_of_its_days_and_no_others(
    session: WatchedSession,
) -> None:
    where = (("channel", "douyin"),)
    found = session.study(WhyQuery("cpc", where=where))
    assert isinstance(found, WhySnapshot)
    (told,) = [event for event in found.events if event.kind == "incident"]
    assert told.at.startswith("2026-03-10")
    assert told.text.startswith(ONE)
    base, now = "2026-03-01:2026-03-04", "2026-03-05:2026-03-08"
    earlier = session.study(WhyQuery("cpc", where=where, base=base, now=now))
    assert isinstance(earlier, WhySnapshot)
    assert not earlier.events
    session.close()
