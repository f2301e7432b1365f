"""A workspace under watch while things around it break."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cockpit import paths
from cockpit.engine.alarms import rounds
from cockpit.snapshot.alarms import AlarmRow
from cockpit.watch import duties, judging
from cockpit.watched import WatchedSession
from tests import crisis, shop

NOW = datetime(2026, 10, 31, 12, 20, tzinfo=shop.ZONE)
BROKEN = "[[rule]\n"
RULE = """
schema = 1
[[rule]]
id = "dear"
title = "CPC > 2"
metric = "cpc"
by = ["channel"]
grain = "1h"
fire = { of = "value", op = ">", than = "2" }
severity = "red"
incident = { sop = "stop-the-bleeding", group_by = [] }
"""


class Watched:
    """A shop by the hour, its clock, and the session that watches it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, NOW
        crisis.write(folder, now=NOW)
        self._sessions: list[WatchedSession] = []

    def open(self) -> WatchedSession:
        """Start to watch, as a worker does."""
        session = WatchedSession(
            self.folder, clock=lambda: self.now, role="worker", writes=True
        )
        self._sessions.append(session)
        session.read()
        session.watch()
        return session

    def jump(self, session: WatchedSession) -> None:
        """Let a price jump and look."""
        crisis.jump(self.folder, hour=crisis.last_hour(self.now))
        session.refresh()
        session.watch()

    def later(self, session: WatchedSession, **by: float) -> None:
        """Let time go by and look."""
        self.now += timedelta(**by)
        session.refresh()
        session.watch()

    def write(self, name: str, text: str) -> None:
        """Write a file of the workspace, so that a change is seen."""
        place = self.folder / name
        place.write_text(text, encoding="utf-8")
        os.utime(place, ns=(0, place.stat().st_mtime_ns + 1_000_000_000))

    def close(self) -> None:
        for session in self._sessions:
            session.close()


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    found = Watched(tmp_path / "shop")
    yield found
    found.close()


def row_of(session: WatchedSession, channel: str = "douyin") -> AlarmRow:
    """Return the row of a channel whose clicks are judged."""
    labels = (("channel", channel),)
    rows = [
        row
        for row in session.alarms().rows
        if row.labels == labels and row.metric == "cpc"
    ]
    (row,) = rows
    return row


def incidents(session: WatchedSession) -> list[str]:
    return [one.rule for one in session.keeper.state.incidents.values()]


def raising(*_: Any) -> Any:
    """Fail as a bug does."""
    raise ZeroDivisionError("a bug")


def test_a_dear_hour_opens_one_incident_however_often_it_is_looked_at(
    watched: Watched,
) -> None:
    session = watched.open()
    assert incidents(session) == []
    watched.jump(session)
    for _ in range(3):
        session.watch()
    assert incidents(session) == ["cpc-surge"]
    assert incidents(watched.open()) == ["cpc-surge"]


def test_rules_that_broke_meanwhile_stay_in_force(watched: Watched) -> None:
    """The mistake is shown with its file and line, and the alarm comes."""
    watched.write("rules.toml", RULE)
    session = watched.open()
    watched.write("rules.toml", RULE + BROKEN)
    watched.jump(session)
    assert incidents(session) == ["dear"]
    assert "rules.toml:12" in session.alarms().problem


def test_a_rule_with_a_mistake_stays_as_it_was(watched: Watched) -> None:
    watched.write("rules.toml", RULE)
    session = watched.open()
    watched.write("rules.toml", RULE.replace('"2"', '"2 bananas"'))
    watched.jump(session)
    assert incidents(session) == ["dear"]
    assert "rules.toml:9" in session.alarms().problem


def test_mended_rules_are_taken(watched: Watched) -> None:
    watched.write("rules.toml", RULE)
    session = watched.open()
    watched.write("rules.toml", BROKEN)
    session.watch()
    watched.write("rules.toml", RULE.replace('"dear"', '"dearer"'))
    watched.jump(session)
    assert incidents(session) == ["dearer"]
    assert not session.alarms().problem


