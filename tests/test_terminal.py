"""The whole program on a real terminal: what an operator would see."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cockpit import paths
from tests import shop
from tests.terminal_pty import ROOT, Terminal, children, is_gone, python, wait_until

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks into /proc"
)
ENGLISH = {"LANG": "en_US.UTF-8", "LC_ALL": None, "LC_MESSAGES": None, "NO_COLOR": None}
OF_FIVE, OF_EIGHT = "n 5 ", "n 8 "
"""Below the gauge of today's sales, whose digits are drawn big."""


class Opened:
    """The cockpit on a small shop."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self.env = {**ENGLISH, paths.CACHE_VARIABLE: str(cache)}
        self.terminals: list[Terminal] = []

    def open(self, *arguments: str) -> Terminal:
        argv = python("-m", "cockpit", *(arguments or ("open", str(self.folder))))
        self.terminals.append(Terminal(argv, env=self.env))
        return self.terminals[-1]

    def pipe(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        env = {name: value for name, value in self.env.items() if value is not None}
        return subprocess.run(
            python("-m", "cockpit", *arguments),
            cwd=ROOT,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def close(self) -> None:
        for terminal in self.terminals:
            terminal.close()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    shop.write(tmp_path / "shop")
    opened = Opened(tmp_path / "shop", tmp_path / "cache")
    yield opened
    opened.close()


def is_live(screen: str) -> bool:
    return "LIVE" in screen and OF_FIVE in screen


def worker_of(terminal: Terminal) -> int:
    (worker,) = children(terminal.process.pid)
    return worker


def test_numbers_are_shown_and_follow_a_file_that_grows(opened: Opened) -> None:
    """Without a key: five orders of 100 yuan today, then eight."""
    terminal = opened.open()
    terminal.until(is_live, "the first number")
    shop.append_orders(opened.folder, 3)
    terminal.until(lambda text: OF_EIGHT in text, "the new number")


def test_a_dead_worker_is_said_and_replaced(opened: Opened) -> None:
    """The numbers stay, marked, with the reason; the next worker makes them live."""
    terminal = opened.open()
    terminal.until(is_live)
    first = worker_of(terminal)
    os.kill(first, signal.SIGKILL)
    screen = terminal.until(lambda text: "STALE" in text)
    assert OF_FIVE in screen
    assert "SIGKILL" in terminal.until(lambda text: "SIGKILL" in text, "the reason")
    terminal.until(is_live, "life again")
    assert worker_of(terminal) != first


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_no_worker_outlives_its_terminal_process(
    opened: Opened, how: signal.Signals
) -> None:
    terminal = opened.open()
    before = terminal.attributes()
    terminal.until(is_live)
    worker = worker_of(terminal)
    os.kill(terminal.process.pid, how)
    wait_until(lambda: is_gone(worker), "the end of the worker")
    wait_until(lambda: terminal.attributes() == before, "the old settings")
    wait_until(lambda: b"\x1b[?1049l" in terminal.raw, "the old screen")


def test_quitting_ends_both_and_the_next_start_shows_the_last_numbers_at_once(
    opened: Opened,
) -> None:
    """As plain text, before the app has taken the screen."""
    terminal = opened.open()
    terminal.until(is_live)
    worker = worker_of(terminal)
    terminal.press("q")
    assert terminal.exit_code() == 0
    assert is_gone(worker)
    again = opened.open()
    again.until(is_live)
    first_text = bytes(again.raw).split(b"\x1b[?1049h")[0].decode()
    assert "小店" in first_text
    assert "¥500" in first_text


def test_what_is_asked_for_on_the_command_line_is_shown(opened: Opened) -> None:
    """Another day, another language; the next time as the environment says."""
    yesterday = f"{datetime.now(shop.ZONE) - timedelta(days=1):%Y-%m-%d}"
    folder = str(opened.folder)
    terminal = opened.open("--language", "zh_CN", "open", folder, "--as-of", yesterday)
    terminal.until(lambda text: "支付金额" in text and yesterday[5:] in text)
    assert "实时" not in terminal.text()
    terminal.press("q")
    assert terminal.exit_code() == 0
    opened.open().until(lambda text: "Paid GMV" in text and is_live(text))


def test_no_colour_where_none_is_wanted(opened: Opened) -> None:
    opened.env["NO_COLOR"] = "1"
    terminal = opened.open()
    terminal.until(is_live)
    assert not re.search(rb"\x1b\[[0-9;]*[34]8;[25];[0-9;]*m", terminal.raw)


def test_a_folder_without_a_configuration_never_shows_sample_numbers(
    opened: Opened,
) -> None:
    """It says what is missing and asks."""
    (opened.folder / "cockpit.toml").unlink()
    terminal = opened.open()
    terminal.until(lambda text: "cockpit.toml" in text and "sample" in text)
    terminal.press("n\n")
    terminal.until(lambda text: "sample workspace instead" in text, "the other offer")
    terminal.press("n\n")
    assert terminal.exit_code() == 65


def test_a_terminal_that_vanishes_takes_both_along(opened: Opened) -> None:
    terminal = opened.open()
    terminal.until(is_live)
    worker = worker_of(terminal)
    terminal.vanish()
    wait_until(lambda: is_gone(worker), "the end of the worker")
    wait_until(lambda: is_gone(terminal.process.pid), "the end of the program")


def test_without_a_terminal_the_numbers_are_printed(opened: Opened) -> None:
    """Exit 0, nothing started, no escape."""
    done = opened.pipe("open", str(opened.folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert "¥500" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_demo_runs_on(opened: Opened) -> None:
    """Its files grow as the data's day goes by, an hour a minute."""
    terminal = opened.open("demo", "--live")
    terminal.until(lambda text: "LIVE" in text, "the live demo")
    (copy,) = (Path(opened.env[paths.CACHE_VARIABLE] or "") / "demo").glob("live-*")
    place = paths.feed_place(copy)
    wait_until(place.exists, "the first piece")
    events = max((copy / "events").glob("*.csv"))
    size = events.stat().st_size
    wait_until(lambda: events.stat().st_size > size, "the next piece")
    terminal.press("q")
    assert terminal.exit_code() == 0


def test_the_demo_prints_without_a_terminal(opened: Opened) -> None:
    done = opened.pipe("demo")
    assert done.returncode == 0, done.stderr
    assert "2026-10-31" in done.stdout
