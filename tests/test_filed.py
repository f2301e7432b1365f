"""What is wrong in the files beside ``cockpit.toml`` is listed with it, all at once."""

from pathlib import Path

from cockpit.cli.failures import Exit
from tests import outpost

WRONG = (
    outpost.RULES
    + """\
[[rule]]
id = "two"
metric = "retention_d1"
fire = { of = "value", op = "<", than = "15" }
severity = "redd"
incident = { sop = "nosop" }
[[rule]]
id = "three"
metric = "cpc"
fire = { of = "value", op = ">=", than = "2" }
clear = { of = "value", op = ">=", than = "1.5" }
severity = "blue"
incident = { sop = "stop-the-bleedin" }
"""
)
COSTS = {"douyin": (1, 1, 1)}


def test_config_validate_lists_mistakes_of_every_file(tmp_path: Path) -> None:
    folder = outpost.write(tmp_path / "outpost", COSTS, rules=WRONG)
    (folder / "sops.toml").write_text("schema = 9\n", encoding="utf-8")
    (folder / "segments.toml").write_text("schemas = 1\n", encoding="utf-8")
    found = outpost.run("config", "validate", "-w", folder)
    assert (found.exit_code, found.stdout) == (Exit.DATA, "")
    for told in (
        "rules.toml:15 rule[2].fire.than",
        "did you mean red?",
        "no such procedure: nosop",
        "did you mean stop-the-bleeding?",
        "sops.toml:1 schema",
        "segments.toml:1 schemas",
    ):
        assert told in found.stderr


def test_config_validate_is_content_with_good_files(tmp_path: Path) -> None:
    folder = outpost.write(tmp_path / "outpost", COSTS)
    assert outpost.run("config", "validate", "-w", folder).exit_code == Exit.OK


def test_rules_lint_doubts_also_what_has_a_mistake(tmp_path: Path) -> None:
    folder = outpost.write(tmp_path / "outpost", COSTS, rules=WRONG)
    rows = outpost.told("rules", "lint", "-w", folder)["rows"]
    doubts = {(row["rule"], row["kind"]) for row in rows}
    assert doubts >= {
        ("", "unit"),
        ("", "rule"),
        ("two", "unknown_name"),
        ("three", "unknown_name"),
        ("three", "clear_overlaps_fire"),
    }
