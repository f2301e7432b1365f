"""The watch for long: its latency, its countdown, its deaths, and very many alarms."""

import os
import signal
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest

from cockpit import paths
from cockpit.watched import WatchedSession
from tests import crisis as hourly
from tests import shop
from tests.crisis_terminal import OPENED, Crisis, is_burning, row_left, worker_of
from tests.soak.conftest import Tell
from tests.soak.running import resident_mib
from tests.terminal_pty import Terminal, wait_until
from tests.test_watch_disk import DAMAGES, go_to_the_incident, starts_on_a_damaged_log

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc"),
]
ERUPTIONS, KILLS, TERMINAL_KILLS, COUNTED_SECONDS = 10, 30, 20, 20
ALARMS, MOST_INCIDENTS, MOST_SECONDS, MOST_MIB = 2_000, 20, 5.0, 150.0
ASLEEP_SECONDS = 70.0
BACK_WITHIN_SECONDS = 2.0


@pytest.fixture
def crisis(tmp_path: Path) -> Iterator[Crisis]:
    found = Crisis(tmp_path)
    yield found
    found.close()


def test_an_incident_is_on_the_screen_within_a_second(
    tmp_path: Path, tell: Tell
) -> None:
    """From the append of the rows to the red row with its countdown."""
    seconds = []
    for number in range(ERUPTIONS):
        crisis = Crisis(tmp_path / str(number))
        try:
            seconds.append(crisis.erupts(crisis.open()))
        finally:
            crisis.close()
    seconds.sort()
    middle = seconds[len(seconds) // 2]
    tell(f"append to screen: median {middle:.2f} s, slowest {seconds[-1]:.2f} s")
    assert middle <= 1.0


def test_the_countdown_is_that_of_the_clock(crisis: Crisis, tell: Tell) -> None:
    terminal = crisis.open()
    crisis.erupts(terminal)
    first, began, worst = row_left(terminal), monotonic(), 0.0
    while (gone := monotonic() - began) < COUNTED_SECONDS:
        worst = max(worst, abs(first - row_left(terminal) - gone))
        sleep(0.1)
    tell(f"countdown over {COUNTED_SECONDS} s: at most {worst:.2f} s off")
    assert worst <= 1.0 + 0.2, "a step of the display and a look at it"


def test_killed_workers_open_nothing_twice(
    crisis: Crisis, chance: Random, tell: Tell
) -> None:
    terminal = crisis.open()
    crisis.erupts(terminal)
    killed = 0
    while killed < KILLS:
        worker = worker_of(terminal)
        if not worker:
            sleep(0.05)
            continue
        sleep(chance.uniform(0, 1))
        os.kill(worker, signal.SIGKILL)
        killed += 1
        before = row_left(terminal)
        wait_until(lambda b=before: row_left(terminal) != b, "a second")  # type: ignore[misc]
        wait_until(lambda w=worker: worker_of(terminal) not in {0, w}, "a worker")  # type: ignore[misc]
    # Where the hour turned meanwhile there are no figures of it: blind, not gone.
    terminal.until(
        lambda text: "LIVE" in text and (is_burning(text) or "BLIND" in text),
        "life again",
    )
    kinds = crisis.kinds()
    tell(f"{killed} workers killed: {kinds[OPENED]} incident")
    assert kinds[OPENED] == 1
    assert kinds["alarm.fired"] == 1


def test_killed_terminals_lose_nothing_that_was_called_saved(
    crisis: Crisis, chance: Random, tell: Tell
) -> None:
    terminal = crisis.open()
    crisis.erupts(terminal)
    terminal.press("!")
    shown, slowest, began = 0, 0.0, monotonic()
    for number in range(TERMINAL_KILLS):
        terminal.until(
            lambda text: "Step " in text and "Timeline" in text, "the incident"
        )
        slowest = max(slowest, monotonic() - began)
        shown += _notes(terminal, f"note-{number}")
        sleep(chance.uniform(0, 0.5))
        os.kill(terminal.process.pid, signal.SIGKILL)
        terminal.exit_code()
        terminal.close()
        began = monotonic()
        terminal = crisis.open()
    kept = crisis.kinds()["note.added"]
    tell(f"{shown} notes seen saved, {kept} kept; back after {slowest:.1f} s at most")
    assert kept >= shown


def _notes(terminal: Terminal, text: str) -> int:
    """Write a note; 1 once the timeline shows it."""
    terminal.press("n")
    terminal.until(lambda screen: "Write a note" in screen, "the form")
    terminal.press(f"{text}\r")
    terminal.until(
        lambda screen: text in screen and "Write a note" not in screen, "the note"
    )
    return 1


def test_a_sleep_is_told_once(crisis: Crisis) -> None:
    """Stopped for longer than a minute; what fell due meanwhile is one event."""
    terminal = crisis.open()
    crisis.erupts(terminal)
    # Only who has looked before can tell that nobody looked for a while.
    before = row_left(terminal)
    wait_until(lambda: before - row_left(terminal) >= 3, "a few looks at the clock")
    pids = (terminal.process.pid, worker_of(terminal))
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    sleep(ASLEEP_SECONDS)
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    wait_until(lambda: crisis.kinds()["clock.resumed"] >= 1, "word of it")
    sleep(3)
    assert crisis.kinds()["clock.resumed"] == 1
    terminal.until(is_burning, "the countdown")


def test_thousands_of_alarms_at_once_are_few_incidents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """Two rules on a thousand channels, all of them dear in one hour."""
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    now = datetime(2026, 10, 31, 12, 20, tzinfo=shop.ZONE)
    names = [f"ch{number:04}" for number in range(ALARMS // 2)]
    folder = tmp_path / "shop"
    hourly.write(folder, days=2, channels=names, now=now)
    (folder / "rules.toml").write_text(_rules(), encoding="utf-8")
    session = WatchedSession(folder, clock=lambda: now, role="worker", writes=True)
    session.read()
    session.watch()
    before = resident_mib(os.getpid())
    hourly.jump(folder, names, channels=names, hour=hourly.last_hour(now))
    session.refresh()
    began = monotonic()
    session.watch()
    seconds, more = monotonic() - began, resident_mib(os.getpid()) - before
    firing = sum(row.state == "firing" for row in session.alarms().rows)
    incidents = len(session.keeper.state.incidents)
    session.close()
    tell(f"{firing} alarms in {seconds:.1f} s, {more:.0f} MiB, {incidents} incidents")
    assert firing == ALARMS
    assert incidents <= MOST_INCIDENTS
    assert seconds <= MOST_SECONDS
    assert more <= MOST_MIB


def test_every_damage_is_mended_at_the_start(crisis: Crisis) -> None:
    terminal = crisis.open()
    crisis.erupts(terminal)
    go_to_the_incident(terminal)
    terminal.press("q")
    assert terminal.exit_code() == 0
    starts_on_a_damaged_log(crisis, DAMAGES)


def _rules() -> str:
    rule = (
        '[[rule]]\nid = "dear-{}"\ntitle = "dear"\nmetric = "cpc"\nby = ["channel"]\n'
        'grain = "1h"\nfire = {{ of = "value", op = ">", than = "{}" }}\n'
        'severity = "red"\n'
        'incident = {{ sop = "stop-the-bleeding", group_by = [] }}\n'
    )
    return "schema = 1\n" + rule.format(1, "2") + rule.format(2, "2.2")
