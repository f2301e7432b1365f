"""Whatever happened to an export: no crash, no row lost, the same however it came."""

import pytest
from hypothesis import given, settings

from cockpit.engine.sources.dialect import Dialect
from tests.conftest import few
from tests.fuzz.batch import as_bytes, from_bytes
from tests.fuzz.counting import count
from tests.fuzz.making import strategy
from tests.fuzz.reading import Bench, Input


@settings(max_examples=few(25))
@given(made=strategy())
def test_a_damaged_export_loses_no_row(
    tmp_path_factory: pytest.TempPathFactory, made: Input
) -> None:
    bench = Bench(tmp_path_factory.mktemp("fuzz"))

    bench.check(made)

    bench.close()


@settings(max_examples=few(10))
@given(made=strategy())
def test_an_input_that_is_kept_is_the_same_when_it_is_read_again(made: Input) -> None:
    assert from_bytes(as_bytes(made)) == made


def test_rows_are_counted_where_they_begin() -> None:
    data = b'a,b\n1,"x\ny"\n\n"2,3\n4,5\n,\n'

    found = count(data, "", Dialect(",", ("a", "b"), 1, 2), (), ())

    assert sorted(found.rows) == [2, 5, 6]
    assert sorted(found.maybe) == [7]
