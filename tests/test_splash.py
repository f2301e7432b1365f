"""The last numbers, at once."""

from pathlib import Path

import pytest

from cockpit import paths, splash


def test_what_was_kept_is_recalled(tmp_path: Path) -> None:
    splash.keep(tmp_path, "成交 ¥1.24亿\n")
    assert splash.recall(tmp_path) == "成交 ¥1.24亿\n"


def test_nothing_kept_or_nothing_readable_is_no_text(tmp_path: Path) -> None:
    """A first start, or a broken file: the app says what there is to say."""
    assert splash.recall(tmp_path) == ""
    splash.keep(tmp_path, "x")
    paths.last_snapshot(tmp_path).write_bytes(b"\xff\xfe\xff")
    assert splash.recall(tmp_path) == ""


def test_it_is_printed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The fast way and the slow way into the program both ask for it."""
    splash.keep(tmp_path, "numbers\n")
    splash.show(tmp_path)
    splash.show(tmp_path)
    assert capsys.readouterr().out == "numbers\n"
