"""How long a key takes while thousands of alarms fire in one evaluation."""

import re
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks.heartbeat import FILTER, KEY_EVERY_SECONDS
from benchmarks.measuring import BenchmarkError, progress
from benchmarks.report import Report
from benchmarks.sizes import Size
from benchmarks.terminal import PATIENCE_SECONDS, Terminal
from tests import crisis
from tests.shop import ZONE

RULES: Final = 2
DAYS: Final = 2
AFTER_SECONDS: Final = 5.0
"""Keys go on for so long after the last alarm is on the screen."""
HOUR: Final = timedelta(hours=1)
_RULE: Final = (
    '[[rule]]\nid = "dear-{0}"\ntitle = "dear {0}"\nmetric = "cpc"\n'
    'by = ["channel"]\ngrain = "1h"\nfire = {{ of = "value", op = ">", than = "{1}" }}\n'
    'severity = "red"\nincident = {{ sop = "stop-the-bleeding", group_by = [] }}\n'
)


def measure(size: Size, scratch: Path) -> Report:
    """Type before, while and after every channel becomes dear in one hour."""
    alarms = RULES * size.flooded
    report = Report("flood", {"alarms": alarms, "channels": size.flooded})
    folder = scratch / "flood"
    names = [f"ch{number:04}" for number in range(size.flooded)]
    crisis.write(folder, days=DAYS, channels=names, now=datetime.now(ZONE) - HOUR)
    rules = "".join(_RULE.format(n, than) for n, than in ((1, "2"), (2, "2.2")))
    (folder / "rules.toml").write_text(f"schema = 1\n{rules}", encoding="utf-8")
    terminal = Terminal([sys.executable, "-m", "cockpit", "open", str(folder)])
    try:
        terminal.until_shown(lambda text: _reds(text) == 0, "a quiet morning")
        terminal.settle(3.0)
        idle = _typed(terminal, lambda now, began: now > began + AFTER_SECONDS)
        last = crisis.last_hour()
        for hour in (last - HOUR, last):
            crisis.jump(folder, names, channels=names, hour=hour)
        appended = perf_counter()
        shown: list[float] = []

        def is_over(now: float, began: float) -> bool:
            if not shown and now > began + PATIENCE_SECONDS:
                raise BenchmarkError(f"not all fired:\n{terminal.text()}")
            if not shown and _reds(terminal.text()) == alarms:
                shown.append(now)
            return bool(shown) and now > shown[0] + AFTER_SECONDS

        busy = _typed(terminal, is_over)
    finally:
        terminal.quit()
    report.spread("key to paint, idle", idle)
    found = report.spread("key to paint, while they fire and after", busy)
    report.judge("flood: key to paint p95", found.p95, at_most=50, unit="ms")
    report.notes.append(
        "Keys open and leave the filter, 20 a second: each lays the whole screen out anew."
    )
    report.judge("flood: append to all alarms shown", shown[0] - appended, unit="s")
    return report


def _typed(terminal: Terminal, is_over: Callable[[float, float], bool]) -> list[float]:
    """Open the filter and leave it, 20 times a second, until it is over."""
    began = perf_counter()
    times: list[float] = []
    while not is_over(perf_counter(), began):
        is_opening = len(times) % 2 == 0
        pressed = terminal.press("/" if is_opening else "\t")
        shown = terminal.until_shown(
            lambda text, wanted=is_opening: (FILTER in text) == wanted,  # type: ignore[misc]
            "the answer to a key",
        )
        times.append(shown - pressed)
        terminal.settle(max(0.0, pressed + KEY_EVERY_SECONDS - perf_counter()))
    progress(f"{len(times)} keys")
    return times


def _reds(text: str) -> int:
    """Return how many alarms the red lamp counts; -1 without a lamp."""
    found = re.search(r"RED ([\d,]+)", text)
    return int(found[1].replace(",", "")) if found else -1
