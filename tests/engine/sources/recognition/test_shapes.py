"""Exports as platforms write them, recognised without a hand."""

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from polars.testing import assert_frame_equal

from cockpit import beginning
from cockpit.settings.load import parse
from cockpit.snapshot.recognition import RecognitionSnapshot, SourceGuess
from cockpit.workspace import source_specs
from tests.engine.sources.desk import Desk, spec
from tests.engine.sources.exports import Shape, entered

SHAPES = entered()
IDS = [shape.name for shape in SHAPES]


@lru_cache(maxsize=64)
def proposed(name: str) -> RecognitionSnapshot:
    """Recognise a folder with the file of one shape in it."""
    shape = next(each for each in SHAPES if each.name == name)
    with TemporaryDirectory() as folder:
        (Path(folder) / shape.file).write_bytes(shape.build())
        return beginning.recognise(Path(folder), {})


def guess_of(shape: Shape) -> SourceGuess:
    (guess,) = proposed(shape.name).rows
    return guess


def wrong_columns(shape: Shape) -> dict[str, set[str]]:
    """Return column -> what it was taken for, of those taken for something else."""
    taken: dict[str, set[str]] = {}
    for column in guess_of(shape).columns:
        taken.setdefault(column.column, set()).update(filter(None, [column.canonical]))
    meant: dict[str, set[str]] = {name: set() for name in taken}
    for name, canonical in shape.expected.columns.items():
        meant[name].add(canonical)
    for canonical, name in shape.expected.stands_in.items():
        meant[name].add(canonical)
    return {name: taken[name] for name in taken if taken[name] != meant[name]}


def test_there_are_twenty_shapes_and_more() -> None:
    assert len(SHAPES) >= 20


@pytest.mark.parametrize("shape", SHAPES, ids=IDS)
def test_table_platform_and_columns_are_right_without_a_hand(shape: Shape) -> None:
    guess = guess_of(shape)

    assert (guess.table, guess.platform) == (shape.table, shape.platform)
    assert wrong_columns(shape) == {}
    assert guess.questions == ()
    assert guess.sure
    assert dict(shape.expected.given).items() <= guess.constants.items()


@pytest.mark.parametrize("shape", SHAPES, ids=IDS)
def test_what_was_looked_at_is_told(shape: Shape) -> None:
    guess = guess_of(shape)

    assert guess.whole
    assert (guess.rows, guess.rejected) == (
        shape.expected.rows,
        sum(shape.expected.rejected.values()),
    )
    assert (guess.first, guess.last) == shape.expected.days
    assert guess.encoding == shape.expected.encoding
    hidden = {column.column.strip() for column in guess.columns if column.personal}
    assert set(shape.expected.personal) <= hidden
    shown = "".join(cell for column in guess.columns for cell in column.examples)
    assert not [secret for secret in shape.expected.secrets if secret in shown]


@pytest.mark.parametrize("shape", SHAPES, ids=IDS)
def test_what_is_written_gives_the_same_rows(shape: Shape, tmp_path: Path) -> None:
    loaded = parse(proposed(shape.name).toml.encode())
    assert loaded.problems == ()
    (tmp_path / "plain").mkdir()
    (tmp_path / "written").mkdir()
    plain = Desk(tmp_path / "plain", spec(shape.table, shape.file, **shape.settings))
    written = Desk(tmp_path / "written", *source_specs(loaded))
    for desk in (plain, written):
        desk.lay(shape.file, shape.build())

    rows = plain.rows(shape.file)
    again = written.rows(shape.file)

    assert rows.height == shape.expected.rows
    # Nothing in some files says their currency: the tests of the reader tell it.
    ours = [name for name in rows.columns if name != "currency"]
    assert_frame_equal(rows.select(ours), again.select(ours))
