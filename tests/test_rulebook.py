"""The rules of a workspace: which files, and where their mistakes are."""

from pathlib import Path

import pytest

from cockpit.rulebook import DEFAULT_FILE, default_rules, load_rules

GOOD = '[[rule]]\nid = "low"\nmetric = "cvr"\nfire = { op = "<", than = "1%" }\n'


def test_the_default_rules_are_in_force_where_there_are_no_others(
    tmp_path: Path,
) -> None:
    rules = load_rules(tmp_path)
    assert rules.book is default_rules()
    assert [rule.id for rule in rules.book.rules] == [
        "retention-d1-low", "roi-fall-3d", "complaint-rate", "complaint-rate-red",
        "ltv-cac-low", "cpc-surge",
    ]  # fmt: skip


def test_the_file_of_the_folder_is_used_instead(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(GOOD)
    rules = load_rules(tmp_path)
    assert [rule.id for rule in rules.book.rules] == ["low"]
    assert rules.files == ("rules.toml",)


def test_named_files_are_read_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.toml").write_text(GOOD)
    other = GOOD.replace("low", "other") + 'inhibits = [{ rule = "low" }]'
    (tmp_path / "two.toml").write_text(other)
    rules = load_rules(tmp_path, ("a/one.toml", "two.toml"))
    assert rules.problems == ()
    assert [rule.id for rule in rules.book.rules] == ["low", "other"]


def test_the_default_file_can_be_copied_into_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_bytes(DEFAULT_FILE.read_bytes())
    rules = load_rules(tmp_path)
    assert rules.problems == ()
    assert rules.book.rules == default_rules().rules


def test_a_mistake_has_file_line_and_key(tmp_path: Path) -> None:
    bad = GOOD.replace("low", "bad").replace('"1%"', '"1"')
    (tmp_path / "rules.toml").write_text(GOOD + bad)
    rules = load_rules(tmp_path)
    assert [rule.id for rule in rules.book.rules] == ["low"]
    assert [problem.place for problem in rules.problems] == [
        "rules.toml:8 rule[2].fire.than"
    ]


def test_a_mistake_in_a_list_has_the_line_of_its_item(tmp_path: Path) -> None:
    fire = 'fire = [\n  { op = "<", than = "1%" },\n  { op = "<", then = "1%" },\n]'
    (tmp_path / "rules.toml").write_text(GOOD.replace(GOOD.splitlines()[3], fire))
    places = {problem.place for problem in load_rules(tmp_path).problems}
    assert "rules.toml:6 rule[1].fire[2].then" in places


def test_broken_syntax_gives_no_rules_and_its_place(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(GOOD + "[[rule]\n")
    rules = load_rules(tmp_path)
    assert rules.book.rules == ()
    assert rules.broken == ("rules.toml",)
    assert [(problem.code, problem.line) for problem in rules.problems] == [
        ("syntax", 5)
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../rules.toml",
        "/etc/rules.toml",
        "a/../../r.toml",
        "C:\\r.toml",
        "a\0b",
        "link",
    ],
)
def test_a_path_that_leads_out_of_the_workspace_is_refused(
    name: str, tmp_path: Path
) -> None:
    inside = tmp_path / "workspace"
    inside.mkdir()
    (tmp_path / "rules.toml").write_text(GOOD)
    (inside / "link").symlink_to(tmp_path / "rules.toml")
    rules = load_rules(inside, name)
    assert rules.book.rules == ()
    assert [problem.code for problem in rules.problems] == ["outside"]


def test_a_named_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    rules = load_rules(tmp_path, "mine.toml")
    assert rules.book.rules == ()
    assert [problem.code for problem in rules.problems] == ["missing_file"]


def test_two_files_cannot_have_a_rule_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD)
    (tmp_path / "b.toml").write_text(GOOD)
    rules = load_rules(tmp_path, ("a.toml", "b.toml"))
    assert len(rules.book.rules) == 1
    assert [problem.file for problem in rules.problems] == ["b.toml"]
