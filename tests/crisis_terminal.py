"""A crisis on real terminals: what is on the screen, and what stands in the log."""

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec

from cockpit import paths
from tests import crisis
from tests.shop import ZONE
from tests.terminal_pty import Terminal, children, python

LANGUAGE = {
    "LANG": "en_US.UTF-8",
    "LC_ALL": None,
    "LC_MESSAGES": None,
    "NO_COLOR": None,
}
OPENED = "incident.opened"
HOUR = timedelta(hours=1)
GROUP_WAIT = 60.0
COUNTDOWN = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)")


class Crisis:
    """A shop and the cockpits that are open on it."""

    def __init__(self, root: Path) -> None:
        self.folder, self._cache = root / "shop", root / "cache"
        self.terminals: list[Terminal] = []
        crisis.write(self.folder, now=datetime.now(ZONE) - HOUR)

    def open(
        self,
        *options: str,
        before: Sequence[str] = (),
        columns: int = 120,
        lines: int = 40,
        **env: str,
    ) -> Terminal:
        """Open a cockpit on the shop; ``before`` is a program that starts it."""
        cockpit = python("-m", "cockpit", *options, "open", str(self.folder))
        argv = [*before, *cockpit]
        changes = {**LANGUAGE, paths.CACHE_VARIABLE: str(self._cache), **env}
        terminal = Terminal(argv, columns=columns, lines=lines, env=changes)
        self.terminals.append(terminal)
        return terminal

    def close(self) -> None:
        """End all of them."""
        for terminal in self.terminals:
            terminal.close()

    def events(self) -> list[dict[str, Any]]:
        """Return what stands in the log, the oldest first."""
        place = paths.incident_log(self.folder)
        if not place.exists():
            return []
        with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as log:
            lines = log.execute("SELECT line FROM event ORDER BY seq").fetchall()
        return [msgspec.json.decode(line) for (line,) in lines]

    def kinds(self) -> Counter[str]:
        """Count the events of the log by kind."""
        return Counter(event["kind"] for event in self.events())

    def erupts(self, terminal: Terminal) -> float:
        """Let a price jump; return after how many seconds its incident is shown."""
        terminal.until(is_quiet, "a quiet morning")
        last = crisis.last_hour()
        began = monotonic()
        for hour in (last - HOUR, last):  # what has ended just now waits for others
            crisis.jump(self.folder, hour=hour)
        # Where the hour turns in between, the alarm is new and waits for its group.
        terminal.until(is_burning, "the incident", patience=GROUP_WAIT + 30)
        return monotonic() - began


def is_quiet(screen: str) -> bool:
    """Whether numbers are there and nothing is red."""
    return "LIVE" in screen and "RED 0" in screen


def is_burning(screen: str) -> bool:
    """Whether the alarm is red and its incident counts down to the first step."""
    row = re.search(r"RED +CPC surge .*", screen)
    return row is not None and "Take command" in row[0] and seconds_left(row[0]) > 0


def seconds_left(text: str) -> int:
    """Return what the last countdown of a line says; -1 if there is none."""
    found = COUNTDOWN.findall(text)
    if not found:
        return -1
    hours, minutes, seconds = found[-1]
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)


def row_left(terminal: Terminal) -> int:
    """Return what the countdown in the queue says."""
    row = re.search(r"RED +CPC surge .*", terminal.text())
    return -1 if row is None else seconds_left(row[0])


def worker_of(terminal: Terminal) -> int:
    """Return the process of the worker; 0 if there is none now."""
    return next(iter(children(terminal.process.pid)), 0)
