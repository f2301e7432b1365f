"""A demonstration's day: its clock, and the lines that platforms add."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit import paths
from cockpit.worker.clock import DataClock
from cockpit.worker.live import Feeder, Piece, Place, read_pieces

TEN = datetime.fromisoformat("2026-10-31T10:00:00+08:00")
BEGAN = datetime(2026, 11, 20, tzinfo=UTC)


def minute(number: int, path: str = "a.csv", encoding: str = "utf-8") -> Piece:
    return Piece(TEN + timedelta(minutes=number), path, encoding, f"第{number}\n")


def feeder(folder: Path, pieces: list[Piece], minutes: float) -> Feeder:
    now = TEN + timedelta(minutes=minutes)
    return Feeder(folder, pieces, lambda: now, after=Event())


def test_the_clock_runs_faster_than_life_and_halts_at_the_end(tmp_path: Path) -> None:
    now = [BEGAN]
    clock = DataClock(
        TEN,
        speed=60,
        end=TEN + timedelta(hours=14),
        anchor=tmp_path / "clock.json",
        now=lambda: now[0],
    )
    assert clock() == TEN
    now[0] += timedelta(minutes=1)
    assert clock() == TEN + timedelta(hours=1)
    assert clock().utcoffset() == timedelta(hours=8)
    now[0] += timedelta(days=1)
    assert clock() == TEN + timedelta(hours=14)
    now[0] = BEGAN - timedelta(days=1)
    assert clock() == TEN


def test_a_restarted_clock_goes_on_and_another_one_begins(tmp_path: Path) -> None:
    """The anchor belongs to its start and speed; a torn one is written anew."""
    anchor = tmp_path / "clock.json"
    later = BEGAN + timedelta(seconds=30)
    DataClock(TEN, speed=2, anchor=anchor, now=lambda: BEGAN)
    again = DataClock(TEN, speed=2, anchor=anchor, now=lambda: later)
    assert again() == TEN + timedelta(minutes=1)
    assert DataClock(TEN, speed=3, anchor=anchor, now=lambda: later)() == TEN
    anchor.write_text("{")
    assert DataClock(TEN, speed=3, anchor=anchor, now=lambda: later)() == TEN


def test_only_what_is_due_is_appended(tmp_path: Path) -> None:
    """In the encoding of the export, and a mark of it only where the file begins."""
    (tmp_path / "a.csv").write_bytes("头\n".encode("gb18030"))
    (tmp_path / "b.csv").write_bytes("头\n".encode("utf-8-sig"))
    pieces = [minute(1, encoding="gb18030"), minute(2, "b.csv", "utf-8-sig"), minute(9)]
    assert feeder(tmp_path, pieces, minutes=2).append_due()
    assert (tmp_path / "a.csv").read_text("gb18030") == "头\n第1\n"
    assert (tmp_path / "b.csv").read_bytes() == "头\n第2\n".encode("utf-8-sig")
    assert not feeder(tmp_path, pieces, minutes=9).append_due()


@given(cuts=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=4))
def test_a_worker_killed_anywhere_neither_repeats_nor_omits_a_piece(
    cuts: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each kill leaves the last piece written in part, as the system may."""
    folder = tmp_path_factory.mktemp("live")
    pieces = [minute(number) for number in range(1, 11)]
    (folder / "a.csv").write_text("头\n")
    for minutes, torn in cuts:
        feeder(folder, pieces, minutes).append_due()
        place_file = paths.feed_place(folder)
        if place_file.exists():
            place = msgspec.json.decode(place_file.read_bytes(), type=Place)
            whole = (folder / "a.csv").read_bytes()
            (folder / "a.csv").write_bytes(whole[: max(place.size, len(whole) - torn)])
    feeder(folder, pieces, 60).append_due()
    assert (folder / "a.csv").read_text() == "头\n" + "".join(p.text for p in pieces)


def test_a_feed_is_read_line_by_line(tmp_path: Path) -> None:
    feed = tmp_path / "live.ndjson"
    feed.write_bytes(
        b"\n".join(map(msgspec.json.encode, [minute(1), minute(2)])) + b"\n"
    )
    assert [piece.text for piece in read_pieces(feed)] == ["第1\n", "第2\n"]
