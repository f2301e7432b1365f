"""The page on profiles is done as it says, from its first line to its last."""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cockpit.cli.main import cli
from cockpit.settings.load import load
from tests.docs.pages import FOLDER

PAGE = FOLDER / "your-own-platform.md"
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.S)
LAST = "## How files are recognised"


def blocks() -> Iterator[tuple[str, str]]:
    """Yield (language, text) of each block of the walk."""
    walk = PAGE.read_text(encoding="utf-8").partition(LAST)[0]
    yield from ((found[1], found[2]) for found in FENCE.finditer(walk))


def done(line: str) -> str:
    """Run one line of a shell: what is ours in this process, the rest for real."""
    command, *words = shlex.split(line)
    if command == "cd":
        os.chdir(words[0])
    elif command == "cockpit":
        result = CliRunner().invoke(cli, ["--language", "en", *words])
        assert result.exit_code == 0, result.output
        return result.stdout
    else:
        subprocess.run([command, *words], check=True)
    return ""


def test_the_walk_works_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    shop = tmp_path / "shop"
    shop.mkdir()
    monkeypatch.chdir(shop)
    settings: list[str] = []
    said = ""
    for language, text in blocks():
        if language == "csv":
            (shop / "till-2026-10.csv").write_text(text, encoding="utf-8")
        elif language == "text":
            assert (shop / "profiles" / "till.toml").read_text("utf-8") == text
        elif language == "sh":
            said += "".join(map(done, text.splitlines()))
        elif language == "toml":
            settings.append(text)
        if len(settings) == 1:
            (shop / "cockpit.toml").write_text(settings[0], encoding="utf-8")

    (source,) = load(tmp_path / "other").config.source
    assert (source.profile, source.path) == ("till", "till-*.csv")
    written = (tmp_path / "other" / "cockpit.toml").read_text(encoding="utf-8")
    assert settings[-1].rstrip() in written
    counted = re.findall(r"^orders +till-2026-10\.csv +3 +0 +2026-10-31", said, re.M)
    assert len(counted) == 2
