"""Names in written paths, numbered."""

import polars as pl

from cockpit.engine.attribution.naming import numbered

NAMES = [f"渠道 {number}" for number in range(1_000)]


def test_each_core_numbers_its_share_alike() -> None:
    texts = [" > ".join(NAMES[place::97]) for place in range(500)]
    names, lists = numbered(pl.Series(texts), " > ", few=1)
    assert names == tuple(sorted(NAMES))
    read = [" > ".join(names[code] for code in path) for path in lists]
    assert read == texts


def test_a_name_that_only_the_last_share_has_is_numbered_too() -> None:
    names, lists = numbered(pl.Series(["b"] * 9 + ["c|a"]), "|", few=1)
    assert names == ("a", "b", "c")
    assert lists.to_list() == [[1]] * 9 + [[2, 0]]


def test_no_text_has_no_name() -> None:
    names, lists = numbered(pl.Series([], dtype=pl.String), ">", few=1)
    assert (names, lists.dtype, len(lists)) == ((), pl.List(pl.UInt16), 0)
