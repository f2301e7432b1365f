"""Which file belongs to which source."""

from pathlib import Path

import pytest

from cockpit.engine.sources.places import survey
from tests.engine.sources.desk import spec


@pytest.mark.parametrize(
    ("glob", "paths"),
    [
        ("*.csv", {"a.csv"}),
        ("ads/*.csv", {"ads/b.csv"}),
        ("**/*.csv", {"a.csv", "ads/b.csv", "ads/old/c.csv"}),
        ("ads/**", {"ads/b.csv", "ads/old/c.csv"}),
        ("ads/[!x]*.csv", {"ads/b.csv"}),
        ("./a.csv", {"a.csv"}),
        ("ads/?.csv", {"ads/b.csv"}),
        ("[z-a", set()),
    ],
)
def test_globs_name_files_inside_the_workspace(
    tmp_path: Path, glob: str, paths: set[str]
) -> None:
    for path in ("a.csv", "ads/b.csv", "ads/old/c.csv", ".git/d.csv", ".e.csv"):
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("x")

    found, _ = survey(tmp_path, [spec(path=glob)])

    assert {each.path for each in found} == paths


def test_a_file_belongs_to_the_first_source_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")

    found, strays = survey(
        tmp_path, [spec(path="a.csv"), spec(path="*.csv", position=2)]
    )

    assert [each.spec.position for each in found] == [1]
    assert strays == ()


def test_a_folder_that_is_gone_while_looking_is_reported(tmp_path: Path) -> None:
    found, strays = survey(tmp_path / "nowhere", [spec(path="*.csv")])

    assert found == ()
    assert {stray.code for stray in strays} == {"no_permission", "unmatched"}


def test_a_link_inside_the_workspace_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.csv").symlink_to("a.txt")

    (found,), _ = survey(tmp_path, [spec(path="*.csv")])

    assert found.code == ""
    assert found.place == (tmp_path / "a.txt").resolve()


def test_a_link_to_itself_is_told_of_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "loop.toml").symlink_to("loop.toml")

    (found,), _ = survey(tmp_path, [spec(path="**")])

    assert (found.path, found.code) == ("loop.toml", "unreadable")
