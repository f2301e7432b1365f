"""Two operators on one workspace: who wins is said, and nobody's word is lost."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit import paths
from tests.crisis_terminal import Crisis, is_burning
from tests.terminal_pty import Terminal, wait_until

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks into /proc"
)
DOWN, ENTER = "\x1b[B", "\r"
NAMES = ("林晓", "周敏")
PEOPLE = "".join(
    f'[[person]]\nname = "{name}"\nroles = ["commander", "buyer"]\n' for name in NAMES
)
LOSER = r"changed meanwhile: {name}: done: Turn off|step 2 is claimed by {name}"


@pytest.fixture
def crisis(tmp_path: Path) -> Iterator[Crisis]:
    found = Crisis(tmp_path)
    name_the_people(found.folder)
    yield found
    found.close()


def name_the_people(folder: Path) -> None:
    """Configure several, so that each cockpit asks who acts."""
    config = paths.config_file(folder)
    config.write_text(config.read_text("utf-8") + PEOPLE, encoding="utf-8")


def begins_to_act(terminal: Terminal, number: int, key: str) -> None:
    """Press the first key that acts, and say who one is."""
    terminal.press(key)
    terminal.until(lambda text: "Who acts?" in text, "the question")
    terminal.press(DOWN * number + ENTER)


def both_at_the_second_step(crisis: Crisis) -> dict[str, Terminal]:
    """Open two cockpits, each under a name, on a step that is begun."""
    one, other = crisis.open(), crisis.open()
    crisis.erupts(one)
    other.until(is_burning, "the incident in the other cockpit")
    for terminal in (one, other):
        terminal.press("!")
        terminal.until(lambda text: "Step 1" in text)
        terminal.press(DOWN)
        terminal.until(lambda text: "Step 2" in text)
    begins_to_act(one, 0, "a")
    other.until(lambda text: f"{NAMES[0]} commands" in text, "the commander")
    begins_to_act(other, 1, ENTER)
    for terminal in (one, other):
        terminal.until(lambda text: "Enter reports it done" in text, "its beginning")
    return dict(zip(NAMES, (one, other), strict=True))


def test_of_two_that_report_a_step_at_once_one_wins_and_the_other_hears_who(
    crisis: Crisis,
) -> None:
    terminals = both_at_the_second_step(crisis)
    for terminal in terminals.values():
        terminal.press(ENTER)
    wait_until(lambda: crisis.kinds()["step.claimed"] >= 1, "a claim")
    winner = next(e["actor"] for e in crisis.events() if e["kind"] == "step.claimed")
    (loser,) = (one for name, one in terminals.items() if name != winner)
    told = re.compile(LOSER.format(name=winner))
    loser.until(told.search, f"that {winner} was first")
    for terminal in terminals.values():
        terminal.until(lambda text: "done: Turn off" in text, "the claim")
    assert crisis.kinds()["step.claimed"] == 1
    texts = []
    for name, terminal in terminals.items():
        terminal.press("n")
        terminal.until(lambda text: "Write a note" in text)
        texts.append(f"word of {name}")
        terminal.press(texts[-1])
        terminal.until(lambda text, word=texts[-1]: word in text)  # type: ignore[misc]
    for terminal in terminals.values():
        terminal.press(ENTER)
    for terminal in terminals.values():
        terminal.until(lambda text: all(word in text for word in texts), "both notes")
    assert crisis.kinds()["note.added"] == len(texts)
