"""``segments.toml``: what is written can be read, what is wrong is named."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.groupbook import USUAL, GroupBook, load_groups, save_grouping
from cockpit.snapshot.segments import FAMILIES, METHODS, POPULATIONS, SegmentSpec
from tests.conftest import few

names = st.text("abc 甲\"'\\#=[]\n", min_size=1, max_size=8).filter(
    lambda text: text.isprintable() and text.strip() != ""
)
specs = st.builds(
    SegmentSpec,
    name=names,
    population=st.sampled_from(POPULATIONS),
    window_days=st.integers(1, 3_650),
    channel=st.sampled_from(["", "douyin", 'we"chat']),
    families=st.lists(st.sampled_from(FAMILIES), min_size=1, unique=True).map(tuple),
    method=st.sampled_from(METHODS),
    segments=st.sampled_from([0, 2, 8]),
    names=st.lists(names, unique=True, max_size=3).map(
        lambda given: {f"id-{n} {name}": name for n, name in enumerate(given)}
    ),
)


def written(folder: Path, text: str) -> GroupBook:
    (folder / USUAL).write_text(text, "utf-8")
    return load_groups(folder)


def test_without_a_file_there_is_no_grouping(tmp_path: Path) -> None:
    assert load_groups(tmp_path).spec is None
    assert load_groups(tmp_path).file == ""


@settings(max_examples=few(40))
@given(spec=specs, earlier=specs)
def test_what_was_saved_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, spec: SegmentSpec, earlier: SegmentSpec
) -> None:
    """Also over a file that was saved before."""
    folder = tmp_path_factory.mktemp("shop")
    for each in (earlier, spec):
        assert save_grouping(folder, each) == USUAL
        book = load_groups(folder)
        assert (book.spec, book.problems, book.file) == (each, (), USUAL)


def test_a_new_file_says_what_each_step_means(tmp_path: Path) -> None:
    save_grouping(tmp_path, SegmentSpec())
    lines = (tmp_path / USUAL).read_text("utf-8").splitlines()
    for key in SegmentSpec.__struct_fields__:
        if key == "names":
            continue
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{key} ="))
        assert lines[at - 1].startswith("#"), key
    assert sum("Step" in line for line in lines) == 7


def test_comments_and_order_of_an_old_file_are_kept(tmp_path: Path) -> None:
    text = (
        "# Ours.\nschema = 1\n\n[grouping]\n# A quarter.\nwindow_days = 90 # agreed\n"
        'population = "active"\n'
    )
    written(tmp_path, text)
    save_grouping(tmp_path, SegmentSpec(window_days=90, population="buyers"))
    now = (tmp_path / USUAL).read_text("utf-8")
    assert now.startswith("# Ours.\nschema = 1\n\n[grouping]\n# A quarter.\n")
    assert "window_days = 90 # agreed\n" in now
    assert now.index("window_days") < now.index('population = "buyers"')


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    text = (
        '[grouping]\npopulation = "activ"\nwindow_days = 90\nfamilis = ["x"]\n'
        'segments = "3"\n'
    )
    book = written(tmp_path, text)
    assert (book.spec, book.file) == (None, "")
    places = {problem.place: problem for problem in book.problems}
    assert set(places) == {
        "segments.toml:2 grouping.population",
        "segments.toml:4 grouping.familis",
        "segments.toml:5 grouping.segments",
    }
    assert places["segments.toml:2 grouping.population"].nearest == "active"
    assert places["segments.toml:4 grouping.familis"].nearest == "families"


def test_a_wrong_element_is_named_and_the_rest_is_checked_too(tmp_path: Path) -> None:
    text = (
        "[grouping]\nwindow_days = -3\n"
        'families = ["interst", "price", 7, "price"]\n'
        'method = "kmean"\n'
        'names = { a = "", b = 3 }\n'
    )
    book = written(tmp_path, text)
    assert (book.spec, book.file) == (None, "")
    found = [(p.line, p.key, p.nearest) for p in book.problems]
    assert sorted(found) == [
        (2, "grouping.window_days", ""),
        (3, "grouping.families", ""),
        (3, "grouping.families[1]", "interest"),
        (3, "grouping.families[3]", ""),
        (4, "grouping.method", "kmeans"),
        (5, "grouping.names.a", ""),
        (5, "grouping.names.b", ""),
    ]
    said = {problem.key: problem.what.text() for problem in book.problems}
    known = ", ".join(sorted(FAMILIES))
    told = f"expected one of {known}, found 'interst'"
    assert said["grouping.families[1]"] == told
    assert said["grouping.families"] == "the same kind of behaviour twice"
    assert said["grouping.names.b"] == "expected text in quotes, found 3"


@pytest.mark.parametrize(
    "table", ['"x"', "3", "[]", '{ families = "price" }', '{ names = ["a"] }']
)
def test_what_is_no_list_or_table_is_told_as_a_whole(
    tmp_path: Path, table: str
) -> None:
    book = written(tmp_path, f"grouping = {table}\n")
    assert book.spec is None
    assert len(book.problems) == 1


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("window_days = 0", "grouping.window_days"),
        ("window_days = 9999", "grouping.window_days"),
        ("segments = 1", "grouping.segments"),
        ("segments = 99", "grouping.segments"),
        ("families = []", "grouping.families"),
        ('families = ["price", "price"]', "grouping.families"),
        ('names = { a = "" }', "grouping.names.a"),
        ('names = { a = "x", b = "x" }', "grouping.names.b"),
        ('names = { a = "x\\u0007" }', "grouping.names.a"),
    ],
)
def test_what_types_cannot_say_is_checked(tmp_path: Path, line: str, key: str) -> None:
    book = written(tmp_path, f"schema = 1\n[grouping]\n{line}\n")
    assert [problem.key for problem in book.problems] == [key]
    assert book.problems[0].line == 3


def test_a_file_of_a_later_schema_is_not_read(tmp_path: Path) -> None:
    book = written(tmp_path, "schema = 2\n[grouping]\n")
    assert [problem.key for problem in book.problems] == ["schema"]


def test_what_is_no_toml_is_told_and_never_written_over(tmp_path: Path) -> None:
    book = written(tmp_path, "[grouping\n")
    assert [problem.code for problem in book.problems] == ["syntax"]
    with pytest.raises(OSError, match="no TOML"):
        save_grouping(tmp_path, SegmentSpec())
    assert (tmp_path / USUAL).read_text("utf-8") == "[grouping\n"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / USUAL).mkdir()
    assert [problem.code for problem in load_groups(tmp_path).problems] == [
        "unreadable"
    ]


def test_a_link_out_of_the_workspace_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.toml"
    outside.write_text("[grouping]\n", "utf-8")
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / USUAL).symlink_to(outside)
    assert [problem.code for problem in load_groups(shop).problems] == ["outside"]
