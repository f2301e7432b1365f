"""The whole product on a real terminal: a drill is played and scored.

The alarm comes through the real rule, the incident opens by itself, the operator takes
it with the keys of the crisis, and the data confirm the pause.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cockpit import paths
from tests.terminal_pty import Terminal, python

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks into /proc"
)
ENGLISH = {"LANG": "en_US.UTF-8", "LC_ALL": None, "LC_MESSAGES": None, "NO_COLOR": None}
DOWN, ENTER = "\x1b[B", "\r"
SPEED = 360
"""An hour in 10 seconds."""


class Player:
    """An operator who looks before pressing."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def sees(self, pattern: str, patiences: int = 1) -> str:
        """Wait for it; reading all files takes more than one patience at times."""
        condition: Callable[[str], object] = re.compile(pattern).search
        for _ in range(patiences - 1):
            with suppress(AssertionError):
                return self.terminal.until(condition, pattern)
        return self.terminal.until(condition, pattern)

    def press(self, keys: str, then: str) -> None:
        """Press, and wait for what it does."""
        self.terminal.press(keys)
        self.sees(then)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    argv = python(
        "-m", "cockpit", "--language", "en", "drill", "stop-the-bleeding",
        "--speed", str(SPEED), "--format", "json",
    )  # fmt: skip
    env = {**ENGLISH, paths.CACHE_VARIABLE: str(tmp_path / "cache")}
    found = Terminal(argv, env=env)
    yield found
    found.close()


def score_of(terminal: Terminal) -> dict[str, Any]:
    """Return what was printed after the app."""
    text = terminal.raw.decode(errors="replace")
    document = text[text.rindex('{\r\n  "score_version"') :]
    found: dict[str, Any] = json.JSONDecoder().raw_decode(document)[0]
    return found


def test_a_drill_is_stepped_verified_by_data_and_scored(terminal: Terminal) -> None:
    player = Player(terminal)
    player.sees(r"preparing")
    player.sees(r"RED 0", patiences=3)
    player.sees(r"RED 1")
    player.sees(r"CPC surge .* Take command")
    player.press("!", r"INC-0001 .*nobody commands")
    player.press("a", r"Enter takes it")
    player.press(ENTER, r"林晓 commands")
    player.press(DOWN * 3, r"Step 4 ")
    player.press(ENTER, r"Enter asks for: paused")
    player.press("e", r"may stay empty")
    player.press(DOWN + ENTER, r"Step 4: .*, a text")
    player.press("no order yet, but a usual price", r"a usual price")
    player.press(ENTER, r"evidence 1/2")
    player.press(ENTER, r"Space ticks")
    player.press(f" {DOWN} ", r"\[x\].*\n.*\[x\]")
    player.press(ENTER, r"claimed +4 Pause")
    player.sees(r"verified +4 Pause", patiences=2)
    player.sees(r"data: 2/2 ")
    terminal.press("q")
    assert terminal.exit_code() == 0
    score = score_of(terminal)
    steps = {step["id"]: step for step in score["steps"]}
    assert steps["pause-inefficient"]["proof"] == "verified"
    assert score["money"]["burning"] == []
    assert len(score["money"]["paused_after"]) == 2
    assert score["money"]["lost"] > score["money"]["best"] > 0
    assert "take-command" in score["missed"], "nobody reported it in five minutes"
    assert score["grade"] == "late"
