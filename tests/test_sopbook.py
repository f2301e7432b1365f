"""Procedures of a workspace: which files, which lines, which are in force."""

from pathlib import Path

import pytest

from cockpit.sopbook import load_sops

OWN = """schema = 1
[[sop]]
id = "refined-ops"
version = 7
step = [
  { id = "one", do = "act" },
]
"""


def test_without_files_the_five_that_ship_are_in_force(tmp_path: Path) -> None:
    book = load_sops(tmp_path)
    assert (len(book.sops), book.files, book.problems) == (5, (), ())


def test_a_procedure_of_the_workspace_replaces_the_default(tmp_path: Path) -> None:
    (tmp_path / "sops.toml").write_text(OWN)
    book = load_sops(tmp_path)
    assert (len(book.sops), book.sops["refined-ops"].version) == (5, 7)
    assert book.files == ("sops.toml",)


def test_the_configuration_names_other_files(tmp_path: Path) -> None:
    (tmp_path / "sops.toml").write_text("not read")
    (tmp_path / "mine.toml").write_text(OWN)
    book = load_sops(tmp_path, "mine.toml")
    assert (book.sops["refined-ops"].version, book.problems) == (7, ())


def test_a_mistake_has_its_file_line_and_key(tmp_path: Path) -> None:
    (tmp_path / "sops.toml").write_text(
        OWN.replace('do = "act"', 'do = "act", dew = "5m"')
    )
    book = load_sops(tmp_path)
    assert [problem.text() for problem in book.problems] == [
        "sops.toml:6 sop[1].step[1].dew: unknown key; did you mean due?"
    ]
    assert book.sops["refined-ops"].version == 1, "the default stays in force"


def test_broken_toml_has_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "sops.toml").write_text("schema = 1\n[[sop]\n")
    problem = load_sops(tmp_path).problems[0]
    assert (problem.code, problem.line) == ("syntax", 2)


def test_the_same_id_in_two_files_is_a_mistake(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(OWN)
    book = load_sops(tmp_path, ("a.toml", "b.toml"))
    assert [problem.text() for problem in book.problems] == [
        "b.toml:3 sop[1].id: the same id as in a.toml"
    ]


@pytest.mark.parametrize(
    "name", ["../sops.toml", "/etc/sops.toml", "a\0b", "link.toml"]
)
def test_a_file_outside_the_workspace_is_not_read(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (tmp_path / "sops.toml").write_text(OWN)
    (folder / "link.toml").symlink_to(tmp_path / "sops.toml")
    book = load_sops(folder, name)
    assert [problem.what.text() for problem in book.problems] == [
        "must be inside the workspace"
    ]
    assert book.sops["refined-ops"].version == 1


def test_a_named_file_that_is_missing_is_told(tmp_path: Path) -> None:
    assert load_sops(tmp_path, "gone.toml").problems[0].text() == "gone.toml: not found"


def test_a_reference_must_lead_to_a_file_inside(tmp_path: Path) -> None:
    (tmp_path / "sops.toml").write_text(
        OWN.replace('do = "act"', 'do = "act", ref = "how.md"')
    )
    assert load_sops(tmp_path).problems[0].text() == (
        "sops.toml:6 sop[1].step[1].ref: not found"
    )
    (tmp_path / "how.md").write_text("like this")
    assert not load_sops(tmp_path).problems
