"""Copies of the sample: private, kept, made anew when the sample is another."""

import os
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cockpit import demo, paths

TOML = """
[workspace]
now = 2026-10-31T10:00:00+08:00
"""


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    folder = tmp_path / "sample"
    (folder / "ads").mkdir(parents=True)
    (folder / "ads" / "抖音.csv").write_text("1")
    (folder / "cockpit.toml").write_text(TOML)
    (folder / ".cockpit").mkdir()
    return folder


def test_a_copy_is_private_and_without_anybodys_state(sample: Path) -> None:
    workspace = demo.prepare(sample)
    assert workspace == paths.demo_workspace()
    assert workspace.stat().st_mode & 0o777 == 0o700
    assert (workspace / "ads" / "抖音.csv").read_text() == "1"
    assert not (workspace / ".cockpit").exists()
    assert demo.pinned_now(workspace).utcoffset() == timedelta(hours=8)


def test_a_copy_is_kept_with_what_was_changed_in_it(sample: Path) -> None:
    """Its owner may try things out and find them again."""
    (demo.prepare(sample) / "mine.csv").write_text("2")
    assert (demo.prepare(sample) / "mine.csv").exists()


def test_a_copy_of_another_sample_is_made_anew(sample: Path) -> None:
    """Same size, other content: a new version of the program."""
    (demo.prepare(sample) / "mine.csv").write_text("2")
    (sample / "ads" / "抖音.csv").write_text("3")
    workspace = demo.prepare(sample)
    assert not (workspace / "mine.csv").exists()
    assert (workspace / "ads" / "抖音.csv").read_text() == "3"
    assert {path.name for path in paths.demo_folder().iterdir()} == {
        "workspace",
        "sample",
    }


def test_a_copy_whose_incidents_are_of_another_day_is_made_anew(sample: Path) -> None:
    """Every deadline in it is long past; a log that is still written is kept."""
    workspace = demo.prepare(sample)
    log = paths.incident_log(workspace)
    log.parent.mkdir()
    log.write_text("events")
    assert paths.incident_log(demo.prepare(sample)).exists()
    yesterday = log.stat().st_mtime - demo.FRESH_SECONDS - 60
    os.utime(log, (yesterday, yesterday))
    assert not paths.incident_log(demo.prepare(sample)).exists()


def test_a_live_copy_is_always_fresh_and_dead_ones_go(sample: Path) -> None:
    """One for each process, with its cache."""
    ended = subprocess.Popen(["true"])
    ended.wait()
    dead = paths.demo_folder() / f"live-{ended.pid}"
    dead.mkdir(parents=True)
    paths.make_private(paths.cache_folder(dead))
    (demo.prepare_live(sample) / "mine.csv").write_text("2")
    workspace = demo.prepare_live(sample)
    assert workspace.name == f"live-{os.getpid()}"
    assert not (workspace / "mine.csv").exists()
    assert not dead.exists()
    assert not paths.cache_folder(dead).exists()


def test_the_clock_starts_where_the_sample_is_pinned(sample: Path) -> None:
    assert demo.pinned_now(sample) == datetime.fromisoformat(
        "2026-10-31T10:00:00+08:00"
    )


def test_of_two_that_copy_at_once_the_first_wins(sample: Path) -> None:
    workspace = demo.prepare(sample)
    (workspace / "mine.csv").write_text("2")
    demo._copy(sample, workspace)  # the other one looked before there was a copy
    assert (workspace / "mine.csv").is_file()
    assert [one.name for one in workspace.parent.iterdir() if one.is_dir()] == [
        workspace.name
    ]
