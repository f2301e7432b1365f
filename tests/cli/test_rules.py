"""``cockpit rules`` on real files: exit codes, sentences, and what is printed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cockpit.cli.failures import Exit
from cockpit.cli.main import cli
from cockpit.rulebook import DEFAULT_FILE
from cockpit.text import i18n
from tests.engine.alarms.trials.test_document import EXAMPLES

FAILED = 1
RULES = """\
schema = 1
[[rule]]
id = "dear"
metric = "cpc"
grain = "1d"
by = ["channel"]
fire = { of = "value", op = ">", than = "2" }
incident = { sop = "stop-the-bleeding" }
"""
TESTS = """\
schema = 1
rules = ["rules.toml"]
[[test]]
name = "two is not above two"
start = 2026-03-01
[[test.series]]
metric = "cpc"
labels = { channel = "A" }
n = 100
values = "2 3 _"
[[test.expect]]
rule = "dear"
labels = { channel = "A" }
states = "ok firing firing+blind"
incidents = ["stop-the-bleeding@1"]
"""
CONFIG = """\
[workspace]
name = "shop"
now = 2026-10-05T10:00:00+08:00
[[source]]
table = "ad_spend"
path = "ads.csv"
"""
ADS = """\
日期,渠道,消耗,展示数,点击数
2026-10-01,抖音,100,1000,100
2026-10-02,抖音,300,1000,100
2026-10-03,抖音,300,1000,100
2026-10-04,抖音,100,1000,100
2026-10-04,小红书,100,1000,100
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to work in, and English sentences."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder
    i18n.speak("en")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["rules", *words], prog_name="cockpit")


def answer(*words: str, code: int = 0) -> dict[str, Any]:
    result = run(*words, "--format", "json")
    assert result.exit_code == code, result.output
    return dict(json.loads(result.stdout))


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder / "tests.toml"


def shop(folder: Path, rules: str = RULES) -> Path:
    write(folder, cockpit=CONFIG, rules=rules)
    (folder / "ads.csv").write_bytes(ADS.encode("gb18030"))
    return folder


def test_the_shipped_tests_pass_anywhere() -> None:
    result = run("test", "--coverage", "--mutate")
    assert result.exit_code == 0, result.output
    assert "91 of 91 mutants killed" in result.stdout
    assert "MISSING" not in result.stdout


def test_a_file_names_its_rules_relative_to_itself(place: Path) -> None:
    (place / "deep").mkdir()
    write(place, rules=RULES)
    tests = write(place / "deep", tests=TESTS.replace("rules.toml", "../rules.toml"))
    (row,) = answer("test", str(tests))["rows"]
    assert (row["is_passed"], row["differs"], row["line"]) == (True, -1, 11)
    assert row["incidents_found"] == ["stop-the-bleeding@1"]


