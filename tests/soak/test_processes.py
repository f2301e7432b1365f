"""Either process may be killed at any moment, a hundred times over."""

import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

import pytest

from tests import shop
from tests.soak.conftest import Tell
from tests.soak.running import is_on_alternate_screen, opened, processes_of, shown
from tests.terminal_pty import PATIENCE_SECONDS, Terminal, children, wait_until

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc"),
]
WORKER_KILLS, KILLS_A_TERMINAL = 100, 4
"""After the fourth death in a row the next worker comes later than 15 seconds."""
TERMINAL_KILLS = 60
RECOVERED_WITHIN_SECONDS, GONE_WITHIN_SECONDS = 15.0, 5.0
AFTER_A_CHANGE, FIRST_READ, IDLE = "after a change", "during the first read", "idle"
MOMENTS = (AFTER_A_CHANGE, FIRST_READ, IDLE)
SIGNALS = (signal.SIGKILL, signal.SIGHUP, signal.SIGTERM)
_OF_THE_READING = frozenset({"data_revision"})
"""Differs between a file that was followed and one that was read whole."""


class Killed:
    """A shop in the cockpit whose worker is killed again and again."""

    def __init__(self, folder: Path, cache: Path, chance: Random) -> None:
        shop.write(folder)
        self.folder, self.cache, self._chance = folder, cache, chance
        self.slowest = 0.0
        self.kills = self.told = 0

    def one_terminal(self, moments: list[str]) -> None:
        """Kill one worker after another of one terminal process."""
        terminal = opened(self.folder, self.cache)
        worker, killed = 0, monotonic()
        try:
            for moment in moments:
                if moment != FIRST_READ:
                    self._recovers(terminal, killed)
                worker = self._kill(terminal, moment, worker)
                killed = monotonic()
                self._is_seen(terminal, worker)
            self._recovers(terminal, killed)
        finally:
            terminal.close()

    def _kill(self, terminal: Terminal, moment: str, last: int) -> int:
        worker = _next_worker(terminal, last)
        shop.append_orders(self.folder, self._chance.randint(1, 3))
        if moment == IDLE:
            terminal.until(self._is_right, "the new number")
        sleep(self._chance.uniform(0, 1.2 if moment == FIRST_READ else 0.3))
        os.kill(worker, signal.SIGKILL)
        self.kills += 1
        return worker

    def _is_seen(self, terminal: Terminal, worker: int) -> None:
        """It is said with the reason, or the next worker is already there."""

        def is_told(screen: str) -> bool:
            return "STALE" in screen and "SIGKILL" in screen

        def is_replaced() -> bool:
            workers = children(terminal.process.pid)
            return bool(workers) and worker not in workers

        screen = terminal.until(lambda s: is_told(s) or is_replaced(), "word of it")
        self.told += is_told(screen)

    def _recovers(self, terminal: Terminal, since: float) -> None:
        terminal.until(self._is_right, "the numbers of the files")
        self.slowest = max(self.slowest, monotonic() - since)

    def _is_right(self, screen: str) -> bool:
        return "LIVE" in screen and f"n {self._orders_of_today():,} " in screen

    def _orders_of_today(self) -> int:
        today = f"{datetime.now(shop.ZONE):%Y-%m-%d}"
        return (self.folder / "orders.csv").read_text(encoding="utf-8").count(today)


def test_a_killed_worker_loses_nothing(
    tmp_path: Path, chance: Random, tell: Tell
) -> None:
    """It is said and replaced, the numbers are those of the files, and so is the cache."""
    killed = Killed(tmp_path / "shop", tmp_path / "cache", chance)
    while killed.kills < WORKER_KILLS:
        killed.one_terminal(chance.choices(MOMENTS, k=KILLS_A_TERMINAL))
    tell(
        f"{killed.kills} workers killed, {killed.told} times told as STALE before the"
        f" next one came; right again after {killed.slowest:.1f} s at most"
    )
    assert killed.slowest < RECOVERED_WITHIN_SECONDS
    _pin_clock(killed.folder)
    for view in ("health", "metrics", "sources"):
        through_all = _numbers(shown(killed.folder, killed.cache, view))
        assert through_all == _numbers(shown(killed.folder, tmp_path / "fresh", view))


def test_a_killed_terminal_process_leaves_nothing_behind(
    tmp_path: Path, chance: Random, tell: Tell
) -> None:
    """No process, no setting, no screen: whatever kills it and whenever."""
    folder = tmp_path / "shop"
    shop.write(folder)
    slowest, on_screen = 0.0, 0
    for number in range(TERMINAL_KILLS):
        terminal = opened(folder, tmp_path / "cache")
        before = terminal.attributes()
        sleep(chance.uniform(0, 3))
        on_screen += is_on_alternate_screen(terminal.raw)
        how = SIGNALS[number % len(SIGNALS)]
        killed = monotonic()
        os.kill(terminal.process.pid, how)
        _wait_until_gone(folder, killed)
        slowest = max(slowest, monotonic() - killed)
        _is_as_before(terminal, before, f"after kill {number} by {how.name}")
        terminal.close()
    tell(
        f"{TERMINAL_KILLS} terminal processes killed, {on_screen} of them while they"
        f" had the screen; all gone after {slowest:.1f} s at most"
    )
    assert slowest < GONE_WITHIN_SECONDS


def _next_worker(terminal: Terminal, last: int) -> int:
    """Wait for the worker after that one."""
    deadline = monotonic() + PATIENCE_SECONDS
    while monotonic() < deadline:
        for worker in children(terminal.process.pid):
            if worker != last:
                return worker
        sleep(0.01)
    raise AssertionError(f"no worker came:\n{terminal.text()}")


def _is_as_before(terminal: Terminal, before: list[Any], when: str) -> None:
    wait_until(lambda: terminal.attributes() == before, f"old settings {when}")
    wait_until(lambda: not is_on_alternate_screen(terminal.raw), f"old screen {when}")


def _wait_until_gone(folder: Path, since: float) -> None:
    while left := processes_of(folder):
        assert monotonic() - since < PATIENCE_SECONDS, left
        sleep(0.05)


def _pin_clock(folder: Path) -> None:
    """Let two readings see the same moment."""
    place = folder / "cockpit.toml"
    now = f'name = "小店"\nnow = {datetime.now(shop.ZONE).isoformat()}'
    text = place.read_text(encoding="utf-8").replace('name = "小店"', now)
    place.write_text(text, encoding="utf-8")


def _numbers(text: str) -> dict[str, Any]:
    answer = json.loads(text)
    return {key: value for key, value in answer.items() if key not in _OF_THE_READING}