def test_a_procedure_that_broke_meanwhile_is_followed_as_it_was(
    watched: Watched,
) -> None:
    sop = """
schema = 1
[[sop]]
id = "stop-the-bleeding"
trigger = ["rule:cpc-surge"]
severity = "red"
step = [{ id = "one", do = "one", due = "5m" }]
"""
    watched.write("sops.toml", sop)
    session = watched.open()
    assert not session.alarms().problem
    watched.write("sops.toml", sop.replace("5m", "five"))
    watched.jump(session)
    (incident,) = session.keeper.state.incidents.values()
    assert [step.id for step in incident.sop.step] == ["one"]
    assert "sops.toml:7" in session.alarms().problem


def test_a_procedure_that_was_edited_is_followed_by_the_next_incident(
    watched: Watched,
) -> None:
    session = watched.open()
    watched.write(
        "sops.toml",
        'schema = 1\n[[sop]]\nid = "stop-the-bleeding"\nseverity = "red"\n'
        'trigger = ["rule:cpc-surge"]\n'
        'step = [{ id = "new", do = "new", due = "5m" }]\n',
    )
    watched.jump(session)
    (incident,) = session.keeper.state.incidents.values()
    assert [step.id for step in incident.sop.step] == ["new"]


def test_a_rule_that_throws_is_in_error_and_the_others_run(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = RULE.replace('"dear"', '"other"').replace("schema = 1", "")
    watched.write("rules.toml", RULE + other.replace('"cpc"', '"spend"'))
    session = watched.open()
    monkeypatch.setattr(judging, "judge", _failing("other", rounds.judge))
    watched.jump(session)
    assert incidents(session) == ["dear"]
    alarms = session.alarms()
    assert "other" in alarms.problem
    assert "a bug" in alarms.problem
    in_error = {row.rule for row in alarms.rows if "error" in row.overlays}
    assert in_error == {"other"}


def _failing(rule_id: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def judge(rule: Any, *rest: Any, **named: Any) -> Any:
        return raising() if rule.id == rule_id else work(rule, *rest, **named)

    return judge


def test_evidence_that_throws_keeps_no_alarm_away(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = watched.open()
    monkeypatch.setattr(duties, "compute", raising)
    watched.jump(session)
    assert row_of(session).incident == "INC-0001"
    assert "a bug" in session.alarms().problem


def test_a_file_that_is_deleted_clears_no_alarm(watched: Watched) -> None:
    """What fired goes on firing, blind."""
    session = watched.open()
    watched.jump(session)
    (watched.folder / "spend.csv").unlink()
    for _ in range(4):
        watched.later(session, hours=1)
    row = row_of(session)
    assert row.state == "firing"
    assert "blind" in row.overlays
    assert incidents(session) == ["cpc-surge"]
    assert session.keeper.state.incidents["INC-0001"].is_open


def test_hours_without_figures_clear_no_alarm(watched: Watched) -> None:
    session = watched.open()
    watched.jump(session)
    for _ in range(4):
        watched.later(session, hours=1)
    assert row_of(session).state == "firing"
    assert "blind" in row_of(session).overlays


def test_a_folder_that_vanishes_is_told_and_judged_in_memory(watched: Watched) -> None:
    session = watched.open()
    state = paths.state_folder(watched.folder)
    state.rename(state.with_name("elsewhere"))
    watched.jump(session)
    assert row_of(session).state == "firing"
    assert session.alarms().problem
    assert not paths.incident_log(watched.folder).exists()


def test_a_folder_that_cannot_be_written_is_told_and_judged_in_memory(
    watched: Watched,
) -> None:
    paths.state_folder(watched.folder).write_text("a file where a folder should be")
    session = watched.open()
    watched.jump(session)
    assert row_of(session).state == "firing"
    assert session.alarms().problem