def test_without_rules_the_workspace_decides_and_else_the_defaults(
    place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tests = write(place, tests=TESTS.replace('rules = ["rules.toml"]', ""))
    result = run("test", str(tests))
    assert result.exit_code == Exit.DATA
    assert "tests.toml:12 test[1].expect[1].rule: no such rule: dear" in result.stderr
    shop(place)
    assert run("test", str(tests)).exit_code == 0
    monkeypatch.chdir(tmp_path)
    assert run("test", str(tests)).exit_code == Exit.DATA
    assert run("test", str(tests), "-w", str(place)).exit_code == 0


def test_the_examples_of_the_language_pass_as_they_stand(place: Path) -> None:
    """With ``rules`` in the file, as they are printed: here the rules that ship."""
    shipped = DEFAULT_FILE.read_text(encoding="utf-8")
    head = 'schema = 1\nrules = ["rules.toml"]\n'
    examples = EXAMPLES.read_text(encoding="utf-8").replace("schema = 1\n", head)
    result = run("test", str(write(place, rules=shipped, tests=examples)))
    assert result.exit_code == 0, result.output
    assert "5 of 5 paths as expected, 3 tests" in result.stdout


def test_the_example_of_the_documentation_passes(place: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "rule-tests.md"
    _before, _fence, rest = page.read_text(encoding="utf-8").partition(
        "```toml tests\n"
    )
    example, _fence, _after = rest.partition("```")
    shipped = DEFAULT_FILE.read_text(encoding="utf-8")
    result = run("test", str(write(place, rules=shipped, tests=example)))
    assert result.exit_code == 0, result.output


def test_a_rule_may_name_a_metric_that_the_data_bring_along(place: Path) -> None:
    """By hand: 80 / 10 is above 7 on the 2nd only."""
    rules = RULES.replace("cpc", "nps").replace("channel", "city").replace('"2"', '"7"')
    shop(place, rules)
    series = '[[source]]\ntable = "metric_series"\npath = "nps.csv"\n'
    (place / "cockpit.toml").write_text(CONFIG + series, encoding="utf-8")
    rows = (
        "2026-10-01,nps,60,10,X",
        "2026-10-02,nps,80,10,X",
        "2026-10-03,nps,70,10,X",
    )
    text = "\n".join(("time,metric,numerator,denominator,city", *rows)) + "\n"
    (place / "nps.csv").write_text(text, encoding="utf-8")
    found = answer("backtest")
    assert [(a["fired"], a["value"]) for a in found["rows"]] == [("2026-10-02", 8.0)]
    assert found["rows"][0]["labels"] == [["city", "X"]]
    tests = TESTS.replace("cpc", "nps").replace("channel", "city")
    tests = tests.replace('"2 3 _"', '"7 8 _"').replace("rules = ", "# rules = ")
    assert run("test", str(write(place, tests=tests))).exit_code == 0


def test_a_path_that_differs_is_shown_and_exits_1(place: Path) -> None:
    wrong = TESTS.replace("ok firing ", "ok*2 ").replace("ding@1", "ding@2")
    result = run("test", str(write(place, rules=RULES, tests=wrong)))
    assert result.exit_code == FAILED
    for words in (
        "tests.toml:11  two is not above two",
        "expected  ok*2 firing+blind",
        "found  ok firing firing+blind",
        "they differ from grain 1 on",
        "incidents: expected stop-the-bleeding@2, found stop-the-bleeding@1",
        "0 of 1 paths as expected",
    ):
        assert words in result.stdout
    mutated = run("test", str(place / "tests.toml"), "--mutate")
    assert (mutated.exit_code, mutated.stdout) == (FAILED, result.stdout)
    assert "wait until all tests pass" in mutated.stderr


def test_a_survivor_and_a_missing_case_fail_and_are_printed(place: Path) -> None:
    tests = str(write(place, rules=RULES, tests=TESTS.replace('"2 3 _"', '"1 3 _"')))
    assert run("test", tests).exit_code == 0
    result = run("test", tests, "--coverage", "--mutate")
    assert result.exit_code == FAILED
    assert "no value exactly on the threshold: fire[1].op" in result.stdout
    assert "no test in which it clears" in result.stdout
    assert "2 of 4 mutants killed" in result.stdout
    found = answer("test", tests, "--mutate", code=FAILED)
    assert not found["is_passed"]
    alive = [(m["key"], m["after"]) for m in found["mutants"] if not m["is_killed"]]
    assert alive == [("fire[1].than", "1"), ("fire[1].op", ">=")]


@pytest.mark.parametrize(
    ("tests", "rules", "sentence"),
    [
        (TESTS.replace("values", "valeus"), RULES, "tests.toml:10 test[1].series[1].valeus: unknown key; did you mean values?"),
        (TESTS + "[", RULES, "tests.toml:16"),
        (TESTS.replace("ok firing", "ok fring"), RULES, "did you mean firing?"),
        (TESTS, RULES.replace('"2"', '"2%"'), "rules.toml:7 rule[1].fire.than"),
        (TESTS, RULES.replace("cpc", "cpcc"), "did you mean cpc?"),
    ],
    ids=["key", "syntax", "state", "unit", "metric"],
)  # fmt: skip
def test_a_broken_file_exits_65_and_names_the_place(
    place: Path, tests: str, rules: str, sentence: str
) -> None:
    result = run("test", str(write(place, rules=rules, tests=tests)))
    assert (result.exit_code, result.stdout) == (Exit.DATA, "")
    assert sentence in result.stderr


def test_a_file_that_is_not_there_exits_74(place: Path) -> None:
    assert run("test", "nowhere.toml").exit_code == Exit.IO
    assert run("test", str(write(place, tests=TESTS))).exit_code == Exit.IO


def test_the_past_of_a_workspace_has_dates_values_and_incidents(place: Path) -> None:
    """By hand: 300 / 100 clicks on the 2nd and 3rd, 1.00 again on the 4th."""
    shop(place)
    found = answer("backtest")
    (alarm,) = found["rows"]
    assert (alarm["fired"], alarm["cleared"]) == ("2026-10-02", "2026-10-04")
    assert (alarm["value"], alarm["n"], alarm["incident"]) == (3.0, 100, 1)
    assert alarm["labels"] == [["channel", "douyin"]]
    (row,) = found["past"]
    assert (row["instances"], row["alarms"], row["incidents"]) == (2, 1, 1)
    assert found["workspace"] == "shop"
    assert "stop-the-bleeding#1" in run("backtest", "--rule", "dear").stdout


def test_a_wrong_rule_is_told_the_nearest_one(place: Path) -> None:
    shop(place)
    result = run("backtest", "--rule", "deer")
    assert result.exit_code == Exit.USAGE
    assert "did you mean dear?" in result.stderr


def test_lint_is_content_with_rules_that_fire_now_and_then(place: Path) -> None:
    shop(place)
    result = run("lint")
    assert result.exit_code == 0, result.output
    assert answer("lint")["rows"] == []


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ("cpc", "cpcc", "unknown_name", "did you mean cpc?"),
        ('"channel"', '"chanel"', "unknown_name", "did you mean channel?"),
        ("stop-the-bleeding", "stop-the-bleading", "unknown_name", "stop-the-bleeding"),
        ('"2"', '"2%"', "unit", "without a unit"),
        ("incident", 'clear = { op = "<", than = "3" }\nincident', "clear_overlaps_fire", "fires"),
        ('"2"', '"9"', "never_fires", "never fired from 2026-10-01 to 2026-10-04"),
        ('than = "2"', 'than = "2", proof = "wilson95"', "proof", "proportion"),
    ],
)  # fmt: skip
def test_lint_doubts(place: Path, old: str, new: str, kind: str, words: str) -> None:
    assert old in RULES
    shop(place, RULES.replace(old, new))
    found = answer("lint", code=FAILED)
    assert [(row["kind"], words in row["message"]) for row in found["rows"]] == [
        (kind, True)
    ], found["rows"]
    assert kind in run("lint").stdout


