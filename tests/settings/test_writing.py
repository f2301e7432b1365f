"""What is written into a cockpit.toml can be read again, whatever it holds."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.settings.load import parse
from cockpit.settings.writing import (
    SourceText,
    appended,
    comment,
    inserted_before,
    new_text,
    source_text,
    with_pinned,
)

words = st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12
)  # fmt: skip

TWO = """[workspace]
name = "shop"  # ours

# spend of all channels
[[source]]
table = "ad_spend"
path = "spend_*.csv"  # monthly
pinned_headers = [["日期", "消耗"]]

[[source]]
table = "orders"
path = "orders.csv"
"""


@given(
    st.lists(words, min_size=1, max_size=30),
    st.dictionaries(st.sampled_from(["spend", "date"]), words),
    words,
    words,
)
def test_a_source_is_read_as_it_was_written(
    header: list[str], columns: dict[str, str], path: str, said: str
) -> None:
    text = source_text(
        SourceText(
            {
                "table": "ad_spend",
                "path": path,
                "columns": columns,
                "constants": {"channel": said},
                "pinned_headers": [header],
            },
            above=(said,),
            beside={"path": said},
        )
    )
    (source,) = tomllib.loads(text)["source"]
    assert source["path"] == path
    assert source["pinned_headers"] == [header]
    assert source.get("columns", {}) == columns
    assert source["constants"] == {"channel": said}


@given(words)
def test_a_comment_stays_a_comment(text: str) -> None:
    assert tomllib.loads(f"{comment(text)}\nx = 1\n") == {"x": 1}


def test_a_new_file_is_a_workspace() -> None:
    text = new_text(("hello",), {"name": 'a"b', "timezone": "Asia/Shanghai"})
    assert parse(text.encode()).config.workspace.name == 'a"b'


@pytest.mark.parametrize("before", ["x = 1", "x = 1\n", ""])
def test_what_is_there_stays_to_the_last_sign(before: str) -> None:
    source = '[[source]]\ntable = "orders"\npath = "o.csv"\n'
    text = appended(before, [source])
    assert text.startswith(before)
    assert tomllib.loads(text)["source"] == [{"table": "orders", "path": "o.csv"}]


def test_a_header_is_pinned_beside_the_old_one_and_comments_stay() -> None:
    text = with_pinned(TWO, 1, ["日期", "花费"])
    loaded = parse(text.encode())
    assert loaded.config.source[0].pinned_headers == (
        ("日期", "消耗"),
        ("日期", "花费"),
    )
    assert loaded.config.source[1].pinned_headers == ()
    for said in ("# ours", "# monthly", "# spend of all channels"):
        assert said in text


def test_a_source_is_put_above_another_and_its_comments() -> None:
    own = '[[source]]\ntable = "ad_spend"\npath = "spend_202611.csv"\n'
    text = inserted_before(TWO, 5, own)
    paths = [source.path for source in parse(text.encode()).config.source]
    assert paths == ["spend_202611.csv", "spend_*.csv", "orders.csv"]
    assert text.index("spend_202611") < text.index("# spend of all channels")
