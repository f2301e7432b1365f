"""Lines of keys: checked by hand, and against what tomllib finds."""

import tomllib
from textwrap import dedent
from typing import Any

import pytest

from cockpit.settings.locate import Path, dotted, locate

HARD = dedent(
    '''\
    # [workspace]
    title = "[not] # a table"  # "x = 1"
    [a.b]
    "quoted key" = 1
    'lit.eral' = 2
    c . d = """
    [[source]]
    e = 1 \\"""
    """
    lines = \'\'\'
    [x]
    it''s\'\'\'\'
    list = [ # comment ]
      1, "]", # one
      [2, 3],
      { x = "}", y.z = [4,
        5] },
    ]
    when = 1979-05-27 07:32:00
    [[source]]
    path = "a"
    [source.columns]
    user_id = 1
    [[source]]
    path = "b"
    "esc\\u0061ped" = 1
    [[source.inner]]
    k = 1
    [[source.inner]]
    k = 2
    [empty]
    t = {}
    u = []
    '''
)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("a", "b"), 3),
        (("a", "b", "quoted key"), 4),
        (("a", "b", "lit.eral"), 5),
        (("a", "b", "c", "d"), 6),
        (("a", "b", "lines"), 10),
        (("a", "b", "list"), 13),
        (("a", "b", "list", 0), 14),
        (("a", "b", "list", 2), 15),
        (("a", "b", "list", 2, 1), 15),
        (("a", "b", "list", 3, "x"), 16),
        (("a", "b", "list", 3, "y", "z", 1), 17),
        (("a", "b", "when"), 19),
        (("source", 0), 20),
        (("source", 0, "columns", "user_id"), 23),
        (("source", 1), 24),
        (("source", 1, "escaped"), 26),
        (("source", 1, "inner", 0, "k"), 28),
        (("source", 1, "inner", 1, "k"), 30),
        (("empty", "u"), 33),
    ],
)
def test_a_key_is_found_on_its_line(path: Path, line: int) -> None:
    assert locate(HARD)[path] == line


def test_every_key_that_tomllib_reads_has_a_line() -> None:
    lines = locate(HARD)
    paths = list(_paths(tomllib.loads(HARD), ()))
    assert [path for path in paths if path not in lines] == []


@pytest.mark.parametrize("text", ["[", "[[", "=", "a = [", "a = {", '"', "a = ]]", "]"])
def test_text_that_is_not_toml_still_ends(text: str) -> None:
    locate(text)


def test_paths_are_written_with_positions_from_one() -> None:
    assert dotted(("source", 1, "columns", "user_id")) == "source[2].columns.user_id"


def _paths(value: Any, path: Path) -> list[Path]:
    found: list[Path] = [path] if path else []
    parts: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list):
        parts = list(enumerate(value))
    return found + [
        inner for key, part in parts for inner in _paths(part, (*path, key))
    ]
