"""Several processes, and processes that die."""

from pathlib import Path
from random import Random

import pytest

from tests.incidents.journal.making import opened, texts
from tests.incidents.journal.processes import (
    kill,
    promised,
    seconds_until_taken,
    start,
)

KILLS, COMMANDS = 30, 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / ".cockpit"
    opened(folder).close()
    return folder


def test_no_saved_event_is_lost_when_writers_are_killed(folder: Path) -> None:
    killed = kill(folder, KILLS, Random(3))
    assert killed.lost == 0
    assert killed.promised > KILLS
    assert killed.events >= killed.promised


def test_two_processes_lose_no_command(folder: Path) -> None:
    """Both write at once: all of both are there, numbered without a gap, none refused."""
    writers = [start(folder, name, COMMANDS) for name in ("one", "two")]
    saved = [promised(writer) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert [len(numbers) for numbers in saved] == [COMMANDS, COMMANDS]
    assert sorted(saved[0] + saved[1]) == [*range(1, 2 * COMMANDS + 1)]
    journal = opened(folder)
    noted = texts(journal.news())
    for name in ("one", "two"):
        wanted = [f"{name} {number}" for number in range(COMMANDS)]
        assert [text for text in noted if text.startswith(name)] == wanted
    assert journal.verify().is_whole


def test_the_same_step_is_written_by_one_of_two_processes(tmp_path: Path) -> None:
    """Also if both of them are the first to open the log."""
    folder = tmp_path / ".cockpit"
    writers = [start(folder, name, COMMANDS, "race") for name in ("one", "two")]
    saved = [promised(writer) for writer in writers]
    assert len(saved[0]) + len(saved[1]) == COMMANDS
    events = opened(folder).news()
    assert [event.once for event in events] == [str(n) for n in range(COMMANDS)]


def test_a_killed_judge_is_replaced(folder: Path) -> None:
    """The kernel frees its lock; whoever polls has it at once."""
    judge = start(folder, "judge", 1_000_000, "judge")
    assert judge.stdout is not None
    judge.stdout.readline()
    judge.kill()
    assert seconds_until_taken(folder, patience=5) < 5
    judge.communicate()
