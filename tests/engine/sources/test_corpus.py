"""Files that once broke the reader are read as they must be."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fuzz.corpus import FOLDER, INDEX, kept
from tests.fuzz.reading import Bench

INPUTS = kept()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    place = Bench(tmp_path)
    yield place
    place.close()


@pytest.mark.parametrize("name", INPUTS)
def test_what_once_broke_the_reader_does_not_any_more(bench: Bench, name: str) -> None:
    bench.check(INPUTS[name])


@pytest.mark.parametrize("name", INPUTS)
def test_it_reads_the_same_when_it_is_packed(bench: Bench, name: str) -> None:
    bench.check(replace(INPUTS[name], course="packed"))


def test_every_file_that_is_kept_is_read() -> None:
    there = {path.name for path in FOLDER.iterdir()}

    assert there == {*INPUTS, INDEX.name}
