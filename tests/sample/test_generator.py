"""The generator writes the same sample again, and a new table shifts no other."""

import filecmp
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sample_data.generator import write_sample
from sample_data.generator.orders import order_rows
from sample_data.generator.people import registered
from sample_data.generator.shop import default_world
from sample_data.generator.streams import Draws, diffuse
from tests.sample.reading import SAMPLE


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, written a second time."""
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


def generated(folder: Path) -> list[str]:
    files = [
        *(folder / "workspace").rglob("*"),
        folder / "truth.json",
        folder / "live.ndjson",
    ]
    return sorted(
        path.relative_to(folder).as_posix()
        for path in files
        if path.is_file() and ".cockpit" not in path.parts  # somebody had it open
    )


def test_same_seed_writes_the_same_text_files(again: Path) -> None:
    """Byte for byte: CSV, TOML, JSON; and no file more or less."""
    names = generated(SAMPLE)
    assert names == generated(again)
    texts = [name for name in names if not name.endswith(".parquet")]
    _, different, missing = filecmp.cmpfiles(SAMPLE, again, texts, shallow=False)
    assert (different, missing) == ([], [])


def test_same_seed_writes_the_same_frames(again: Path) -> None:
    """Parquet is compared by content: its bytes depend on the version of Polars."""
    for name in generated(SAMPLE):
        if name.endswith(".parquet"):
            assert_frame_equal(
                pl.read_parquet(SAMPLE / name), pl.read_parquet(again / name)
            )


def test_streams_are_named_not_counted() -> None:
    """Drawing from one more stream leaves the numbers of the others as they were."""
    alone = Draws(7, "orders").uniform(5)
    Draws(7, "journeys").uniform(1_000)
    assert np.array_equal(Draws(7, "orders").uniform(5), alone)
    assert not np.array_equal(Draws(7, "journeys").uniform(5), alone)
    assert not np.array_equal(Draws(8, "orders").uniform(5), alone)


def test_stream_is_stable_over_versions_of_numpy() -> None:
    """The first numbers of a stream, written down once."""
    assert Draws(20_261_031, "orders").uniform(2).tolist() == [
        0.25616616572447426,
        0.32701611684641696,
    ]


def test_rounding_carries_over() -> None:
    """Small expectations are not all rounded to nothing."""
    counts = diffuse(np.full(100, 0.31))
    assert counts.sum() == 31
    assert set(counts.tolist()) == {0, 1}


def test_scale_multiplies_users_and_orders() -> None:
    """Three times the people buy about three times as much."""
    small, large = default_world(1), default_world(3)
    few, many = registered(small), registered(large)
    assert len(many.number) == pytest.approx(3 * len(few.number), rel=0.01)
    ratio = order_rows(large, many).height / order_rows(small, few).height
    assert ratio == pytest.approx(3, rel=0.02)


def test_scale_below_one_is_refused() -> None:
    """With a message that names it."""
    with pytest.raises(ValueError, match="scale must be 1 or more, not 0"):
        default_world(0)
