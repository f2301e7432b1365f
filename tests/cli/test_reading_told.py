"""A long reading before a terminal: told on standard error, and stopped there."""

import sys
from pathlib import Path

import pytest

from cockpit.cli import reading_told
from cockpit.session import Session
from cockpit.worker import progress

ORDERS = "订单编号,买家ID,支付时间,实付金额\n1,u,2026-10-30 08:00:00,1\n"
TOML = """
[workspace]
name = "shop"
now = 2026-10-31T12:00:00
timezone = "Asia/Shanghai"
currency = "CNY"
[[source]]
table = "orders"
path = "orders.csv"
"""


class Stopped(Session):
    """A session whose reading is stopped by Ctrl-C."""

    def read(self) -> None:
        raise KeyboardInterrupt


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(progress, "QUIET_SECONDS", 0.0)
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "cockpit.toml").write_text(TOML, encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return folder


def test_a_terminal_is_told_and_left_with_an_empty_line(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    reading_told.read(Session(workspace))
    told = capsys.readouterr()
    first, last = told.err.split("\r\x1b[K")[1:]
    assert first.startswith("orders.csv: 1 rows, 100%")
    assert "in all 100%" in first
    assert (last, told.out) == ("", "")


def test_a_pipe_is_told_nothing(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reading_told.read(Session(workspace))
    assert capsys.readouterr() == ("", "")


def test_who_stops_it_is_told_what_holds(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        reading_told.read(Stopped(workspace))
    said = "reading stopped: what was read before stays\n"
    assert capsys.readouterr().err == said
