"""Facts on disk are whole or not there."""

from pathlib import Path

import polars as pl
import pytest

from cockpit.engine.facts.store import FrameStore


@pytest.mark.parametrize("rows", [0, 1, 1_000])
def test_a_frame_comes_back_as_it_was(tmp_path: Path, rows: int) -> None:
    frame = pl.DataFrame(
        {"n": range(rows), "s": ["x"] * rows}, schema={"n": pl.Int64, "s": pl.String}
    )
    store = FrameStore(tmp_path, version=1)
    store.save("cube", frame)
    loaded = store.load("cube")
    assert loaded is not None
    assert loaded.equals(frame)
    assert loaded.schema == frame.schema


def test_a_frame_that_was_cut_off_anywhere_is_a_miss(tmp_path: Path) -> None:
    """A stream without its end could be read: with fewer rows, and nobody would know."""
    store = FrameStore(tmp_path, version=1)
    store.save("cube", pl.DataFrame({"n": [1, 2, 3]}))
    whole = store.path("cube").read_bytes()
    for length in range(len(whole)):
        store.path("cube").write_bytes(whole[:length])
        assert store.load("cube") is None, length


def test_a_frame_that_is_not_there_is_a_miss(tmp_path: Path) -> None:
    assert FrameStore(tmp_path, version=1).load("cube") is None
