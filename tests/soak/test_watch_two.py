"""Two cockpits on one workspace for long: they agree within a second, and lose nothing."""

import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from tests.crisis_terminal import Crisis
from tests.soak.conftest import Tell
from tests.terminal_pty import Terminal
from tests.test_watch_two import NAMES, both_at_the_second_step, name_the_people

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc"),
]
ROUNDS = 25
WITHIN_SECONDS = 1.0
ENTER = "\r"


@pytest.fixture
def crisis(tmp_path: Path) -> Iterator[Crisis]:
    found = Crisis(tmp_path)
    name_the_people(found.folder)
    yield found
    found.close()


def test_both_say_the_same_within_a_second(crisis: Crisis, tell: Tell) -> None:
    """Each round both write a note at once; both screens show both."""
    terminals = both_at_the_second_step(crisis)
    slowest = 0.0
    for number in range(ROUNDS):
        words = [f"{name}-{number}." for name in NAMES]
        for word, terminal in zip(words, terminals.values(), strict=True):
            _type(terminal, word)
        began = monotonic()
        for terminal in terminals.values():
            terminal.press(ENTER)
        for terminal in terminals.values():
            terminal.until(lambda text, w=words: all(one in text for one in w))  # type: ignore[misc]
            terminal.until(lambda text: "Write a note" not in text, "its end")
        slowest = max(slowest, monotonic() - began)
    kept = crisis.kinds()["note.added"]
    tell(f"{kept} of {2 * ROUNDS} notes; both screens agree after {slowest:.2f} s")
    assert kept == 2 * ROUNDS
    assert slowest <= WITHIN_SECONDS


def _type(terminal: Terminal, word: str) -> None:
    terminal.press("n")
    terminal.until(lambda text: "Write a note" in text, "the form")
    terminal.press(word)
    terminal.until(lambda text: word in text, "what was typed")
