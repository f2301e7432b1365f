"""Copies over ssh and tmux; what is too large goes to a file."""

import base64
from pathlib import Path

from cockpit import clipboard


def test_a_text_is_wrapped_in_the_sequence() -> None:
    sequence = clipboard.osc52("木木", is_tmux=False)
    assert sequence is not None
    payload = sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")
    assert base64.b64decode(payload).decode() == "木木"


def test_tmux_passes_it_on() -> None:
    assert clipboard.osc52("a", is_tmux=True) == (
        "\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\"
    )


def test_the_size_is_capped() -> None:
    """74,994 bytes of base64 are 56,244 of text."""
    assert clipboard.osc52("a" * 56_244, is_tmux=False)
    assert clipboard.osc52("a" * 56_248, is_tmux=False) is None


def test_a_large_text_is_kept_in_a_file(tmp_path: Path) -> None:
    file = clipboard.keep("x" * 100_000, tmp_path / "exports")
    assert file.read_text(encoding="utf-8") == "x" * 100_000