def test_lint_doubts_a_streak_of_hours_where_the_source_has_days(place: Path) -> None:
    """Three hours in a row would be three days."""
    streak = 'of = "change", vs = "prev", op = ">", than = "10%", streak = 1'
    hourly = RULES.replace('"1d"', '"1h"').replace(
        'of = "value", op = ">", than = "2"', streak
    )
    shop(place, hourly)
    (row,) = answer("lint", code=FAILED)["rows"]
    assert (row["kind"], row["place"]) == ("streak_grain", "fire[1].streak")


def test_lint_prints_the_past_of_a_rule_that_opens_too_many(place: Path) -> None:
    """A threshold between 1 and 3 and an incident for each channel: two in a week."""
    grouped = RULES.replace('bleeding" }', 'bleeding", group_by = ["channel"] }')
    shop(place, grouped.replace('"2"', '"0.5"'))
    found = answer("lint", code=FAILED)
    assert [row["kind"] for row in found["rows"]] == ["too_many_incidents"]
    assert [alarm["incident"] for alarm in found["alarms"]] == [1, 2]


def test_lint_without_a_workspace_looks_at_the_shipped_rules() -> None:
    result = run("lint")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "without a past" in result.stderr


def test_broken_rules_exit_65(place: Path) -> None:
    shop(place, RULES + "[")
    for words in (("lint",), ("backtest",)):
        result = run(*words)
        assert (result.exit_code, result.stdout) == (Exit.DATA, "")
        assert "rules.toml:9" in result.stderr


def test_completion_offers_the_shipped_rules() -> None:
    import click

    from cockpit.cli.rules import RuleId, rules

    context = click.Context(rules)
    offered = RuleId().shell_complete(context, click.Option(["--rule"]), "comp")
    assert [item.value for item in offered] == ["complaint-rate", "complaint-rate-red"]
