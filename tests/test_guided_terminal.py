"""``cockpit init`` on a real terminal: keys in, cockpit.toml out, the cockpit opens."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit.cli.failures import Exit
from cockpit.settings.load import load
from tests.screens.init_desk import RENAMED
from tests.terminal_pty import Terminal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file that asks."""
    (tmp_path / "money.csv").write_text(RENAMED, encoding="utf-8")
    return tmp_path


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    """Terminals that are closed in the end."""
    found: list[Terminal] = []
    yield found
    for terminal in found:
        terminal.close()


def opened(terminals: list[Terminal], folder: Path, *words: str) -> Terminal:
    argv = [sys.executable, "-m", "cockpit", "--language", "en", *words, str(folder)]
    cache = str(folder.parent / "cache")
    env = {"LC_ALL": "C.UTF-8", "COCKPIT_CACHE_DIR": cache, "NO_COLOR": None}
    terminals.append(Terminal(argv, env=env))
    return terminals[-1]


def test_keys_lead_from_a_folder_to_the_cockpit(
    folder: Path, terminals: list[Terminal]
) -> None:
    terminal = opened(terminals, folder, "init")
    terminal.until(lambda text: "open questions: 1" in text)
    terminal.press("n")
    terminal.until(lambda text: "▎? spend" in text)
    terminal.press("\r")
    terminal.until(lambda text: "Up and Down choose" in text)
    terminal.press("\r")
    terminal.until(lambda text: "no open question" in text)
    terminal.press("s")
    terminal.until(lambda text: "1 Health" in text, "the cockpit")
    (source,) = load(folder).config.source
    assert source.columns == {"spend": "实际消耗金额"}
    terminal.press("q")
    assert terminal.exit_code() == Exit.OK
    assert b"written: " in terminal.raw


def test_the_offer_of_an_empty_folder_opens_the_screen_and_leaving_writes_nothing(
    folder: Path, terminals: list[Terminal]
) -> None:
    terminal = opened(terminals, folder, "open")
    terminal.until(lambda text: "Recognise the files here" in text)
    terminal.press("\r")
    terminal.until(lambda text: "open questions: 1" in text)
    terminal.press("q")
    assert terminal.exit_code() == Exit.OK
    assert "nothing was written" in terminal.text()
    assert [path.name for path in folder.iterdir()] == ["money.csv"]


def test_a_broken_configuration_is_told_before_anything_is_shown(
    folder: Path, terminals: list[Terminal]
) -> None:
    (folder / "cockpit.toml").write_text("[workspace")
    terminal = opened(terminals, folder, "init")
    assert terminal.exit_code() == Exit.DATA
