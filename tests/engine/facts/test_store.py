"""Facts on disk are whole, of one revision, or not there."""

from pathlib import Path

import polars as pl
import pytest

from cockpit.engine.facts.store import FrameStore


def loaded(store: FrameStore) -> dict[str, pl.DataFrame] | None:
    meta = store.meta()
    assert meta is not None
    return store.load(meta)


@pytest.mark.parametrize("rows", [0, 1, 1_000])
def test_a_frame_comes_back_as_it_was(tmp_path: Path, rows: int) -> None:
    frame = pl.DataFrame(
        {"n": range(rows), "s": ["x"] * rows}, schema={"n": pl.Int64, "s": pl.String}
    )
    store = FrameStore(tmp_path, version=1)
    store.save({"cube": frame}, "key", rows=rows)
    found = loaded(store)
    assert found is not None
    assert found["cube"].equals(frame)
    assert found["cube"].schema == frame.schema
    meta = store.meta()
    assert meta is not None
    assert (meta.key, meta.rows) == ("key", rows)


def test_a_frame_that_was_cut_off_anywhere_is_a_miss(tmp_path: Path) -> None:
    """A stream without its end could be read: with fewer rows, and nobody would know."""
    store = FrameStore(tmp_path, version=1)
    store.save({"cube": pl.DataFrame({"n": [1, 2, 3]})}, "key")
    (file,) = tmp_path.glob("cube*")
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert loaded(store) is None, length


def test_a_frame_that_is_not_there_is_a_miss(tmp_path: Path) -> None:
    store = FrameStore(tmp_path, version=1)
    assert store.meta() is None
    store.save({"cube": pl.DataFrame({"n": [1]})}, "key")
    (file,) = tmp_path.glob("cube*")
    file.unlink()
    assert loaded(store) is None


def test_frames_of_another_version_are_a_miss(tmp_path: Path) -> None:
    FrameStore(tmp_path, version=1).save({"cube": pl.DataFrame({"n": [1]})}, "key")
    assert FrameStore(tmp_path, version=2).meta() is None


def test_who_has_the_description_reads_its_frames_after_they_were_replaced(
    tmp_path: Path,
) -> None:
    """Another process saves between the two reads: never a mixture of both."""
    store = FrameStore(tmp_path, version=1)
    store.save({"a": pl.DataFrame({"n": [1]}), "b": pl.DataFrame({"n": [1]})}, "one")
    meta = store.meta()
    assert meta is not None
    other = FrameStore(tmp_path, version=1)
    other.save({"a": pl.DataFrame({"n": [2]}), "b": pl.DataFrame({"n": [2]})}, "two")
    found = store.load(meta)
    assert found is not None
    assert [found[name]["n"].to_list() for name in ("a", "b")] == [[1], [1]]
    newest = loaded(store)
    assert newest is not None
    assert newest["a"]["n"].to_list() == [2]
