"""The sample's whole day in half a minute: the last numbers, and no leak."""

import sys
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep

import msgspec
import pytest

from cockpit import paths
from cockpit.plain import as_text
from cockpit.session import Session
from cockpit.snapshot.health import HealthQuery
from cockpit.text import i18n
from cockpit.worker.live import Place, read_pieces
from tests.soak.conftest import Tell
from tests.soak.running import processes_of, resident_mib, started
from tests.terminal_pty import Terminal, children, wait_until

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc"),
]
SPEED, PATIENCE_SECONDS = 1800.0, 180.0
MOST_GROWTH = 1.5
AT_HIGH_SPEED = f"""
from cockpit import opening
opening.DEMO_SPEED = {SPEED}
raise SystemExit(opening.open_demo(is_live=True))
"""


def test_a_day_runs_by_and_the_last_numbers_are_those_of_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    terminal = started(tmp_path / "cache", "-c", AT_HIGH_SPEED)
    try:
        terminal.until(lambda text: "LIVE" in text, "the live demo")
        before, begun = _memory(terminal), monotonic()
        (folder,) = (tmp_path / "cache" / "demo").glob("live-*")
        pieces = read_pieces(paths.sample_feed())
        _wait_for_the_last(folder, len(pieces) - 1)
        seconds = monotonic() - begun
        end = max(piece.at for piece in pieces)
        monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "anew"))
        expected = _expected(folder, end)
        wait_until(lambda: _kept(folder) == expected, "the numbers of the whole day")
        after = _memory(terminal)
    finally:
        terminal.close()
    wait_until(lambda: not processes_of(folder), "the end of the worker")
    told = ", ".join(
        f"{name} {old:.0f} -> {after[name]:.0f} MiB" for name, old in before.items()
    )
    tell(f"{len(pieces):,} pieces in {seconds:.0f} s; {told}")
    assert _has_all(folder)
    assert all(after[name] < MOST_GROWTH * old for name, old in before.items()), told


def _memory(terminal: Terminal) -> dict[str, float]:
    """Return MiB of both processes, once the first reading is over."""
    sleep(2.0)
    (worker,) = children(terminal.process.pid)
    return {
        "terminal": resident_mib(terminal.process.pid),
        "worker": resident_mib(worker),
    }


def _wait_for_the_last(folder: Path, last: int) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    place = paths.feed_place(folder)
    while not place.exists() or _piece(place) < last:
        assert monotonic() < deadline, "the day never ended"
        sleep(0.1)


def _piece(place: Path) -> int:
    return msgspec.json.decode(place.read_bytes(), type=Place).piece


def _expected(folder: Path, end: datetime) -> str:
    """Return the health view of the whole files at the end of the day."""
    i18n.speak("en")
    session = Session(folder, clock=lambda: end)
    session.read()
    return as_text(session.health(HealthQuery()))


def _kept(folder: Path) -> str:
    return paths.last_snapshot(folder).read_text(encoding="utf-8")


def _has_all(folder: Path) -> bool:
    """Whether every piece has come to the end of its file, once."""
    whole = paths.sample_folder()
    added: dict[str, bytes] = {}
    for piece in read_pieces(paths.sample_feed()):
        added[piece.path] = added.get(piece.path, b"") + piece.encoded()
    return all(
        (folder / path).read_bytes() == (whole / path).read_bytes() + data
        for path, data in added.items()
    )
