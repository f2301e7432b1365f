"""The log through hundreds of kills and thousands of commands, and on a full disk."""

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final

import pytest

from tests.incidents.journal.making import opened
from tests.incidents.journal.processes import (
    kill,
    promised,
    seconds_until_taken,
    start,
)
from tests.soak.conftest import Tell
from tests.terminal_pty import ROOT, python

pytestmark = pytest.mark.soak
KILLS, COMMANDS, JUDGES = 300, 1_000, 20
_ENDLESS: Final = 1_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / ".cockpit"
    opened(folder).close()
    return folder


def test_no_saved_event_is_lost_in_hundreds_of_kills(
    folder: Path, chance: Random, tell: Tell
) -> None:
    killed = kill(folder, KILLS, chance)
    tell(
        f"{killed.kills} writers killed: {killed.promised} events called saved,"
        f" {killed.lost} lost, {killed.events} there, {killed.repaired} repairs"
    )
    assert killed.lost == 0


def test_two_processes_lose_none_of_thousands_of_commands(
    folder: Path, tell: Tell
) -> None:
    began = monotonic()
    writers = [start(folder, name, COMMANDS) for name in ("one", "two")]
    saved = [promised(writer) for writer in writers]
    tell(f"2 x {COMMANDS} commands in {monotonic() - began:.1f} s")
    assert [writer.returncode for writer in writers] == [0, 0]
    assert sorted(saved[0] + saved[1]) == [*range(1, 2 * COMMANDS + 1)]
    assert opened(folder).verify().is_whole


def test_a_killed_judge_is_replaced_every_time(folder: Path, tell: Tell) -> None:
    slowest = 0.0
    for number in range(JUDGES):
        judge = start(folder, f"judge {number}", _ENDLESS, "judge")
        assert judge.stdout is not None
        judge.stdout.readline()
        judge.kill()
        slowest = max(slowest, seconds_until_taken(folder, patience=5))
        judge.communicate()
    tell(f"{JUDGES} judges killed; the next one after {1000 * slowest:.0f} ms at most")
    assert slowest < 5


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("unshare") is None,
    reason="needs a small file system of its own",
)
def test_a_disk_that_is_really_full_loses_nothing(tmp_path: Path, tell: Tell) -> None:
    """A file system of 600 KiB, filled to the last byte, and emptied again."""
    place = tmp_path / "small"
    place.mkdir()
    mount = f"mount -t tmpfs -o size=600k none {place}"
    command = " ".join(python("-m", "tests.soak.full_disk", str(place)))
    argv = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    done = subprocess.run(
        [*argv, f"{mount} && {command}"], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if "unshare failed" in done.stderr or "permission denied" in done.stderr:
        pytest.skip("this machine lets nobody mount")
    assert done.returncode == 0, done.stderr
    tell(done.stdout.strip())
